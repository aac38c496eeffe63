"""Rule packs for the tests: the shipped ones, and changed copies of the national one."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from xltools.assets import asset, load_toml
from xltools.library import load_pack, rule_packs
from xltools.rules.pack.file import parse_pack
from xltools.rules.pack.model import RulePack

FILE = "place.toml"
PACKS = [load_pack(pack_id) for pack_id in rule_packs()]


def national_data() -> dict[str, Any]:
    """The national pack as TOML gave it, free to change."""
    return deepcopy(load_toml(asset("templates", "rules", "national.toml")))


def changed(*path_and_value: Any) -> RulePack:
    """The national pack with one key changed: `changed("rounding", "method", "truncate")`."""
    return parse_pack(changed_data(*path_and_value), FILE)


def changed_data(*path_and_value: Any) -> dict[str, Any]:
    """The data of `changed`."""
    *path, last, value = path_and_value
    data = national_data()
    table: Any = data
    for key in path:
        table = table[key]
    table[last] = value
    return data

"""The official forms known here: definitions with their rule packs and styles, from `templates/`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from xltools.assets import asset, load_toml
from xltools.errors import DefinitionError, UsageError
from xltools.rules.definition import FormDefinition
from xltools.rules.definition_file import parse_definition
from xltools.rules.pack import RulePack, parse_pack
from xltools.rules.styles import StyleSheet, parse_styles
from xltools.text import render


@dataclass(frozen=True)
class OfficialForm:
    """A form definition with all it names."""

    definition: FormDefinition
    pack: RulePack
    styles: StyleSheet


@lru_cache(maxsize=1)
def official_forms() -> dict[str, OfficialForm]:
    """Every shipped form by id, in the order of the ids. Raises DefinitionError for a wrong file."""
    forms = (load_form(path) for path in sorted(asset("templates", "forms").glob("*.toml")))
    return {form.definition.id: form for form in forms}


def official_form(form_id: str) -> OfficialForm:
    """One shipped form. Raises UsageError (Chinese) that lists the known ones."""
    forms = official_forms()
    if form_id not in forms:
        raise UsageError(f"没有“{form_id}”这种表单。现有表单：{'、'.join(forms)}。可用 xltools forms 查看。")
    return forms[form_id]


def load_form(path: Path) -> OfficialForm:
    """A form from its file. Raises DefinitionError naming file, key and reason."""
    definition = parse_definition(load_toml(path), path.name)
    if definition.id != path.stem:
        raise DefinitionError(path.name, "id", f"应当与文件名相同（{path.stem}），现在是“{definition.id}”")
    styles = parse_styles(load_toml(asset("templates", "styles.toml")), path.name, definition.styles)
    _check_styles(path.name, definition, styles)
    _check_texts(path.name, definition)
    pack = load_pack(definition.rules)
    for key, rule in definition.formulas.items():
        if rule not in pack.computed:
            raise DefinitionError(path.name, f"formulas.{key}", f"规则包 {pack.id} 里没有规则“{rule}”")
    return OfficialForm(definition, pack, styles)


@cache
def load_pack(pack_id: str) -> RulePack:
    """A shipped rule pack by id."""
    path = asset("templates", "rules", f"{pack_id}.toml")
    return parse_pack(load_toml(path), path.name)


def _check_texts(file: str, definition: FormDefinition) -> None:
    for key, text in definition.texts():
        try:
            render(text, definition.variables(year=None))
        except DefinitionError as error:
            raise DefinitionError(file, key, f"“{text}”{error.reason}") from error


def _check_styles(file: str, definition: FormDefinition, styles: StyleSheet) -> None:
    for name in definition.style_names():
        if name not in styles:
            raise DefinitionError(file, f"style = {name!r}", f"没有这个样式；可以写：{'、'.join(styles)}")

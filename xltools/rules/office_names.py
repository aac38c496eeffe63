"""Names of offices and projects, as budget systems print them with a code: 219001-棠溪镇人民政府.

One office writes the code and the next does not, so that it counts only where both write one.
For comparing only: nobody's text is changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from xltools.rules.labels import plain, seen

_CODE = r"(?!(?:19|20)\d\d(?!\w))\d[0-9A-Za-z]{2,}"  # a year is no code
_SEPARATOR = r"[-—–_:.、\s]"
_BEFORE = re.compile(  # a long number needs nothing between itself and the name
    rf"\s*(?:[\[(【]({_CODE})[\])】]|({_CODE})(?={_SEPARATOR})|(\d{{6,}})){_SEPARATOR}*(?=[^\W\d_a-z])",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"(?<=[^\W\d_])\s*[\[(【]({_CODE})[\])】]\s*\Z")


@dataclass(frozen=True, slots=True)
class OfficeName:
    """A name without its code, spaces and marks, and the code (None where it says none)."""

    name: str
    code: str | None = None

    def may_be(self, other: OfficeName) -> bool:
        """True where both may be of one office or project."""
        return self.name == other.name and (None in (self.code, other.code) or self.code == other.code)


@lru_cache(maxsize=1 << 14)
def office_name(text: str) -> OfficeName:
    """The name and the code of a text such as `219001-棠溪镇人民政府` or `[219001]棠溪镇人民政府`."""
    even = seen(text)
    if found := _BEFORE.match(even):
        return OfficeName(plain(even[found.end() :]), (found[1] or found[2] or found[3]).upper())
    if found := _BEHIND.search(even):
        return OfficeName(plain(even[: found.start()]), found[1].upper())
    return OfficeName(plain(even))


def bare(text: str | None) -> str:
    """A name without its code, for comparing; blank where there is none."""
    return office_name(text or "").name


def may_be_same(one: str | None, other: str | None) -> bool:
    """True where two texts may name one office or project; blank is the name of none."""
    return office_name(one or "").may_be(office_name(other or ""))


def spellings(texts: Iterable[str]) -> Mapping[str, str]:
    """For each text the first one that names the same office, to group what several offices wrote.

    Where different codes stand before one name, they are different offices.
    """
    written = list(dict.fromkeys(texts))
    codes: dict[str, set[str]] = defaultdict(set)
    for name in map(office_name, written):
        codes[name.name].update([name.code] if name.code else ())
    first: dict[OfficeName, str] = {}

    def office(text: str) -> OfficeName:
        name = office_name(text)
        return name if len(codes[name.name]) > 1 else OfficeName(name.name)

    return {text: first.setdefault(office(text), text) for text in written}


def project_keys(names: Sequence[tuple[str | None, str | None]]) -> Sequence[tuple[str, str] | None]:
    """For each project and its unit a key that all have which name the same two; None without a project.

    Units are compared with each other, projects with those of their unit.
    """
    units = spellings(unit or "" for _, unit in names)
    of_unit: dict[str, list[str]] = defaultdict(list)
    for project, unit in names:
        of_unit[units[unit or ""]].append(project or "")
    projects = {unit: spellings(ours) for unit, ours in of_unit.items()}

    def key(project: str, unit: str) -> tuple[str, str] | None:
        return (projects[unit][project], unit) if plain(project) else None

    return [key(project or "", units[unit or ""]) for project, unit in names]

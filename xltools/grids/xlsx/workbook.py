"""The skeleton of a workbook: relationships, the list of sheets, the defined names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from xltools.grid import NamedCell
from xltools.grids import limits
from xltools.grids.unopenable import UnopenableBook
from xltools.grids.xml import RELATIONSHIP, Element, collect, remembered
from xltools.refs import CellRange

_RELATIONSHIP = frozenset({"Relationship"})
_WORKBOOK = frozenset({"sheet", "definedName", "workbookPr", "workbook"})
_SHOWN = "visible"
_TRUE = ("1", "true", "on")
_PLAIN = r"[^<>&\"\x00-\x1f\x7f-\x9f\ufffe\uffff]+"
_DEFINED_NAME = re.compile(rf'name="({_PLAIN})"(?: localSheetId="([0-9]+)")?>({_PLAIN})</definedName>')
_NAMES, _NAME, _NAMES_END = b"<definedNames>", b"<definedName ", b"</definedNames>"
_OTHER_FOLDERS = {"word": "Word 文档", "ppt": "PowerPoint 演示文稿", "visio": "Visio 图"}
_POINTER = re.compile(
    r"=?(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!,:\[\]()]+))!(?P<area>[$A-Za-z0-9:]+)\Z"
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """From one part to another: the last word of its type (`worksheet`), and the target's name."""

    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """One sheet as the workbook lists it."""

    name: str
    relationship: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A name, the index of the sheet it belongs to, and where it points: nowhere where its target is lost.

    `is_pointer` is false for a name of anything but one cell or area.
    """

    name: str
    owner: str | None
    is_pointer: bool
    points_at: NamedCell | None


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Sheets in order, and the names.

    `date1904`: day 0 is 1 January 1904, as Excel for Mac once counted.
    """

    sheets: tuple[SheetEntry, ...]
    names: tuple[DefinedName, ...]
    date1904: bool = False


def relationships_part(part: str) -> str:
    """Where the relationships of a part are kept."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


@remembered
def relationships(part: str, data: bytes) -> Mapping[str, Relationship]:
    """The relationships in a `.rels` part by id; those that lead outside the file are left out."""
    base = posixpath.dirname(posixpath.dirname(part))
    return {
        attributes.get("Id", ""): Relationship(
            attributes.get("Type", "").rpartition("/")[2], _resolve(base, attributes.get("Target", ""))
        )
        for attributes in (element.attributes for element in collect(part, data, _RELATIONSHIP))
        if attributes.get("TargetMode") != "External"
    }


def _resolve(base: str, target: str) -> str:
    target = target.replace("\\", "/")
    return posixpath.normpath(target if target.startswith("/") else posixpath.join(base, target)).lstrip("/")


def skeleton(part: str, data: bytes) -> Skeleton:
    """Read the workbook part. Raises UnopenableBook where the part is something else."""
    names, rest = _plain_names(data)
    bones = _bones(part, rest)
    return replace(bones, names=(*names, *bones.names)) if names else bones


@remembered
def _bones(part: str, data: bytes) -> Skeleton:
    elements = collect(part, data, _WORKBOOK)
    if not elements or elements[-1].name != "workbook":
        folder = part.partition("/")[0]
        raise UnopenableBook("other-content", _OTHER_FOLDERS.get(folder, "其他 Office 文件"))
    sheets = tuple(_sheet(element) for element in elements if element.name == "sheet")
    if len(sheets) > limits.MAX_SHEETS:
        raise UnopenableBook("amount", f"工作表超过 {limits.MAX_SHEETS} 张")
    names = tuple(
        _defined(element.attributes.get("name", ""), element.attributes.get("localSheetId"), element.text)
        for element in elements
        if element.name == "definedName"
    )
    properties = (element.attributes for element in elements if element.name == "workbookPr")
    return Skeleton(sheets, names, any(one.get("date1904") in _TRUE for one in properties))


def _plain_names(data: bytes) -> tuple[Sequence[DefinedName], bytes]:
    """The names, and the part without them; none, and all of it, where they are not written as usual."""
    before, _, after = data.partition(_NAMES)
    inside, end, after = after.partition(_NAMES_END)
    first, *pieces = inside.split(_NAME)
    if (
        first
        or not end
        or any(unusual in before + after for unusual in (b"<!", _NAME))
        or len(pieces) > limits.MAX_ELEMENTS
    ):
        return (), data
    names = [name for name in map(_name, pieces) if name is not None]
    return (names, before + after) if len(names) == len(pieces) else ((), data)


@lru_cache(maxsize=1 << 13)  # forms repeat the same few hundred
def _name(piece: bytes) -> DefinedName | None:
    """One name from what follows `<definedName `; None where it is not written as usual."""
    try:
        match = _DEFINED_NAME.fullmatch(piece.decode("utf-8"))
    except UnicodeDecodeError:
        return None
    return _defined(match[1], match[2], match[3]) if match else None


def _defined(name: str, owner: str | None, text: str) -> DefinedName:
    if "#REF!" in text:
        return DefinedName(name, owner, is_pointer=True, points_at=None)
    pointer = _pointer(text)
    return DefinedName(name, owner, pointer is not None, pointer)


def _sheet(element: Element) -> SheetEntry:
    attributes = element.attributes
    identifiers = (attributes.get(f"{namespace} id") for namespace in RELATIONSHIP)
    return SheetEntry(
        attributes.get("name", ""),
        next((identifier for identifier in identifiers if identifier), ""),
        attributes.get("state", _SHOWN) != _SHOWN,
    )


def pointers(skeleton_: Skeleton, readable: frozenset[str]) -> dict[str, NamedCell | None]:
    """The names that point at one cell or area, None where the target is lost.

    A name of the whole workbook stands under itself, a name of one sheet as `sheet!name`: a copied
    sheet brings its own set of equal names.
    """
    found: dict[str, NamedCell | None] = {}
    for one in skeleton_.names:
        if one.is_pointer:
            key = one.name if one.owner is None else _local_key(skeleton_, one.owner, one.name)
            place = one.points_at
            found[key] = place if place is not None and place.sheet in readable else None
    return found


def _local_key(skeleton_: Skeleton, owner: str, name: str) -> str:
    index = int(owner) if owner.isdecimal() and len(owner) < 6 else -1
    if not 0 <= index < len(skeleton_.sheets):
        return name
    return f"{skeleton_.sheets[index].name}!{name}"


def _pointer(text: str) -> NamedCell | None:
    match = _POINTER.match(text.strip())
    if not match:
        return None
    try:
        area = CellRange.parse(match["area"])
    except ValueError:
        return None
    quoted = match["quoted"]
    sheet = match["plain"] if quoted is None else quoted.replace("''", "'")
    return NamedCell(sheet, area)

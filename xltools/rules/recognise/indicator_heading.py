"""The heading of the indicators on a plain grid: its row, and which column holds which field."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from xltools.refs import CellRef
from xltools.rules.definition.model import LEVEL_FIELDS, FormDefinition
from xltools.rules.recognise.anchors import Rows
from xltools.rules.recognise.label_search import LabelSearch
from xltools.rules.recognise.shared_cells import shared_column
from xltools.rules.recognise.shared_texts import parted_column
from xltools.rules.recognise.sheet_texts import Text
from xltools.rules.recognise.target_columns import PARTS_BESIDE, target_columns
from xltools.rules.recognise.unknown_headings import guessed
from xltools.rules.years import undated

_NEEDED = ({"level3"}, {"target", "target_number"}, {"actual"})  # one of each
_TEXT_OF_PARTS = ("target", "target_number")
_LEVELS = (*LEVEL_FIELDS, "level3")
_ALSO = frozenset({"weight", "score", "reason"})  # read also where a form is not known to have them
WHOSE = frozenset({"project", "unit", "department"})
"""Labels that tell whose form it is."""


def indicator_heading(search: LabelSearch) -> Rows:
    """The row of the indicator heading, its columns, and which of them are guessed.

    No columns where the row lacks one, or heads a list. One that is needed is guessed only under a title.
    """
    table = _heading_in(search, search.below(0))
    below = range(table.heading + 1, table.heading + 2)
    if table.columns or not _reaches_down(search, table.heading):
        return table
    lower = _heading_in(search, below)  # whose words nobody knows: the upper row has as many known ones
    return lower if lower.columns else table


def _reaches_down(search: LabelSearch, heading: int) -> bool:
    """True where most of the labels of a row reach into the row below it."""
    labels = [text.ref for text in search.sheet.rows.get(heading, ()) if search.is_label(text.ref)]
    return 2 * sum(search.grid.area(ref).last.row > heading for ref in labels) > len(labels)


def _heading_in(search: LabelSearch, rows: range) -> Rows:
    """The heading in one of these rows; without columns where it lacks some."""
    specs = search.definition.indicators.columns
    heading, known = search.heading(specs, rows)
    known |= _dated(search, heading, known)
    parted = parted_column(search, heading, known)
    if parted is not None:
        known |= dict.fromkeys(parted.fields, parted.column)
    named = _names_below(search, heading, known)
    asked = {spec.field for spec in specs}
    known |= {name: column for name, column in named.items() if name in asked}
    if "weight" in asked:
        known |= _points_of_indicators(search, heading, known)
    shared, column = shared_column(search, heading, known)
    known |= {name: column for name in shared if name in asked}
    lacks = [names for names in _NEEDED if not names & known.keys()]
    known |= _parts_beside(search, heading, known)
    parts = {} if set(_TEXT_OF_PARTS).isdisjoint(known) else target_columns(search, heading, known)
    known |= {name: text.ref.column for name, text in parts.items()}
    guesses = {**guessed(search, heading, known, specs, search.below(heading)), **parts}
    if len(lacks) == 1 and not lacks[0] & guesses.keys():
        found = guessed(search, heading, known, specs, search.below(heading), others=True)
        guesses = {**guesses, **{field: text for field, text in found.items() if field in lacks[0]}}
    columns = {**known, **{field: text.ref.column for field, text in guesses.items()}}
    if "level3" not in columns and "level2" in columns:
        columns["level3"] = columns.pop("level2")  # 一级指标 | 二级指标 and no more: the latter are measured
    unsure = any(not names & columns.keys() for names in lacks) or (lacks and not title_of(search, heading))
    if unsure or _is_list(search, heading):
        return Rows(heading=heading)
    columns |= _unasked(search, heading, columns, _ALSO - asked)
    return Rows(columns=columns, heading=heading, guessed=guesses, shared=shared, parted=parted)


def _parts_beside(search: LabelSearch, heading: int, columns: Mapping[str, int]) -> Mapping[str, int]:
    """The columns of the comparator and the unit of a target, where the definition has it in one cell."""
    if "target" not in columns:
        return {}
    found: dict[str, int] = {}
    for text in search.sheet.shown(heading):
        for part in PARTS_BESIDE & search.keys(text) if text.ref.column not in columns.values() else ():
            found.setdefault(part, text.ref.column)
    return found


def _unasked(
    search: LabelSearch, heading: int, columns: Mapping[str, int], names: Collection[str]
) -> Mapping[str, int]:
    """The columns of what the record has, where the definition that fits best does not ask for it."""
    found = _points_of_indicators(search, heading, columns) if "weight" in names else {}
    texts = [text for text in search.sheet.shown(heading) if text.ref.column not in columns.values()]
    for name in names:
        places = [text.ref.column for text in texts if name in search.keys(text)]
        if len(places) == 1:
            found = {name: places[0], **found}
    return found


def _dated(search: LabelSearch, heading: int, known: Mapping[str, int]) -> Mapping[str, int]:
    """The columns of headings with a year, of several the latest: 2021年完成值 | 2022年完成值."""
    texts = [text for text in search.sheet.shown(heading) if text.raw[:2] == "20"]  # a year of this century
    found: dict[str, int] = {}
    for text in sorted(texts, key=lambda text: text.raw):
        keys = search.definition.label_keys.get(undated(text.bare), frozenset())
        for spec in search.definition.indicators.columns:
            if spec.field and spec.field not in known and {spec.field, spec.label} & keys:
                found[spec.field] = text.ref.column
                break
    return found


def _names_below(search: LabelSearch, heading: int, known: Mapping[str, int]) -> Mapping[str, int]:
    """The columns of the names and levels under one word: 绩效指标, as the block is called, or another.

    Nothing of what is known.
    """
    named = "level3" in known
    if not {"target", "target_number"} & known.keys() or (named and known.keys() & set(LEVEL_FIELDS)):
        return {}
    for text in search.sheet.rows.get(heading, ()):
        area = search.grid.area(text.ref)
        names = _LEVELS[-len(area.columns) :] if len(area.columns) <= len(_LEVELS) else ()
        if named:
            names = LEVEL_FIELDS if len(area.columns) == len(LEVEL_FIELDS) else ()
            fits = area.last.column == known["level3"] - 1
        else:
            fits = "indicators" in search.keys(text) and len(names) != len(_LEVELS) - 1
        free = area.last.row == heading and not set(area.columns) & set(known.values())
        free = free and not _is_block_name(search, text, known)
        if names and fits and free:
            return dict(zip(names, area.columns, strict=True))
    return {}


def _is_block_name(search: LabelSearch, text: Text, known: Mapping[str, int]) -> bool:
    """True for 绩效指标 left of the levels, or said again in the row below: the block, no heading."""
    if any(name in known and text.ref.column < known[name] for name in LEVEL_FIELDS):
        return True
    return search.grid.cell(CellRef(text.ref.row + 1, text.ref.column)).value == text.raw


def _points_of_indicators(search: LabelSearch, heading: int, known: Mapping[str, int]) -> Mapping[str, int]:
    """The column of the points where levels have some, too: the one behind the names of indicators.

    It may stand below 三级指标, as 名称 | 权重.
    """
    level3 = known.get("level3", 0)
    below = search.grid.area(CellRef(heading, level3)) if "weight" not in known and level3 else None
    if below is None and known.get("weight", level3) >= level3:
        return {}
    texts = (text for text in search.sheet.shown(heading) if text.ref.column > level3)
    if below is not None:
        texts = (text for text in search.sheet.rows.get(heading + 1, ()) if text.ref.column in below.columns)
    found = next((text.ref.column for text in texts if "weight" in search.keys(text)), None)
    return {} if found is None else {"weight": found}


def title_of(search: LabelSearch, heading: int) -> CellRef | None:
    """The cell with the title above a heading; None where there is none."""
    return search.find("title", range(search.first_row, heading)) or _like_title(search, heading)


def _is_list(search: LabelSearch, heading: int) -> bool:
    """True for a table that has a column for the project: indicators of many forms, one below the other."""
    named = [keys for text in search.sheet.rows.get(heading, ()) if (keys := search.keys(text)) & WHOSE]
    if not named or any("project" in keys for keys in named):
        return bool(named)
    return search.find("project", range(search.first_row, heading)) is None  # 实施单位 of each indicator


def _like_title(search: LabelSearch, heading: int) -> CellRef | None:
    """A longer title that has one of the form's in it."""
    texts = [text for row in range(search.first_row, heading) for text in search.sheet.rows.get(row, ())]
    return next((text.ref for text in texts if says_title(text, search.definition)), None)


def says_title(text: Text, definition: FormDefinition) -> bool:
    """True for a text that has a title of the form in it."""
    return any(title in text.full for title in _titles(definition))


@lru_cache(maxsize=64)
def _titles(definition: FormDefinition) -> Sequence[str]:
    return [text for text, keys in definition.label_keys.items() if "title" in keys]

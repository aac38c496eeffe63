"""The columns of a target's comparator and unit beside its own, known by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from xltools.refs import CellRef
from xltools.rules.definition.target_cells import NATURE, NO_UNIT
from xltools.rules.recognise.label_search import LabelSearch
from xltools.rules.recognise.sheet_texts import Text
from xltools.rules.recognise.unknown_headings import FIELDS, within

PARTS_BESIDE = frozenset({"target_comparator", "target_unit"})
"""The parts of a target that may have columns of their own beside it."""
_SIGN = re.compile(r"[≥≧≤≦><=＝＞＜═]{1,2}|(?:大于|小于|高于|低于)(?:或?等于)?|不[少低高多]于|等于")
_UNIT = re.compile(r"[^\d\s≥≧≤≦><=＝＞＜═,，。;；:：]{1,8}")
_BARE = re.compile(r"[\d.,，]+")
_HEADING = 3  # labels in a row
_ROWS = 60  # below a heading, as far as content is looked at


def target_columns(search: LabelSearch, heading: int, known: Mapping[str, int]) -> Mapping[str, Text]:
    """By part: the heading of its column between the name and the actual value, where no label says it.

    A column of signs is that of the comparators, whatever it is called; one of words behind bare numbers
    that of the units, where its heading is not known for anything else.
    """
    target = known.get("target_number", known.get("target"))
    if target is None or "level3" not in known:
        return {}
    found: dict[str, Text] = {}
    for text in _free(search, heading, known):
        part = _part(search, text, known, target)
        if part is not None and part not in known and part not in found:
            found[part] = text
    return found


def _free(search: LabelSearch, heading: int, known: Mapping[str, int]) -> Iterator[Text]:
    """The headings behind the names that are those of no field."""
    taken = set(known.values())
    for text in within(search, heading, taken):
        others = search.keys(text) & FIELDS - PARTS_BESIDE
        if text.ref.column not in taken and text.ref.column > known["level3"] and not others:
            yield text


def _part(search: LabelSearch, text: Text, known: Mapping[str, int], target: int) -> str | None:
    said = list(_said(search, text, known["level3"], target))
    if not said:
        return None
    signs = [bool(_SIGN.fullmatch(own)) for own, _ in said]
    if any(signs) and all(sign or own in NATURE for sign, (own, _) in zip(signs, said, strict=True)):
        return "target_comparator"
    units = all(_UNIT.fullmatch(own) or own in NO_UNIT for own, _ in said)
    numbers = sum(bool(_BARE.fullmatch(number)) for own, number in said if own not in NO_UNIT)
    beside = text.ref.column == search.grid.area(CellRef(text.ref.row, target)).last.column + 1
    unsaid = search.keys(text) <= {"target_unit"}
    if units and beside and unsaid and 2 * numbers > len(said):
        return "target_unit"
    return None


def _said(search: LabelSearch, text: Text, names: int, target: int) -> Iterator[tuple[str, str]]:
    """What stands in the column beside the names of indicators, and in that of the target."""
    grid = search.grid
    for row in range(text.ref.row + 1, text.ref.row + _ROWS):
        own, number = (grid.cell(CellRef(row, column)).value for column in (text.ref.column, target))
        if (row, names) in grid.filled and own is not None and search.labels_in(row) < _HEADING:
            yield str(own).strip(), str(number).strip()

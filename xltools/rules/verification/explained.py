"""What a clerk wrote in the column 说明 of the sheet 校验, by the findings that it explains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from xltools.findings import Finding, Severity
from xltools.grid import Book
from xltools.refs import CellRef
from xltools.rules.checks.standards import shipped_standards
from xltools.rules.labels import plain
from xltools.rules.layout.names import explanation_name
from xltools.rules.verification.lines import shipped_lines

Explanations = Mapping[str, str]
"""By finding code: the text."""


def explanations_of(book: Book) -> Explanations:
    """The explanations in a workbook of ours, found by their names; whatever is no text explains nothing."""
    places = [(codes, place) for name, codes in _names() if (place := book.names.get(name)) is not None]
    wanted: dict[str, set[CellRef]] = defaultdict(set)
    for _, place in places:
        wanted[place.sheet].add(place.area.first)
    cells = {sheet: book.pick(sheet, refs) for sheet, refs in wanted.items()}
    found: dict[str, str] = {}
    for codes, place in places:
        cell = cells[place.sheet].get(place.area.first)
        if cell is not None and isinstance(cell.value, str) and cell.formula is None:
            text = cell.value.strip()
            if plain(text) and plain(text) not in shipped_standards().words.no_reason:
                found.update(dict.fromkeys(codes, text))
    return found


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The name of each cell for an explanation, with the codes of the findings that it explains."""
    return tuple((explanation_name(line.code), line.codes) for line in shipped_lines().lines)


def with_explanations(findings: Iterable[Finding], explanations: Explanations) -> list[Finding]:
    """Each 核实 with what the clerk says about it, unless its row gives a reason already."""
    return [
        replace(finding, explained=explanations[finding.code])
        if finding.severity is Severity.VERIFY and not finding.explained and finding.code in explanations
        else finding
        for finding in findings
    ]

"""What a clerk wrote in the column 说明 of the sheet 校验, by the findings that it explains."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from xltools.findings import Finding, Severity
from xltools.grid import BLANK, Book
from xltools.refs import CellRef
from xltools.rules.checks.standards import shipped_standards
from xltools.rules.labels import plain
from xltools.rules.names import explanation_name
from xltools.rules.verification.lines import shipped_lines

Explanations = Mapping[str, str]
"""By finding code: the text."""


def explanations_of(book: Book) -> Explanations:
    """The explanations in a workbook of ours, found by their names; whatever is no text explains nothing."""
    places = [(line, book.names.get(explanation_name(line.code))) for line in shipped_lines().lines]
    wanted: dict[str, set[CellRef]] = defaultdict(set)
    for _, place in places:
        if place is not None:
            wanted[place.sheet].add(place.area.first)
    cells = {sheet: book.pick(sheet, refs) for sheet, refs in wanted.items()}
    found = {}
    for line, place in places:
        cell = BLANK if place is None else cells[place.sheet].get(place.area.first, BLANK)
        text = cell.value.strip() if isinstance(cell.value, str) and cell.formula is None else ""
        if plain(text) and plain(text) not in shipped_standards().words.no_reason:
            found.update(dict.fromkeys(line.codes, text))
    return found


def with_explanations(findings: Iterable[Finding], explanations: Explanations) -> list[Finding]:
    """Each 核实 with what the clerk says about it, unless its row gives a reason already."""
    return [
        replace(finding, explained=explanations[finding.code])
        if finding.severity is Severity.VERIFY and not finding.explained and finding.code in explanations
        else finding
        for finding in findings
    ]

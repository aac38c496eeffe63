"""Several forms on one sheet, one below the other: where each begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from xltools.rules.definition import LEVEL_FIELDS, FormDefinition
from xltools.rules.sheet_texts import SheetTexts, Text, pieces

_NEEDED = ({"level3"}, {"target", "target_number"}, {"actual"})  # one column of each
_LEVELS = frozenset(LEVEL_FIELDS)
_FIGURES = frozenset({"target", "actual", "weight", "score"})
_LONGEST_TITLE = 60  # characters: a longer one is a remark
_WHOSE = ("project", "unit")  # each form names one of them once, before its indicators


def forms_apart(sheet: SheetTexts, known: Sequence[FormDefinition]) -> Iterator[SheetTexts]:
    """The sheet cut between its forms, beside and below each other; none where it can't hold any."""
    labels = _labels(tuple(known))
    rows = labels.of_rows(sheet)
    if labels.is_heading(set().union(*rows.values())):  # large tables of others end here
        for part in _beside(sheet, labels):
            yield from _below(part, labels, rows if part is sheet else labels.of_rows(part))


def _beside(sheet: SheetTexts, labels: _Labels) -> Iterator[SheetTexts]:
    """The sheet cut at the columns between forms, empty or not: where each side keeps the most labels."""
    cuts = _cuts(sheet, labels, sheet.gaps, labels.is_heading)
    if not cuts and labels.are_double(sheet):
        cuts = _cuts(sheet, labels, sheet.seams, labels.has_needed)
    if not cuts:
        yield sheet
        return
    gap = -max(cuts)[-1]
    yield from _beside(sheet.columns(1, gap), labels)
    yield from _beside(sheet.columns(gap + 1, sheet.grid.last_column), labels)


def _cuts(
    sheet: SheetTexts, labels: _Labels, columns: Sequence[int], heads: Callable[[set[str]], bool]
) -> list[tuple[int, int, int]]:
    """The columns behind which another form may begin; `heads` knows the labels of an indicator heading.

    Before each, what speaks for it: how many labels the sides then have in all, and again those of the
    first column behind it, where forms have theirs; then how many row by row: fewer within a heading.
    """
    cuts = []
    for gap in columns:
        left, right = sheet.columns(1, gap), sheet.columns(gap + 1, sheet.grid.last_column)
        if labels.headed(left, heads) and labels.headed(right, heads):
            rows = [*labels.of_rows(left).values(), *labels.of_rows(right).values()]
            kinds = len(labels.of_all(left)) + len(labels.of_all(right))
            cuts.append((kinds + labels.in_front(right), sum(map(len, rows)), -gap))
    return cuts


def _below(sheet: SheetTexts, labels: _Labels, rows: Mapping[int, set[str]]) -> Iterator[SheetTexts]:
    """The sheet cut before each further form; a heading that a page break repeats begins none."""
    starts = _starts(sheet, labels, rows)
    if len(starts) < 2:
        yield sheet
        return
    ends = [*(start - 1 for start in starts[1:]), sheet.grid.last_row]
    for start, end in zip([1, *starts[1:]], ends, strict=True):
        yield sheet.part(start, end)


class _Labels:
    """What a text may be on any of the known forms."""

    def __init__(self, known: Sequence[FormDefinition]) -> None:
        self.keys: dict[str, set[str]] = {}
        for definition in known:
            for text, keys in definition.label_keys.items():
                self.keys.setdefault(text, set()).update(keys)
        columns = [column for definition in known for column in definition.indicators.columns]
        self.needed = [
            {name for column in columns if column.field in fields for name in (column.field, column.label)}
            for fields in _NEEDED
        ]
        self.titles = tuple(text for text, keys in self.keys.items() if "title" in keys)

    def of_row(self, texts: Sequence[Text]) -> set[str]:
        get, found = self.keys.get, set[str]()
        for text in texts:
            if keys := get(text.full) or get(text.bare):
                found |= keys
        return found

    def of_rows(self, sheet: SheetTexts) -> dict[int, set[str]]:
        """The labels in each row."""
        return {row: self.of_row(texts) for row, texts in sheet.rows.items()}

    def of_all(self, sheet: SheetTexts) -> set[str]:
        """Every label on the sheet."""
        return set().union(*self.of_rows(sheet).values())

    def in_front(self, sheet: SheetTexts) -> int:
        """How many labels stand in the first column with a text."""
        texts = [text for row in sheet.rows.values() for text in row]
        first = min((text.ref.column for text in texts), default=0)
        return sum(bool(self.of_row((text,))) for text in texts if text.ref.column == first)

    def headed(self, sheet: SheetTexts, heads: Callable[[set[str]], bool]) -> bool:
        """True where one row of the sheet is an indicator heading."""
        return any(heads(self.of_row(sheet.shown(row))) for row in sheet.rows)

    def is_heading(self, keys: set[str]) -> bool:
        """True for the labels of an indicator heading, be some of its words unknown."""
        return self.has_needed(keys) or (len(keys & _LEVELS) > 1 and bool(keys & _FIGURES))

    def has_needed(self, keys: set[str]) -> bool:
        """True for the labels of an indicator heading that lacks none that is needed."""
        return bool(keys) and all(keys & names for names in self.needed)

    def are_double(self, sheet: SheetTexts) -> bool:
        """True where each needed heading stands in two columns, as no single form has it."""
        known = [(text.ref.column, self.of_row((text,))) for texts in sheet.rows.values() for text in texts]
        columns = ({column for column, keys in known if keys & names} for names in self.needed)
        return all(len(found) > 1 for found in columns)

    def inside(self, texts: Sequence[Text]) -> set[str]:
        """Labels that stand in one cell with their value."""
        names = (name for text in texts for name, _ in pieces(text.raw, self.keys.__contains__))
        return set().union(*(self.keys.get(name, set()) for name in names))


@lru_cache(maxsize=8)
def _labels(known: tuple[FormDefinition, ...]) -> _Labels:
    return _Labels(known)


def _starts(sheet: SheetTexts, labels: _Labels, rows: Mapping[int, set[str]]) -> list[int]:
    """The first row of each form that has a head and an indicator heading."""
    starts: list[int] = []
    begun: int | None = None  # the head whose indicator heading has not come yet
    title: int | None = None
    for row, texts in sheet.rows.items():
        keys, shown = rows[row], sheet.shown(row)
        if labels.is_heading(keys if shown is texts else labels.of_row(shown)):
            if begun is not None:
                starts.append(begun)
            begun, title = None, None
        elif "title" in keys or _is_title(texts, labels):
            title, begun = (row, None) if title is None or begun is not None else (title, None)
        elif begun is None and set(_WHOSE) & (keys | labels.inside(sheet.with_colons.get(row, ()))):
            begun, title = title or row, None
    return starts


def _is_title(texts: Sequence[Text], labels: _Labels) -> bool:
    """One text alone in its row that has a form's title in it."""
    text = texts[0].full
    return len(texts) == 1 and len(text) < _LONGEST_TITLE and any(title in text for title in labels.titles)

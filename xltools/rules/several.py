"""Several forms on one sheet, one below the other: where each begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from xltools.refs import CellRef
from xltools.rules.definition import LEVEL_FIELDS, FormDefinition
from xltools.rules.sheet_texts import SheetTexts, Text, pieces

Keys = frozenset[str]
"""What a text may be: the names of labels."""

_NEEDED = ({"level3"}, {"target", "target_number"}, {"actual"})  # one column of each
_LEVELS = frozenset(LEVEL_FIELDS)
_FIGURES = frozenset({"target", "actual", "weight", "score"})
_LONGEST_TITLE = 60  # characters: a longer one is a remark
_NONE: Keys = frozenset()
_WHOSE = frozenset({"project", "unit"})  # each form names one of them once, before its indicators


def forms_apart(sheet: SheetTexts, known: Sequence[FormDefinition]) -> Iterator[SheetTexts]:
    """The sheet cut between its forms, beside and below each other; none where it can't hold any."""
    labels = _labels(tuple(known))
    if labels.is_heading(labels.of_all(sheet.texts)):  # large tables of others end here
        for part in _beside(sheet, labels):
            yield from _below(part, labels)


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
    sheet: SheetTexts, labels: _Labels, columns: Sequence[int], heads: Callable[[Keys], bool]
) -> list[tuple[int, int, int]]:
    """The columns behind which another form may begin; `heads` knows the labels of an indicator heading.

    Before each, what speaks for it: how many labels the sides then have in all, and again those of the
    first column behind it, where forms have theirs; then how many row by row: fewer within a heading.
    """
    cuts = []
    for gap in columns:
        left, right = _Side(sheet, 1, gap), _Side(sheet, gap + 1, sheet.grid.last_column)
        if labels.headed(left, heads) and labels.headed(right, heads):
            rows = [*labels.of_rows(left.texts).values(), *labels.of_rows(right.texts).values()]
            kinds = len(labels.of_all(left.texts)) + len(labels.of_all(right.texts))
            cuts.append((kinds + labels.in_front(right.texts), sum(map(len, rows)), -gap))
    return cuts


def _below(sheet: SheetTexts, labels: _Labels) -> Iterator[SheetTexts]:
    """The sheet cut before each further form; a heading that a page break repeats begins none."""
    starts = _starts(sheet, labels)
    if len(starts) < 2:
        yield sheet
        return
    ends = [*(start - 1 for start in starts[1:]), sheet.grid.last_row]
    for start, end in zip([1, *starts[1:]], ends, strict=True):
        yield sheet.part(start, end)


class _Side:
    """Some columns of a sheet: its texts, and those that merged areas show in the rows below."""

    def __init__(self, sheet: SheetTexts, first: int, last: int) -> None:
        self.texts = [text for text in sheet.texts if first <= text.ref.column <= last]
        self.from_above = {
            row: [text for text in texts if first <= text.ref.column <= last]
            for row, texts in sheet.from_above.items()
        }


class _Labels:
    """What a text may be on any of the known forms."""

    def __init__(self, known: Sequence[FormDefinition]) -> None:
        self.keys: dict[str, Keys] = {}
        for definition in known:
            for text, keys in definition.label_keys.items():
                self.keys[text] = self.keys.get(text, _NONE) | keys
        columns = [column for definition in known for column in definition.indicators.columns]
        self.needed = [
            {name for column in columns if column.field in fields for name in (column.field, column.label)}
            for fields in _NEEDED
        ]
        self.titles = tuple(text for text, keys in self.keys.items() if "title" in keys)

    def among(self, texts: Iterable[Text]) -> list[tuple[CellRef, Keys]]:
        """Those of the texts that are labels: where they stand, and which they may be."""
        get = self.keys.get
        return [(text.ref, keys) for text in texts if (keys := get(text.full) or get(text.bare))]

    def of_all(self, texts: Iterable[Text]) -> Keys:
        """Every label among the texts."""
        return _NONE.union(*[keys for _, keys in self.among(texts)])

    def of_rows(self, texts: Iterable[Text]) -> dict[int, Keys]:
        """The labels in each row that has any."""
        rows: dict[int, Keys] = {}
        for (row, _), keys in self.among(texts):
            rows[row] = rows.get(row, _NONE) | keys
        return rows

    def seen(self, side: SheetTexts | _Side) -> dict[int, Keys]:
        """The same as a person sees them: in the rows below, too, into which a merged area reaches."""
        rows = self.of_rows(side.texts)
        for row, texts in side.from_above.items():
            if keys := self.of_all(texts):
                rows[row] = rows.get(row, _NONE) | keys
        return rows

    def in_front(self, texts: Sequence[Text]) -> int:
        """How many labels stand in the first column with a text."""
        first = min((text.ref.column for text in texts), default=0)
        return len(self.among(text for text in texts if text.ref.column == first))

    def headed(self, side: _Side, heads: Callable[[Keys], bool]) -> bool:
        """True where one row with a text of its own is an indicator heading."""
        own = {text.ref.row for text in side.texts}
        return any(heads(keys) for row, keys in self.seen(side).items() if row in own)

    def is_heading(self, keys: Keys) -> bool:
        """True for the labels of an indicator heading, be some of its words unknown."""
        return self.has_needed(keys) or (len(keys & _LEVELS) > 1 and bool(keys & _FIGURES))

    def has_needed(self, keys: Keys) -> bool:
        """True for the labels of an indicator heading that lacks none that is needed."""
        return bool(keys) and all(keys & names for names in self.needed)

    def are_double(self, sheet: SheetTexts) -> bool:
        """True where each needed heading stands in two columns, as no single form has it."""
        known = self.among(sheet.texts)
        columns = ({column for (_, column), keys in known if keys & names} for names in self.needed)
        return all(len(found) > 1 for found in columns)

    def inside(self, texts: Iterable[Text]) -> Keys:
        """Labels that stand in one cell with their value."""
        names = (name for text in texts for name, _ in pieces(text.raw, self.keys.__contains__))
        return _NONE.union(*(self.keys.get(name, _NONE) for name in names))


@lru_cache(maxsize=8)
def _labels(known: tuple[FormDefinition, ...]) -> _Labels:
    return _Labels(known)


def _starts(sheet: SheetTexts, labels: _Labels) -> list[int]:
    """The first row of each form that has a head and an indicator heading."""
    starts: list[int] = []
    begun: int | None = None  # the head whose indicator heading has not come yet
    title: int | None = None
    rows, seen = labels.of_rows(sheet.texts), labels.seen(sheet)
    for row, texts in sheet.rows.items():
        keys = rows.get(row, _NONE)
        if row in seen and labels.is_heading(seen[row]):
            if begun is not None:
                starts.append(begun)
            begun, title = None, None
        elif "title" in keys or _is_title(texts, labels):
            title, begun = (row, None) if title is None or begun is not None else (title, None)
        elif begun is None and not _WHOSE.isdisjoint(keys | labels.inside(sheet.with_colons.get(row, ()))):
            begun, title = title or row, None
    return starts


def _is_title(texts: Sequence[Text], labels: _Labels) -> bool:
    """One text alone in its row that has a form's title in it."""
    text = texts[0].full
    return len(texts) == 1 and len(text) < _LONGEST_TITLE and any(title in text for title in labels.titles)

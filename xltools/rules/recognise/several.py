"""Several forms on one sheet, one below the other: where each begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from xltools.refs import MAX_COLUMN, CellRef
from xltools.rules.definition.model import LEVEL_FIELDS, FormDefinition
from xltools.rules.recognise.sheet_texts import SheetTexts, Text, pieces
from xltools.rules.years import is_year

Keys = frozenset[str]
"""What a text may be: the names of labels."""

_NEEDED = ({"level3"}, {"target", "target_number"}, {"actual"})  # one column of each
_LEVELS = frozenset({*LEVEL_FIELDS, "level3"})
_FIGURES = frozenset({"target", "actual", "weight", "score"})
_MONEY = frozenset({"initial_budget", "annual_budget", "executed"})
_LONGEST_TITLE = 60  # characters: a longer one is a remark
_LONGEST_OFFICE = 16  # characters of a line with the year over a title
_YEARS = ("年", "年度")
_NONE: Keys = frozenset()
_WHOSE = frozenset({"project", "unit"})  # each form names one of them once, before its indicators


def forms_apart(sheet: SheetTexts, known: Sequence[FormDefinition]) -> Iterator[SheetTexts]:
    """The sheet cut between its forms, beside and below each other; none where it can't hold any."""
    seen = _Seen(labels_of(tuple(known)), sheet.texts, sheet.reaching)
    if seen.labels.is_heading(seen.kinds):  # large tables of others end here
        yield from _beside(sheet, seen)


def _beside(sheet: SheetTexts, seen: _Seen) -> Iterator[SheetTexts]:
    """The sheet cut at the columns between forms, empty or not: where each side keeps the most labels."""
    cuts = _cuts(seen, sheet.gaps, seen.labels.is_heading)
    if not cuts and seen.is_double:
        cuts = _cuts(seen, sheet.seams, seen.labels.has_needed)
    if not cuts:
        yield from _below(sheet, seen)
        return
    gap = -max(cuts)[-1]
    for part in (sheet.columns(1, gap), sheet.columns(gap + 1, sheet.grid.last_column)):
        yield from _beside(part, _Seen(seen.labels, part.texts, part.reaching))


def _cuts(seen: _Seen, columns: Sequence[int], heads: Callable[[Keys], bool]) -> list[tuple[int, int, int]]:
    """The columns behind which another form may begin; `heads` knows the labels of an indicator heading.

    Before each, what speaks for it: how many labels the sides then have in all, and again those of the
    first column behind it, where forms have theirs; then how many row by row: fewer within a heading.
    """
    cuts = []
    for gap in columns:
        left, right = seen.side(range(gap + 1)), seen.side(range(gap + 1, MAX_COLUMN + 1))
        if left.headed(heads) and right.headed(heads):
            rows = sum(map(len, (*left.by_row.values(), *right.by_row.values())))
            cuts.append((len(left.kinds) + len(right.kinds) + right.in_front, rows, -gap))
    return cuts


def _below(sheet: SheetTexts, seen: _Seen) -> Iterator[SheetTexts]:
    """The sheet cut before each further form; a heading that a page break repeats begins none."""
    starts = _starts(sheet, seen)
    if len(starts) < 2:
        yield sheet
        return
    ends = [*(start - 1 for start in starts[1:]), sheet.grid.last_row]
    for start, end in zip([1, *starts[1:]], ends, strict=True):
        yield sheet.part(start, end)


class Labels:
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
        self.needed[0].add("indicators")  # the name of the block may head the names of indicators
        self.titles = tuple(text for text, keys in self.keys.items() if "title" in keys)
        self.below = tuple({text for definition in known for text in definition.texts_below})

    def of(self, text: Text) -> Keys:
        """What a text may be; nothing where it is no label."""
        return self.keys.get(text.full) or self.keys.get(text.bare) or _NONE

    def inside(self, texts: Iterable[Text]) -> Keys:
        """Labels that stand in one cell with their value."""
        names = [name for text in texts for name, _ in pieces(text.raw, self.keys.__contains__)]
        return _NONE.union(*[self.keys[name] for name in names])

    def is_title(self, text: Text) -> bool:
        """True for a text that has a form's title in it."""
        return len(text.full) < _LONGEST_TITLE and any(title in text.full for title in self.titles)

    def is_heading(self, keys: Keys) -> bool:
        """True for the labels of an indicator heading, be some of its words unknown."""
        figures = keys & _FIGURES
        named = len(keys & _LEVELS) > 1 and bool(figures)
        return self.has_needed(keys) or named or ("level3" in keys and _is_half(figures))

    def has_needed(self, keys: Keys) -> bool:
        """True for the labels of an indicator heading that lacks none that is needed."""
        return bool(keys) and all(keys & names for names in self.needed)


def _is_half(figures: Keys) -> bool:
    """True for two headings of columns, one of them of what was aimed at or reached."""
    return len(figures) > 1 and bool(figures & {"target", "actual"})


@lru_cache(maxsize=8)
def labels_of(known: tuple[FormDefinition, ...]) -> Labels:
    """What texts may be on these forms."""
    return Labels(known)


@dataclass(frozen=True)
class _Seen:
    """The texts of a sheet, or of some of its columns, that are labels of any of the known forms."""

    labels: Labels
    texts: Sequence[Text]
    reaching: Sequence[tuple[Text, range]]

    def side(self, columns: range) -> _Seen:
        """Some of the columns."""
        texts = [text for text in self.texts if text.ref.column in columns]
        reaching = [(text, rows) for text, rows in self.reaching if text.ref.column in columns]
        return _Seen(self.labels, texts, reaching)

    @cached_property
    def places(self) -> list[tuple[CellRef, Keys]]:
        """Where labels stand, and which they may be."""
        known = self.labels.keys.get
        return [(text.ref, keys) for text in self.texts if (keys := known(text.full) or known(text.bare))]

    @cached_property
    def kinds(self) -> Keys:
        """Every label."""
        return _NONE.union(*[keys for _, keys in self.places])

    @cached_property
    def by_row(self) -> Mapping[int, Keys]:
        """The labels in each row that has any."""
        rows: dict[int, Keys] = {}
        for (row, _), keys in self.places:
            rows[row] = rows.get(row, _NONE) | keys
        return rows

    @cached_property
    def shown(self) -> Mapping[int, Keys]:
        """The same as a person sees it, with those of areas merged from above; in rows with own texts."""
        rows, own = dict(self.by_row), {text.ref.row for text in self.texts}
        for text, below in self.reaching:
            if keys := self.labels.of(text):
                rows |= {row: rows.get(row, _NONE) | keys for row in own if row in below}
        return rows

    def headed(self, heads: Callable[[Keys], bool]) -> bool:
        """True where one row is an indicator heading."""
        return any(map(heads, self.shown.values()))

    @property
    def in_front(self) -> int:
        """How many labels stand in the first column with a text."""
        first = min((text.ref.column for text in self.texts), default=0)
        return sum(column == first for (_, column), _ in self.places)

    @property
    def is_double(self) -> bool:
        """True where each needed heading stands in two columns, as no single form has it."""
        needed = self.labels.needed
        columns = ({column for (_, column), keys in self.places if keys & names} for names in needed)
        return all(len(found) > 1 for found in columns)


def _starts(sheet: SheetTexts, seen: _Seen) -> list[int]:
    """The first row of each form that has a head and an indicator heading, or a title instead of that."""
    starts: list[int] = []
    begun: int | None = None  # the head whose indicator heading has not come yet
    titled = False  # that head has a title above it
    tabled = False  # money stands below the title
    title: int | None = None
    above: int | None = None  # the row before, where it says a year and nothing else
    labels = seen.labels
    for row, texts in sheet.rows.items():
        keys = seen.by_row.get(row, _NONE)
        if row in seen.shown and labels.is_heading(seen.shown[row]):
            if begun is not None:
                starts.append(begun)
            begun, title = None, None
        elif "title" in keys or (len(texts) == 1 and labels.is_title(texts[0])):
            first = row if above is None else above  # 2022年度 over the title
            whole = begun if titled else title if tabled else None
            if whole is not None:
                starts.append(whole)  # a form of which nobody knows the heading
                title, tabled = None, False
            title, begun = (first, None) if title is None or begun is not None else (title, None)
        elif begun is None and (_WHOSE & keys or _WHOSE & labels.inside(sheet.with_colons.get(row, ()))):
            begun, titled, title = title or row, title is not None, None
        elif title is not None and len(keys & _MONEY) > 1:
            tabled = True
        above = row if len(texts) == 1 and _is_over_title(texts[0]) else None
    return [*starts, begun] if starts and begun is not None and titled else starts


def _is_over_title(text: Text) -> bool:
    """True for `2022年度`, `某市2022年`."""
    return is_year(text.raw) or (len(text.full) <= _LONGEST_OFFICE and text.raw.strip().endswith(_YEARS))

"""Several forms on one sheet, one below the other: where each begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from xltools.rules.definition import FormDefinition
from xltools.rules.sheet_texts import SheetTexts, Text, pieces

_NEEDED = ({"level3"}, {"target", "target_number"}, {"actual"})  # one column of each
_LONGEST_TITLE = 60  # characters: a longer one is a remark
_WHOSE = ("project", "unit")  # each form names one of them once, before its indicators


def forms_apart(sheet: SheetTexts, known: Sequence[FormDefinition]) -> Iterator[SheetTexts]:
    """The sheet cut before each further form, if it can hold any; a heading that is repeated begins none."""
    labels = _labels(tuple(known))
    if not labels.heading_in(sheet):
        return
    starts = _starts(sheet, labels)
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

    def of(self, text: Text) -> set[str]:
        return self.keys.get(text.full) or self.keys.get(text.bare) or set()

    def of_row(self, texts: Sequence[Text]) -> set[str]:
        return set().union(*(self.of(text) for text in texts)) if texts else set()

    def heading_in(self, sheet: SheetTexts) -> bool:
        """True where the sheet names every needed column somewhere: large tables of others end here."""
        found = set().union(*(self.of_row(texts) for texts in sheet.rows.values()))
        return self.is_heading(found)

    def is_heading(self, keys: set[str]) -> bool:
        """True for the labels of an indicator heading."""
        return all(keys & names for names in self.needed)

    def inside(self, texts: Sequence[Text]) -> set[str]:
        """Labels that stand in one cell with their value."""
        names = (name for text in texts for name, _ in pieces(text.raw, self.keys.__contains__))
        return set().union(*(self.keys.get(name, set()) for name in names))


@lru_cache(maxsize=8)
def _labels(known: tuple[FormDefinition, ...]) -> _Labels:
    return _Labels(known)


def _starts(sheet: SheetTexts, labels: _Labels) -> list[int]:
    """The first row of each form that has a head and an indicator heading."""
    starts: list[int] = []
    begun: int | None = None  # the head whose indicator heading has not come yet
    title: int | None = None
    for row, texts in sheet.rows.items():
        keys = labels.of_row(texts)
        if labels.is_heading(labels.of_row(sheet.shown(row))):
            if begun is not None:
                starts.append(begun)
            begun, title = None, None
        elif "title" in keys or _is_title(texts, labels):
            title = title or row
        elif begun is None and set(_WHOSE) & (keys | labels.inside(texts)):
            begun, title = title or row, None
    return starts


def _is_title(texts: Sequence[Text], labels: _Labels) -> bool:
    """One text alone in its row that has a form's title in it."""
    text = texts[0].full
    return len(texts) == 1 and len(text) < _LONGEST_TITLE and any(title in text for title in labels.titles)

"""One sheet seen through the labels of one definition: where each stands, and which row is a heading."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from xltools.grid import Grid
from xltools.refs import CellRef
from xltools.rules.definition.model import CellSpec, FormDefinition
from xltools.rules.recognise.sheet_texts import SheetTexts, Text, pieces

_NO_KEYS: frozenset[str] = frozenset()


@dataclass(frozen=True)
class LabelSearch:
    """One sheet seen through the labels of one definition."""

    sheet: SheetTexts
    definition: FormDefinition

    @property
    def grid(self) -> Grid:
        """The sheet itself."""
        return self.sheet.grid

    def keys(self, text: Text) -> frozenset[str]:
        """The labels that a text may be."""
        return self.labels.get(text.ref, _NO_KEYS)

    @cached_property
    def _texts(self) -> list[tuple[Text, frozenset[str]]]:
        """The texts that may be labels, and which; row by row, from left to right."""
        known = self.definition.label_keys.get
        return [(text, keys) for text in self.sheet.texts if (keys := known(text.full) or known(text.bare))]

    @cached_property
    def labels(self) -> Mapping[CellRef, frozenset[str]]:
        """The cells whose text may be a label, and which."""
        return {text.ref: keys for text, keys in self._texts}

    @cached_property
    def _labels_in(self) -> Mapping[int, int]:
        return Counter([ref.row for ref in self.labels])

    def labels_in(self, row: int) -> int:
        """How many labels stand in a row."""
        return self._labels_in.get(row, 0)

    @cached_property
    def labelled(self) -> Mapping[str, list[tuple[int, int, CellRef]]]:
        """Where each label stands; before that, how many labels the text may be, and how far from ours."""
        found: dict[str, list[tuple[int, int, CellRef]]] = {}
        for text, keys in self._texts:
            for key in keys:
                rank = self.rank(text.full, text.bare, key)
                found.setdefault(key, []).append((len(keys), rank, text.ref))
        return found

    def rank(self, full: str, bare: str, key: str) -> int:
        """How near a text is to what the form calls this."""
        ranks = self.definition.label_ranks
        return ranks.get((full, key), ranks.get((bare, key), 0))

    def _columns(
        self, labelled: Sequence[tuple[Text, frozenset[str]]], asked: Sequence[tuple[str, set[str]]]
    ) -> dict[str, int]:
        """The column of each field, of several headings the nearest."""
        taken: dict[str, Text] = {}
        for text, keys in labelled:
            for field, either in asked:
                if either & keys and (field not in taken or self._nearer(text, taken[field], keys & either)):
                    taken[field] = text
                    break
        return {field: text.ref.column for field, text in taken.items()}

    def _nearer(self, text: Text, other: Text, keys: frozenset[str]) -> bool:
        """True for a heading nearer to what the form calls a column than another one: 自评分 | 得分."""
        mine, theirs = (min(self.rank(one.full, one.bare, key) for key in keys) for one in (text, other))
        return mine < theirs

    def is_label(self, ref: CellRef) -> bool:
        """True where a label stands in this very cell."""
        return ref in self.labels

    def find(self, label: str, rows: range) -> CellRef | None:
        """The cell with this label: one that can mean nothing else, then our own word, then the first."""
        found = (place for place in self.labelled.get(label, ()) if place[-1].row in rows)
        return min(found, default=(0, 0, None))[-1]

    def inside(self, label: str, rows: range) -> tuple[CellRef, str] | None:
        """A value that stands in one cell with its label; chosen like `find`."""
        known = self.definition.label_keys
        found = [
            (self.rank(name, name, label), text.ref, value)
            for row, texts in self.sheet.with_colons.items()
            if row in rows
            for text in texts
            for name, value in pieces(text.raw, known.__contains__)
            if label in known.get(name, ())
        ]
        return min(found)[1:] if found else None

    def heading(self, columns: Sequence[CellSpec], rows: range) -> tuple[int, dict[str, int]]:
        """The row that names most of these columns, and the column of each field; row 0 where none does.

        A heading of two rows is one in its lower row, into which the merged cells of the upper one reach.
        """
        asked = [(spec.field, {spec.label, spec.field}) for spec in columns if spec.field and spec.label]
        labels = {label for _, either in asked for label in either}
        places = {place[-1].row for label in labels for place in self.labelled.get(label, ())}
        best: tuple[int, dict[str, int]] = (0, {})
        for row in sorted(row for row in places if row in rows) if len(rows) > 1 else rows:
            labelled = [(text, self.keys(text)) for text in self.sheet.shown(row) if text.ref in self.labels]
            most = len(best[1])
            if len(labelled) < most or (len(labelled) == most and not _reach(labelled, best[0])):
                continue
            found = self._columns(labelled, asked)
            if len(found) > most or (len(found) == most and _reach(labelled, best[0])):
                best = row, found
        return best

    @cached_property
    def first_row(self) -> int:
        """The first row with a text."""
        return min(self.sheet.rows, default=1)

    def below(self, row: int) -> range:
        """The rows under a heading."""
        return range(max(row + 1, self.first_row), self.grid.last_row + 1)


def _reach(labelled: Sequence[tuple[Text, frozenset[str]]], upper: int) -> bool:
    """True for the lower row of a heading: labels of the upper one reach into it, not its block's alone."""
    return sum([text.ref.row == upper for text, _ in labelled]) > 1

"""The rows of 来源: where each number of 汇总 comes from, to the cell and to the letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xltools.collect.pages.rows import MONEY, Money, figures, scored_fund
from xltools.collect.places import where
from xltools.collect.submission import FormResult, Submission
from xltools.library import definition_of
from xltools.rules.reading import Source
from xltools.rules.recognise.confidence import confidence
from xltools.rules.scoring.computed import fund_path, indicator_path
from xltools.summary import Row

Labels = Mapping[str, str]
"""The label of each column of 汇总."""


def source_rows(
    number: int, submission: Submission, result: FormResult, money: Money, labels: Labels
) -> Iterator[Row]:
    """A row per number of the form's row of 汇总 that was read from cells or computed from them."""
    evaluation, origin = result.form.evaluation, _Origin(result)
    named = {"number": number, "project": evaluation.project, "unit": evaluation.unit}
    for field, value in figures(result, money).items():
        if value is not None and field in origin.paths:
            yield {**named, "figure": labels[field], "value": value, **origin.of(field, submission)}


class _Origin:
    """The cells behind the numbers of one form."""

    def __init__(self, result: FormResult) -> None:
        self._result = result
        index, _ = scored_fund(result)
        unit = definition_of(result.form).money_unit
        money = "typed" if unit == "元" else "converted"
        self.paths: dict[str, tuple[str, str]] = {
            "total_score": ("total_score", "typed"),
            "computed_score": ("total_score", "computed"),
            "indicator_score": ("indicators", "summed"),
        }
        if index is not None:
            self.paths |= {name: (fund_path(index, name), money) for name in MONEY}
            self.paths["execution_rate"] = (fund_path(index, "execution_rate"), "computed")
            self.paths["execution_score"] = (fund_path(index, "score"), "typed")
        if result.scored_row is not None:
            self.paths["execution_score"] = (indicator_path(result.scored_row, "score"), "typed")

    def of(self, field: str, submission: Submission) -> Row:
        """What the columns from `how` on say of a number."""
        path, how = self.paths[field]
        found = self._cells(path)
        place = where(submission, found)
        raw = "；".join(source.raw or "" for source in found) if found else None
        return {
            **place,
            "file": submission.entry.name,
            "how": how,
            "confidence": self._confidence(path) if how != "computed" else None,
            "raw": raw or None,
            "path": path,
        }

    def _confidence(self, path: str) -> str | None:
        """That of the least sure of the cells."""
        sure = [confidence(self._result.form, each) for each in self._fields(path)]
        return max(sure).name.lower() if sure else None

    def _cells(self, path: str) -> list[Source]:
        return [self._result.form.cells[each] for each in self._fields(path)]

    def _fields(self, path: str) -> list[str]:
        """The fields that a number is taken from, as far as they have a cell."""
        paths = [path]
        if path == "indicators":
            rows = self._result.form.evaluation.indicators
            paths = [
                indicator_path(index, "score")
                for index, row in enumerate(rows)
                if row.score is not None and index != self._result.scored_row
            ]
        return [each for each in paths if each in self._result.form.cells]

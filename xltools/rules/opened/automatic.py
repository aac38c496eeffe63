"""Scores that a rule pack fills in by itself, as its score mode says.

`manual`: none. `assisted`: blank scores of indicators whose rule gives one number, as a formula to it,
open to typing. `automatic`: all of these, typed ones too; the difference shows in the change.
The formula points at the cell 测算得分 beside the row, where the form has one that shows this number;
elsewhere the numbers of target and actual stand in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xltools.model import Indicator
from xltools.rules.layout.beside.excel import MARK, score_formula
from xltools.rules.opened.recompute import Change
from xltools.rules.pack.model import RulePack, ScoreMode
from xltools.rules.reading import ReadForm, Source, SuggestedCell
from xltools.rules.scoring.computed import indicator_path, split_row
from xltools.rules.scoring.suggest import Suggestion, suggest

__all__ = ["MARK", "automatic_scores", "is_automatic", "with_scores"]


def automatic_scores(form: ReadForm, pack: RulePack) -> list[Change]:
    """The score cells that the pack fills in, renews, or clears where its own score no longer holds."""
    if pack.score_mode is ScoreMode.MANUAL:
        return []
    rows = enumerate(form.evaluation.indicators)
    changes = (_change(form, index, indicator, pack) for index, indicator in rows)
    return [change for change in changes if change is not None]


def _change(form: ReadForm, index: int, indicator: Indicator, pack: RulePack) -> Change | None:
    path = indicator_path(index, "score")
    score, weight = form.cells.get(path), form.cells.get(indicator_path(index, "weight"))
    if score is None or weight is None or not _open(score, pack):
        return None
    suggestion = suggest(indicator, pack, form.evaluation.year)
    formula = _beside(form.suggested.get(path), suggestion, pack) or _formula(suggestion, weight)
    if formula is None and not is_automatic(score):
        return None
    if score.raw == (f"={formula}" if formula else None) and indicator.score == suggestion.score:
        return None
    after = suggestion.score if formula else None
    return Change(path, score.sheet, score.cell, formula, indicator.score, after, suggestion.derivation)


def _beside(cell: SuggestedCell | None, suggestion: Suggestion, pack: RulePack) -> str | None:
    """The formula to the cell 测算得分, where that shows the score; computed scores always have one."""
    if cell is None or cell.shown != suggestion.score:
        return None
    blank = suggestion.score is None
    return None if blank and pack.score_mode is not ScoreMode.AUTOMATIC else score_formula(cell.cell.a1)


def _open(score: Source, pack: RulePack) -> bool:
    """True where the pack may write: a blank cell, its own score, or any in the automatic mode."""
    return score.raw is None or is_automatic(score) or pack.score_mode is ScoreMode.AUTOMATIC


def is_automatic(score: Source) -> bool:
    """True for a score that a pack filled in."""
    return score.raw is not None and score.raw.startswith("=") and MARK in score.raw


def _formula(suggestion: Suggestion, weight: Source) -> str | None:
    formula = suggestion.formula(weight.cell.a1)
    return None if formula is None else f"{formula}{MARK}"


def with_scores(form: ReadForm, changes: Sequence[Change]) -> ReadForm:
    """The form as it is once these scores are filled in."""
    indicators = list(form.evaluation.indicators)
    for change in changes:
        index = split_row(change.path.rpartition(".")[0])[1]
        indicators[index] = replace(indicators[index], score=change.after)
    return replace(form, evaluation=replace(form.evaluation, indicators=tuple(indicators)))

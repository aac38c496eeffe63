"""What people wrote beside what the rules give, as lines."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltools.check import computed_of, suggestions_of
from xltools.cli.terminal import one_line
from xltools.cli.wording import Wording
from xltools.rules.opened.side_by_side import ComputedCell, State
from xltools.rules.reading import ReadForm
from xltools.rules.scoring.computed import indicator_path
from xltools.rules.scoring.suggest import Suggestion


def computed_lines(form: ReadForm, say: Wording) -> Iterator[str]:
    """The computed cells that do not hold what the rules give, or hold it without a formula in our form."""
    for cell in computed_of(form):
        if not cell.right:
            yield say(
                "check.computed",
                cell=cell.cell.a1,
                state=say(f"check.states.{cell.state}", value=_shown(cell, _held(cell))),
                recomputed=_shown(cell, cell.recomputed) or say("read.blank"),
            )


def suggestion_lines(form: ReadForm, say: Wording) -> Iterator[str]:
    """The suggested score of each indicator beside the person's."""
    for index, suggestion in enumerate(suggestions_of(form)):
        indicator = form.evaluation.indicators[index]
        source = form.cells.get(indicator_path(index, "score"))
        yield say(
            "check.suggestion",
            cell=source.cell.a1 if source else "",
            name=one_line(indicator.level3 or say("read.blank")),
            score=_number(indicator.score) or say("read.blank"),
            suggested=_suggested(suggestion, say),
        )


def _suggested(suggestion: Suggestion, say: Wording) -> str:
    if suggestion.low is None or suggestion.high is None:
        return say("check.no_suggestion", reason=suggestion.reason)
    known = suggestion.score is not None
    score = _number(suggestion.low) if known else f"{_number(suggestion.low)}–{_number(suggestion.high)}"
    return say("check.suggested", score=score, derivation=suggestion.derivation)


def _held(cell: ComputedCell) -> Decimal | None:
    return cell.typed if cell.state is State.TYPED else cell.stored


def _shown(cell: ComputedCell, number: Decimal | None) -> str:
    if number is None:
        return ""
    return f"{_number(number * 100)}%" if cell.path.endswith("execution_rate") else _number(number)


def _number(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"

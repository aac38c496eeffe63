"""重新计算."""

from __future__ import annotations

from collections.abc import Sequence

from xltools.excel.live_excel import ExcelBook
from xltools.library import judging_form
from xltools.live import Opened, Renewed, recalculate_open
from xltools.ribbon.words import counted, few, left_alone, no_undo, number, say
from xltools.rules.checks import field_labels
from xltools.rules.opened.recompute import Change


def recalculate(book: ExcelBook) -> str:
    """Recalculate the forms of the workbook; tells what changed and what is wrong."""
    renewed = recalculate_open(book)
    lines = [_line(renewed.after, change) for change in renewed.changes]
    head = say("recalculate", "done", count=str(len(lines))) if lines else say("recalculate", "same")
    return "\n".join(
        [
            head,
            *few(lines, "recalculate"),
            "",
            *_totals(renewed),
            counted(renewed.after.findings),
            *left_alone(renewed.written.unmarked),
            *_untouched(renewed),
            *no_undo(renewed.written.anything, "recalculate"),
        ]
    )


def _line(opened: Opened, change: Change) -> str:
    values = values_of(opened, change)
    if change.derivation is not None and change.formula is not None:
        key = "filled" if change.before in (None, change.after) else "replaced"
        return say("recalculate", key, derivation=change.derivation, **values)
    return say("recalculate", "restored" if change.before == change.after else "change", **values)


def _untouched(renewed: Renewed) -> Sequence[str]:
    """That no judgement changed: true unless a rule pack computes the scores itself."""
    return [] if renewed.judged else [say("recalculate", "typed")]


def values_of(opened: Opened, change: Change) -> dict[str, str]:
    """What is said of a change: label, cell, before and after."""
    return {
        "label": _label(opened, change),
        "cell": change.cell.a1,
        "before": number(change.before),
        "after": number(change.after),
    }


def _label(opened: Opened, change: Change) -> str:
    """What people call the field."""
    for form in opened.forms:
        source = form.cells.get(change.path)
        if source is not None and (source.sheet, source.cell) == (change.sheet, change.cell):
            return field_labels(form.evaluation, judging_form(form).definition)(change.path) or ""
    return ""


def _totals(renewed: Renewed) -> Sequence[str]:
    totals = [form.evaluation.total_score for form in renewed.after.forms]
    return [say("recalculate", "total", total=number(total)) for total in totals if total is not None]

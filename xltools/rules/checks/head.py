"""Checks of the head and the goals."""

from __future__ import annotations

from xltools.findings import Finding
from xltools.rules.checks.context import Checked, Findings
from xltools.rules.labels import plain

HEAD = ("year", "project", "department", "unit")


def head_field_blank(form: Checked) -> Findings:
    """Without project, unit and year nobody can tell whose form it is, and sums go astray."""
    for name in HEAD:
        value = getattr(form.evaluation, name)
        if name in form.fields and (value is None or not str(value).strip()):
            yield Finding("head-field-blank", name, values={"field": form.field_name(name)})


def expected_goal_blank(form: Checked) -> Findings:
    """The outcome is judged against the goal, so a form without one says nothing."""
    if "expected_goal" in form.fields and not (form.evaluation.expected_goal or "").strip():
        yield Finding("expected-goal-blank", "expected_goal")


def actual_outcome_blank(form: Checked) -> Findings:
    """The one place where the year's work is told in words."""
    if "actual_outcome" in form.fields and not (form.evaluation.actual_outcome or "").strip():
        yield Finding("actual-outcome-blank", "actual_outcome")


def outcome_copies_goal(form: Checked) -> Findings:
    """A copy of the goal does not say what was done."""
    goal, outcome = form.evaluation.expected_goal or "", form.evaluation.actual_outcome or ""
    if len(plain(goal)) >= form.standards.thresholds.copied_length and plain(goal) == plain(outcome):
        yield Finding("outcome-copies-goal", "actual_outcome", found=outcome, also=("expected_goal",))


def outcome_says_nothing(form: Checked) -> Findings:
    """A bare 完成 is accepted by no reader of the published form."""
    outcome = (form.evaluation.actual_outcome or "").strip()
    if plain(outcome) in form.standards.words.nothing_said:
        yield Finding("outcome-says-nothing", "actual_outcome", found=outcome)

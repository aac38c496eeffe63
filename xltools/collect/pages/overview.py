"""The figures of 概况, counted from what was taken in, not from the sheets: both must agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from xltools.collect.compare.arrivals import Arrivals
from xltools.collect.compare.issued import Doubt, Register
from xltools.collect.pages.rows import Money, figures
from xltools.collect.points import grade_name, graded_total
from xltools.collect.submission import FormResult, Standing, Submission, adopted_forms
from xltools.findings import Severity, catalogue
from xltools.library import judging_form
from xltools.rules.office_names import spellings
from xltools.rules.reading import Outcome
from xltools.summary import Overview, SummaryDefinition

_PLACES = Decimal("0.01")  # of an average
Line = tuple[str, *tuple[int | Decimal, ...]]


def overview(
    submissions: Sequence[Submission],
    arrivals: Arrivals | None,
    register: Register | None,
    definition: SummaryDefinition,
) -> Overview:
    """Counts and small tables of one collection."""
    money, notes = definition.money, definition.notes
    results = [result for _, _, result in adopted_forms(submissions)]
    counts = {
        **_files(submissions),
        **_forms(submissions),
        **_arrivals(arrivals),
        **_doubts(submissions, register),
        "indicators": sum(len(result.form.evaluation.indicators) for result in results),
        "annual_budget": _sum(results, "annual_budget", money),
        "executed": _sum(results, "executed", money),
        **_findings(submissions),
    }
    boards = {
        "departments": _departments(results, notes["no_department"]),
        "spending": _spending(results, money, notes["no_department"]),
        "grades": _grades(results, notes["no_grade"]),
        "findings": _commonest(submissions),
        "pressed": [] if arrivals is None else _pressed(arrivals, notes["no_department"]),
    }
    return Overview(counts, boards)


def _files(submissions: Sequence[Submission]) -> dict[str, int]:
    outcomes = Counter(submission.outcome for submission in submissions)
    return {"files": len(submissions), **{str(outcome): outcomes[outcome] for outcome in Outcome}}


def _forms(submissions: Sequence[Submission]) -> dict[str, int]:
    standings = Counter(result.standing for submission in submissions for result in submission.forms)
    return {"forms": standings.total(), **{str(standing): standings[standing] for standing in Standing}}


def _arrivals(arrivals: Arrivals | None) -> dict[str, int | None]:
    if arrivals is None:
        return dict.fromkeys(("due", "arrived", "missing", "similar", "extra", "repeated"))
    return {
        "due": len(arrivals.all),
        "arrived": arrivals.arrived,
        "missing": len(arrivals.missing),
        "similar": len(arrivals.similar),
        "extra": len(arrivals.extra),
        "repeated": len(arrivals.repeated) or None,  # a roster that repeats nothing needs no line
    }


def _doubts(submissions: Sequence[Submission], register: Register | None) -> dict[str, int | None]:
    if register is None:
        return dict.fromkeys(map(str, Doubt))
    found = Counter(one.doubt for one in register.doubts(submissions))
    return {str(doubt): found[doubt] for doubt in Doubt}


def _pressed(arrivals: Arrivals, unnamed: str) -> list[Line]:
    """The departments that are to be pressed: the projects due, and those missing; most missing first."""
    same = spellings(one.department or unnamed for one in arrivals.all)
    due = Counter(same[one.department or unnamed] for one in arrivals.all)
    missing = Counter(same[one.department or unnamed] for one in arrivals.missing)
    return [
        (name, due[name], number)
        for name, number in sorted(missing.items(), key=lambda one: (-one[1], one[0]))
    ]


def _sum(results: Sequence[FormResult], name: str, money: Money) -> Decimal:
    amounts = (figures(result, money)[name] for result in results)
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def _findings(submissions: Sequence[Submission]) -> dict[str, int]:
    found = Counter(finding.severity for one in submissions for finding in one.findings)
    return {str(severity): found[severity] for severity in Severity}


def _departments(results: Sequence[FormResult], unnamed: str) -> list[Line]:
    """Each department with its forms and their average, the highest first; ungraded forms do not count."""
    lines = []
    for name, own in _by_department(results, unnamed).items():
        totals = [total for total in map(graded_total, own) if total is not None]
        if totals:
            average = (sum(totals, Decimal(0)) / len(totals)).quantize(_PLACES, ROUND_HALF_UP)
            lines.append((name, len(totals), average))
    return [*sorted(lines, key=lambda line: (-line[2], line[0]))]


def _spending(results: Sequence[FormResult], money: Money, unnamed: str) -> list[Line]:
    """The money of each department, in 元, the largest budget first."""
    lines = [
        (name, len(own), _sum(own, "annual_budget", money), _sum(own, "executed", money))
        for name, own in _by_department(results, unnamed).items()
    ]
    return [*sorted(lines, key=lambda line: (-line[2], line[0]))]


def _by_department(results: Sequence[FormResult], unnamed: str) -> Mapping[str, Sequence[FormResult]]:
    """The forms of each department, however its forms spell it."""
    same = spellings(result.form.evaluation.department or unnamed for result in results)
    departments: dict[str, list[FormResult]] = {}
    for result in results:
        departments.setdefault(same[result.form.evaluation.department or unnamed], []).append(result)
    return departments


def _grades(results: Sequence[FormResult], ungraded: str) -> list[Line]:
    """How many forms have each grade, the best first, also those that nobody has."""
    found = Counter(grade_name(result) or ungraded for result in results)
    judges = (judging_form(result.form).pack for result in results)
    packs = {pack.id: pack for pack in judges}
    names = [band.name for pack in packs.values() for band in pack.grades.bands]
    return [
        (name, found[name]) for name in dict.fromkeys([*names, ungraded]) if found[name] or name != ungraded
    ]


def _commonest(submissions: Sequence[Submission]) -> list[Line]:
    """The kinds of finding by how often they were found."""
    found = Counter(finding.code for one in submissions for finding in one.findings)
    titles = catalogue()
    return [
        (titles[code].title, number)
        for code, number in sorted(found.items(), key=lambda one: (-one[1], one[0]))
    ]

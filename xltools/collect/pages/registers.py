"""The rows of 问题清单, 收件登记 and 未报与重复."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xltools.collect.compare.arrivals import Arrivals, Due
from xltools.collect.compare.issued import Doubt, Doubtful, Register
from xltools.collect.pages.rows import head, severities
from xltools.collect.places import cell_link, file_link
from xltools.collect.submission import FormResult, Standing, Submission
from xltools.findings import Finding
from xltools.refs import CellRange
from xltools.rules.office_names import may_be_same
from xltools.summary import Row, Value

Notes = Mapping[str, str]
"""Sentences of `templates/summary.toml`."""


def finding_rows(numbers: Iterator[int], submission: Submission, result: FormResult) -> Iterator[Row]:
    """问题清单: a row per finding of a form that counts."""
    named = head(result)
    for finding in result.findings:
        yield {
            "number": next(numbers),
            **named,
            **_finding(finding),
            **_place(finding, submission),
        }


def file_row(number: int, submission: Submission, notes: Notes) -> Row:
    """收件登记: a row per file of the inbox."""
    link = file_link(submission)
    return {
        "number": number,
        "file": link.text,
        "open": None if link.file is None else replace(link, text=notes["open"]),
        "outcome": str(submission.outcome),
        "reason": submission.reason,
        "forms": len(submission.forms),
        "used": sum(result.standing is Standing.USED for result in submission.forms),
        **severities(submission.findings),
        "size": submission.size,
        "saved": shown_time(submission.saved),
        "format": None if submission.format is None else str(submission.format),
        "sha256": submission.sha256,
    }


def gap_rows(
    submissions: Sequence[Submission], arrivals: Arrivals | None, register: Register | None, notes: Notes
) -> Iterator[Row]:
    """未报与重复: what the roster misses first, near names, strangers, what was not issued so, copies.

    A form has one row, whatever is odd about it: `issuing` is how it stands to the register.
    """
    doubts = {id(one.result): one for one in register.doubts(submissions)} if register else {}
    of_roster = [*_of_roster(arrivals, register, notes)] if arrivals else []
    aside = [*_set_aside(submissions, notes)]
    told = {id(result) for result, _ in (*of_roster, *aside)}
    others = [(one.result, _counted(one)) for key, one in doubts.items() if key not in told]
    for number, (result, row) in enumerate((*of_roster, *others, *aside), start=1):
        doubt = doubts.get(id(result))
        yield {**_NOTHING, **(row if doubt is None else _doubted(row, doubt, notes)), "number": number}


Told = Iterator[tuple[FormResult | None, Row]]
"""Rows, each with the form it tells of; None: of one that did not arrive."""


_NOTHING: Mapping[str, Value] = dict.fromkeys(
    (
        "department",
        "unit",
        "project",
        "year",
        "total_score",
        "saved",
        "file",
        "adopted",
        "issuing",
        "roster_row",
        "issued",
    )
)


def shown_time(saved: str | None) -> str | None:
    """`2023-03-05 10:11:12`, as the file says it."""
    return None if saved is None else saved.replace("T", " ").removesuffix("Z")


def _of_roster(arrivals: Arrivals, register: Register | None, notes: Notes) -> Told:
    for due in arrivals.missing:
        entry = register.named(due.project, due.unit) if register else None
        issued = {"issued": entry.file if entry else None}
        yield None, {**_due(due), **issued, "standing": "missing", "note": notes["missing"]}
    for due, submission, result, score in arrivals.similar:
        said = _near(due, result, score, notes)
        row = {**_form(submission, result), "standing": "similar", "note": said, "roster_row": due.place}
        yield result, row
    for submission, result, other in arrivals.extra:
        said = _stranger(other, result, notes)
        yield result, {**_form(submission, result), "standing": "extra", "note": said}
    for due, first in arrivals.repeated:
        said = notes["repeated"].format(first=first.place)
        yield None, {**_due(due), "standing": "repeated", "note": said}


def _near(due: Due, result: FormResult, score: int, notes: Notes) -> str:
    """In what a form differs from the row of the roster that it may be of."""
    form, blank = result.form.evaluation, notes["blank"]
    if not may_be_same(due.project, form.project):
        return notes["similar"].format(project=due.project, unit=due.unit or blank, score=score)
    if due.unit and not may_be_same(due.unit, form.unit):
        return notes["other_unit"].format(unit=due.unit, own=form.unit or blank)
    return notes["other_year"].format(year=due.year, own=form.year or blank)


def _stranger(due: Due | None, result: FormResult, notes: Notes) -> str:
    """Why a form is of no row of the roster; `due` is its project, of another year."""
    own = result.form.evaluation.year
    if due is None or due.year in (None, own):
        return notes["extra"]
    return notes["extra_year"].format(year=due.year, own=own or notes["blank"])


def _counted(doubtful: Doubtful) -> Row:
    """A form that counts, and of which only the register says anything."""
    return {**_form(doubtful.submission, doubtful.result), "standing": str(Standing.USED), "note": ""}


def _doubted(row: Row, doubtful: Doubtful, notes: Notes) -> Row:
    """The same, and that the form is not the one that was issued."""
    entry, doubt = doubtful.entry, doubtful.doubt
    named = {"project": entry.project, "unit": entry.unit} if entry else {}
    both = row["standing"] == "extra" and doubt is Doubt.UNISSUED
    said = f"{row['note']}{notes[doubt].format(**named)}"
    return {
        **row,
        "issuing": str(doubt),
        "note": notes["extra_unissued"] if both else said,
        "issued": entry.file if entry else None,
    }


def _due(due: Due) -> dict[str, Value]:
    return {
        "department": due.department,
        "unit": due.unit,
        "project": due.project,
        "year": due.year,
        "roster_row": due.place or None,
    }


def _form(submission: Submission, result: FormResult) -> dict[str, Value]:
    return {
        **head(result),
        "year": result.form.evaluation.year,
        "total_score": result.form.evaluation.total_score,
        "saved": shown_time(submission.saved),
        "file": file_link(submission),
    }


def _set_aside(submissions: Sequence[Submission], notes: Notes) -> Told:
    for standing in (Standing.OLDER, Standing.SAME):
        for submission in submissions:
            for result in submission.forms:
                if result.standing is standing and result.adopted is not None:
                    adopted = submissions[result.adopted[0]]
                    yield (
                        result,
                        {
                            **_form(submission, result),
                            "standing": str(standing),
                            "note": _why(standing, submission, adopted, notes),
                            "adopted": file_link(adopted),
                        },
                    )


def _why(standing: Standing, submission: Submission, adopted: Submission, notes: Notes) -> str:
    """The rule by which another form counts instead of this."""
    if standing is Standing.SAME:
        return notes["same"]
    if adopted.saved is None or adopted.saved == submission.saved:
        return notes["older_named"]
    saved = shown_time(submission.saved) or notes["unknown_saved"]
    return notes["older_saved"].format(saved=saved, adopted=shown_time(adopted.saved))


def _finding(finding: Finding) -> dict[str, Value]:
    return {
        "severity": str(finding.severity),
        "code": finding.code,
        "label": finding.place.label,
        "what": finding.what,
        "action": finding.action,
        "rule": finding.rule,
        "explained": finding.explained,
        "also": "、".join(finding.also_cells) or None,
        "found": finding.found,
        "expected": finding.expected,
        "path": finding.path,
    }


def _place(finding: Finding, submission: Submission) -> dict[str, Value]:
    file, place = file_link(submission), finding.place
    if place.sheet is None or place.cell is None:
        return {"file": file, "sheet": place.sheet, "cell": place.cell}
    cell = CellRange.parse(place.cell)
    return {
        "file": cell_link(submission, file.text, place.sheet, cell),
        "sheet": place.sheet,
        "cell": cell_link(submission, place.cell, place.sheet, cell),
    }

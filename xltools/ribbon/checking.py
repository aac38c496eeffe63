"""检查, 上一处问题, 下一处问题 and 清除标记."""

from __future__ import annotations

from xltools.excel.live_excel import ExcelBook
from xltools.findings import Finding
from xltools.live import check_open, unmark
from xltools.live import next_problem as go_on
from xltools.ribbon.words import counted, few, left_alone, no_undo, say


def check(book: ExcelBook) -> str:
    """Mark the problems of the workbook's forms; tells the gravest."""
    opened, written = check_open(book)
    lines = [_line(finding) for finding in opened.findings]
    told = [say("check", "done"), counted(opened.findings), *few(lines, "check")]
    return "\n".join([*told, *left_alone(written.unmarked), *no_undo(written.anything, "check")])


def previous_problem(book: ExcelBook) -> str:
    """Go back to the problem before."""
    return _go(book, back=True)


def next_problem(book: ExcelBook) -> str:
    """Go on to the next problem."""
    return _go(book, back=False)


def clear_marks(book: ExcelBook) -> str:
    """Remove what 重新计算 and 检查 noted at cells."""
    return say("clear_marks", "done" if unmark(book).anything else "none")


def _go(book: ExcelBook, *, back: bool) -> str:
    number, opened = go_on(book, back=back)
    if number < 0:
        return say("problem", "none")
    count, finding = len(opened.problems), opened.problems[number]
    return say(
        "problem",
        "one",
        number=str(number + 1),
        count=str(count),
        place=_place(finding),
        severity=finding.severity.chinese,
        what=finding.what,
        action=finding.action,
    )


def _line(finding: Finding) -> str:
    texts = {"severity": finding.severity.chinese, "place": _place(finding), "what": finding.what}
    return say("check", "line", **texts)


def _place(finding: Finding) -> str:
    """All cells of it, and what people call the first."""
    cells = dict.fromkeys(cell for cell in (finding.place.cell, *finding.also_cells) if cell)
    parts = (say("check", "and").join(cells), finding.place.label)
    return " ".join(part for part in parts if part)

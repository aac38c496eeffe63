"""Checks of what is written, whatever it is about: placeholders, repeated reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from xltools.findings import Finding
from xltools.rules.checks.context import Checked, Findings, Row
from xltools.rules.checks.standards import Standards, any_of
from xltools.rules.labels import even, plain

HEAD_TEXTS = ("project", "department", "unit", "expected_goal", "actual_outcome")
ROW_TEXTS = ("level3", "target", "actual", "reason")
VALUES = ("target", "actual")


def placeholder_left(form: Checked) -> Findings:
    """Help text and ≥**平方米 left in a published form are what readers quote."""
    for row, name, text in _texts(form):
        mark = _placeholder(form.standards, text, name in VALUES)
        if mark is not None:
            path = row.path(name) if row else name
            yield Finding("placeholder-left", path, found=text, values={"mark": mark})


def text_too_long(form: Checked) -> Findings:
    """The summary, a workbook itself, cannot show what no cell of Excel can hold."""
    most = form.standards.thresholds.cell_length
    for row, name, text in _texts(form):
        if len(text) * 2 > most:  # else surely shorter: no character takes more than two
            length = len(text.encode("utf-16-le", "surrogatepass")) // 2
            if length > most:
                path = row.path(name) if row else name
                values = {"count": f"{length:,}", "most": f"{most:,}"}
                yield Finding("text-too-long", path, found=text, values=values)


@lru_cache(maxsize=1 << 13)  # the texts of a season's forms are much the same
def _placeholder(standards: Standards, text: str, is_value: bool) -> str | None:
    """What was left in a text to be replaced."""
    words, whole = standards.words, even(text)
    patterns = words.placeholder + words.placeholder_value if is_value else words.placeholder
    if not any_of(patterns).search(whole):
        return None
    return next(match.group() for pattern in patterns if (match := pattern.search(whole)))


def same_reason_repeated(form: Checked) -> Findings:
    """One reason pasted down the column explains none of the rows."""
    limits = form.standards.thresholds
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in form.rows:
        reason = plain(row.text("reason"))
        if form.has_reason(row) and len(reason) >= limits.reason_length:
            groups[reason].append(row)
    for rows in groups.values():
        if len(rows) >= limits.same_reason_rows:
            paths = [row.path("reason") for row in rows]
            values = {"count": str(len(rows))}
            found = rows[0].text("reason")
            yield Finding("same-reason-repeated", paths[0], found=found, values=values, also=tuple(paths[1:]))


@lru_cache(maxsize=1)  # two checks of a form ask
def _texts(form: Checked) -> Sequence[tuple[Row | None, str, str]]:
    """Each text with its field, and the row that it stands in."""
    head = [(None, name, text) for name in HEAD_TEXTS if (text := getattr(form.evaluation, name))]
    return head + [(row, name, text) for row in form.rows for name in ROW_TEXTS if (text := row.text(name))]

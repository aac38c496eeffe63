"""Checks of what is written, whatever it is about: placeholders, repeated reasons."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from xltools.findings import Finding
from xltools.rules.checks.context import Checked, Findings, Row
from xltools.rules.labels import plain
from xltools.rules.scoring import Path

HEAD_TEXTS = ("project", "department", "unit", "expected_goal", "actual_outcome")
ROW_TEXTS = ("level3", "target", "actual", "reason")
VALUES = ("target", "actual")


def placeholder_left(form: Checked) -> Findings:
    """Help text and ≥**平方米 left in a published form are what readers quote."""
    words = form.standards.words
    for path, text in _texts(form):
        patterns = words.placeholder
        if path.endswith(VALUES):
            patterns += words.placeholder_value
        even = unicodedata.normalize("NFKC", text)
        mark = next((match.group() for pattern in patterns if (match := pattern.search(even))), None)
        if mark is not None:
            yield Finding("placeholder-left", path, found=text, values={"mark": mark})


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


def _texts(form: Checked) -> Iterator[tuple[Path, str]]:
    for name in HEAD_TEXTS:
        if text := getattr(form.evaluation, name):
            yield name, text
    for row in form.rows:
        for name in ROW_TEXTS:
            if text := row.text(name):
                yield row.path(name), text

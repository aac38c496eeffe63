"""Years that a text is about, beside the year of the form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from xltools.findings import Finding
from xltools.rules.checks.context import Checked, Findings
from xltools.rules.checks.standards import Words
from xltools.rules.labels import even

# 2023年, 2021-2023年, 2021年至2023年, 2023-06-30
_YEAR = re.compile(
    r"(?<!\d)(?:(?P<first>(?:19|20)\d\d)年?[-—–~至到]+)?(?P<last>(?:19|20)\d\d)"
    r"(?:年(?:度|末|底|初)?|(?=[-./]\d{1,2}[-./]\d{1,2}(?!\d)))"
)


_FIELDS = ("level3", "target", "actual")


def goal_year_differs(form: Checked) -> Findings:
    """Taking over last year's form brings last year's goal with it."""
    for name in ("title", "expected_goal", "actual_outcome"):
        yield from _year_findings(form, "goal-year-differs", name, getattr(form.evaluation, name))


def project_year_differs(form: Checked) -> Findings:
    """Often a carried-over project, sometimes the wrong form."""
    yield from _year_findings(form, "project-year-differs", "project", form.evaluation.project)


def indicator_year_differs(form: Checked) -> Findings:
    """Next year's work listed this year can only score 0; last year's was left in by mistake."""
    for row in form.rows:
        named = [(name, years) for name in _FIELDS if (years := other_years(form, row.text(name)))]
        if named and not any(_names_own_year(form, row.text(name)) for name in _FIELDS):
            (name, years), also = named[0], tuple(row.path(name) for name, _ in named[1:])
            join = form.standards.phrases["join"].join
            values = {"other": join(years), "year": str(form.evaluation.year)}
            yield Finding(
                "indicator-year-differs", row.path(name), row.text(name), values["year"], values, also=also
            )


def other_years(form: Checked, text: str) -> list[str]:
    """The years a text is about where the form's is not among them; [] where it names none."""
    own, spans = form.evaluation.year, _spans(text, form.standards.words)
    if not spans or own is None or any(first <= own <= last for first, last in spans):
        return []
    return list(dict.fromkeys(str(last) for _, last in spans))


def _names_own_year(form: Checked, text: str) -> bool:
    own = form.evaluation.year
    return any(own is not None and first <= own <= last for first, last in _spans(text, form.standards.words))


def _year_findings(form: Checked, code: str, path: str, text: str | None) -> Findings:
    years = other_years(form, text or "")
    if years:
        join = form.standards.phrases["join"].join
        yield Finding(code, path, found=join(years), expected=str(form.evaluation.year))


def _spans(text: str, words: Words) -> Sequence[tuple[int, int]]:
    """First and last year of each mention that is not a base of comparison (比2021年提高)."""
    mentions = _mentions(text)
    if not mentions:
        return ()
    return [
        (first, last)
        for before, first, last, after in mentions
        if not before.endswith(words.base_year_before) and not after.startswith(words.base_year_after)
    ]


@lru_cache(maxsize=1 << 13)
def _mentions(text: str) -> Sequence[tuple[str, int, int, str]]:
    """Each mention of years: the text before it, its first and last year, the text behind it."""
    whole = even(text)
    if "19" not in whole and "20" not in whole:
        return ()
    return [
        (
            whole[: match.start()].rstrip(),
            int(match["first"] or match["last"]),
            int(match["last"]),
            whole[match.end() :].lstrip(),
        )
        for match in _YEAR.finditer(whole)
    ]

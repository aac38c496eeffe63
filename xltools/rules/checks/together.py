"""Checks of several forms side by side: `check_together`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from itertools import islice

from xltools.findings import Finding, in_order_of_repair
from xltools.model import Evaluation
from xltools.rules.checks.follow import grouped
from xltools.rules.checks.outliers import (
    Located,
    department_all_full,
    execution_rate_stands_out,
    total_score_stands_out,
)
from xltools.rules.checks.standards import Standards, shipped_standards
from xltools.rules.labels import plain
from xltools.rules.office_names import project_keys
from xltools.rules.scoring.computed import indicator_path

SHOWN = 3  # names of other forms in one sentence


def check_together(
    forms: Mapping[str, Evaluation], standards: Standards | None = None, *, aside: Collection[str] = ()
) -> dict[str, list[Finding]]:
    """What is wrong among forms, by the form it concerns.

    The keys name the forms as a person knows them (a file, a file and its sheet); sentences use them.
    `aside` are forms in whose place another one of the same project counts: they are compared with that only.
    """
    known = standards or shipped_standards()
    result: dict[str, list[Finding]] = {name: [] for name in forms}
    counted = {name: form for name, form in forms.items() if name not in aside} if aside else forms
    for check in TOGETHER:
        for name, finding in check(forms if check is duplicate_project else counted, known):
            result[name].append(finding)
    return {name: in_order_of_repair(grouped(findings)) for name, findings in result.items()}


def duplicate_project(forms: Mapping[str, Evaluation], standards: Standards) -> Iterator[Located]:
    """A project handed in twice is summed twice."""
    groups: dict[tuple[object, ...], list[str]] = defaultdict(list)
    keys = project_keys([(form.project, form.unit) for form in forms.values()])
    for (name, form), key in zip(forms.items(), keys, strict=True):
        if key is not None:
            groups[(key, form.year)].append(name)
    for names in groups.values():
        for name in names if len(names) > 1 else ():
            values = {"others": _others(name, names, standards)}
            yield name, Finding("duplicate-project", "project", found=forms[name].project, values=values)


def same_reason_pasted(forms: Mapping[str, Evaluation], standards: Standards) -> Iterator[Located]:
    """A reason that fits every project explains none."""
    limits = standards.thresholds
    groups: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for name, form in forms.items():
        for index, row in enumerate(form.indicators):
            reason = plain(row.reason or "")
            if len(reason) >= limits.reason_length and reason not in standards.words.no_reason:
                groups[reason][name].append(index)
    for places in groups.values():
        for name, rows in places.items() if len(places) >= limits.same_reason_forms else ():
            values = {"count": str(len(places)), "others": _others(name, places, standards)}
            paths = [indicator_path(index, "reason") for index in rows]
            found = forms[name].indicators[rows[0]].reason
            yield (
                name,
                Finding("same-reason-pasted", paths[0], found=found, values=values, also=tuple(paths[1:])),
            )


TOGETHER = (
    duplicate_project,
    same_reason_pasted,
    execution_rate_stands_out,
    total_score_stands_out,
    department_all_full,
)


def _others(name: str, names: Collection[str], standards: Standards) -> str:
    first = list(islice((other for other in names if other != name), SHOWN))
    text, count = standards.phrases["join"].join(first), len(names) - 1
    return text if count <= SHOWN else standards.phrase("others_more", others=text, count=count)

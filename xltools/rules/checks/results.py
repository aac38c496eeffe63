"""Checks of the computed cells: what was typed there beside what the rules give."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from xltools.findings import Finding
from xltools.rules.checks.context import Checked, Findings
from xltools.rules.checks.wording import money, named, plain_number
from xltools.rules.pack.computing import half_up
from xltools.rules.scoring.computed import Path, generic, number_at

STALE, OVERWRITTEN = "stale-result", "formula-overwritten"
RATE_PLACES = 4  # 85.52 %
COARSEST = 2  # a rate may be typed in whole percents


@dataclass(frozen=True, slots=True)
class Wrong:
    """A typed result that is not the computed one, and those that are wrong only because of it."""

    path: Path
    typed: Decimal
    computed: Decimal
    followers: tuple[Path, ...] = ()


def execution_rate_wrong(form: Checked) -> Findings:
    """The rate is what readers look at first; 86.19 for 86.18 shows that it was not computed."""
    wrong = _wrong(form, "funds.execution_rate")
    total = form.total_fund
    if wrong and total:
        amounts = {
            **form.cited(form.rule_of(wrong.path).basis),
            "executed": money(total.amount("executed") or Decimal(0)),
            "budget": money(total.amount("annual_budget") or Decimal(0)),
        }
        yield _finding("execution-rate-wrong", wrong, amounts)


def execution_score_wrong(form: Checked) -> Findings:
    """The points of execution follow from the rule and are nobody's judgement."""
    wrong = _wrong(form, "funds.score")
    if wrong:
        yield _finding("execution-score-wrong", wrong, form.cited(form.rule_of(wrong.path).basis))


def total_weight_wrong(form: Checked) -> Findings:
    """A typed 100 hides weights that add up to something else."""
    wrong = _wrong(form, "total_weight")
    if wrong and not any(row.indicator.weight is None for row in form.scored_rows):
        yield _finding("total-weight-wrong", wrong, form.cited(form.rule_of(wrong.path).basis))


def total_score_wrong(form: Checked) -> Findings:
    """The total is a sum; one that is wrong only through the execution score is told there."""
    wrong = _wrong(form, "total_score")
    if wrong and not _scores_missing(form) and not _above_cap(form, wrong):
        difference = {"difference": plain_number(abs(wrong.typed - wrong.computed))}
        yield _finding("total-score-wrong", wrong, difference | form.cited(form.rule_of(wrong.path).basis))


def total_above_cap(form: Checked) -> Findings:
    """Some places limit the total by the execution rate; the plain sum is then too much."""
    wrong, caps = _wrong(form, "total_score"), form.pack.caps
    if wrong and caps and not _scores_missing(form) and _above_cap(form, wrong):
        rate = named(form.execution_rate, "funds.execution_rate") or ""
        yield _finding("total-above-cap", wrong, {"rate": rate, **form.cited(caps.basis)})


def _above_cap(form: Checked, wrong: Wrong) -> bool:
    """True where the total that was typed is right but for the cap."""
    scores = [form.computed.get(fund.path("score")) for fund in form.funds]
    scores += [row.indicator.score for row in form.rows]
    total = sum((score for score in scores if score is not None), Decimal(0))
    return (
        form.pack.caps is not None and wrong.typed > wrong.computed and _same(wrong.path, total, wrong.typed)
    )


def result_blank(form: Checked) -> Findings:
    """A form printed without its results is sent back."""
    blank = [path for path, value in form.computed.items() if value is not None and _is_blank(form, path)]
    if blank:
        numbers = (named(form.computed[path], generic(path)) or "" for path in blank)
        expected = form.standards.phrases["join"].join(numbers)
        yield Finding("result-blank", blank[0], expected=expected, also=tuple(blank[1:]))


def of_reader(form: Checked, known: Iterable[Finding]) -> list[Finding]:
    """The reader's findings: each once, those of computed cells with the number that the rules give.

    A file that was not recalculated is one finding, however many results are old.
    """
    once: dict[tuple[object, ...], Finding] = {}
    for finding in known:
        once.setdefault((finding.code, finding.path or finding.place), finding)
    findings = [finding for finding in once.values() if not _shown_right(form, finding)]
    stale = [finding for finding in findings if finding.code == STALE]
    others = [_with_numbers(form, finding) for finding in findings if finding.code != STALE]
    if not stale:
        return others
    also = dict.fromkeys(path for finding in stale for path in finding.paths if path != stale[0].path)
    return [_with_numbers(form, replace(stale[0], also=tuple(also))), *others]


def _shown_right(form: Checked, finding: Finding) -> bool:
    """True for a result that differs only behind the decimals that are shown."""
    if finding.code != STALE or finding.path is None:
        return False
    saved, computed = number_at(form.evaluation, finding.path), form.computed.get(finding.path)
    return saved is not None and computed is not None and _same(finding.path, saved, computed)


def _with_numbers(form: Checked, finding: Finding) -> Finding:
    if finding.code not in (STALE, OVERWRITTEN) or finding.path is None or finding.path not in form.computed:
        return finding
    name = generic(finding.path)
    found = named(number_at(form.evaluation, finding.path), name) or finding.found
    renewed = finding.expected if finding.code == STALE else None
    expected = renewed or named(form.computed[finding.path], name) or form.standards.phrases["blank"]
    return replace(finding, found=found, expected=expected)


def _finding(code: str, wrong: Wrong, values: dict[str, str] | None = None) -> Finding:
    path = generic(wrong.path)
    return Finding(
        code,
        wrong.path,
        found=named(wrong.typed, path),
        expected=named(wrong.computed, path),
        values=values or {},
        also=wrong.followers,
    )


def _wrong(form: Checked, field: str) -> Wrong | None:
    """The wrong result of a computed field, unless it only follows from another wrong one."""
    return next((wrong for wrong in _causes(form) if generic(wrong.path) == field), None)


@lru_cache(maxsize=1)  # each check of a form asks
def _causes(form: Checked) -> Sequence[Wrong]:
    """Wrong results that are causes, each with its followers, in the order they depend on each other."""
    causes: list[Wrong] = []
    for path, computed in form.computed.items():
        typed = number_at(form.evaluation, path)
        if computed is None or typed is None or _same(path, typed, computed):
            continue
        if _otherwise_right(form, path, typed):
            continue
        at = next((at for at, cause in enumerate(causes) if _follows(form, path, typed, cause)), None)
        if at is None:
            causes.append(Wrong(path, typed, computed))
        else:
            causes[at] = replace(causes[at], followers=(*causes[at].followers, path))
    return causes


def _otherwise_right(form: Checked, path: Path, typed: Decimal) -> bool:
    """True where the number is right once those are taken on that stand where the rules give none.

    Or where it holds the execution as 项目资金 has it, not as the row that repeats it.
    """
    results = (form.computed_on_strays[path], form.computed_on_funds.get(path))
    return any(result is not None and _same(path, typed, result) for result in results)


def _is_blank(form: Checked, path: Path) -> bool:
    if path == "total_score" and _scores_missing(form):
        return False
    return generic(path) in form.fields and number_at(form.evaluation, path) is None


def _same(path: Path, typed: Decimal, computed: Decimal) -> bool:
    """Equal as shown: points to two decimals, a rate to those of its percentage or fewer, as it was typed."""
    if not path.endswith("execution_rate"):
        return half_up(typed, 2) == half_up(computed, 2)
    exponent = typed.normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else RATE_PLACES
    shown = min(max(places, COARSEST), RATE_PLACES)
    return half_up(typed, shown) == half_up(computed, shown)


def _follows(form: Checked, path: Path, typed: Decimal, cause: Wrong) -> bool:
    """True where the wrong number is right by the rules once the cause's wrong number is taken on."""
    if path == "total_score":
        return any(name.startswith("funds") for name in (cause.path, *cause.followers)) and (
            typed == form.computed_on_typed[path]
        )
    total = form.total_fund
    weight = total.amount("weight") if total else None
    return (
        generic(cause.path) == "funds.execution_rate"
        and weight is not None
        and (typed == half_up(cause.typed * weight, 2))
    )


def _scores_missing(form: Checked) -> bool:
    """True where the sum of scores is not whole yet."""
    missing = (row.indicator.score is None and row.indicator.weight is not None for row in form.scored_rows)
    return any(missing)

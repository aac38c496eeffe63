"""Suggests the score of an indicator by the rules of a place: `suggest(indicator, pack) → Suggestion`.

A suggestion stands beside a person's score, never instead of it. Where target and actual cannot be compared
with certainty there is none, and the reason is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from xltools.model import Indicator
from xltools.rules.labels import plain as label
from xltools.rules.notation import Comparator, Comparison, Kind, Outcome, Reading, compare, read_notation
from xltools.rules.pack.derivation import plain
from xltools.rules.pack.model import Basis, ComputedRule, Grade, QualityBand, RulePack
from xltools.rules.scoring.suggest_wording import has_word, minus, percent, points, say, worked

_LOWER = (Comparator.AT_LEAST, Comparator.ABOVE)
_UPPER = (Comparator.AT_MOST, Comparator.BELOW)
_BARE = (Comparator.NONE, Comparator.EQUAL)
_REACHED = (Outcome.REACHED, Outcome.OVER)
_MOST_DIGITS = 15  # what Excel keeps of a number


@dataclass(frozen=True)
class Suggestion:
    """A suggested score or range, or the reason (Chinese) why there is none.

    `rule` is the rule used, `derivation` one line in Chinese, `note` what else a reader should know.
    `bands` names the qualitative bands of a range.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    rule: Basis | None = None
    derivation: str | None = None
    reason: str | None = None
    note: str | None = None
    bands: tuple[str, ...] = ()
    computed: ComputedRule | None = None  # of a single score
    values: Mapping[str, Decimal] = field(default_factory=dict)  # its inputs: actual, target, weight

    @property
    def score(self) -> Decimal | None:
        """The one suggested score; None for a range, and where there is no suggestion."""
        return self.low if self.low == self.high else None

    def formula(self, weight: str) -> str | None:
        """The score as an Excel formula without `=`; `weight` is the address of its 分值. None without one.

        Target and actual are texts in their cells, so their numbers stand in the formula.
        """
        if self.computed is None or self.score is None:
            return None
        known = {name: value for name, value in self.values.items() if name != "weight"}
        if any(len(value.normalize().as_tuple().digits) > _MOST_DIGITS for value in known.values()):
            return None
        literals = {name: _literal(value) for name, value in known.items()}
        settled = replace(self.computed, value=self.computed.value.settled(known), when=None)
        return settled.bare_excel({**literals, "weight": weight})


@dataclass(frozen=True)
class _Case:
    """One indicator as it is read."""

    indicator: Indicator
    weight: Decimal
    target: Reading
    actual: Reading
    comparison: Comparison
    pack: RulePack

    @property
    def reached(self) -> bool:
        return self.comparison.outcome in _REACHED

    @property
    def places(self) -> int:
        return self.pack.rounding.places


def suggest(indicator: Indicator, pack: RulePack, year: int | None = None) -> Suggestion:
    """The score the pack's rules give; `year` is the year of the form, for deadlines written without one."""
    weight = indicator.weight
    if weight is None:
        return _none("no_weight")
    if weight < 0:
        return _none("negative_weight")
    target, actual = read_notation(indicator.target or ""), read_notation(indicator.actual or "")
    comparison = compare(target, actual, indicator=indicator.level3 or "", year=year)
    case = _Case(indicator, weight, target, actual, comparison, pack)
    if comparison.outcome is Outcome.NOT_COMPARABLE:
        return _none("not_comparable", reason=comparison.reason or "")
    if target.kind in (Kind.QUALITY, Kind.YES_NO):
        return _qualitative(case)
    if comparison.outcome is Outcome.JUDGEMENT:
        return _none("judgement", reason=comparison.reason or "")
    return _measured(case)


def grade(total: Decimal, pack: RulePack) -> Grade:
    """优, 良, 中 or 差."""
    return pack.grades.of(total)


def capped(total: Decimal, execution_rate: Decimal | None, pack: RulePack) -> Decimal:
    """The total, or the most it may be at this execution rate (a ratio; None: no cap)."""
    if pack.caps is None or execution_rate is None:
        return total
    most = pack.caps.rule.value.compute({"execution_rate": execution_rate})
    return min(total, most)


def _none(key: str, **values: str) -> Suggestion:
    return Suggestion(reason=say("none", key, **values))


def _literal(value: Decimal) -> str:
    return f"({value:f})" if value < 0 else plain(value)


# -- qualitative


def _qualitative(case: _Case) -> Suggestion:
    """A range of points: which band is a person's to say, unless the words leave no doubt."""
    basis, bands = case.pack.qualitative.basis, _bands(case)
    texts = []
    for band in bands:
        low, high = (points(value, case.places) for value in band.points(case.weight))
        texts.append(say("derivation", "band", name=band.name, low=low, high=high))
    return Suggestion(
        low=bands[-1].points(case.weight)[0],
        high=bands[0].points(case.weight)[1],
        rule=basis,
        derivation=say("derivation", "join").join(texts),
        bands=tuple(band.name for band in bands),
    )


def _bands(case: _Case) -> Sequence[QualityBand]:
    bands, said = case.pack.qualitative.bands, label(case.actual.text)
    if case.comparison.outcome is Outcome.MISSED:  # 是 → 否
        return bands[1:]
    if case.comparison.outcome is Outcome.REACHED:
        return bands[:1]
    for band in bands:
        if said in {label(word) for word in band.words}:
            return [band]
    repeated = said == label(case.target.text) and not has_word("question", case.target.text)
    return bands[:1] if repeated else bands


# -- quantities and deadlines


def _measured(case: _Case) -> Suggestion:
    doubt = _doubt(case)
    if doubt:
        return _none(doubt, actual=case.actual.text)
    rule = case.pack.quantitative[_rule_key(case)]
    values = _values(case)
    asked = {name: values[name] for name in rule.needs}
    score = rule.compute(asked)
    if score is None:
        return _none("target_not_positive")
    return _with_over(
        case,
        Suggestion(
            low=score,
            high=score,
            rule=rule.basis,
            derivation=_derivation(case, rule, asked, score),
            note=case.comparison.reason,
            computed=rule,
            values=asked,
        ),
    )


def _doubt(case: _Case) -> str | None:
    """Why a compared number still gives no score: a key of the reasons."""
    if _either_way(case):
        return "direction_unclear"
    if case.reached:
        return "range_missed" if case.target.high is not None and _is_over(case) else None
    return _doubt_below(case)


def _doubt_below(case: _Case) -> str | None:
    """The same of a target that was missed."""
    if case.target.kind is Kind.DEADLINE:
        return "deadline_missed"
    if case.comparison.actual_number is None:
        return "no_number"
    if case.target.high is not None:
        return "range_missed"
    if case.actual.high is not None or case.actual.comparator not in (*_BARE, case.target.comparator):
        return "actual_bound"
    negative = case.comparison.target_number == 0 and case.comparison.actual_number < 0
    return "negative_actual" if negative else None


def _is_over(case: _Case) -> bool:
    return case.comparison.outcome is Outcome.OVER


def _either_way(case: _Case) -> bool:
    """True where a bare target does not say whether more or less is better: 30万元 for 26.41万元.

    What the comparison holds back below a target (cost, days, small rates) is as unclear above it.
    """
    exactly = case.comparison.actual_number == case.comparison.target_number
    if case.target.comparator not in _BARE or not case.target.value or exactly:
        return False
    if not case.reached or _is_over(case):
        cost = has_word("cost", case.indicator.level1, case.indicator.level2)
        return cost or (_is_over(case) and _held_back_below(case))
    return False


def _held_back_below(case: _Case) -> bool:
    assert case.target.value is not None
    half = replace(case.target, plain="", value=case.target.value / 2, high=None, comparator=Comparator.NONE)
    below = compare(case.target, half, indicator=case.indicator.level3 or "")
    return below.outcome is Outcome.JUDGEMENT


def _rule_key(case: _Case) -> str:
    goal = case.comparison.target_number
    loose = case.target.high is not None or case.target.comparator is Comparator.ABOUT
    if goal is None or case.comparison.actual_number is None or (case.reached and (loose or goal < 0)):
        return "met"
    if goal == 0 and case.target.comparator in (*_BARE, Comparator.AT_MOST):
        return "met" if case.reached and case.comparison.actual_number < 0 else "zero"
    if goal == 0 and case.reached:
        return "met"
    if case.target.comparator in _UPPER:
        return "reverse"
    return "positive" if case.target.comparator in _LOWER else "equal"


def _values(case: _Case) -> dict[str, Decimal]:
    values = {"weight": case.weight}
    if case.comparison.target_number is not None and case.comparison.actual_number is not None:
        values |= {"target": case.comparison.target_number, "actual": case.comparison.actual_number}
    return values


def _derivation(case: _Case, rule: ComputedRule, values: dict[str, Decimal], score: Decimal) -> str:
    texts = {
        name: f"{minus(plain(value))}{_unit(case)}" for name, value in values.items() if name != "weight"
    }
    working = rule.working(values, texts)
    assert working is not None
    if not working.is_bare:
        return worked(working, score, case.places)
    key = "full" if score == case.weight else "plain"
    said = {"target": case.target.text, "actual": case.actual.text}
    return say("derivation", key, score=points(score, case.places), **said)


def _unit(case: _Case) -> str:
    """% and its like are told; other units are the same on both sides."""
    unit = case.target.unit or case.actual.unit
    return unit.text if unit is not None and unit.is_percent else ""


def _with_over(case: _Case, suggestion: Suggestion) -> Suggestion:
    """Far over the target a reason is asked for; where points are taken off without one, a range."""
    over, ratio = case.pack.over_achievement, case.comparison.ratio
    if over is None or ratio is None or ratio < over.threshold or not _surpassed(case):
        return suggestion
    notes = (suggestion.note, say("note", "over", ratio=percent(ratio), rule=over.basis.text))
    suggestion = replace(suggestion, note="；".join(note for note in notes if note))
    if over.deducted is None:
        return suggestion
    return _deducted(case, suggestion, over.deducted)


def _surpassed(case: _Case) -> bool:
    return case.reached and case.target.comparator not in _UPPER and case.target.high is None


def _deducted(case: _Case, suggestion: Suggestion, rule: ComputedRule) -> Suggestion:
    values = {"weight": case.weight}
    less, working = rule.compute(values), rule.working(values)
    assert less is not None
    assert working is not None
    line = say(
        "derivation",
        "deduction",
        full=points(case.weight, case.places),
        working=working.text,
        score=points(less, case.places),
    )
    return replace(suggestion, low=less, rule=rule.basis, derivation=line, computed=None)

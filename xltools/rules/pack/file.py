"""Reads a rule pack; a wrong one is refused with file, key and reason in Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from xltools.rules.pack.expression import Expression, ExpressionError, Functions, parse_expression
from xltools.rules.pack.model import (
    Basis,
    Cap,
    Caps,
    ComputedRule,
    Grade,
    Grades,
    GroupWeight,
    OverAchievement,
    Qualitative,
    QualityBand,
    Rounding,
    RulePack,
    ScoreMode,
    Weights,
    WeightSplit,
)
from xltools.rules.pack.proof import prove_blank_free, prove_score
from xltools.rules.tables import Table

QUANTITATIVE = ("positive", "equal", "zero", "reverse", "met")
COMPUTED = ("execution_rate", "execution_score", "total_weight", "total_score")
QUALITATIVE = "qualitative"
LISTS = ("weights", "scores")
POINTS, TOTAL_CAP = "points", "total_cap"
_BY_RULE = ("computed", "quantitative")  # taken over rule by rule, all else as a whole
_MOST_STEPS = 30  # IF within IF: Excel takes 64
_MOST_PLACES = 6
_DUST = 10  # places at which the binary dust of sums and products is rounded away


def based(data: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """A pack's data over that of the pack it is based on."""
    merged = {**base, **data}
    for key in _BY_RULE:
        own, others = data.get(key, {}), base.get(key, {})
        if isinstance(own, dict) and isinstance(others, dict):
            merged[key] = {**others, **own}
    return merged


def parse_pack(data: Any, file: str) -> RulePack:  # noqa: ANN401 - whatever TOML gave
    """Check a rule pack. Raises DefinitionError naming file, key and reason in Chinese."""
    table = Table(data, file)
    table.text("base", None)
    rounding = _rounding(table.table("rounding"))
    points = {POINTS: _points(rounding)}
    caps, functions = _caps(table, {**points, **_steps(table, points)})
    pack = RulePack(
        id=table.text("id"),
        name=table.text("name"),
        source=table.text("source"),
        score_mode=ScoreMode(table.choice("score_mode", tuple(ScoreMode))),
        rounding=rounding,
        computed=_computed(table.table("computed"), functions),
        quantitative=_quantitative(table.table("quantitative"), functions),
        qualitative=_qualitative(table.table("qualitative"), functions),
        weights=_weights(table.table("weights")),
        grades=_grades(table.table("grades")),
        over_achievement=_over(table, functions),
        caps=caps,
    )
    table.close()
    return pack


def _basis(table: Table, name: str) -> Basis:
    if not table.has("confirmed"):
        raise table.error("confirmed", "缺少这一项：手头有正式文本写 true，待核实写 false")
    return Basis(name, table.text("text"), table.text("source"), table.flag("confirmed"))


# -- functions of the pack


def _rounding(table: Table) -> Rounding:
    places = table.size("places")
    if places != int(places) or places > _MOST_PLACES:
        raise table.error("places", f"应当是 0 到 {_MOST_PLACES} 的整数，现在是 {places:g}")
    truncates = table.choice("method", ("half-up", "truncate")) == "truncate"
    rounding = Rounding(int(places), truncates, _basis(table, "rounding"))
    table.close()
    return rounding


def _points(rounding: Rounding) -> Expression:
    word = "trunc" if rounding.truncates else "round"
    return parse_expression(f"{word}(round(x, {_DUST}), {rounding.places})")


def _steps(table: Table, functions: Functions) -> dict[str, Expression]:
    """[steps.名字]: a table of steps that expressions call as a function."""
    steps = table.table("steps", optional=True)
    found: dict[str, Expression] = {}
    for name in steps:
        if not name.isidentifier() or name in functions or name == TOTAL_CAP:
            raise steps.error(name, "不能用作分段表的名字")
        rows = steps.tables(name)
        pairs = [(_bound(rows, index), _value(row, "value")) for index, row in enumerate(rows)]
        found[name] = _stepwise(steps, name, pairs)
        for row in rows:
            row.close()
    return found


def _stepwise(table: Table, key: str, steps: list[tuple[Decimal | None, Decimal]]) -> Expression:
    """Steps from the highest down as one expression of x; the last has no bound."""
    if not 1 < len(steps) <= _MOST_STEPS:
        raise table.error(key, f"应当有 2 到 {_MOST_STEPS} 段")
    (*bounded, (_, text)) = [(bound, f"{value:f}") for bound, value in steps]
    for bound, value in reversed(bounded):
        text = f"{value} if x >= {bound:f} else ({text})"
    return parse_expression(text)


def _bound(rows: list[Table], index: int, key: str = "from") -> Decimal | None:
    """The lower bound of a band; bounds go down, and the last band has none."""
    row = rows[index]
    if index == len(rows) - 1:
        if row.has(key):
            raise row.error(key, "最后一段不写下限，它包括其余全部")
        return None
    bound: Decimal = row.decimal(key)
    if bound < 0:
        raise row.error(key, f"不能小于 0，现在是 {bound:f}")
    if index and bound >= rows[index - 1].decimal(key):
        raise row.error(key, "各段下限应当从高到低")
    return bound


def _value(row: Table, key: str) -> Decimal:
    value: Decimal = row.decimal(key)
    if value < 0:
        raise row.error(key, f"不能小于 0，现在是 {value:f}")
    return value


def _caps(table: Table, functions: Functions) -> tuple[Caps | None, Functions]:
    """The caps, and the functions with that of the caps."""
    if not table.has("caps"):
        return None, functions
    caps = table.table("caps")
    rows = caps.tables("bands")
    bands = [Cap(_bound(rows, i), _value(row, "at_most")) for i, row in enumerate(rows)]
    for row in rows:
        row.close()
    basis = _basis(caps, TOTAL_CAP)
    caps.close()
    steps = _stepwise(caps, "bands", [(band.rate_from, band.at_most) for band in bands])
    functions = {**functions, TOTAL_CAP: steps}
    value = parse_expression(f"{TOTAL_CAP}(execution_rate)", functions)
    return Caps(tuple(bands), _rule(basis, value, "execution_rate")), functions


def _rule(basis: Basis, value: Expression, need: str) -> ComputedRule:
    return ComputedRule(basis.name, value, basis.text, basis.source, basis.confirmed, needs=(need,))


# -- arithmetic rules


def _computed(table: Table, functions: Functions) -> dict[str, ComputedRule]:
    rules = {name: _computed_rule(table.table(name), name, functions) for name in table}
    for name in COMPUTED:
        if name not in rules:
            raise table.error(name, "缺少这条规则")
    return rules


def _computed_rule(table: Table, name: str, functions: Functions) -> ComputedRule:
    needs, some = table.texts("needs", ()), table.text("any", None)
    optional = table.table("optional", optional=True)
    rule = ComputedRule(
        **_parts(table, name, functions),
        needs=needs,
        any=some,
        optional={key: optional.decimal(key) for key in optional},
    )
    table.close()
    _refuse_lists(table, rule)
    asked = rule.value.names | (rule.when.names if rule.when else frozenset())
    missing = asked - set(rule.inputs)
    if missing:
        raise table.error("value", f"用到了 {'、'.join(sorted(missing))}，但 needs、any 或 optional 里没有写")
    prove_blank_free(table, rule)
    return rule


def _refuse_lists(table: Table, rule: ComputedRule) -> None:
    """A list is summed up, or its least or greatest taken; only `any` names one."""
    if rule.any is not None and rule.any not in LISTS:
        raise table.error("any", f"“{rule.any}”不是一列数；可以写：{'、'.join(LISTS)}")
    singles = [*rule.needs, *rule.optional, *rule.value.single, *(rule.when.names if rule.when else ())]
    for name in singles:
        if name in LISTS:
            raise table.error("value", f"“{name}”是一列数，只能写在 any 里，并放进 sum、min 或 max")


def _quantitative(table: Table, functions: Functions) -> dict[str, ComputedRule]:
    rules = {}
    for name in QUANTITATIVE:
        rule = table.table(name)
        rules[name] = _score_rule(rule, f"quantitative.{name}", functions, ("actual", "target", "weight"))
        rule.close()
    table.close()
    return rules


def _score_rule(table: Table, name: str, functions: Functions, known: tuple[str, ...]) -> ComputedRule:
    """A rule of one indicator's points; proved to stay between 0 and the weight."""
    parts = _parts(table, name, functions)
    asked = parts["value"].names | (parts["when"].names if parts["when"] else frozenset())
    strange = asked - set(known)
    if strange:
        raise table.error("value", f"不认识 {'、'.join(sorted(strange))}；这里可以写：{'、'.join(known)}")
    rule = ComputedRule(**parts, needs=tuple(item for item in known if item in asked))
    prove_score(table, rule)
    return rule


def _parts(table: Table, name: str, functions: Functions) -> dict[str, Any]:
    """What every arithmetic rule has."""
    basis = _basis(table, name)
    return {
        "name": name,
        "value": _expression(table, "value", functions),
        "when": _expression(table, "when", functions, condition=True) if table.has("when") else None,
        "text": basis.text,
        "source": basis.source,
        "confirmed": basis.confirmed,
    }


def _expression(table: Table, key: str, functions: Functions, *, condition: bool = False) -> Expression:
    try:
        return parse_expression(table.text(key), functions, condition=condition)
    except ExpressionError as error:
        raise table.error(key, str(error)) from None


# -- bands and weights


def _qualitative(table: Table, functions: Functions) -> Qualitative:
    basis, rows = _basis(table, QUALITATIVE), table.tables("bands")
    if len(rows) < 2:
        raise table.error("bands", "至少要有两档")
    bands, high = [], Decimal(1)
    for index, row in enumerate(rows):
        low = _bound(rows, index) or Decimal(0)
        if low >= high:
            raise row.error("from", f"应当小于上一档的下限 {high:f}")
        bands.append(
            QualityBand(
                name=row.text("name"),
                low=_edge(basis, low, functions),
                high=_edge(basis, high, functions),
                words=row.texts("words", ()),
            )
        )
        row.close()
        high = low
    table.close()
    return Qualitative(tuple(bands), basis)


def _edge(basis: Basis, share: Decimal, functions: Functions) -> ComputedRule:
    """One end of a band; the full weight stays as it is."""
    value = "weight" if share == 1 else f"min(weight, {POINTS}(weight * {share:f}))"
    return _rule(basis, parse_expression(value, functions), "weight")


def _over(table: Table, functions: Functions) -> OverAchievement | None:
    if not table.has("over_achievement"):
        return None
    over = table.table("over_achievement")
    threshold: Decimal = over.decimal("threshold")
    if threshold <= 1:
        raise over.error("threshold", f"应当大于 1（例如 1.3 即 130%），现在是 {threshold:f}")
    basis, deducted = _basis(over, "over_achievement"), None
    if over.choice("demand", ("reason", "deduction")) == "deduction":
        value = parse_expression(f"max(0, weight - {_value(over, 'deduction'):f})", functions)
        deducted = _rule(basis, value, "weight")
    over.close()
    return OverAchievement(threshold, basis, deducted)


def _weights(table: Table) -> Weights:
    total, tolerance = _value(table, "total"), _value(table, "tolerance")
    splits = tuple(_split(split, total) for split in table.tables("splits"))
    if not splits:
        raise table.error("splits", "至少要有一种分值分配")
    table.close()
    return Weights(total, tolerance, splits)


def _split(table: Table, total: Decimal) -> WeightSplit:
    groups = tuple(_group(group) for group in table.tables("groups"))
    found = sum((group.weight for group in groups), Decimal(0))
    if found != total:
        raise table.error("groups", f"各组分值之和是 {found:f}，应当是 {total:f}")
    names = [name for group in groups for name in group.level1]
    if len(set(names)) < len(names) or sum(group.execution for group in groups) > 1:
        raise table.error("groups", "同一个一级指标（或预算执行）只能属于一组")
    split = WeightSplit(groups, _basis(table, "weights"))
    table.close()
    return split


def _group(table: Table) -> GroupWeight:
    name, execution = table.text("name"), table.flag("execution")
    level1 = table.texts("level1", () if execution else (name,))
    group = GroupWeight(name, _value(table, "weight"), level1, execution)
    table.close()
    return group


def _grades(table: Table) -> Grades:
    rows = table.tables("bands")
    if len(rows) < 2:
        raise table.error("bands", "至少要有两个等级")
    bands = tuple(Grade(row.text("name"), _bound(rows, i)) for i, row in enumerate(rows))
    for row in rows:
        row.close()
    grades = Grades(bands, _basis(table, "grades"))
    table.close()
    return grades

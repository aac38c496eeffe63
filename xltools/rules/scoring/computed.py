"""The computed cells of a form: which rule each follows, with which inputs.

Both voices, Decimal and Excel, bind a rule's names through the same table of paths.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from xltools.model import Evaluation
from xltools.rules.definition.model import FormDefinition
from xltools.rules.pack.model import ComputedRule, RulePack
from xltools.rules.scoring.printed_points import printed_total

Path = str
_ROW = re.compile(r"\[\d+\]")
PRINTED_POINTS = "printed_points"
EXECUTION_SCORE = "execution_score"
LISTS = {"weights": "weight", "scores": "score"}
"""Names of rules that are lists over the whole form: execution, then the indicators; and of which field."""
Inputs = Mapping[str, Path | tuple[Path, ...]]
Results = Mapping[Path, Decimal | None]


def fund_path(index: int, name: str) -> Path:
    """`funds[0].executed`."""
    return f"funds[{index}].{name}"


def indicator_path(index: int, name: str) -> Path:
    """`indicators[3].score`."""
    return f"indicators[{index}].{name}"


@lru_cache(maxsize=256)
def computed_paths(definition: FormDefinition, scored_fund: int | None) -> Mapping[Path, str]:
    """Each computed cell of a form and the name of its rule, in the order they depend on each other."""
    paths = {}
    for target, rule in definition.formulas.items():
        block, _, name = target.rpartition(".")
        if block == "funds":
            if scored_fund is not None:
                paths[fund_path(scored_fund, name)] = rule
        else:
            paths[target] = rule
    return dict(sorted(paths.items(), key=lambda item: not item[0].startswith("funds")))


def inputs(
    rule: ComputedRule, scored_fund: int | None, indicators: int, in_row: tuple[str, ...] = ()
) -> Inputs:
    """Where a rule's names find their numbers: `weights` and `scores` are lists over the whole form.

    Of the lists named by `in_row` the execution is one of the indicators, and not counted twice.
    """
    return _inputs(rule.inputs, scored_fund, indicators, in_row)


@lru_cache(maxsize=1024)
def _inputs(
    names: tuple[str, ...], scored_fund: int | None, indicators: int, in_row: tuple[str, ...]
) -> Inputs:
    bound: dict[str, Path | tuple[Path, ...]] = {}
    for name in names:
        if name in LISTS:
            alone = scored_fund is None or name in in_row
            execution = [] if alone else [fund_path(scored_fund or 0, LISTS[name])]
            rows = [indicator_path(index, LISTS[name]) for index in range(indicators)]
            bound[name] = (*execution, *rows)
        elif name == PRINTED_POINTS:
            bound[name] = name
        else:
            bound[name] = fund_path(scored_fund or 0, "score" if name == EXECUTION_SCORE else name)
    return bound


def carried(evaluation: Evaluation, execution_row: int | None) -> tuple[str, ...]:
    """The lists of which the indicator that is the execution (see `execution`) has a number."""
    if execution_row is None:
        return ()
    row = evaluation.indicators[execution_row]
    return tuple(name for name, field in LISTS.items() if getattr(row, field) is not None)


def constants(
    definition: FormDefinition, evaluation: Evaluation, execution_row: int | None = None
) -> Mapping[Path, Decimal]:
    """Inputs for which the form has no cell: it prints their number into a label, as 预算执行情况（20分）.

    Another form than the official one may say another number there: then it stands in the record.
    Where each 一级指标 has its points in its name, they are the sum at `PRINTED_POINTS`.
    """
    weight, scored = definition.execution_constant, definition.scored_fund(evaluation)
    if weight is not None and scored is not None:
        said = evaluation.funds[scored].weight
        weight = weight if said is None else said
    points = printed_total(row for at, row in enumerate(evaluation.indicators) if at != execution_row)
    printed = {} if points is None else {PRINTED_POINTS: points}
    return printed if weight is None or scored is None else {**printed, fund_path(scored, "weight"): weight}


def compute(
    evaluation: Evaluation,
    definition: FormDefinition,
    pack: RulePack,
    *,
    typed_stands: bool = False,
    fixed: Collection[Path] = (),
    execution_row: int | None = None,
) -> dict[Path, Decimal | None]:
    """Every computed cell of a form from what people typed.

    Where `typed_stands`, a rule that builds on another computed cell takes the number typed there
    (as the form does whose formula somebody overwrote); otherwise it takes the computed one.
    `fixed` are computed cells that hold no formula: what stands there is taken on, also a blank.
    `execution_row` is the indicator that is the execution of the budget, where one is.
    """
    scored = definition.scored_fund(evaluation)
    results: dict[Path, Decimal | None] = {}
    printed = constants(definition, evaluation, execution_row)
    in_row = carried(evaluation, execution_row)

    def value(path: Path) -> Decimal | None:
        if path in printed:
            return printed[path]
        if path == PRINTED_POINTS:
            return None
        typed = number_at(evaluation, path)
        if path in fixed:
            return typed
        return results[path] if path in results and not (typed_stands and typed is not None) else typed

    for path, name in computed_paths(definition, scored).items():
        rule = pack.rule(name)
        bound = inputs(rule, scored, len(evaluation.indicators), in_row)
        numbers: dict[str, Decimal | list[Decimal] | None] = {
            key: value(at) if isinstance(at, str) else _listed(LISTS[key], at, evaluation, value)
            for key, at in bound.items()
        }
        results[path] = rule.compute(numbers)
    return results


def _listed(
    name: str, paths: Sequence[Path], evaluation: Evaluation, value: Callable[[Path], Decimal | None]
) -> list[Decimal]:
    """The numbers of a list; those of indicators are people's, so that nothing else stands for them."""
    execution = map(value, paths[: len(paths) - len(evaluation.indicators)])
    rows = (getattr(row, name) for row in evaluation.indicators)
    return [number for number in (*execution, *rows) if number is not None]


@lru_cache(maxsize=1 << 14)
def generic(path: Path) -> str:
    """`funds[0].score` → `funds.score`: the path without the row."""
    return _ROW.sub("", path)


def number_at(evaluation: Evaluation, path: Path) -> Decimal | None:
    """The number of a record at a path such as `funds[0].executed`; None where blank or not there."""
    value = value_at(evaluation, path)
    return value if isinstance(value, Decimal) else None


def value_at(evaluation: Evaluation, path: Path) -> str | int | Decimal | None:
    """The field of a record at a path; None where blank or not there."""
    kind, index, name = _split(path)
    if kind is None:
        value: str | int | Decimal | None = getattr(evaluation, name)
        return value
    rows = getattr(evaluation, kind)
    return getattr(rows[index], name) if index < len(rows) else None


@lru_cache(maxsize=1 << 14)
def _split(path: Path) -> tuple[str | None, int, str]:
    """`funds[0].executed` → ("funds", 0, "executed"); `year` → (None, 0, "year")."""
    block, _, name = path.rpartition(".")
    return (*split_row(block), name) if block else (None, 0, name)


def split_row(block: str) -> tuple[str, int]:
    """`indicators[3]` → ("indicators", 3)."""
    kind, _, index = block.partition("[")
    return kind, int(index.rstrip("]"))


def with_computed(evaluation: Evaluation, results: Results) -> Evaluation:
    """The record with these computed values in place of its own."""
    heads: dict[str, Any] = {path: value for path, value in results.items() if "[" not in path}
    funds = list(evaluation.funds)
    for path, value in results.items():
        block, _, name = path.rpartition(".")
        if block.startswith("funds["):
            index = split_row(block)[1]
            change: dict[str, Any] = {name: value}
            funds[index] = replace(funds[index], **change)
    return replace(evaluation, funds=tuple(funds), **heads)

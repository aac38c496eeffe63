"""A record as the form prints it: with the rows that the form has and the record lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from xltools.model import Evaluation, Fund, Indicator
from xltools.rules.definition.model import FormDefinition
from xltools.rules.scoring.computed import Path

SPARE = "spare."


@dataclass(frozen=True)
class Printed:
    """The record with all printed rows, and which role each of its rows has.

    A row of the record keeps its own path; a row only the form has is a spare row
    (`spare.funds[0]`), which a reader passes over while it is empty.
    """

    evaluation: Evaluation
    row_roles: Mapping[str, str]

    def role(self, path: Path) -> str:
        """The role of a path of the printed record."""
        row, dot, name = path.partition(".")
        return f"{self.row_roles[row]}.{name}" if dot else path


def printed(definition: FormDefinition, evaluation: Evaluation, title: str) -> Printed:
    """Complete a record to what the form prints: title, fund rows, and blank indicator rows."""
    funds, spare_funds = _funds(definition, evaluation.funds)
    indicators, spare_indicators = _indicators(definition, evaluation.indicators)
    complete = replace(
        evaluation,
        form=definition.id,
        title=evaluation.title or title,
        funds=tuple(funds),
        indicators=tuple(indicators),
    )
    scored = definition.scored_fund(complete)
    if scored is not None and complete.funds[scored].weight is None:
        funds[scored] = replace(funds[scored], weight=definition.execution_weight)
        complete = replace(complete, funds=tuple(funds))
    roles = {**_row_roles("funds", spare_funds), **_row_roles("indicators", spare_indicators)}
    return Printed(complete, roles)


def _funds(definition: FormDefinition, given: tuple[Fund, ...]) -> tuple[list[Fund], list[bool]]:
    """The record's rows in its order; each printed row it lacks stands behind the row printed before it."""
    funds, spare = list(given), [False] * len(given)
    rows = definition.funds.rows if definition.funds else ()
    names = [definition.fund_row(fund.item) for fund in given]
    place = 0
    for row in rows:
        if row in names:
            place = max(place, names.index(row) + 1)
        else:
            funds.insert(place, Fund(item=row.item))
            spare.insert(place, True)
            names.insert(place, row)
            place += 1
    return funds, spare


def _indicators(
    definition: FormDefinition, given: tuple[Indicator, ...]
) -> tuple[tuple[Indicator, ...], list[bool]]:
    if given:
        return given, [False] * len(given)
    blank = (
        tuple(
            Indicator(level1=level.printed, level2=name)
            for level in definition.tree
            for name in level.level2
            for _ in range(definition.blank_rows)
        )
        or (Indicator(),) * definition.blank_rows
    )
    return blank, [True] * len(blank)


def _row_roles(kind: str, spare: list[bool]) -> dict[str, str]:
    roles, counts = {}, {True: 0, False: 0}
    for index, is_spare in enumerate(spare):
        roles[f"{kind}[{index}]"] = f"{SPARE if is_spare else ''}{kind}[{counts[is_spare]}]"
        counts[is_spare] += 1
    return roles

"""Checks of 项目资金."""

from __future__ import annotations

from decimal import Decimal

from xltools.findings import Finding
from xltools.rules.checks.context import Checked, Findings, FundAt
from xltools.rules.checks.wording import money, plain_number

_YUAN = "元"


def funds_blank(form: Checked) -> Findings:
    """Without amounts there is no execution rate."""
    if form.money_columns and all(fund.is_empty for fund in form.funds):
        first = form.funds[0].path(form.money_columns[0]) if form.funds else "funds"
        yield Finding("funds-blank", first)


def money_negative(form: Checked) -> Findings:
    """A year's budget or spending is never below 0; a minus is a slip, or a change taken for an amount."""
    for fund in form.funds:
        for name in form.money_columns:
            amount = fund.amount(name)
            if amount is not None and amount < 0:
                yield Finding("money-negative", fund.path(name), found=money(amount))


def fund_total_blank(form: Checked) -> Findings:
    """Clerks fill in the parts and leave the total at 0; then rate and score are nothing."""
    total = form.total_fund
    columns = [name for name in form.money_columns if total and _total_lacks(form, total, name)]
    if total is None or not columns:
        return
    amount = total.amount(columns[0])
    yield Finding(
        "fund-total-blank",
        total.path(columns[0]),
        found=None if amount is None else money(amount),
        expected=money(_parts_sum(form, columns[0]) or Decimal(0)),
        values={"unit": form.money_unit},
        also=tuple(total.path(name) for name in columns[1:]),
    )


def fund_amount_blank(form: Checked) -> Findings:
    """A blank may mean 0 or forgotten; a reviewer cannot tell."""
    total = form.total_fund
    if total is None or total.is_empty:
        return
    for name in form.money_columns:
        if total.amount(name) is None and not _total_lacks(form, total, name):
            yield Finding("fund-amount-blank", total.path(name))


def spending_without_budget(form: Checked) -> Findings:
    """Spending needs a budget; mostly an addition during the year was not filled in."""
    total = form.total_fund
    broken = [fund for fund in form.funds if _spends_nothing_budgeted(fund)]
    if total in broken:
        broken = [total]  # the parts repeat it
    for fund in broken:
        if fund is total and _total_lacks(form, fund, "annual_budget"):
            continue
        yield Finding(
            "spending-without-budget",
            fund.path("annual_budget"),
            found=money(fund.amount("executed") or Decimal(0)),
            expected="0",
            values={"unit": form.money_unit},
            also=(fund.path("executed"),),
        )


def budget_zero(form: Checked) -> Findings:
    """A budget of 0 has no execution rate, so the points of execution are open."""
    total = form.total_fund
    if total is None or total.amount("annual_budget") != 0 or total.amount("executed"):
        return
    if not _total_lacks(form, total, "annual_budget"):
        yield Finding("budget-zero", total.path("annual_budget"), found="0")


def fund_parts_exceed_total(form: Checked) -> Findings:
    """The parts are 其中 of the total and cannot be more than it."""
    for total, name, found in _column_sums(form):
        if found > (total.amount(name) or 0):
            yield _sum_finding(form, "fund-parts-exceed-total", total, name, found)


def fund_parts_below_total(form: Checked) -> Findings:
    """Where parts are filled in they must make up the total; a row the form lacks may hold the rest."""
    if form.unknown_funds:
        return
    for total, name, found in _column_sums(form):
        if found < (total.amount(name) or 0):
            yield _sum_finding(form, "fund-parts-below-total", total, name, found)


def executed_exceeds_budget(form: Checked) -> Findings:
    """More was spent than the adjusted budget holds: mostly the budget before its adjustment was typed."""
    over = [fund for fund in form.funds if _overspent(fund)]
    total = form.total_fund
    if total is not None and _in_other_unit(form, total):
        return  # told by `money_unit_suspect`
    if total in over:
        parts = tuple(fund.path("executed") for fund in over if fund is not total)
        over = [total]
    else:
        parts = ()
    for fund in over:
        yield Finding(
            "executed-exceeds-budget",
            fund.path("executed"),
            found=money(fund.amount("executed") or Decimal(0)),
            expected=money(fund.amount("annual_budget") or Decimal(0)),
            values={"unit": form.money_unit},
            also=parts,
        )


def money_unit_suspect(form: Checked) -> Findings:
    """万元 typed into a form in 元 leaves the rate right and the sums ten thousand times too small."""
    suspects = [
        (fund.path(name), amount)
        for fund in form.funds
        for name in form.money_columns
        if (amount := fund.amount(name)) is not None and _is_suspect(form, fund, name, amount)
    ]
    if suspects:
        (path, amount), also = suspects[0], tuple(path for path, _ in suspects[1:])
        values = {"unit": form.money_unit}
        yield Finding("money-unit-suspect", path, found=money(amount), values=values, also=also)


def _is_suspect(form: Checked, fund: FundAt, name: str, amount: Decimal) -> bool:
    """True for an amount that is likely in 元 where the form is in 万元, or the other way round."""
    limits, of_total = form.standards.thresholds, fund is form.total_fund
    if of_total and name == "executed" and _in_other_unit(form, fund):
        return True
    if form.money_unit != _YUAN:
        return of_total and name == "annual_budget" and amount >= limits.largest_budget
    small = of_total and name == "annual_budget" and 0 < amount < limits.smallest_budget
    return small or _decimals(amount) > limits.money_decimals


def _in_other_unit(form: Checked, fund: FundAt) -> bool:
    """True where budget and spending only fit each other if one of them is in 元 and the other in 万元."""
    limits = form.standards.thresholds
    budget, executed = fund.amount("annual_budget"), fund.amount("executed")
    if not budget or not executed or budget < 0:
        return False
    return any(
        budget * limits.least_rate <= amount <= budget * limits.most_rate
        for amount in (executed * limits.yuan_in_wan, executed / limits.yuan_in_wan)
    )


def points_on_sub_row(form: Checked) -> Findings:
    """Points repeated beside a part are counted twice by whoever sums the column."""
    for fund in form.funds:
        if fund is form.total_fund:
            continue
        filled = [name for name in ("weight", "score") if fund.amount(name)]
        if filled:
            also = tuple(fund.path(name) for name in filled[1:])
            found = plain_number(fund.amount(filled[0]) or Decimal(0))
            yield Finding("points-on-sub-row", fund.path(filled[0]), found=found, also=also)


def fund_row_repeated(form: Checked) -> Findings:
    """Two rows of one source make its sum ambiguous."""
    seen = set()
    for fund in form.funds:
        row = form.definition.fund_row(fund.fund.item)
        if row is None or fund.is_empty:
            continue
        if row.item in seen:
            yield Finding("fund-row-repeated", fund.path("item"), found=fund.fund.item)
        seen.add(row.item)


def fund_row_unknown(form: Checked) -> Findings:
    """A row under another name takes no part in the sums; say so."""
    block = form.definition.funds
    names = form.standards.phrases["join"].join(row.item for row in block.rows) if block else ""
    for fund in form.unknown_funds:
        yield Finding("fund-row-unknown", fund.path("item"), found=fund.fund.item, expected=names)


def _parts_sum(form: Checked, name: str) -> Decimal | None:
    """Sum of the parts of a column; None where none is filled in, or one is negative (told already)."""
    amounts = [amount for fund in form.part_funds if (amount := fund.amount(name)) is not None]
    return sum(amounts, Decimal(0)) if amounts and min(amounts) >= 0 else None


def _total_lacks(form: Checked, total: FundAt, name: str) -> bool:
    """True where the total is blank or 0 above parts that are filled in."""
    return not total.amount(name) and bool(_parts_sum(form, name))


def _column_sums(form: Checked) -> list[tuple[FundAt, str, Decimal]]:
    """The columns whose total and parts can be compared, with the sum of the parts."""
    total = form.total_fund
    if total is None:
        return []
    sums = ((name, _parts_sum(form, name)) for name in form.money_columns)
    return [
        (total, name, found) for name, found in sums if found is not None and (total.amount(name) or 0) > 0
    ]


def _sum_finding(form: Checked, code: str, total: FundAt, name: str, found: Decimal) -> Finding:
    expected = total.amount(name) or Decimal(0)
    return Finding(
        code,
        total.path(name),
        found=money(found),
        expected=money(expected),
        values={"unit": form.money_unit, "difference": money(abs(found - expected))},
        also=tuple(fund.path(name) for fund in form.part_funds if fund.amount(name)),
    )


def _spends_nothing_budgeted(fund: FundAt) -> bool:
    return fund.amount("annual_budget") == 0 and (fund.amount("executed") or 0) > 0


def _overspent(fund: FundAt) -> bool:
    budget, executed = fund.amount("annual_budget"), fund.amount("executed")
    return budget is not None and executed is not None and 0 < budget < executed


def _decimals(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0

"""The scores that the packs give: figures of published forms, and each rule at its edges."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.helpers.packs import PACKS
from tests.helpers.records import seed_records
from xltools.library import load_pack, official_form
from xltools.model import Evaluation, Fund, Indicator
from xltools.rules.pack.model import RulePack
from xltools.rules.record import evaluation_from_json
from xltools.rules.scoring.computed import compute
from xltools.rules.scoring.suggest import capped, grade


def form(executed: str | None, budget: str | None, scores: str = "", weight: str = "10") -> Evaluation:
    number = {"executed": executed, "annual_budget": budget, "weight": weight}
    fund = Fund("年度资金总额", **{key: value and Decimal(value) for key, value in number.items()})  # type: ignore[arg-type]  # "" never comes
    rows = tuple(Indicator(weight=Decimal(30), score=Decimal(score)) for score in scores.split())
    return Evaluation(funds=(fund,), indicators=rows)


def results(pack: str, evaluation: Evaluation) -> dict[str, Decimal | None]:
    official = official_form("shanghai-2022", rules=pack)
    found = compute(evaluation, official.definition, official.pack)
    return {path.rpartition(".")[2]: value for path, value in found.items()}


@pytest.mark.parametrize(
    ("executed", "budget", "rate", "score"),
    [
        ("4896155.12", "5725327", "0.8552", "8.55"),
        ("506900", "508800", "0.9963", "9.96"),
        ("45822", "45822", "1", "10"),
        ("60000", "50000", "1.2", "10"),
        ("0", "50000", "0", "0"),
        ("-1", "50000", "0", "0"),
        ("1711", "2000", "0.8555", "8.56"),
    ],
)
def test_execution(executed: str, budget: str, rate: str, score: str) -> None:
    found = results("national", form(executed, budget))
    assert (found["execution_rate"], found["score"]) == (Decimal(rate), Decimal(score))


@pytest.mark.parametrize(("executed", "budget"), [("1", "0"), (None, "5"), ("5", None), ("5", "-5")])
@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_no_budget_no_score(pack: RulePack, executed: str | None, budget: str | None) -> None:
    found = results(pack.id, form(executed, budget, "30 30"))
    assert (found["execution_rate"], found["score"], found["total_score"]) == (None, None, Decimal(60))


@pytest.mark.parametrize(
    ("record", "total"), list(zip(seed_records(), ("89.55", "89.00", "88.96"), strict=True))
)
def test_totals_of_the_published_forms(record: dict[str, object], total: str) -> None:
    evaluation, _ = evaluation_from_json(record, "表")
    found = results("national", evaluation)
    assert (found["total_weight"], found["total_score"]) == (Decimal(100), Decimal(total))


@pytest.mark.parametrize(
    ("executed", "score"),
    [
        ("9500", "10"),
        ("9499.5", "10"),
        ("9499", "9"),
        ("9000", "9"),
        ("8000", "8"),
        ("7999", "6"),
        ("5000", "4"),
        ("4999", "0"),
        ("15000", "10"),
        ("-1", "0"),
    ],
)
def test_execution_by_bands_of_the_rate_as_shown(executed: str, score: str) -> None:
    assert results("banded-execution", form(executed, "10000"))["score"] == Decimal(score)


@pytest.mark.parametrize(
    ("executed", "total"),
    [
        ("10000", "97"),
        ("8000", "95"),
        ("7999", "89"),
        ("7000", "89"),
        ("6999", "79"),
        ("6000", "79"),
        ("5999", "69"),
        ("5000", "69"),
        ("4999", "59"),
        ("0", "59"),
    ],
)
def test_a_low_execution_rate_caps_the_total(executed: str, total: str) -> None:
    assert results("execution-cap", form(executed, "10000", "29 29 29"))["total_score"] == Decimal(total)


def test_a_total_below_its_cap_stays() -> None:
    assert results("execution-cap", form("7000", "10000", "20 20"))["total_score"] == 47
    pack = load_pack("execution-cap")
    assert capped(Decimal(47), Decimal("0.7"), pack) == 47


@pytest.mark.parametrize(
    ("pack", "rate", "total"),
    [
        ("execution-cap", "0.7", "89"),
        ("execution-cap", "0.3", "59"),
        ("execution-cap", None, "95"),
        ("national", "0.3", "95"),
    ],
)
def test_capped(pack: str, rate: str | None, total: str) -> None:
    assert capped(Decimal(95), None if rate is None else Decimal(rate), load_pack(pack)) == Decimal(total)


@pytest.mark.parametrize(
    ("total", "name"),
    [
        ("100", "优"),
        ("90", "优"),
        ("89.99", "良"),
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("59.99", "差"),
        ("0", "差"),
        ("-3", "差"),
    ],
)
def test_grades_include_their_lower_bound(total: str, name: str) -> None:
    assert grade(Decimal(total), load_pack("national")).name == name


@pytest.mark.parametrize(
    ("pack", "case", "actual", "target", "score"),
    [
        ("national", "positive", "95", "100", "3.80"),
        ("national", "positive", "120", "100", "4"),
        ("national", "positive", "-5", "100", "0"),
        ("national", "equal", "95", "100", "3.80"),
        ("national", "zero", "0", "0", "4"),
        ("national", "zero", "1", "0", "0"),
        ("national", "reverse", "10", "10", "4"),
        ("national", "reverse", "12", "10", "3.33"),
        ("national", "reverse", "25", "10", "1.60"),
        ("provincial-linear-reverse", "reverse", "12", "10", "3.20"),
        ("provincial-linear-reverse", "reverse", "20", "10", "0"),
        ("provincial-linear-reverse", "reverse", "25", "10", "0"),
        ("provincial-linear-reverse", "reverse", "-3", "10", "4"),
        ("provincial-linear-reverse", "positive", "33.335", "100", "1.33"),
        ("national", "positive", "33.375", "100", "1.34"),
        ("national", "positive", "1", "0", None),
        ("national", "reverse", "1", "0", None),
        ("national", "positive", "-7", "-5", None),
    ],
)
def test_quantitative_rules(pack: str, case: str, actual: str, target: str, score: str | None) -> None:
    values = {"actual": Decimal(actual), "target": Decimal(target), "weight": Decimal(4)}
    found = load_pack(pack).quantitative[case].compute(values)
    assert found == (None if score is None else Decimal(score))


def test_never_above_a_weight_with_many_places() -> None:
    values = {"actual": Decimal("99.99"), "target": Decimal(100), "weight": Decimal("3.336")}
    assert load_pack("national").quantitative["positive"].compute(values) == Decimal("3.336")


def test_points_of_execution_that_a_form_only_prints_count() -> None:
    """预算执行情况（20分）: there is no cell for them."""
    official = official_form("hubei")
    fund = Fund("年度资金总额", annual_budget=Decimal(100), executed=Decimal(50))
    found = compute(Evaluation(funds=(fund,)), official.definition, official.pack)
    assert found["funds[0].score"] == Decimal(10)

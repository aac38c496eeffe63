"""The shipped rule packs say what the places say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.helpers.packs import FILE, PACKS, changed, national_data
from xltools.errors import DefinitionError, UsageError
from xltools.library import load_pack, load_pack_file, official_form, official_forms, rule_packs
from xltools.rules.pack.file import based, parse_pack
from xltools.rules.pack.model import RulePack, ScoreMode

BY_ID = {pack.id: pack for pack in PACKS}


def decimals(text: str) -> list[Decimal]:
    return [Decimal(number) for number in text.split()]


def test_the_packs() -> None:
    assert rule_packs() == (
        "banded-execution",
        "execution-cap",
        "hubei",
        "national",
        "overachievement-130",
        "provincial-linear-reverse",
    )


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.id)
def test_every_rule_names_its_source_and_whether_it_is_confirmed(pack: RulePack) -> None:
    assert all(basis.text and basis.source for basis in pack.bases)
    assert {basis.name for basis in pack.bases} >= {"rounding", "weights", "grades", "qualitative"}
    assert pack.confirmed is False  # no official text was at hand as a whole
    assert any(basis.confirmed for basis in pack.bases)
    assert pack.score_mode is ScoreMode.ASSISTED


def test_weights_by_group() -> None:
    usual, with_cost = BY_ID["national"].weights.splits
    assert [group.name for group in usual.groups] == ["预算执行", "产出指标", "效益指标", "满意度指标"]
    assert [group.weight for group in usual.groups] == decimals("10 50 30 10")
    assert usual.execution == 10
    assert [group.weight for group in with_cost.groups] == decimals("10 20 40 20 10")
    assert (usual.basis.confirmed, with_cost.basis.confirmed) == (True, False)


def test_the_split_follows_the_groups_of_the_form() -> None:
    weights = BY_ID["national"].weights
    assert weights.split_for(["产出指标", "满意度指标"]) is weights.splits[0]
    assert weights.split_for(["成本指标", "产出指标"]) is weights.splits[1]
    assert weights.split_for(["别的指标"]) is weights.splits[0]
    output = weights.splits[0].group("产出指标")
    assert output is not None
    assert output.weight == 50
    assert weights.splits[0].group("成本指标") is None


def test_hubei_divides_20_and_80_and_has_a_wide_second_band() -> None:
    pack = BY_ID["hubei"]
    execution, rest = pack.weights.splits[0].groups
    assert (execution.weight, execution.execution, execution.level1) == (Decimal(20), True, ())
    assert (rest.weight, rest.execution) == (Decimal(80), False)
    assert {"产出指标", "效益指标", "满意度指标"} <= set(rest.level1)
    lows = [band.points(Decimal(10))[0] for band in pack.qualitative.bands]
    highs = [band.points(Decimal(10))[1] for band in pack.qualitative.bands]
    assert (lows, highs) == (decimals("8 5 0"), decimals("10 8 5"))
    usual = [band.points(Decimal(10))[0] for band in BY_ID["national"].qualitative.bands]
    assert usual == decimals("8 6 0")


@pytest.mark.parametrize(
    ("pack", "threshold", "deducted"),
    [
        ("national", "1.3", None),
        ("provincial-linear-reverse", "1.2", None),
        ("overachievement-130", "1.3", "2"),
    ],
)
def test_over_achievement(pack: str, threshold: str, deducted: str | None) -> None:
    over = BY_ID[pack].over_achievement
    assert over is not None
    assert over.threshold == Decimal(threshold)
    less = over.deducted.compute({"weight": Decimal(4)}) if over.deducted else None
    assert less == (None if deducted is None else 4 - Decimal(deducted))


def test_a_deduction_never_goes_below_0() -> None:
    over = BY_ID["overachievement-130"].over_achievement
    assert over is not None
    assert over.deducted is not None
    assert over.deducted.compute({"weight": Decimal("1.5")}) == 0


def test_caps_are_data_and_rule() -> None:
    caps = BY_ID["execution-cap"].caps
    assert caps is not None
    assert [band.rate_from for band in caps.bands] == [*decimals("0.8 0.7 0.6 0.5"), None]
    assert [band.at_most for band in caps.bands] == decimals("100 89 79 69 59")
    assert caps.basis.confirmed
    assert BY_ID["national"].caps is None


def test_a_place_that_truncates() -> None:
    rule = changed("rounding", "method", "truncate").quantitative["positive"]
    values = {"actual": Decimal(2), "target": Decimal(3), "weight": Decimal(4)}
    assert rule.compute(values) == Decimal("2.66")
    assert BY_ID["national"].quantitative["positive"].compute(values) == Decimal("2.67")


def test_whole_points() -> None:
    rule = changed("rounding", "places", 0).quantitative["positive"]
    values = {"actual": Decimal("62.5"), "target": Decimal(100), "weight": Decimal(4)}
    assert rule.compute(values) == 3


@pytest.mark.parametrize("mode", ["manual", "assisted", "automatic"])
def test_score_modes(mode: str) -> None:
    assert changed("score_mode", mode).score_mode == mode


def test_a_pack_takes_over_rule_by_rule() -> None:
    own = {
        "id": "place",
        "name": "某地",
        "source": "某地",
        "quantitative": {"zero": {**national_data()["quantitative"]["met"], "text": "某地规则"}},
    }
    pack = parse_pack(based(own, national_data()), FILE)
    assert pack.quantitative["zero"].text == "某地规则"
    assert pack.quantitative["positive"].text == BY_ID["national"].quantitative["positive"].text


def test_another_pack_for_a_form() -> None:
    form = official_form("shanghai-2022", rules="execution-cap")
    assert form.pack is load_pack("execution-cap")
    assert form.definition is official_form("shanghai-2022").definition
    assert official_form("shanghai-2022").pack.id == "national"


@pytest.mark.parametrize("form_id", sorted(official_forms()))
@pytest.mark.parametrize("rules", rule_packs())
def test_every_pack_has_the_rules_of_every_form(form_id: str, rules: str) -> None:
    assert official_form(form_id, rules).pack.id == rules


@pytest.mark.parametrize("unknown", ["guangxi", "../forms/shanghai-2022", ""])
def test_an_unknown_pack_is_refused_with_the_known_ones(unknown: str) -> None:
    with pytest.raises(UsageError, match=r"没有“.*”这套计分规则。现有规则：banded-execution、execution-cap"):
        official_form("shanghai-2022", rules=unknown)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('base = "nowhere"', "place.toml：base：没有“nowhere”这套规则；可以写：banded-execution"),
        ('base = "hubei"', "place.toml：base：“hubei”自己也以“national”为底，请直接写后者"),
        ("base = 1", "place.toml：base：没有“1”这套规则"),
        ('base = "national"', "place.toml：id：应当与文件名相同（place），现在是“national”"),
        ("base = ", "place.toml：不是有效的 TOML 文件"),
    ],
)
def test_a_wrong_base_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / FILE
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as refused:
        load_pack_file(path)
    assert str(refused.value).startswith(reason)


def test_a_pack_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text('base = "national"\nid = "place"\nname = "某地"\nsource = "某地文件"\n', encoding="utf-8")
    assert load_pack_file(path).name == "某地"

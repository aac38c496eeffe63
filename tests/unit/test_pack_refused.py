"""A wrong rule pack is refused with file, key and reason, in Chinese."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers.packs import FILE, changed, national_data
from xltools.errors import DefinitionError
from xltools.rules.pack.file import parse_pack

SCORE = {"text": "规则", "source": "来源", "confirmed": False}
BANDS = [{"name": "达成", "from": "0.8"}, {"name": "未达成"}]
CAPS = {**SCORE, "bands": [{"from": "0.8", "at_most": "100"}, {"at_most": "59"}]}
OVER = {**SCORE, "threshold": "1.3", "demand": "reason"}


def cap_bands(*bands: dict[str, str]) -> dict[str, Any]:
    return {**CAPS, "bands": list(bands)}


WRONG: list[tuple[tuple[Any, ...], str, str]] = [
    (("id", 7), "id", "应当是文字，现在是 7"),
    (("score_mode", "guess"), "score_mode", "“guess”不在可选范围：manual、assisted、automatic"),
    (("typo", "x"), "typo", "不认识这个键"),
    (("rounding", "method", "half-even"), "rounding.method", "“half-even”不在可选范围：half-up、truncate"),
    (("rounding", "places", 1.5), "rounding.places", "应当是 0 到 6 的整数，现在是 1.5"),
    (("rounding", "places", 9), "rounding.places", "应当是 0 到 6 的整数，现在是 9"),
    (
        ("rounding", {"method": "half-up", "places": 2, "text": "a", "source": "b"}),
        "rounding.confirmed",
        "缺少这一项：手头有正式文本写 true，待核实写 false",
    ),
    (("computed", "total_score", "value", "points(sum(scores)) +"), "computed.total_score.value", "不是算式"),
    (
        ("computed", "total_score", "value", "point(sum(scores))"),
        "computed.total_score.value",
        "算式里不能写",
    ),
    (
        ("computed", "total_score", "value", "points(scores)"),
        "computed.total_score.value",
        "“scores”是一列数",
    ),
    (
        ("computed", "total_score", "value", "sum(weights)"),
        "computed.total_score.value",
        "用到了 weights，但 needs、any 或 optional 里没有写",
    ),
    (
        ("computed", "total_score", "any", "executed"),
        "computed.total_score.any",
        "“executed”不是一列数；可以写：weights、scores",
    ),
    (("computed", "total_score", "source", ""), "computed.total_score.source", "不能为空"),
    (
        ("computed", "execution_rate", "when", "annual_budget >= 0"),
        "computed.execution_rate.value",
        "时除以 0；请用 when 写明什么时候才计算",
    ),
    (("computed", "execution_rate", "when", "annual_budget"), "computed.execution_rate.when", "应当是条件"),
    (
        ("computed", "execution_rate", "value", "executed > 0"),
        "computed.execution_rate.value",
        "应当是数，不是条件",
    ),
    (
        ("computed", "execution_rate", "optional", {"weight": 1}),
        "computed.execution_rate.optional.weight",
        '应当是写成文字的数字（例如 "10"），现在是 1',
    ),
    (("computed", {}), "computed.execution_rate", "缺少这条规则"),
    (
        ("quantitative", "zero", {**SCORE, "value": "weight * 2"}),
        "quantitative.zero.value",
        "weight = 4 时得 8，应当在 0 和分值之间",
    ),
    (
        ("quantitative", "positive", "value", "weight * actual / target"),
        "quantitative.positive.value",
        "actual = -5、target = 0.5、weight = 4 时得 -40，应当在 0 和分值之间",
    ),
    (("quantitative", "positive", "when", "target >= 0"), "quantitative.positive.value", "除以 0"),
    (
        ("quantitative", "zero", "value", "score"),
        "quantitative.zero.value",
        "不认识 score；这里可以写：actual、target、weight",
    ),
    (("quantitative", "odd", {**SCORE, "value": "0"}), "quantitative.odd", "不认识这个键"),
    (("quantitative", {}), "quantitative.positive", "缺少这一项（一张表）"),
    (("quantitative", "reverse", []), "quantitative.reverse", "应当是一张表，现在是 []"),
    (("qualitative", "bands", BANDS[:1]), "qualitative.bands", "至少要有两档"),
    (
        ("qualitative", "bands", [BANDS[0], BANDS[0]]),
        "qualitative.bands[1].from",
        "最后一段不写下限，它包括其余全部",
    ),
    (
        ("qualitative", "bands", [{"name": "达成", "from": "1"}, BANDS[1]]),
        "qualitative.bands[0].from",
        "应当小于上一档的下限 1",
    ),
    (
        ("qualitative", "bands", [BANDS[0], {"name": "中", "from": "0.9"}, BANDS[1]]),
        "qualitative.bands[1].from",
        "各段下限应当从高到低",
    ),
    (
        ("qualitative", "bands", [{"name": "达成", "from": 0.8}, BANDS[1]]),
        "qualitative.bands[0].from",
        "写成文字的数字",
    ),
    (
        ("over_achievement", {**OVER, "threshold": "0.9"}),
        "over_achievement.threshold",
        "应当大于 1（例如 1.3 即 130%），现在是 0.9",
    ),
    (("over_achievement", {**OVER, "demand": "deduction"}), "over_achievement.deduction", "缺少这一项"),
    (
        ("over_achievement", {**OVER, "demand": "deduction", "deduction": "-2"}),
        "over_achievement.deduction",
        "不能小于 0，现在是 -2",
    ),
    (("over_achievement", {**OVER, "deduction": "2"}), "over_achievement.deduction", "不认识这个键"),
    (("weights", "splits", []), "weights.splits", "至少要有一种分值分配"),
    (("weights", "tolerance", "x"), "weights.tolerance", "“x”不是数字"),
    (
        ("weights", "splits", [{**SCORE, "groups": [{"name": "产出指标", "weight": "90"}]}]),
        "weights.splits[0].groups",
        "各组分值之和是 90，应当是 100",
    ),
    (
        ("weights", "splits", [{**SCORE, "groups": [{"name": "产出指标", "weight": "50"}] * 2}]),
        "weights.splits[0].groups",
        "同一个一级指标（或预算执行）只能属于一组",
    ),
    (
        ("weights", "splits", [{"groups": [{"name": "产出指标", "weight": "100"}]}]),
        "weights.splits[0].confirmed",
        "缺少这一项",
    ),
    (("grades", "bands", [{"name": "优"}]), "grades.bands", "至少要有两个等级"),
    (
        ("grades", "bands", [{"name": "良", "from": "80"}, {"name": "优", "from": "90"}, {"name": "差"}]),
        "grades.bands[1].from",
        "各段下限应当从高到低",
    ),
    (
        ("caps", cap_bands({"from": "0.8", "at_most": "100"}, {"at_most": "-1"})),
        "caps.bands[1].at_most",
        "不能小于 0，现在是 -1",
    ),
    (("caps", cap_bands({"at_most": "59"})), "caps.bands", "应当有 2 到 30 段"),
    (
        ("caps", cap_bands({"from": "-0.8", "at_most": "100"}, {"at_most": "9"})),
        "caps.bands[0].from",
        "不能小于 0，现在是 -0.8",
    ),
    (("steps", {"points": [{"value": "1"}]}), "steps.points", "不能用作分段表的名字"),
    (
        ("steps", {"share": [{"from": "1", "value": "x"}, {"value": "0"}]}),
        "steps.share[0].value",
        "“x”不是数字",
    ),
    (
        ("steps", {"share": [{"from": "1", "value": "1", "to": "2"}, {"value": "0"}]}),
        "steps.share[0].to",
        "不认识这个键",
    ),
]


@pytest.mark.parametrize(
    ("change", "key", "reason"), WRONG, ids=[f"{key}-{i}" for i, (_, key, _) in enumerate(WRONG)]
)
def test_wrong_packs_are_refused(change: tuple[Any, ...], key: str, reason: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        changed(*change)
    assert str(refused.value).startswith(f"{FILE}：{key}：")
    assert reason in refused.value.reason


@pytest.mark.parametrize("key", sorted(set(national_data()) - {"over_achievement"}))
def test_every_part_is_needed(key: str) -> None:
    data = national_data()
    del data[key]
    with pytest.raises(DefinitionError) as refused:
        parse_pack(data, FILE)
    assert (refused.value.file, refused.value.key) == (FILE, key)
    assert refused.value.reason.startswith("缺少这一项")


@pytest.mark.parametrize("data", [None, [], "national", 3])
def test_what_is_no_table_is_refused(data: object) -> None:
    with pytest.raises(DefinitionError, match=r"place\.toml：应当是一张表"):
        parse_pack(data, FILE)


def test_a_pack_without_a_bound_for_too_much_is_whole() -> None:
    data = national_data()
    del data["over_achievement"]
    assert parse_pack(data, FILE).over_achievement is None

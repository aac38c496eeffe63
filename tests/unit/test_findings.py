"""The catalogue of findings, their sentences, places and order, and the page made of them."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from tests.helpers.filled import FORM, filled
from tests.helpers.findings_page import PAGE, findings_page
from xltools.errors import DefinitionError
from xltools.findings import (
    Finding,
    Kind,
    Place,
    Raised,
    Severity,
    catalogue,
    in_order_of_repair,
    with_places,
)
from xltools.rules.checks import field_labels
from xltools.rules.checks.standards import parse_standards

KINDS = list(catalogue().values())
SENTENCES = ("title", "what", "action", "rule", "source", "explain", "english")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_entry_is_whole_and_short(kind: Kind) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", kind.code)
    for name in SENTENCES:
        assert getattr(kind, name).strip() == getattr(kind, name) != ""
    assert len(kind.title) <= 20
    assert all(len(text) <= 70 for text in (kind.what, kind.action))
    assert kind.what.endswith("。")
    assert kind.action.endswith("。")
    assert kind.english.isascii() or "“" in kind.english or "÷" in kind.english


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_what_wants_an_explanation_says_so(kind: Kind) -> None:
    """核实 may stand if explained: its cure offers that, or another way out. An 错误 offers none."""
    if kind.severity is Severity.ERROR:
        assert "请说明" not in kind.action
    assert kind.severity is not Severity.HINT or "必须" not in kind.action


def test_the_page_is_the_catalogue() -> None:
    assert PAGE.read_text("utf-8") == findings_page(catalogue().values())


def test_the_page_leaves_no_code_out() -> None:
    text = PAGE.read_text("utf-8")
    assert [code for code in catalogue() if f"`{code}`" not in text] == []
    assert "{" not in text


def test_the_reader_has_its_codes() -> None:
    assert {kind.code for kind in KINDS if kind.raised is Raised.READER} == {
        "error-value",
        "not-a-number",
        "number-as-text",
        "text-became-formula",
        "stale-result",
        "formula-overwritten",
        "version-differs",
        "money-unit-converted",
        "money-unit-unknown",
        "form-uncertain",
        "points-in-percent",
        "heading-guessed",
        "column-unread",
        "column-split",
        "group-guessed",
        "continuation-unread",
        "cell-not-split",
        "table-unread",
        "label-not-found",
        "label-repeated",
        "guards-lost",
        "sheet-hidden",
        "names-damaged",
        "definition-missing",
        "issue-damaged",
        "outside-record",
    }


def test_a_readers_finding_needs_no_values_of_its_own() -> None:
    for kind in KINDS:
        if kind.raised is Raised.READER:
            texts = (kind.what, kind.action, kind.rule, kind.english)
            named = {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}
            assert named <= {"found", "expected", "label"}


def test_gravest_first_then_in_the_order_of_the_catalogue() -> None:
    codes = ["names-damaged", "total-score-wrong", "units-differ", "not-a-number", "total-score-wrong"]
    findings = [Finding(code, path=str(number)) for number, code in enumerate(codes)]
    assert [(finding.code, finding.path) for finding in in_order_of_repair(findings)] == [
        ("not-a-number", "3"),
        ("total-score-wrong", "1"),
        ("total-score-wrong", "4"),
        ("units-differ", "2"),
        ("names-damaged", "0"),
    ]


def test_a_finding_says_what_was_found_or_that_nothing_was() -> None:
    assert Finding("not-a-number", found="4分").what == "这里应当是数字，现在是“4分”。"
    assert Finding("fund-total-blank", expected="90", values={"unit": "万元"}).what == (
        "总额（空白）与下面各项资金的合计 90 万元不符。"
    )
    assert Finding("stale-result", None, "8", "9").english.startswith("The saved result 8 is stale")
    assert Finding("total-weight-wrong").english.startswith("The typed sum of weights blank")


def test_text_that_looks_like_a_template_is_only_text() -> None:
    assert Finding("not-a-number", found="{expected}").what == "这里应当是数字，现在是“{expected}”。"


def test_a_sentence_quotes_the_beginning_of_a_long_text() -> None:
    text = "第一行\n第二行" + "长" * 500
    finding = Finding("wording-copied", found=text)
    assert finding.what == f"实际完成值与定性目标一字不差：第一行 第二行{'长' * 52}…。"
    assert finding.found == text


def test_places_are_filled_in_from_the_cells_that_were_read() -> None:
    evaluation = filled({"funds[0].item": "总额："})
    cells = {
        "indicators[0].level1": ("表1", "B14"),
        "indicators[0].score": ("表1", "H14"),
        "indicators[1].level1": ("表1", "B14"),
        "indicators[2].level1": ("表1", "B16"),
        "funds[0].executed": ("表1", "F6"),
    }
    findings = [
        Finding("level-blank", "indicators[0].level1", also=("indicators[1].level1", "indicators[2].level1")),
        Finding("score-blank", "indicators[0].score"),
        Finding("fund-amount-blank", "funds[0].executed"),
        Finding("indicators-missing", "indicators"),
        Finding("weights-not-100", "total_weight"),
        Finding("version-differs"),
        Finding("not-a-number", "indicators[0].score", place=Place(sheet="表2", cell="C3")),
        Finding("indicator-name-blank", "indicators[99].level3"),
        Finding("level-unknown", "indicators[0].level1"),
    ]
    label_of = field_labels(evaluation, FORM.definition)
    placed = with_places(findings, "甲.xlsx", cells, label_of)
    assert [finding.place for finding in placed] == [
        Place("甲.xlsx", "表1", "B14", "一级指标“产出指标”"),
        Place("甲.xlsx", "表1", "H14", "“培训场次”的得分"),
        Place("甲.xlsx", "表1", "F6", "总额的全年执行数"),
        Place("甲.xlsx", "表1", "B14", "绩效指标"),
        Place("甲.xlsx", None, None, "分值合计"),
        Place("甲.xlsx", None, None, None),
        Place("甲.xlsx", "表2", "C3", "“培训场次”的得分"),
        Place("甲.xlsx", None, None, "“第 100 行指标”的三级指标"),
        Place("甲.xlsx", "表1", "B14", "一级指标“产出指标”"),
    ]
    assert placed[0].also_cells == ("B16",)  # the cell of the first two is merged


def test_wrong_standards_are_refused_with_key_and_reason() -> None:
    with pytest.raises(DefinitionError, match=r"checks\.toml：phrases：缺少这一项"):
        parse_standards({}, "checks.toml")

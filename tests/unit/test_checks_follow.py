"""One cause, one finding: what only follows is left out, what repeats is one finding with its cells."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.helpers.filled import FORM, filled
from tests.helpers.finding_cases import REASON, row
from tests.helpers.records import random_record
from xltools.findings import Finding
from xltools.model import Evaluation
from xltools.rules.checks import check
from xltools.rules.record import evaluation_from_json

Cells = list[tuple[str, str | None, tuple[str, ...]]]


def found_in(evaluation: Evaluation, *known: Finding) -> Cells:
    found = check(evaluation, FORM.definition, FORM.pack, known)
    return [(finding.code, finding.path, finding.also) for finding in found]


CHAINS: list[tuple[dict[str, Any], Cells]] = [
    # the rate of 86.19 % makes 8.62 × … and the total wrong: one finding, three cells
    (
        {"funds[0].execution_rate": "0.95", "funds[0].score": "9.5", "total_score": "95.5"},
        [("execution-rate-wrong", "funds[0].execution_rate", ("funds[0].score", "total_score"))],
    ),
    (
        {"funds[0].score": "10", "total_score": "96"},
        [("execution-score-wrong", "funds[0].score", ("total_score",))],
    ),
    # two causes stay two
    (
        {"funds[0].score": "9.5", "total_score": "90"},
        [("execution-score-wrong", "funds[0].score", ()), ("total-score-wrong", "total_score", ())],
    ),
    # above its weight only because it is computed wrongly
    ({"funds[0].score": "12"}, [("execution-score-wrong", "funds[0].score", ())]),
    # a typed 100 over weights of 105, which differ in one group
    (
        {"indicators[7].weight": "20", "indicators[7].score": "20", "total_weight": "100"},
        [("weights-not-100", "total_weight", ())],
    ),
    # the total cannot be right while a score is missing
    (
        {"indicators[0].score": None, "total_score": "95.96"},
        [("score-blank", "indicators[0].score", ())],
    ),
    # a total of 0 has no rate, no score, and spending above it
    (
        {"funds[0].annual_budget": "0", "funds[0].initial_budget": None, "funds[0].executed": None},
        [
            (
                "fund-total-blank",
                "funds[0].initial_budget",
                ("funds[0].annual_budget", "funds[0].executed"),
            )
        ],
    ),
    # three rows of next year with one reason
    (
        {
            **row(0, level3="2023年甲", reason=REASON, score="0"),
            **row(1, level3="2023年乙", reason=REASON, score="0"),
            **row(2, level3="2023年丙", reason=REASON, score="0"),
        },
        [
            (
                "indicator-year-differs",
                "indicators[0].level3",
                ("indicators[1].level3", "indicators[2].level3"),
            )
        ],
    ),
    # blanks of one kind are one finding
    (
        {"indicators[0].weight": None, "indicators[3].weight": None},
        [("weight-blank", "indicators[0].weight", ("indicators[3].weight",))],
    ),
]


@pytest.mark.parametrize(("changes", "expected"), CHAINS)
def test_one_cause_is_one_finding(changes: dict[str, Any], expected: Cells) -> None:
    assert found_in(filled(changes)) == expected


def test_what_the_reader_could_not_read_is_not_blank() -> None:
    not_a_number = Finding("not-a-number", "indicators[0].score", found="八分")
    evaluation = filled({"indicators[0].score": None, "total_score": "95.96"})
    assert found_in(evaluation, not_a_number) == [("not-a-number", "indicators[0].score", ())]


def test_a_number_that_is_none_makes_no_wrong_sums() -> None:
    evaluation = filled({"funds[1].executed": None})
    assert found_in(evaluation, Finding("not-a-number", "funds[1].executed", found="约50万")) == [
        ("not-a-number", "funds[1].executed", ())
    ]
    assert found_in(evaluation) == [
        ("fund-parts-below-total", "funds[0].executed", ("funds[2].executed",)),
    ]


def test_a_stale_file_is_told_once() -> None:
    evaluation = filled({"funds[0].score": "9.5", "total_score": "95.5"})
    stale = [Finding("stale-result", path) for path in ("funds[0].score", "total_score")]
    (finding,) = check(evaluation, FORM.definition, FORM.pack, stale)
    assert (finding.code, finding.paths) == ("stale-result", ("funds[0].score", "total_score"))
    assert finding.what == "文件里保存的结果是 9.5，按现在的数据重算应为 9.96。"


def test_a_result_with_more_decimals_than_are_shown_is_right() -> None:
    evaluation = filled({"funds[0].execution_rate": "0.99626572", "funds[0].score": "9.9626572"})
    stale = [Finding("stale-result", path) for path in ("funds[0].execution_rate", "funds[0].score")]
    assert found_in(evaluation, *stale) == []


def test_a_formula_typed_over_is_told_once_with_the_right_number() -> None:
    typed = Finding("formula-overwritten", "funds[0].execution_rate", found="0.9963")
    again = replace(typed, found="99.630000%", expected="99.63%")
    (finding,) = check(filled(), FORM.definition, FORM.pack, [typed, again])
    assert finding.what == "这一格原是公式，现在是手工填写的 99.63%，公式结果应为 99.63%。"
    # with a wrong number the graver finding says it all
    wrong = filled({"total_score": "90"})
    assert found_in(wrong, replace(typed, path="total_score")) == [("total-score-wrong", "total_score", ())]


def test_what_the_file_does_not_have_is_not_blank() -> None:
    evaluation = filled({f"funds[{index}].initial_budget": None for index in range(4)})
    fields = {"funds.annual_budget", "funds.executed", "indicators.weight", "indicators.reason"}
    assert check(evaluation, FORM.definition, FORM.pack, fields=fields) == []


def test_a_reason_explains_what_wants_an_explanation() -> None:
    changes = row(0, actual="100%", reason=REASON)
    (explained,) = check(filled(changes), FORM.definition, FORM.pack)
    assert (explained.code, explained.explained) == ("units-differ", REASON)
    (open_one,) = check(filled(row(0, actual="100%")), FORM.definition, FORM.pack)
    assert open_one.explained is None


@pytest.mark.parametrize("seed", range(120))
def test_no_form_brings_it_down(seed: int) -> None:
    evaluation = evaluation_from_json(random_record(seed), "random")[0]
    found = check(evaluation, FORM.definition, FORM.pack)
    ranks = [finding.severity.rank for finding in found]
    assert ranks == sorted(ranks)
    for finding in found:
        assert finding.what
        assert finding.rule
        assert finding.action
        assert finding.english

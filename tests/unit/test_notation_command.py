"""What `xltools notation` prints."""

from __future__ import annotations

import json

import pytest

from xltools.errors import UsageError
from xltools.notation import describe_pair, describe_rows, describe_texts


def test_a_text_has_the_keys_of_the_contract() -> None:
    (item,) = describe_texts(["≥95%"])
    assert item == {
        "text": "≥95%",
        "kind": "quantity",
        "comparator": ">=",
        "value": "95",
        "unit": "%",
        "reason": None,
        "span": [0, 4],
    }


def test_what_is_not_said_is_null() -> None:
    (item,) = describe_texts(["及时"])
    assert (item["value"], item["unit"], item["comparator"]) == (None, None, "none")


def test_ranges_dates_parts_and_directions_are_told() -> None:
    spread, due, parts, growth = describe_texts(["80%~90%", "2021年12月完成", "39户1200人", "增长3.5%"])
    assert (spread["value"], spread["high"], spread["comparator"]) == ("80", "90", "range")
    assert due["date"] == "2021-12"
    assert parts["parts"][1] == {"comparator": "none", "value": "1200", "unit": "人"}
    assert growth["direction"] == "up"


def test_a_pair_holds_both_readings() -> None:
    item = describe_pair("=100%", "=95%")
    assert (item["text"], item["actual"]["text"]) == ("=100%", "=95%")
    assert (item["comparison"], item["ratio"], item["reason"]) == ("missed", "0.95", None)


def test_a_ratio_has_six_places_at_most() -> None:
    assert describe_pair("3个", "2个")["ratio"] == "0.666667"
    assert describe_pair("20000", "23333.56")["ratio"] == "1.166678"


def test_units_that_differ_are_not_compared() -> None:
    item = describe_pair(">=360天", "100%")
    assert (item["comparison"], item["ratio"]) == ("not-comparable", None)
    assert item["reason"] == "单位不同：目标“>=360天”，实际“100%”，不能直接比较"


def test_rows_pass_other_columns_over_but_heed_the_indicator() -> None:
    plain = {"form": "F22", "target": "100%", "actual": "92%"}
    first, second = describe_rows([plain, {**plain, "level3": "财政供养人员控制率"}])
    assert (first["comparison"], second["comparison"]) == ("missed", "judgement")
    assert second["ratio"] == "0.92"


def test_a_blank_actual_is_said() -> None:
    (item,) = describe_rows([{"target": "50个", "actual": None}])
    assert (item["comparison"], item["reason"]) == ("not-comparable", "没有填实际完成值")


def test_a_table_without_the_columns_is_refused() -> None:
    with pytest.raises(UsageError, match="target"):
        describe_rows([{"目标": "50个"}])


def test_everything_is_json() -> None:
    texts = ["≥95%", "", "39户1200人", "2021年12月", "1:1", "#NAME?", "2-3天"]
    assert len(json.loads(json.dumps(describe_texts(texts), ensure_ascii=False))) == len(texts)

"""`--rules` names the rule pack that judges instead of the form's own: for new, check, recalc and collect."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from unittest import mock

import pytest

from tests.helpers.finding_cases import amounts, row
from tests.helpers.program import xltools
from tests.helpers.records import seed_records
from tests.helpers.workbooks import written
from xltools.generate import generate_file
from xltools.library import OfficialForm, load_pack, official_form, rule_packs
from xltools.read import read_file
from xltools.rules.pack.model import ScoreMode

LATE = row(4, target="≤10天", actual="12天", score=None, reason="材料迟到。改进措施：提前催办。")


def test_check_judges_by_another_pack(tmp_path: Path) -> None:
    path = written(row(0, actual="15场"), tmp_path / "表.xlsx")  # 125 %
    assert xltools("check", path, "--fail-on", "verify").code == 0
    ran = xltools("check", path, "--fail-on", "verify", "--rules", "provincial-linear-reverse")
    assert ran.code == 1
    assert "大幅超过目标" not in ran.out
    assert "125%" in ran.out


def test_recalc_fills_by_another_pack_and_shows_how(tmp_path: Path) -> None:
    path = written(LATE, tmp_path / "表.xlsx")
    scores = {}
    for pack in ("national", "provincial-linear-reverse"):
        ran = xltools("recalc", path, "-o", tmp_path / f"{pack}.xlsx", "--rules", pack)
        assert ran.code == 0
        scores[pack] = read_file(tmp_path / f"{pack}.xlsx").forms[0].evaluation.indicators[4].score
        assert "自动测算：" in ran.out
    assert scores == {"national": Decimal("6.67"), "provincial-linear-reverse": Decimal("6.4")}
    assert "空白 → 6.40（自动测算：(1 − (12 − 10) ÷ 10) × 8 = 6.40）" in ran.out


def test_the_automatic_mode_shows_the_difference_to_the_typed_score(tmp_path: Path) -> None:
    path = written({}, tmp_path / "表.xlsx")
    form = official_form("shanghai-2022")
    computed: OfficialForm = replace(form, pack=replace(form.pack, score_mode=ScoreMode.AUTOMATIC))
    with mock.patch("xltools.recalculate.judging_form", return_value=computed):
        ran = xltools("recalc", path, "-o", tmp_path / "重算.xlsx")
    assert "绩效自评表!H14：填报 7 → 自动测算 7.73（相差 +0.73）：580 ÷ 600 × 8 = 7.73" in ran.out
    assert read_file(path).forms[0].evaluation.indicators[1].score == 7
    assert read_file(tmp_path / "重算.xlsx").forms[0].evaluation.indicators[1].score == Decimal("7.73")


def test_a_form_issued_with_a_pack_is_judged_by_it(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    low = written(amounts("executed", "330720", "321920", "8800", "0"), tmp_path / "低.xlsx")
    record = seed_records()[1]
    generate_file(record, "shanghai-2022", path, "测试", rules="execution-cap")
    assert read_file(path).forms[0].rules == "execution-cap"
    assert read_file(low).forms[0].rules == "national"
    told = xltools("recalc", low, "-o", tmp_path / "封顶.xlsx", "--rules", "execution-cap").out
    assert "→ 79" in told


def test_collect_judges_by_another_pack(tmp_path: Path) -> None:
    inbox = tmp_path / "收件"
    inbox.mkdir()
    written(row(0, actual="15场"), inbox / "表.xlsx")
    codes = {}
    for pack in (None, "provincial-linear-reverse", None):
        words = ["--rules", pack] if pack else []
        ran = xltools("collect", inbox, "-o", tmp_path / "汇总.xlsx", "--jobs", "1", "--json", *words)
        codes[pack] = ran.json["files"][0]["findings"]
    assert codes == {None: [], "provincial-linear-reverse": ["over-without-reason"]}


def test_new_writes_the_rules_of_the_pack_into_the_form(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    assert xltools("new", "--form", "shanghai-2022", "--rules", "execution-cap", "-o", path).code == 0
    assert read_file(path).forms[0].rules == "execution-cap"


@pytest.mark.parametrize("command", ["new --form shanghai-2022 -o x.xlsx", "check x.xlsx", "recalc x.xlsx"])
def test_an_unknown_pack_is_refused_with_the_known_ones(command: str) -> None:
    ran = xltools(*command.split(), "--rules", "没有的")
    assert ran.code == 2
    assert all(pack in ran.err for pack in rule_packs())


def test_the_packs_are_listed_with_their_sources() -> None:
    ran = xltools("forms", "--rules")
    assert all(f"{pack}　" in ran.out for pack in rule_packs())
    assert "（原文待核）" in ran.out
    national = next(
        pack for pack in xltools("forms", "--rules", "--json").json["rules"] if pack["id"] == "national"
    )
    assert national["score_mode"] == "assisted"
    assert [rule["text"] for rule in national["rules"]] == [
        basis.text for basis in load_pack("national").bases
    ]
    assert {rule["confirmed"] for rule in national["rules"]} == {True, False}

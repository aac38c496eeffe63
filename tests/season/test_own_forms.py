"""`--forms DIR`: the whole season with a form that is only a file in a folder, each step another process."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree
from typing import Any

import openpyxl
import pytest

from tests.helpers.inbox import table
from tests.helpers.own_forms import OWN_ID, own_folder
from tests.helpers.program import xltools, xltools_process
from tests.helpers.rosters import HEADING, roster_book
from tests.helpers.workbooks import SHEET, address
from xltools.library import FORMS_VARIABLE

ROSTER: list[list[Any]] = [
    ["表样", *HEADING],
    ["湖区项目绩效自评表", "清淤", "水务局", "河道所", 120, "产出指标", "数量指标", "清淤长度", "≥5公里", 50],
    [None, None, None, None, None, "效益指标", "生态效益指标", "水质", "Ⅲ类", 30],
    [None, None, None, None, None, "满意度指标", "服务对象满意度指标", "居民满意度", "≥90%", 10],
    [OWN_ID, "护岸", "水务局", "河道所", 80, "产出指标", "数量指标", "护岸长度", "≥2公里", 90],
]
TYPED = {
    "year": 2025,
    "expected_goal": "清淤 5 公里。",
    "actual_outcome": "清淤 4 公里。",
    "funds[0].initial_budget": 100,
    "funds[0].executed": 90,
    "indicators[0].actual": "4公里",
    "indicators[0].reason": "汛期停工。改进措施：提前开工。",
    "indicators[1].actual": "Ⅲ类",
    "indicators[1].score": 30,
    "indicators[2].actual": "92%",
    "indicators[2].score": 10,
}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return own_folder(tmp_path_factory.mktemp("own") / "表样")


@pytest.fixture(scope="module")
def issued(own: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the forms that were issued from a roster."""
    place = tmp_path_factory.mktemp("season")
    roster = roster_book(place / "名册.xlsx", ROSTER)
    ran = xltools_process("new", "--roster", roster, "-o", place / "下发", "--forms", own)
    assert (ran.code, len(ran.lines)) == (0, 2), ran.err
    return place / "下发"


@pytest.fixture
def filled(issued: Path, tmp_path: Path) -> Path:
    """The inbox: one of the forms filled by its clerk, the other as it was issued."""
    inbox = copytree(issued, tmp_path / "报送")
    path = inbox / "河道所_清淤.xlsx"
    places = {role: address(path, role) for role in TYPED}
    book = openpyxl.load_workbook(path)
    for role, value in TYPED.items():
        book[SHEET][places[role]].value = value
    signed = next(cell for row in book[SHEET].iter_rows() for cell in row if cell.value == "填表人")
    book[SHEET].cell(signed.row, 3).value = "王小明"
    book.save(path)
    return path


def test_it_is_listed_shown_and_issued_blank(own: Path, tmp_path: Path) -> None:
    listed = xltools_process("forms", "--json", "--forms", own).json["forms"]
    assert [(form["id"], form["name"]) for form in listed if form["id"] == OWN_ID] == [
        (OWN_ID, "湖区项目绩效自评表")
    ]
    shown = xltools_process("forms", "show", OWN_ID, "--forms", own)
    assert "考核要点" in shown.out
    assert xltools("forms", "--forms", own, "show", OWN_ID).out == shown.out
    blank = tmp_path / "空表.xlsx"
    assert xltools_process("new", "--form", OWN_ID, "--forms", own, "-o", blank).code == 0
    (form,) = xltools_process("read", blank, "--forms", own, "--json").json["files"][0]["evaluations"]
    assert (form["form"], form["title"]) == (OWN_ID, "湖区项目绩效评价表")


def test_the_season_goes_from_the_roster_to_the_summary(own: Path, filled: Path, tmp_path: Path) -> None:
    (read,) = xltools_process("read", filled, "--forms", own, "--json").json["files"]
    assert [form["found_by"] for form in read["evaluations"]] == ["names"]
    assert read["evaluations"][0]["indicators"][0]["actual"] == "4公里"

    copy = tmp_path / "重算" / filled.name
    recalculated = xltools_process("recalc", filled, "--forms", own, "-o", copy)
    assert recalculated.code == 0
    assert "4 ÷ 5 × 50" in recalculated.out
    (checked,) = xltools_process("check", copy, "--forms", own, "--json").json["files"]
    assert checked["outcome"] == "form"
    assert not [one for one in checked["findings"] if one["severity"] == "error"]
    signed = [one for one in checked["findings"] if one["code"] == "outside-record"]
    assert [(one["label"], one["found"]) for one in signed] == [("填表人", "王小明")]
    (form,) = xltools_process("read", copy, "--forms", own, "--json").json["files"][0]["evaluations"]
    assert (form["funds"][0]["score"], form["total_score"]) == ("7.5", "87.5")

    copy.replace(filled)
    output = tmp_path / "汇总.xlsx"
    words: list[str | Path] = ["collect", filled.parent, "-o", output, "--forms", own, "--fail-on", "never"]
    ran = xltools_process(*words, "--jobs", "2", "--json")
    assert ran.json["counts"]["form"] == 2, ran.err
    rows = {row["项目名称"]: row for row in table(output, "汇总")}
    assert rows["清淤"]["填报总分"] == 87.5
    assert {rows[name]["识别方式"] for name in ("清淤", "护岸")} == {"本系统表样"}

    (tmp_path / "报送" / "下发登记.xlsx").unlink()
    assert xltools(*words, "--jobs", "1").code == 0  # from what the first run remembers
    assert {row["项目名称"]: row["填报总分"] for row in table(output, "汇总")}["清淤"] == 87.5


def test_what_was_read_without_the_definition_is_read_again(own: Path, filled: Path, tmp_path: Path) -> None:
    words: list[str | Path] = [
        "collect",
        filled.parent,
        "-o",
        tmp_path / "汇总.xlsx",
        "--jobs",
        "1",
        "--fail-on",
        "never",
    ]
    unknown = xltools(*words, "--json").json
    assert unknown["counts"]["not-a-form"] == 2  # the register is known for what it is
    assert "按表样“lakeside”生成" in str(unknown["files"])
    assert xltools(*words, "--json", "--forms", own).json["counts"]["form"] == 2


def test_the_environment_names_the_folder_too(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FORMS_VARIABLE, str(own))
    assert OWN_ID in xltools_process("forms").out
    assert OWN_ID in xltools("doctor").out
    monkeypatch.setenv(FORMS_VARIABLE, "")
    assert OWN_ID not in xltools("forms").out


BROKEN = {
    "nothing there": (None, "这里没有表样"),
    "no TOML": ('id = "lakeside', "lakeside.toml：不是有效的 TOML 文件"),
    "saved as GBK": ('id = "湖"'.encode("gbk"), "lakeside.toml：不是 UTF-8 编码"),
    "a key too few": ('id = "lakeside"\n', "lakeside.toml：columns"),
}


@pytest.mark.parametrize("fault", BROKEN)
@pytest.mark.parametrize(
    "words", [("forms",), ("new", "--form", OWN_ID, "-o", "x.xlsx"), ("check", "x.xlsx")]
)
def test_a_wrong_folder_is_told_in_chinese(fault: str, words: tuple[str, ...], tmp_path: Path) -> None:
    content, told = BROKEN[fault]
    if content is not None:
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / "lakeside.toml").write_bytes(data)
    ran = xltools(*words, "--forms", tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert "Traceback" not in ran.err

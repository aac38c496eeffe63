"""`xltools new --roster`: every project its form, every wrong row its sentence, nothing of a clerk's lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

from tests.helpers.compare import differences, evaluation_of
from tests.helpers.program import Ran, xltools
from tests.helpers.rosters import HEADING, project_record, roster_book
from tests.helpers.schema import assert_valid_package
from xltools.generate import generate_file
from xltools.issue import Source, issue, records_source
from xltools.issue.register import digest, read_register
from xltools.read import read_file

FORM = "shanghai-2022"
ROWS: list[list[Any]] = [
    HEADING,
    ["甲项目", "甲委", "某中心", 5200000, "产出指标", "数量指标", "里程", "≥120公里", 20],
    [None, None, None, None, None, "质量指标", "合格率", "=100%", 30],
    ["乙/项目:*", "乙委", "某站", 10, "产出指标", "数量指标", "次数", "≥3次", 50],
    ["丙项目", "甲委", "某站", 10, "产出指标", "数量指标", "次数", "≥3次", "多"],
    ["甲项目", "乙委", "某中心", 10, "产出指标", "数量指标", "次数", "≥3次", 50],
]
NAMES = ["某中心_甲项目.xlsx", "某站_乙_项目.xlsx", "某中心_甲项目（2）.xlsx"]


def issue_rows(tmp_path: Path, rows: list[list[Any]] = ROWS, *words: str) -> tuple[Ran, Path]:
    path = roster_book(tmp_path / "名册.xlsx", rows)
    folder = tmp_path / "下发"
    return xltools("new", "--form", FORM, "--roster", path, "-o", folder, *words), folder


def test_each_project_gets_its_form_and_the_bad_row_stops_none(tmp_path: Path) -> None:
    ran, folder = issue_rows(tmp_path)
    assert ran.code == 3
    assert ran.lines == [str(folder / name) for name in NAMES]
    assert "错误：第 5 行 I 列（分值）：“多”不是数字。" in ran.err
    assert "共 3 份表：写入文件 3 个" in ran.err
    assert sorted(path.name for path in folder.iterdir()) == sorted([*NAMES, "下发登记.xlsx"])
    for name in NAMES:
        assert_valid_package(folder / name)
    (form,) = read_file(folder / NAMES[0]).forms
    assert form.evaluation.department == "甲委"
    assert [str(row.weight) for row in form.evaluation.indicators] == ["20", "30"]
    assert form.evaluation.indicators[1].level1 == "产出指标"
    assert str(form.evaluation.funds[0].annual_budget) == "5200000"


def test_what_a_unit_could_not_know_is_told_before_the_forms_go_out(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        HEADING,
        ["甲项目", "甲委", "某中心", 10, "产出指标", "数量指标", "里程", "≥120公里", 20],
        [None, None, None, None, None, "数量指标", "里程", "≥120公里", -3],
        ["乙项目", "甲委", "某站", -10, "产出指标", "数量指标", "次数", "≥3次", 15],
        ["丙项目", "甲委", "某站", 10, "产出指标", "数量指标", "次数", "≥3次", 90],
        ["丁项目", "甲委", "某站", 10, None, None, None, None, None],
    ]
    ran, folder = issue_rows(tmp_path, rows)
    assert ran.code == 0
    assert len(read_register(folder)) == 4  # told, and made all the same
    told = [line.removeprefix("说明：") for line in ran.err.splitlines() if line.startswith("说明：")]
    assert told.pop(0).startswith("全年预算数没有写明金额的单位，按表样的单位读取。")
    assert [line.partition("：")[0] for line in told] == [
        "第 3 行 G 列（三级指标）",
        "第 3 行 I 列（分值）",
        "第 4 行 D 列（全年预算数）",
        "第 4 行起的项目",
    ]
    assert "请改为 0 或正数。" in told[1]
    assert "分值合计 25，应为 100" in told[3]


def test_the_register_names_file_id_and_hash_of_each_form(tmp_path: Path) -> None:
    _, folder = issue_rows(tmp_path)
    entries = list(read_register(folder).values())
    assert [entry.file for entry in entries] == NAMES
    assert [entry.whose for entry in entries] == [
        ("甲委", "某中心", "甲项目", FORM),
        ("乙委", "某站", "乙/项目:*", FORM),
        ("乙委", "某中心", "甲项目", FORM),
    ]
    assert [entry.sha256 for entry in entries] == [digest((folder / name).read_bytes()) for name in NAMES]
    assert [entry.issue for entry in entries] == [_meta(folder / name)["issue"] for name in NAMES]
    assert_valid_package(folder / "下发登记.xlsx")


def test_equal_projects_get_ids_of_their_own(tmp_path: Path) -> None:
    record = project_record(1)
    issue(records_source([dict(record), dict(record), project_record(2)], "名单"), tmp_path, FORM)
    entries = list(read_register(tmp_path).values())
    assert len({entry.issue for entry in entries}) == 3
    assert len({entry.file for entry in entries}) == 3


def test_an_issued_form_is_the_one_that_new_writes_singly(tmp_path: Path) -> None:
    records = [project_record(seed) for seed in range(25)]
    made = issue(records_source(records, "名单"), tmp_path / "下发", FORM)
    for seed, path in enumerate(made.written):
        generate_file(project_record(seed), FORM, tmp_path / "单份.xlsx", "记录")
        assert path.read_bytes() == (tmp_path / "单份.xlsx").read_bytes(), seed
        (form,) = read_file(path).forms
        assert differences(evaluation_of(project_record(seed)), form.evaluation) == []


def test_running_again_leaves_equal_files_alone(tmp_path: Path) -> None:
    _, folder = issue_rows(tmp_path)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.glob("某*.xlsx")}
    register = (folder / "下发登记.xlsx").read_bytes()
    ran, _ = issue_rows(tmp_path)
    assert ran.lines == []
    assert "已有且相同 3 个" in ran.err
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in before} == before
    assert (folder / "下发登记.xlsx").read_bytes() == register


def test_a_missing_file_is_made_again(tmp_path: Path) -> None:
    _, folder = issue_rows(tmp_path)
    (folder / NAMES[1]).unlink()
    ran, _ = issue_rows(tmp_path)
    assert ran.lines == [str(folder / NAMES[1])]


def test_what_a_clerk_changed_is_kept_and_told(tmp_path: Path) -> None:
    _, folder = issue_rows(tmp_path)
    registered = read_register(folder)
    filled = folder / NAMES[0]
    book = openpyxl.load_workbook(filled)
    book.worksheets[0]["D3"] = "改过的名称"
    book.save(filled)
    bytes_of_clerk = filled.read_bytes()
    ran, _ = issue_rows(tmp_path)
    assert filled.read_bytes() == bytes_of_clerk
    assert f"说明：{filled}：文件下发后已有改动，或不是按本名册生成的，没有覆盖。" in ran.err
    assert read_register(folder) == registered


def test_a_stranger_of_that_name_is_kept_too(tmp_path: Path) -> None:
    (tmp_path / "下发").mkdir()
    stranger = tmp_path / "下发" / NAMES[0]
    stranger.write_bytes(b"mine")
    ran, folder = issue_rows(tmp_path)
    assert stranger.read_bytes() == b"mine"
    assert "没有覆盖" in ran.err
    assert NAMES[0] not in read_register(folder)


def test_a_corrected_roster_replaces_only_untouched_forms(tmp_path: Path) -> None:
    _, folder = issue_rows(tmp_path)
    rows = [list(row) for row in ROWS]
    rows[1][3], rows[4][8] = 6000000, 50
    ran, _ = issue_rows(tmp_path, rows)
    assert ran.code == 0
    assert [Path(line).name for line in ran.lines] == [NAMES[0], "某站_丙项目.xlsx"]
    (form,) = read_file(folder / NAMES[0]).forms
    assert str(form.evaluation.funds[0].annual_budget) == "6000000"


def test_a_form_that_somebody_has_open_is_kept_and_the_others_are_renewed(tmp_path: Path) -> None:
    _, folder = issue_rows(tmp_path)
    (folder / f".~lock.{NAMES[0]}#").write_bytes(b"")
    rows = [list(row) for row in ROWS]
    rows[1][3] = rows[3][3] = 7
    ran, _ = issue_rows(tmp_path, rows)
    assert [Path(line).name for line in ran.lines] == [NAMES[1]]
    assert "没有覆盖" in ran.err


@pytest.mark.parametrize("by_department", [False, True])
def test_a_run_that_is_broken_off_leaves_whole_files_and_goes_on(by_department: bool, tmp_path: Path) -> None:
    def broken(count: int, _name: str) -> None:
        if count == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        issue(_source(), tmp_path, FORM, zip_by_department=by_department, report=broken)
    assert len(read_register(tmp_path)) == (0 if by_department else 3)
    assert not list(tmp_path.glob(".xltools-*"))
    made = issue(_source(), tmp_path, FORM, zip_by_department=by_department)
    assert (len(made.unchanged), made.kept) == (0 if by_department else 3, [])
    assert len(read_register(tmp_path)) == 5


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "下发").write_bytes(b"")
    ran, _ = issue_rows(tmp_path)
    assert ran.code == 4
    assert "不是文件夹" in ran.err


def test_another_roster_in_the_same_folder_replaces_nothing_of_the_first(tmp_path: Path) -> None:
    _, folder = issue_rows(tmp_path)
    first = (folder / NAMES[0]).read_bytes()
    other: list[list[Any]] = [
        HEADING,
        ["甲项目", "丙委", "某中心", 1, "产出指标", "数量指标", "里程", "≥1", 20],
    ]
    ran, _ = issue_rows(tmp_path, other)
    assert (folder / NAMES[0]).read_bytes() == first
    assert "没有覆盖" in ran.err
    assert [*read_register(folder)] == NAMES


def test_a_zip_for_each_department_in_utf_8_and_the_same_each_time(tmp_path: Path) -> None:
    rows: list[list[Any]] = [*ROWS, ["丁项目", None, "某站", 1, "产出指标", "数量指标", "里程", "≥1", 20]]
    ran, folder = issue_rows(tmp_path, rows, "--zip-by", "department")
    assert [Path(line).name for line in ran.lines] == ["甲委.zip", "乙委.zip", "未写主管部门.zip"]
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["甲委.zip", "乙委.zip", "未写主管部门.zip", "下发登记.xlsx"]
    )
    with ZipFile(folder / "乙委.zip") as package:
        assert package.namelist() == NAMES[1:]
        assert all(info.flag_bits & 0x800 for info in package.infolist())
        entry = read_register(folder)[f"乙委.zip/{NAMES[1]}"]
        assert entry.sha256 == digest(package.read(NAMES[1]))
    before = {path: path.read_bytes() for path in folder.iterdir()}
    again, _ = issue_rows(tmp_path, rows, "--zip-by", "department")
    assert "已有且相同 3 个" in again.err
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_zip_that_somebody_changed_is_kept(tmp_path: Path) -> None:
    _, folder = issue_rows(tmp_path, ROWS, "--zip-by", "department")
    changed, untouched = folder / "甲委.zip", folder / "乙委.zip"
    with ZipFile(changed, "a") as package:
        package.writestr("补充.txt", "说明")
    theirs = changed.read_bytes()
    rows = [list(row) for row in ROWS]
    rows[1][3] = rows[3][3] = 7
    ran, _ = issue_rows(tmp_path, rows, "--zip-by", "department")
    assert ran.lines == [str(untouched)]
    assert changed.read_bytes() == theirs


def test_records_may_be_a_roster_too(tmp_path: Path) -> None:
    path = tmp_path / "名册.json"
    records = [project_record(1), {"project": "坏", "indicators": [{"weight": "多"}]}, 7, project_record(2)]
    path.write_text(json.dumps(records, ensure_ascii=False), "utf-8")
    ran = xltools("new", "--form", FORM, "--roster", path, "-o", tmp_path / "下发")
    assert ran.code == 3
    assert len(ran.lines) == 2
    assert "第 2 份：indicators[0].weight：“多”不是数字" in ran.err
    assert "第 3 份：一份记录应当写成 {…}" in ran.err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[]", "名册.json：里面没有记录。"),
        ("[{},]", "第 1 行第 5 列"),
        ("[{} {}]", "第 1 行第 5 列：这里缺少逗号"),
        ("[{}", "第 1 行第 4 列：这里缺少逗号"),
        ("[{}] 1", "第 1 行第 6 列：记录结束后还有多余的内容"),
        ('[{"year": NaN}]', "NaN 不是数字"),
        ("3", "应当是一份记录"),
    ],
)
def test_a_list_of_records_is_judged_before_anything_is_written(text: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "名册.json"
    path.write_text(text, "utf-8")
    ran = xltools("new", "--form", FORM, "--roster", path, "-o", tmp_path / "下发")
    assert (ran.code, ran.out) == (3, "")
    assert told in ran.err
    assert not (tmp_path / "下发").exists()


def test_the_form_may_stand_in_the_roster_by_id_or_name(tmp_path: Path) -> None:
    name = "财政项目支出绩效自评表（上海市 2022 年度）"
    rows: list[list[Any]] = [["表样", "项目名称"], [FORM, "甲"], [name, "乙"], ["某省表", "丙"], [None, "丁"]]
    path = roster_book(tmp_path / "名册.xlsx", rows)
    ran = xltools("new", "--roster", path, "-o", tmp_path / "下发")
    assert ran.code == 3
    assert [Path(line).name for line in ran.lines] == ["甲.xlsx", "乙.xlsx"]
    assert "第 4 行 A 列（表样）：没有“某省表”这种表单。" in ran.err
    assert "第 5 行起的项目：没有写明用哪种表单。" in ran.err


def test_no_form_anywhere_is_told_before_anything_is_written(tmp_path: Path) -> None:
    path = roster_book(tmp_path / "名册.xlsx", [["项目名称", "实施单位"], ["甲", "某站"]])
    ran = xltools("new", "--roster", path, "-o", tmp_path / "下发")
    assert ran.code == 2
    assert "没有写明用哪种表样。请用 --form 指定，或在名册里加一列“表样”。" in ran.err
    assert not (tmp_path / "下发").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--roster", "a.xlsx", "--data", "b.json", "-o", "out"], "--roster 和 --data 只能用一个。"),
        (["--roster", "a.xlsx", "-o", "out.xlsx"], "请用 -o 指定一个文件夹"),
        (["--form", FORM, "--zip-by", "department", "-o", "out"], "--zip-by 要与 --roster 合用。"),
        (["--roster", "a.xlsx", "--zip-by", "unit", "-o", "out"], "--zip-by 的内容不对"),
    ],
)
def test_wrong_usage_is_told(words: list[str], told: str) -> None:
    ran = xltools("new", *words)
    assert ran.code == 2
    assert told in ran.err


def test_a_missing_roster_is_told(tmp_path: Path) -> None:
    ran = xltools("new", "--form", FORM, "--roster", tmp_path / "无.xlsx", "-o", tmp_path / "下发")
    assert ran.code == 3
    assert "无.xlsx：找不到这个文件。" in ran.err


def test_the_template_can_be_filled_and_issued(tmp_path: Path) -> None:
    path = tmp_path / "名册样表.xlsx"
    assert xltools("roster", "new", "-o", path).lines == [str(path)]
    assert_valid_package(path)
    empty = xltools("new", "--roster", path, "-o", tmp_path / "下发")
    assert (empty.code, "名册里没有项目" in empty.err) == (3, True)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    texts = {"表样": FORM, "项目名称": "甲", "全年预算数": "5,000", "当年财政拨款全年预算数": "5,000",
             "三级指标": "a", "年度指标值": "=100%", "分值": "10"}  # fmt: skip
    for heading, text in texts.items():
        cell = sheet.cell(4, headings.index(heading) + 1)
        cell.value, cell.data_type = text, "s"
    book.save(path)
    ran = xltools("new", "--roster", path, "-o", tmp_path / "下发")
    assert ran.code == 0, ran.err
    (form,) = read_file(Path(ran.lines[0])).forms
    assert [fund.item for fund in form.evaluation.funds][:2] == ["年度资金总额", "其中：当年财政拨款"]
    assert form.evaluation.indicators[0].target == "=100%"


def _source() -> Source:
    return records_source([project_record(seed) for seed in range(5)], "名单")


def _meta(path: Path) -> dict[str, str]:
    rows = openpyxl.load_workbook(path)["_xltools"].iter_rows(values_only=True)
    return {str(row[0]): str(row[1]) for row in rows}

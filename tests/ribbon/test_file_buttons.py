"""The buttons that make and take in files, and those that tell about the installation."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import xltools
from tests.helpers.live_forms import SHEET, saved, seed_with_blanks
from tests.helpers.own_forms import OWN_ID, own_folder
from tests.helpers.records import seed_records
from tests.helpers.rosters import roster_book
from tests.ribbon.conftest import Office
from xltools.assets import shipped_toml
from xltools.library import FORMS_VARIABLE, official_forms
from xltools.live import read_open
from xltools.read import read_file
from xltools.ribbon.words import say


@pytest.fixture
def form(office: Office, tmp_path: Path) -> Path:
    """The first published form, open."""
    path = saved(seed_with_blanks(0), tmp_path / "表.xlsx")
    office.open(path)
    return path


def choose(office: Office, *answers: object) -> None:
    """What is answered to the dialogues of Excel, in turn."""
    office.app.api.answers[:] = answers


@pytest.mark.usefixtures("form")
def test_a_new_form_is_chosen_saved_and_opened(office: Office, tmp_path: Path) -> None:
    number = list(official_forms()).index("hubei") + 1
    choose(office, str(number), str(tmp_path / "新表.xlsx"))
    assert office.click("new_form") == say("new_form", "done", path=str(tmp_path / "新表.xlsx"))
    assert f"{number}　{official_forms()['hubei'].definition.name}" in office.app.api.asked[0]
    assert office.book.name == "新表.xlsx"
    assert [form.definition_id for form in office.reading().forms] == ["hubei"]


@pytest.mark.usefixtures("form")
def test_the_buttons_know_the_folder_that_the_environment_names(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = own_folder(tmp_path / "表样")
    monkeypatch.setenv(FORMS_VARIABLE, str(own))
    number, path = list(official_forms(own)).index(OWN_ID) + 1, tmp_path / "湖区.xlsx"
    choose(office, str(number), str(path))
    assert office.click("new_form") == say("new_form", "done", path=str(path))
    assert [form.definition_id for form in read_open(office.live).forms] == [OWN_ID]
    choose(office, str(tmp_path), str(tmp_path / "汇总.xlsx"))
    assert "其中自评表 2 个" in office.click("collect_folder")


@pytest.mark.usefixtures("form")
def test_a_list_that_is_too_long_for_a_question_is_shown_before_it(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltools.ribbon.files.LONGEST_QUESTION", 100)
    choose(office, "1", str(tmp_path / "新表.xlsx"))
    assert office.click("new_form").startswith("已新建并打开")
    assert all(form.definition.name in office.app.alerts[0] for form in official_forms().values())
    assert office.app.api.asked[0] == say("new_form", "short")


@pytest.mark.usefixtures("form")
@pytest.mark.parametrize("answer", ["0", "99", "湖北", ""])
def test_a_form_that_is_not_on_the_list(office: Office, answer: str) -> None:
    choose(office, answer)
    assert office.click("new_form") == say("new_form", "wrong", answer=answer)


@pytest.mark.usefixtures("form")
@pytest.mark.parametrize(
    ("button", "answers"),
    [
        ("new_form", [False]),
        ("new_form", ["1", False]),
        ("issue_roster", [False]),
        ("collect_folder", [None]),
        ("collect_folder", ["报送", False]),
    ],
)
def test_a_cancelled_dialogue_ends_in_silence(
    office: Office, button: str, answers: list[object], tmp_path: Path
) -> None:
    before = sorted(tmp_path.iterdir())
    choose(office, *answers)
    assert office.click(button) == ""
    assert sorted(path for path in tmp_path.iterdir() if path.name != "state") == before
    assert len(office.app.books) == 1


@pytest.mark.usefixtures("form")
def test_a_folder_is_collected_with_progress_and_the_summary_opened(office: Office, tmp_path: Path) -> None:
    inbox = tmp_path / "报送"
    for index in range(3):
        saved(seed_records()[index], inbox / f"{index}.xlsx")
    (inbox / "说明.txt").write_text("不是表", "utf-8")
    choose(office, str(inbox), str(tmp_path / "汇总.xlsx"))
    said = office.click("collect_folder")
    assert said.startswith("汇总完成：收到 4 个文件，其中自评表 3 个。")
    assert office.book.name == "汇总.xlsx"
    assert office.app.statuses[-1] is False
    assert any("正在汇总：4/4" in str(text) for text in office.app.statuses)


@pytest.mark.usefixtures("form")
def test_the_forms_of_a_roster(office: Office, tmp_path: Path) -> None:
    rows = [["项目名称", "实施单位"], ["甲项目", "某中心"], ["乙项目", "某中心"]]
    roster = roster_book(tmp_path / "名册.xlsx", rows)
    number = list(official_forms()).index("shanghai-2022") + 1
    choose(office, str(roster), str(number), str(tmp_path / "下发"))
    assert office.click("issue_roster").startswith("已生成 2 份表单")
    made = (tmp_path / "下发").glob("某中心_*.xlsx")
    names = {read_file(path).forms[0].evaluation.project for path in made}
    assert names == {"甲项目", "乙项目"}
    assert office.app.statuses[-1] is False


def test_pdf_beside_the_workbook_never_over_another(office: Office, form: Path) -> None:
    for name in ("表.pdf", "表（2）.pdf"):
        assert office.click("export_pdf") == say("export_pdf", "done", paths=str(form.with_name(name)))
        assert form.with_name(name).read_bytes().startswith(b"%PDF")
    text = subprocess.run(
        ["pdftotext", str(form.with_name("表.pdf")), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "年度资金总额" in text
    assert "填报说明" not in text


@pytest.mark.usefixtures("form")
def test_notes_are_not_printed(office: Office, tmp_path: Path) -> None:
    office.click("check")
    assert office.notes(SHEET)
    office.click("export_pdf")
    text = subprocess.run(
        ["pdftotext", str(tmp_path / "表.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "【绩效自评】" not in text


@pytest.mark.usefixtures("form")
def test_the_self_test_finds_all_well(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltools.ribbon.addin_versions", f"{xltools.__version__} {version('xlwings')}")
    said = office.click("self_test")
    assert say("self_test", "addin_same") in said
    assert "总分 89.55" in said
    assert say("self_test", "macros") in said
    assert "有问题" not in said


@pytest.mark.usefixtures("form", "no_addin")
def test_the_self_test_says_where_the_add_in_does_not_answer(office: Office) -> None:
    assert say("self_test", "no_macros") in office.click("self_test")


@pytest.mark.usefixtures("form")
def test_an_add_in_of_another_version_is_told_with_every_message(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltools.ribbon.addin_versions", "0.0.1 0.30.0")
    for button in ("about", "check", "self_test"):
        said = office.click(button)
        assert "加载项是 0.0.1 0.30.0" in said
        assert "xltools addin install" in said


@pytest.mark.usefixtures("form")
def test_about_names_version_and_log(office: Office, tmp_path: Path) -> None:
    said = office.click("about")
    assert xltools.__version__ in said
    assert str(tmp_path / "state") in said


def _groups() -> list[dict[str, list[dict[str, str]]]]:
    groups: list[dict[str, list[dict[str, str]]]]
    groups = shipped_toml("templates", "ribbon", "ribbon.toml")["groups"]
    return groups


def test_every_ready_button_has_its_function() -> None:
    from xltools import ribbon  # noqa: PLC0415 - what the add-in imports

    ready = [b["function"] for group in _groups() for b in group["buttons"] if b["ready"]]
    assert all(callable(getattr(ribbon, function)) for function in ready)


def test_without_excel_the_process_ends_with_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import xltools.ribbon; xltools.ribbon.check()"],
        capture_output=True, text=True, encoding="utf-8", check=False,
        env={"XDG_STATE_HOME": str(tmp_path), "PYTHONUTF8": "1", "HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("没有正在运行的 Excel")
    assert "Traceback" in (tmp_path / "xltools" / "ribbon.log").read_text("utf-8")

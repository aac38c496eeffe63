"""What Excel for Mac does not do for other programs: our add-in and macOS do it. Neither was at hand.

LibreOffice plays an Excel whose objects know neither copies nor validations. A program in the place of
`osascript` answers for the person.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.helpers.live_forms import SHEET, saved, seed_with_blanks
from tests.helpers.records import seed_records
from tests.helpers.uno_engine.api import RangeApi
from tests.ribbon.conftest import Office
from xltools.assets import asset
from xltools.excel.live_addin import Addin
from xltools.library import official_forms
from xltools.ribbon.words import say

OSASCRIPT = """#!{python}
import json, pathlib, sys
place = pathlib.Path(__file__).parent
answers = json.loads((place / "answers.json").read_text("utf-8"))
with (place / "asked.jsonl").open("a", encoding="utf-8") as asked:
    print(json.dumps(sys.argv[1:]), file=asked)
answer = answers.pop(0)
(place / "answers.json").write_text(json.dumps(answers), "utf-8")
if answer is None:
    sys.exit(1)
sys.stdout.buffer.write((answer + "\\n").encode())
"""


@pytest.fixture
def form(office: Office, tmp_path: Path, on_the_mac: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first published form, open in an Excel that knows no `Validation`."""
    monkeypatch.delattr(RangeApi, "Validation")
    path = saved(seed_with_blanks(0), tmp_path / "表.xlsx")
    office.open(path)
    return path


@pytest.fixture
def macos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the program that answers in the place of a person."""
    place = tmp_path / "bin"
    place.mkdir()
    (place / "osascript").write_text(OSASCRIPT.format(python=sys.executable), "utf-8")
    (place / "osascript").chmod(0o755)
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    monkeypatch.setattr("xltools.excel.mac_dialogs.OSASCRIPT", str(place / "osascript"))
    return place


def answer(place: Path, *answers: str | None) -> None:
    """What is answered in turn; None: macOS refuses to show a dialogue."""
    (place / "answers.json").write_text(json.dumps(answers), "utf-8")


def asked(place: Path) -> list[list[str]]:
    """The arguments of each call, the script apart, of which there is one."""
    calls = [json.loads(line) for line in (place / "asked.jsonl").read_text("utf-8").splitlines()]
    assert {call[0] for call in calls} == {str(asset("macros", "dialogues.applescript"))}
    return [call[1:] for call in calls]


@pytest.mark.usefixtures("form")
def test_the_add_in_saves_the_copy_that_is_read(office: Office) -> None:
    office.bridge.counts.clear()
    assert "95% ÷ 100% × 4 = 3.80" in office.click("recalculate")
    assert (office.bridge.counts["copy"], office.bridge.counts["values"]) == (1, 0)
    assert office.value(SHEET, "H23") == 3.8


@pytest.mark.usefixtures("form")
def test_the_copy_is_made_where_excel_may_write_and_removed(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "Library" / "Containers" / "com.microsoft.Excel" / "Data"
    room.mkdir(parents=True)
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    before = Addin.save_copy
    places: list[Path] = []

    def save_copy(addin: Addin, path: Path) -> bool:
        places.append(path)
        return before(addin, path)

    monkeypatch.setattr(Addin, "save_copy", save_copy)
    assert office.live.copy() is not None
    assert [room in path.parents for path in places] == [True]
    assert list(room.iterdir()) == []


def paste_over(office: Office, cells: str) -> None:
    office.ask("unprotect", SHEET, "2022")
    office.book.sheets(SHEET).range(cells).ask("delete_validation")
    office.ask("protect", SHEET, "2022")


@pytest.mark.usefixtures("form")
def test_so_lost_lists_are_seen_and_the_add_in_brings_them_back(office: Office) -> None:
    paste_over(office, "B14:B16")
    assert "B14:B16：下拉列表没有了" in office.click("heal", "no")
    assert office.click("heal", "yes") == say("heal", "done", formulas="0", lists="1", open="0")
    assert office.click("heal") == say("heal", "none")


@pytest.mark.usefixtures("form")
def test_what_the_add_in_cannot_bring_back_is_said_kindly(office: Office) -> None:
    paste_over(office, "H15:H18")  # of validations, macros of LibreOffice know lists only
    assert "要有加载项才能恢复下拉列表" in office.click("heal", "yes")
    assert office.ask("locked", SHEET)


@pytest.mark.usefixtures("form")
def test_a_new_form_is_asked_for_by_the_dialogues_of_macos(
    office: Office, macos: Path, tmp_path: Path
) -> None:
    number = list(official_forms()).index("hubei") + 1
    answer(macos, f"={number}", f"={tmp_path}/新表")
    assert office.click("new_form") == say("new_form", "done", path=str(tmp_path / "新表.xlsx"))
    (kind, question, title), saving = asked(macos)
    assert (kind, title) == ("text", "绩效自评")
    assert f"{number}　{official_forms()['hubei'].definition.name}" in question
    assert saving == ["save", say("new_form", "save"), f"{official_forms()['hubei'].definition.name}.xlsx"]


@pytest.mark.usefixtures("form")
def test_a_folder_too(office: Office, macos: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "报送"
    saved(seed_records()[0], inbox / "一.xlsx")
    answer(macos, f"={inbox}/", f"={tmp_path / '汇总.xlsx'}")
    assert office.click("collect_folder").startswith("汇总完成：收到 1 个文件，其中自评表 1 个。")
    assert asked(macos)[0] == ["folder", say("collect_folder", "inbox"), ""]


@pytest.mark.usefixtures("form")
def test_a_roster_is_chosen_among_files_of_its_kinds_and_may_be_cancelled(
    office: Office, macos: Path
) -> None:
    answer(macos, "")
    assert office.click("issue_roster") == ""
    assert asked(macos) == [["open", say("issue_roster", "roster"), "xlsx,xls,ods,csv,json"]]


@pytest.mark.usefixtures("form")
def test_where_macos_shows_none_it_says_what_to_do(office: Office, macos: Path) -> None:
    answer(macos, None)
    assert "xltools collect" in office.click("collect_folder")


def test_the_script_is_plain_and_answers_each_kind() -> None:
    script = asset("macros", "dialogues.applescript").read_bytes().decode("ascii")
    for kind, command in (("text", "display dialog"), ("open", "choose file"), ("save", "choose file name")):
        assert f'"{kind}" then' in script
        assert f"({command} " in script
    assert "(choose folder " in script

"""What the buttons do to the form in front, and what they leave alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.helpers.live_forms import SHEET, saved, seed_with_blanks
from tests.helpers.records import seed_records
from tests.helpers.uno_engine.engine import Range
from tests.ribbon.conftest import Office
from xltools.live import marks, read_open
from xltools.refs import CellRef
from xltools.ribbon.words import say
from xltools.rules.opened.automatic import MARK


@pytest.fixture
def form(office: Office, tmp_path: Path) -> Path:
    """The first published form, open; four scores are blank, one computed cell was typed over."""
    path = saved(seed_with_blanks(0), tmp_path / "表.xlsx")
    office.open(path)
    office.type(SHEET, "I6", 1)
    return path


# ---- 重新计算 --------------------------------------------------------------------------------


@pytest.mark.usefixtures("form")
def test_recalculation_fills_restores_and_says_so(office: Office) -> None:
    said = office.click("recalculate")
    assert "自动测算 3.80（95% ÷ 100% × 4 = 3.80）" in said
    assert "I6：1 → 8.55" in said
    assert "不能用“撤销”退回" in said
    assert office.value(SHEET, "I6") == 8.55
    assert office.formula(SHEET, "I6").startswith("=")
    assert MARK in office.formula(SHEET, "H23")
    assert len(office.app.alerts) == 1


@pytest.mark.usefixtures("form")
def test_a_rate_above_one_that_was_deleted_is_put_back_without_a_false_note(office: Office) -> None:
    office.type(SHEET, "F6", 14313317.5)
    office.type(SHEET, "H6", "")
    assert "H6：空白 → 2.5" in office.click("recalculate")
    office.forget()
    assert office.click("recalculate").startswith(say("recalculate", "same"))
    assert office.bridge.counts == {"copy": 1}


@pytest.mark.usefixtures("form")
def test_that_nothing_can_be_undone_is_said_only_where_something_was_written(office: Office) -> None:
    for button in ("recalculate", "check"):
        office.click("clear_marks")
        assert "撤销" in office.click(button)
        office.forget()
        assert "撤销" not in office.click(button)
        assert office.bridge.counts == {"copy": 1}
    assert "撤销" in office.click("clear_marks")
    assert office.click("clear_marks") == say("clear_marks", "none")


@pytest.mark.usefixtures("form")
def test_what_people_typed_is_the_same_afterwards(office: Office) -> None:
    office.type(SHEET, "H15", 1.1000000000000001)
    rows = range(13, 34)
    before = [office.formula(SHEET, f"H{row}") for row in rows]
    office.click("recalculate")
    after = [office.formula(SHEET, f"H{row}") for row in rows]
    changed = [row for row, one, other in zip(rows, before, after, strict=True) if one != other]
    assert all(one == "" for row, one in zip(rows, before, strict=True) if row in changed)
    assert len(changed) == 3  # the fourth blank one is a judgement


@pytest.mark.usefixtures("form")
def test_state_is_left_as_it_was(office: Office) -> None:
    office.ask("select", SHEET, [20, 5, 20, 5])
    office.ask("scroll", 9)
    office.ask("automatic", False)
    office.click("recalculate")
    assert office.ask("selection") == [20, 5, 20, 5]
    assert office.ask("scroll") == 9
    assert office.ask("automatic") is False
    assert office.value(SHEET, "H34") == 86.35  # recalculated all the same
    assert_at_rest(office)


def assert_at_rest(office: Office) -> None:
    """Screen and events were off, and are on again; the sheet is locked by the same password and terms."""
    off, locked, on = office.switched[:2], office.switched[2], office.switched[3:]
    assert (off, on) == (["screen 0", "events 0"], ["events -1", "screen -1"])
    assert office.ask("locked", SHEET)
    terms = locked.removeprefix("lock ").split()
    assert len(terms) == 15
    assert [index for index, term in enumerate(terms) if term == "-1"] == [0, 1, 5, 6, 8]
    office.ask("unprotect", SHEET, "2022")


@pytest.mark.usefixtures("form", "no_addin")
@pytest.mark.parametrize("order", ["write", "add_note", "number_format"])
def test_after_an_error_too(office: Office, order: str) -> None:
    office.app.fault = order, RuntimeError("0x800A03EC")
    said = office.click("recalculate")
    office.app.fault = None
    assert said.startswith("程序出错，没有做完")
    assert "0x800A03EC" not in said
    assert "Traceback" not in said
    assert_at_rest(office)


@pytest.mark.usefixtures("form")
@pytest.mark.parametrize(
    "order", ["formula\v没有\vA1\v1", f"note\v{SHEET}\v不是格\v【】\v字", f"formula\v{SHEET}\vA1"]
)
def test_after_an_error_in_the_add_in_too(office: Office, order: str) -> None:
    office.forget()
    assert renewed(office, "2022", order) == -1
    assert_at_rest(office)


@pytest.mark.usefixtures("form")
@pytest.mark.parametrize(("password", "length"), [("别的", None), ("2022", "7")])
def test_the_add_in_does_nothing_where_it_may_not_or_not_all_came(
    office: Office, password: str, length: str | None
) -> None:
    order = f"formula\v{SHEET}\vA1\v1"
    assert renewed(office, password, order, length) == -1
    assert office.ask("locked", SHEET)
    assert office.value(SHEET, "A1") != 1
    assert renewed(office, f"{password}\f2022", order) == 0
    assert office.value(SHEET, "A1") == 1


@pytest.mark.usefixtures("form")
def test_the_add_in_itself_replaces_only_notes_of_ours(office: Office) -> None:
    office.ask("unprotect", SHEET, "2022")
    office.book.sheets(SHEET).range("A1").add_note("第一稿")
    order = f"note\v{SHEET}\v{{}}\v【绩效自评】\v{{}}"
    assert renewed(office, "", order.format("A1", "【绩效自评】问题")) == 1
    assert renewed(office, "", order.format("A1", "")) == 0
    assert renewed(office, "", order.format("A2", "【绩效自评】问题")) == 0
    assert office.notes(SHEET) == {"A1": "第一稿", "A2": "【绩效自评】问题"}
    assert renewed(office, "", order.format("A2", "")) == 0
    assert office.notes(SHEET) == {"A1": "第一稿"}


def renewed(office: Office, passwords: str, orders: str, length: str | None = None) -> int:
    """What the add-in gives that is told to carry out orders."""
    told = [office.book.name, SHEET, passwords, orders, length or str(len(orders))]
    given: int = office.bridge("run", office.addin, "XltoolsCells.Renew", told)
    return given


@pytest.mark.usefixtures("form", "no_addin")
def test_an_error_is_written_into_the_log(office: Office, tmp_path: Path) -> None:
    office.app.fault = "write", RuntimeError("0x800A03EC")
    said = office.click("recalculate")
    log = tmp_path / "state" / "xltools" / "ribbon.log"
    assert str(log) in said
    assert "RuntimeError: 0x800A03EC" in log.read_text("utf-8")


class ComError(Exception):
    """What pywin32 raises."""

    def __init__(self, hresult: int) -> None:
        super().__init__(hresult)
        self.hresult = hresult


@pytest.mark.usefixtures("form")
@pytest.mark.parametrize("hresult", [-2146777998, -2147418111])
def test_while_a_cell_is_edited_it_says_to_end_that(office: Office, hresult: int) -> None:
    office.app.fault = "copy", ComError(hresult)
    assert "正在编辑单元格" in office.click("recalculate")


def test_an_unknown_password_stops_everything(office: Office, tmp_path: Path) -> None:
    path = saved(seed_with_blanks(0), tmp_path / "表.xlsx")
    book = load_workbook(path)
    book[SHEET].protection.set_password("别的")
    book.save(path)
    office.open(path)
    said = office.click("recalculate")
    assert f"工作表“{SHEET}”有保护密码" in said
    assert office.value(SHEET, "H13") is None
    assert office.ask("locked", SHEET)
    assert office.switched[-2:] == ["events -1", "screen -1"]
    assert "lock" not in "".join(office.switched)


def test_another_workbook_is_told_kindly(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "工资.xlsx"
    book = load_workbook(saved(seed_records()[0], path))
    for name in book.sheetnames[1:]:
        del book[name]
    sheet = book[SHEET]
    sheet.delete_rows(1, 60)
    sheet["A1"] = "姓名"
    book.defined_names.clear()
    book.save(path)
    office.open(path)
    for button in ("recalculate", "check", "next_problem", "clear_marks", "suggest", "heal", "export_pdf"):
        assert office.click(button).startswith("“工资.xlsx”里没有找到绩效自评表，没有改动。")


def test_cells_made_for_texts_get_numbers_all_the_same(office: Office, tmp_path: Path) -> None:
    path = saved(seed_with_blanks(0), tmp_path / "表.xlsx")
    book = load_workbook(path)
    for row in range(13, 34):
        book[SHEET][f"H{row}"].number_format = "@"
    book.save(path)
    office.open(path)
    before = office.formula(SHEET, "H14")
    office.click("recalculate")
    assert office.value(SHEET, "H23") == 3.8
    assert (office.value(SHEET, "H14"), office.formula(SHEET, "H14")) == (2.0, before)
    formats = [office.ask("number_format", SHEET, [row, 8, row, 8]) for row in (23, 14)]
    assert formats == ["General", "@"]  # LibreOffice takes a formula in both, Excel only in the first
    assert office.click("recalculate").startswith(say("recalculate", "same"))


# ---- 检查, marks, 下一处问题 ------------------------------------------------------------------


@pytest.mark.usefixtures("form")
def test_every_problem_is_marked_at_its_cell_and_suggestions_stand_beside_typed_scores(
    office: Office,
) -> None:
    office.click("recalculate")
    notes = office.notes(SHEET)
    found = office.checked().findings
    places = {cell for finding in found for cell in (finding.place.cell, *finding.also_cells) if cell}
    assert {"E6", "E7"} <= places <= set(notes)
    assert all(text.startswith("【绩效自评】") for text in notes.values())
    assert "建议分：2.00（达到目标，得满分 2.00）" in notes["H14"]
    assert "建议分" not in notes.get("H13", "")  # filled by the rules: it is the suggestion


@pytest.mark.usefixtures("form")
def test_each_cell_of_a_problem_is_told_marked_and_visited(office: Office) -> None:
    assert "H13、H16 “考试完成人数”的得分：得分没有填写" in office.click("check")
    assert "得分没有填写" in office.notes(SHEET)["H16"]
    office.ask("select", SHEET, [15, 8, 15, 8])
    said = office.click("next_problem")
    assert "H16 “专网租赁支付”的得分" in said
    assert office.ask("selection") == [16, 8, 16, 8]


@pytest.mark.usefixtures("form", "no_addin")
def test_where_people_discuss_at_a_cell_it_gets_no_mark(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.app.fault = "add_note", RuntimeError("0x800A03EC")
    monkeypatch.setattr(Range, "CommentThreaded", object(), raising=False)
    said = office.click("check")
    wanted = {one.place.cell for one in read_open(office.live).problems}
    assert f"有 {len(wanted | scored(office))} 个单元格已有别人的批注" in said
    assert_at_rest(office)


def scored(office: Office) -> set[str | None]:
    """The cells with a typed score that has a suggestion."""
    return {mark.cell.a1 for mark in marks(read_open(office.live)) if "建议分" in (mark.text or "")}


def test_a_problem_on_a_hidden_sheet_is_not_jumped_to(office: Office, tmp_path: Path) -> None:
    path = saved(seed_with_blanks(0), tmp_path / "表.xlsx")
    book = load_workbook(path)
    book[SHEET].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    office.open(path)
    before = office.ask("active_sheet")
    assert f"隐藏的工作表“{SHEET}”里" in office.click("next_problem")
    assert office.ask("active_sheet") == before


@pytest.mark.usefixtures("form")
def test_marks_change_nothing_that_is_read(office: Office) -> None:
    before = office.checked()
    office.click("check")
    after = office.checked()
    assert after.findings == before.findings
    assert [form.evaluation for form in after.reading.forms] == [
        form.evaluation for form in before.reading.forms
    ]


@pytest.mark.usefixtures("form")
def test_marks_go_with_their_problem_and_notes_of_people_stay(office: Office) -> None:
    sheet = office.book.sheets(SHEET)
    office.ask("unprotect", SHEET, "2022")
    sheet.range("E6").add_note("财务科：已核对")
    sheet.range("A1").add_note("第一稿")
    said = office.click("check")
    assert "有 1 个单元格已有别人的批注" in said
    assert "得分没有填写" in office.notes(SHEET)["H25"]
    office.type(SHEET, "H25", 9)
    office.click("check")
    notes = office.notes(SHEET)
    assert "得分没有填写" not in notes.get("H25", "")
    assert (notes["E6"], notes["A1"]) == ("财务科：已核对", "第一稿")


@pytest.mark.usefixtures("form")
def test_marks_are_cleared_and_notes_of_people_stay(office: Office) -> None:
    office.ask("unprotect", SHEET, "2022")
    office.book.sheets(SHEET).range("A1").add_note("第一稿")
    office.ask("protect", SHEET, "2022")
    office.click("recalculate")
    assert len(office.notes(SHEET)) > 3
    before = office.checked()
    assert office.click("clear_marks") == say("clear_marks", "done")
    assert office.notes(SHEET) == {"A1": "第一稿"}
    assert office.ask("locked", SHEET)
    assert office.checked().findings == before.findings


@pytest.mark.usefixtures("form")
def test_next_and_previous_go_through_the_problems_and_around(office: Office) -> None:
    office.ask("select", SHEET, [1, 1, 1, 1])
    problems = [finding.place.cell for finding in read_open(office.live).problems]
    seen = [selected_after(office, "next_problem") for _ in range(len(set(problems)) + 1)]
    assert seen[:-1] == list(dict.fromkeys(problems))
    assert seen[-1] == seen[0]
    assert selected_after(office, "previous_problem") == seen[-2]


def selected_after(office: Office, button: str) -> str:
    said = office.click(button)
    area = office.ask("selection")
    cell = CellRef(area[0], area[1]).a1
    assert cell in said
    return cell


def test_without_problems_next_says_so(office: Office, monkeypatch: pytest.MonkeyPatch, form: Path) -> None:
    assert form.exists()
    monkeypatch.setattr("xltools.live.check_form", lambda _form, _file: ())
    assert office.click("next_problem") == say("problem", "none")


# ---- 建议分, 恢复自动公式 ---------------------------------------------------------------------


@pytest.mark.usefixtures("form")
@pytest.mark.parametrize(("answer", "score"), [("yes", 3.8), ("no", None)])
def test_a_suggestion_is_taken_over_only_on_demand(office: Office, answer: str, score: float | None) -> None:
    office.ask("select", SHEET, [23, 3, 23, 3])
    said = office.click("suggest", answer)
    assert "95% ÷ 100% × 4 = 3.80" in said
    assert office.value(SHEET, "H23") == score
    assert not office.formula(SHEET, "H23").startswith("=")


@pytest.mark.usefixtures("form")
@pytest.mark.parametrize(
    ("row", "words"), [(25, "请自己判断后填写"), (14, "与现在的得分相同"), (3, "所选的行不是指标")]
)
def test_a_suggestion_that_cannot_be_taken_over_is_explained(office: Office, row: int, words: str) -> None:
    office.ask("select", SHEET, [row, 3, row, 3])
    before = office.formula(SHEET, f"H{row}")
    assert words in office.click("suggest")
    assert office.formula(SHEET, f"H{row}") == before


@pytest.mark.usefixtures("form")
def test_overwritten_formulas_are_listed_and_restored_only_on_demand(office: Office) -> None:
    said = office.click("heal", "no")
    assert "I6：应当是公式，现在是 1，公式结果 8.55" in said
    assert office.value(SHEET, "I6") == 1
    assert office.click("heal", "yes") == say("heal", "done", formulas="1", lists="0", open="0")
    assert office.value(SHEET, "I6") == 8.55
    assert office.value(SHEET, "H13") is None  # scores are another button's
    assert office.click("heal") == say("heal", "none")


def test_the_checklist_for_excel_says_what_comes_out(office: Office, tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "excel-acceptance.md").read_text("utf-8")
    office.open(saved(seed_with_blanks(0, (0, 3, 10)), tmp_path / "核对.xlsx"))
    assert f"总分 {office.value(SHEET, 'H34'):.2f} |" in page
    said = office.click("recalculate")
    assert all(
        part in page for part in (said.splitlines()[0][-5:-1], f"总分 {office.value(SHEET, 'H34'):.2f}；")
    )
    assert (office.value(SHEET, "H13"), office.value(SHEET, "H16"), office.value(SHEET, "H23")) == (2, 2, 3.8)
    assert "H13、H16 是 2，H23 是 3.80" in page

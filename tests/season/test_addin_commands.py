"""The commands of the add-in, as people use them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.helpers.program import xltools
from xltools import __version__
from xltools.addin import Done, Problem, Status, Step
from xltools.cli import exits
from xltools.cli.wording import wording

COMMAND = "xltools.cli.commands.addin"


def status(*problems: Problem, running: bool = False) -> Status:
    return Status(Path("XLSTART/xltools.xlam"), __version__, "0.37.8", "python.exe", running, problems)


def test_build_names_the_file_and_says_what_is_in_it(tmp_path: Path) -> None:
    ran = xltools("addin", "build", "-o", tmp_path / "加载项")
    assert ran.code == exits.CLEAN
    assert ran.lines == [str(tmp_path / "加载项" / "xltools.xlam")]
    assert Path(ran.lines[0]).stat().st_size > 10_000
    assert f"加载项 {__version__}" in ran.err
    assert "没有签名" in ran.err


def test_build_goes_into_this_folder_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert xltools("addin", "build").code == exits.CLEAN
    assert (tmp_path / "xltools.xlam").is_file()


def test_build_into_a_place_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = xltools("addin", "build", "-o", tmp_path / "file")
    assert (ran.code, ran.out) == (exits.NOT_WRITTEN, "")
    assert ran.err.startswith("错误：")


@pytest.mark.parametrize("verb", ["install", "uninstall"])
def test_where_there_is_no_excel_nothing_is_done(verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    ran = xltools("addin", verb)
    assert (ran.code, ran.out) == (exits.USAGE, "")
    assert "xltools addin build" in ran.err


def test_status_where_there_is_no_excel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    ran = xltools("addin", "status")
    assert (ran.code, ran.lines) == (exits.FINDINGS, ["这个系统上没有 Excel，加载项无处可装。"])


def test_install_tells_each_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{COMMAND}.install", lambda file: [Done(step, f"处{step}{file}") for step in Step])
    ran = xltools("addin", "install")
    assert ran.code == exits.CLEAN
    assert [line.rpartition("：")[2] for line in ran.lines] == [f"处{step}None" for step in Step]
    assert "重新打开 Excel" in ran.err


def test_uninstall_tells_what_it_took_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        f"{COMMAND}.uninstall", lambda: [Done(Step.ADDIN, "甲"), Done(Step.INTERPRETER, "乙")]
    )
    ran = xltools("addin", "uninstall")
    assert ran.lines == ["已删除加载项：甲", "已撤回 Python 的位置：乙"]
    assert ran.err == "已卸载。\n"
    monkeypatch.setattr(f"{COMMAND}.uninstall", list)
    assert xltools("addin", "uninstall").err == "没有安装过，没有需要撤回的。\n"


def test_status_tells_place_versions_and_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{COMMAND}.status", lambda: status(running=True))
    ran = xltools("addin", "status")
    assert ran.code == exits.CLEAN
    assert ran.lines == [
        f"位置：{Path('XLSTART/xltools.xlam')}",
        f"版本：加载项 {__version__}，xlwings 0.37.8",
        "所用的 Python：python.exe",
        "Excel 正在运行。",
        "没有发现问题。",
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_problem_is_told_with_its_cure(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{COMMAND}.status", lambda: status(*Problem))
    ran = xltools("--lang", language, "addin", "status")
    assert ran.code == exits.FINDINGS
    told = ran.lines[-len(Problem) :]
    assert all("xltools addin install" in line for line in told[1:])
    assert set(wording(language).section("addin.problems")) == set(Problem)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_step_has_its_words(language: str) -> None:
    assert set(wording(language).section("addin.steps")) == set(Step)
    assert set(wording(language).section("addin.removed_steps")) == set(Step) - {Step.SCRIPT}

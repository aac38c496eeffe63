"""What the READMEs tell a newcomer to type works as written, in both languages."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from xltools.assets import asset

HOME = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")
PAGES = (
    *READMES,
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "docs/forms.md",
    "docs/glossary.md",
    "docs/study/spreadsheets.md",
)
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")


def blocks(readme: str) -> list[str]:
    """The fenced blocks of a page."""
    return [block for _, block in _BLOCK.findall((HOME / readme).read_text("utf-8"))]


def season(readme: str) -> list[str]:
    """The five commands."""
    [lines] = [
        block.splitlines()
        for language, block in _BLOCK.findall((HOME / readme).read_text("utf-8"))
        if language == "sh"
    ]
    return list(lines)


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    program, *arguments = shlex.split(command)
    assert program == "xltools"
    return subprocess.run(
        [sys.executable, "-m", "xltools", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(HOME), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_season_in_five_commands(tmp_path: Path) -> None:
    """Of one page: the other shows the same blocks, as the next test sees."""
    shutil.copytree(asset("templates", "demo"), tmp_path / "templates" / "demo")
    commands = season(READMES[0])
    done = [run(command, tmp_path) for command in commands]
    assert [command.split()[1] for command in commands] == ["new", "read", "recalc", "check", "collect"]
    assert [step.returncode for step in done] == [0, 0, 0, 1, 1], [step.stderr for step in done]
    assert "89.55" in done[1].stdout
    assert done[3].stdout.count("【错误】") == 2  # as the page says
    for output in ("报送/资质管理.xlsx", "重算/资质管理.xlsx", "汇总.xlsx"):
        assert (tmp_path / output).is_file()


def test_both_pages_show_the_same_commands_and_chapters() -> None:
    english, chinese = (blocks(readme) for readme in READMES)
    assert english == chinese
    shapes = [
        re.findall(r"^(#+) |^(\d\.) ", (HOME / name).read_text("utf-8"), re.MULTILINE) for name in READMES
    ]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_links_to_is_there(page: str) -> None:
    links = _LINK.findall((HOME / page).read_text("utf-8"))
    missing = [
        link for link in links if "://" not in link and not (HOME / page).parent.joinpath(link).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("readme", READMES)
def test_the_map_names_what_is_there(readme: str) -> None:
    rows = [line for line in (HOME / readme).read_text("utf-8").splitlines() if line.startswith("| `")]
    assert rows
    names = [name for row in rows for name in re.findall(r"`([^`]+)`", row.split("|")[1])]
    assert [
        name for name in names if not ((HOME / name).exists() or (HOME / "xltools" / name).exists())
    ] == []


def test_a_form_is_added_as_the_page_for_contributors_says(tmp_path: Path) -> None:
    copying, using = blocks("CONTRIBUTING.md")[1:3]
    shutil.copytree(asset("templates", "forms"), tmp_path / "templates" / "forms")
    subprocess.run(copying, shell=True, cwd=tmp_path, check=True)
    (own,) = (tmp_path / "表样").iterdir()
    text = own.read_text("utf-8")
    assert 'id = "national-2020"' in text
    text = re.sub(r"^name = .*$", 'name = "湖区项目绩效自评表"', text, flags=re.MULTILINE)
    own.write_text(text.replace('id = "national-2020"', f'id = "{own.stem}"'), "utf-8")
    for command in using.splitlines():
        ran = run(command, tmp_path)
        assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "空表.xlsx").is_file()

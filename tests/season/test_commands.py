"""The command line itself: help, languages, wrong usage, and every way in which a run can end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.helpers.program import xltools, xltools_process
from xltools import __version__
from xltools.__main__ import main
from xltools.assets import asset
from xltools.cli.columns import width
from xltools.cli.door import COMMANDS
from xltools.cli.reference import reference
from xltools.cli.wording import LANGUAGES, wording

HEAVY = ("openpyxl", "lxml", "jinja2", "rich", "pydantic", "xlsxwriter", "python_calamine", "xltools.rules")
ENGLISH = re.compile(
    r"\b(Usage|Options|Arguments|Commands|Error|Missing|Invalid|Try|Show this|Got|No such|required)\b"
)
CHECK = "xltools.cli.commands.check.check_files"
CHINESE = re.compile("[\u4e00-\u9fff]")


@pytest.mark.parametrize("words", [("--help",), ("-h",), ()])
def test_help_lists_every_command_in_chinese(words: tuple[str, ...]) -> None:
    ran = xltools(*words)
    assert ran.code == 0
    assert ran.err == ""
    assert not ENGLISH.search(ran.out)
    listed = re.findall(r"^  ([a-z]+)  ", ran.out, re.MULTILINE)
    assert tuple(listed) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself_in_both_languages(command: str) -> None:
    chinese = xltools(command, "--help")
    assert chinese.code == 0
    assert not ENGLISH.search(chinese.out)
    assert chinese.out.startswith(f"用法: xltools {command}")
    english = xltools("--lang", "en", command, "--help")
    assert english.code == 0
    assert english.out.startswith(f"Usage: xltools {command}")
    assert wording("en").command(command).about.strip().split()[0] in english.out


def test_the_language_may_stand_anywhere() -> None:
    assert xltools("check", "--help", "--lang=en").out == xltools("--lang", "en", "check", "--help").out


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from xltools.__main__ import main; main(['--help']); "
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_the_version_is_told() -> None:
    ran = xltools_process("--version")
    assert (ran.code, ran.out.strip(), ran.err) == (0, f"xltools {__version__}", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("chek",), "没有“chek”这个命令。是不是想写 check？"),
        (("qqqqqq",), "没有“qqqqqq”这个命令。"),
        (("forms", "shwo"), "没有“shwo”这个命令。是不是想写 show？"),
        (("--versoin",), "没有 --versoin 这个选项。是不是想写 --version？"),
        (("check", "a", "--jsno"), "没有 --jsno 这个选项。是不是想写 --json？"),
        (("check", "-x", "a"), "没有 -x 这个选项。"),
        (("check",), "缺少参数 FILE：要检查的文件，可以有多个。"),
        (("new",), "缺少选项 --output：输出的 .xlsx 文件，或文件夹。"),
        (("new", "-o"), "选项 -o 后面缺少内容：输出的 .xlsx 文件，或文件夹。"),
        (("check", "--json=1", "a"), "选项 --json 后面不能跟内容。"),
        (("check", "--fail-on", "bad", "a"), "--fail-on 的内容不对：发现这一级或更重"),
        (("collect", "a", "-o", "b.xlsx", "--jobs", "0"), "--jobs 的内容不对：同时读取的进程数，不小于 1"),
        (("collect", "a", "-o", "b.xlsx", "--jobs", "x"), "--jobs 的内容不对"),
        (("notation", "--pair", "95%"), "选项 --pair 后面缺少内容：指标值和完成值"),
        (("notation",), "没有要理解的文字。"),
        (("doctor", "一", "二"), "多出了参数：一 二。"),
        (("new", "-o", "a.xlsx"), "没有写用哪种表样。请用 --form 指定，现有："),
        (("new", "--form", "shanghai-2022", "-o", "表.xls"), "表.xls：输出文件的名称应当以 .xlsx 结尾。"),
        (("explain", "funds-blnk"), "没有“funds-blnk”这种问题。是不是想写 funds-blank"),
        (("forms", "show", "beijing"), "没有“beijing”这种表单。现有表单："),
        (("--lang", "fr", "forms"), "--lang 只能是 zh 或 en，现在是“fr”。"),
        (("forms", "--lang"), "--lang 后面要写 zh 或 en。"),
    ],
)
def test_wrong_usage_is_told_in_chinese(words: tuple[str, ...], told: str) -> None:
    ran = xltools(*words)
    assert ran.code == 2
    assert ran.out == ""
    assert ran.err.startswith(f"错误：{told}")
    assert not ENGLISH.search(ran.err)


def test_wrong_usage_shows_how_it_is_written() -> None:
    assert xltools("check").err.splitlines()[1:] == [
        "用法：xltools check [选项] FILE…",
        "说明：xltools check --help",
    ]


@pytest.mark.parametrize(
    "words", [("chek",), ("check",), ("new", "-o"), ("doctor", "x"), ("check", "-x", "a")]
)
def test_wrong_usage_is_told_in_english(words: tuple[str, ...]) -> None:
    ran = xltools("--lang", "en", *words)
    assert ran.code == 2
    assert ran.err.startswith("Error: ")
    assert not CHINESE.search(ran.err)


def test_a_bug_ends_with_70_and_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CHECK, _boom)
    ran = xltools("check", "a.xlsx")
    assert ran.code == 70
    assert "程序内部出错（ZeroDivisionError）" in ran.err
    assert "Traceback" not in ran.err + ran.out
    log = Path(re.findall(r"详情已存入 (.+?\.log)", ran.err)[0])
    assert "ZeroDivisionError" in log.read_text("utf-8")
    log.unlink()


def test_debug_shows_the_traceback_of_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CHECK, _boom)
    ran = xltools("check", "a.xlsx", "--debug")
    assert ran.code == 70
    assert "Traceback" in ran.err
    Path(re.findall(r"详情已存入 (.+?\.log)", ran.err)[0]).unlink()


def test_debug_shows_where_an_error_comes_from() -> None:
    assert "Traceback" in xltools("forms", "show", "beijing", "--debug").err
    assert "Traceback" not in xltools("forms", "show", "beijing").err


def test_no_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CHECK, _exhausted)
    ran = xltools("check", "a.xlsx")
    assert (ran.code, ran.err) == (4, "内存不够，没有完成。请关闭其他程序，或减少文件后重试。\n")


def test_ctrl_c_ends_with_130_and_a_sentence(tmp_path: Path) -> None:
    pipe = tmp_path / "records.json"
    os.mkfifo(pipe)
    words = ["new", "--form", "shanghai-2022", "--data", str(pipe), "-o", str(tmp_path / "out")]
    # A process started in the background may have been told to ignore Ctrl-C.
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        f"from xltools.__main__ import main; sys.exit(main({words!r}))"
    )
    command = [sys.executable, "-c", code]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process,
        pipe.open("wb"),  # opens when the program waits for the records
    ):
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == b""
    assert err.decode() == "已中断。已经写好的文件是完整的。\n"


def test_a_reader_that_goes_away_is_no_error_to_talk_about() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "xltools", "explain"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 4


def test_a_full_disk_behind_the_output_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "xltools", "explain"],
            stdout=full, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    assert done.returncode == 4
    assert done.stderr.decode().startswith("输出没有写完")
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "latin-1"])
def test_no_console_is_too_small_for_the_output(encoding: str) -> None:
    ran = xltools_process("notation", "≧ 735 人次", "😀", encoding=encoding)
    assert (ran.code, ran.err) == (0, "")
    assert "735" in ran.out
    assert ("人次" in ran.out) is (encoding == "gbk")


def test_closed_streams_are_no_bug(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for stream in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, stream, None)
    assert main(["forms"]) == 0
    assert main(["new", "--form", "shanghai-2022", "--data", "-", "-o", str(tmp_path / "a.xlsx")]) == 3
    sys.stdout.close()
    sys.stderr.close()


def test_progress_is_shown_where_somebody_watches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    records = b'[{"project": "1"}, {"project": "2"}]'
    words = ("new", "--form", "shanghai-2022", "--data", "-", "-o", tmp_path)
    watched, unwatched = (xltools(*words, stdin=records, watched=watched) for watched in (True, False))
    assert "正在处理" in watched.err
    assert unwatched.err == "已生成 2 份表。\n"
    assert watched.out == unwatched.out


@pytest.mark.parametrize("columns", [60, 80, 200])
def test_help_fits_the_screen(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for command in COMMANDS:
        texts = xltools(command, "--help").out.partition("示例:")[0].splitlines()[2:]
        # marks that may not begin a line stand beyond the edge
        assert max(map(width, texts)) <= min(columns, 100) + 4, command


def test_json_is_utf_8_on_every_console() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "xltools", "notation", "≧735人次", "--json"],
        capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "gbk"},
    )  # fmt: skip
    assert "≧735人次" in done.stdout.decode("utf-8")


def test_the_page_of_the_commands_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs" / "commands.md"
    assert page.read_text("utf-8") == reference(), "run: python -m xltools.cli.reference > docs/commands.md"


def test_both_languages_say_the_same_things() -> None:
    chinese, english = (_blanks(wording(language).texts) for language in LANGUAGES)
    assert chinese == english


def test_every_text_that_the_code_asks_for_is_there() -> None:
    texts = _blanks(wording("zh").texts)
    asked = set()
    for path in (Path(__file__).parents[2] / "xltools" / "cli").rglob("*.py"):
        asked |= set(re.findall(r'(?:say|tell)\(\s*"([a-z_.]+)"', path.read_text("utf-8")))
    assert len(asked) > 50
    assert asked <= set(texts)


def test_the_texts_are_shipped() -> None:
    assert asset("templates", "text", "zh.toml").is_file()


def _boom(*_: object) -> None:
    raise ZeroDivisionError


def _exhausted(*_: object) -> None:
    raise MemoryError


def _blanks(texts: object, prefix: str = "") -> dict[str, set[str]]:
    """Each text by its dotted key: the names of its blanks. Examples differ in their file names."""
    if isinstance(texts, str):
        return {prefix: set(re.findall(r"{(\w+)}", texts))}
    if not isinstance(texts, Mapping):
        return {prefix: set()}
    found: dict[str, set[str]] = {}
    for key, value in texts.items():
        found |= _blanks(value, f"{prefix}.{key}" if prefix else str(key))
    return found

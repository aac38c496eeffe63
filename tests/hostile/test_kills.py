"""A collection ended at any moment: the summary is the old one or the new one, and the next run goes on."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.inbox import put_forms
from tests.helpers.many import put_many
from xltools.collect import collect
from xltools.collect import run as run_module
from xltools.collect.submission import Entry, Submission
from xltools.collect.take.file import take

KILLS = int(os.environ.get("XLTOOLS_KILLS", "20"))
FORMS = 12
INTERRUPTS = int(os.environ.get("XLTOOLS_KILLS", "20")) // 6
MANY = 120
INTERRUPTED = "已中断。已经写好的文件是完整的。"

# A process started in the background may have been told to ignore Ctrl-C.
_AT_A_TERMINAL = """
import os, signal
from xltools.__main__ import program
signal.signal(signal.SIGINT, signal.default_int_handler)
os.write(1, b".")
program()
"""

_RUNS = """
import os, sys
from contextlib import suppress
from pathlib import Path
from xltools.collect import Options, collect
inbox, summary = Path(sys.argv[1]), Path(sys.argv[2])
for line in sys.stdin:
    run = os.fork()
    if not run:
        os.setpgid(0, 0)
        collect([inbox], summary, jobs=int(line[0]), options=Options(fresh="fresh" in line))
        os._exit(0)
    with suppress(OSError):
        os.setpgid(run, run)  # whoever comes first: it may be killed before it has done so
    print(run, flush=True)
    print(os.waitpid(run, 0)[1], flush=True)
"""


class Season:
    """An inbox that is collected again and again, with and without one more form."""

    def __init__(self, folder: Path) -> None:
        self.inbox = folder / "收件"
        put_forms(self.inbox, [f"{number}.xlsx" for number in range(FORMS)])
        self.last = self.inbox / f"{FORMS - 1}.xlsx"
        self.content = self.last.read_bytes()
        self.summary = folder / "汇总.xlsx"
        self.whole: set[bytes] = set()

    def change(self) -> None:
        """The other inbox, so that the next summary differs."""
        if self.last.exists():
            self.last.unlink()
        else:
            self.last.write_bytes(self.content)

    def started(self, *options: str) -> subprocess.Popen[bytes]:
        """The program itself."""
        words = [
            sys.executable,
            "-m",
            "xltools",
            "collect",
            str(self.inbox),
            "-o",
            str(self.summary),
            *options,
        ]
        return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def left_behind(self) -> set[str]:
        """What lies beside the inbox and the summary with its state."""
        names = {path.name for path in self.inbox.parent.iterdir()} - {self.inbox.name}
        return {name for name in names if not name.startswith(self.summary.stem)}


class Runs:
    """Starts collections that cost no start of Python, and ends them."""

    def __init__(self, season: Season) -> None:
        self._season = season
        words = [sys.executable, "-c", _RUNS, str(season.inbox), str(season.summary)]
        self._server = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self, options: str, kill_after: float | None = None, *, group: bool = False) -> int:
        """One run, killed after so many seconds, alone or with its processes; gives how it ended."""
        assert self._server.stdin
        assert self._server.stdout
        self._server.stdin.write(f"{options}\n")
        self._server.stdin.flush()
        process = int(self._server.stdout.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):
                (os.killpg if group else os.kill)(process, signal.SIGKILL)
        status = os.waitstatus_to_exitcode(int(self._server.stdout.readline()))
        if kill_after is None:
            assert status == 0
            self._season.whole.add(self._season.summary.read_bytes())
        return status

    def close(self) -> None:
        self._server.communicate()


@pytest.fixture
def season(tmp_path: Path) -> Season:
    return Season(tmp_path)


def test_a_kill_at_any_moment_leaves_the_old_summary_or_the_new_one(
    season: Season, hang_guard: Callable[[], object]
) -> None:
    dice = random.Random(20231122)
    with closing(Runs(season)) as runs:
        seconds = {options: _seconds(season, runs, options) for options in ("2", "1 fresh", "1")}
        kills = 0
        while kills < KILLS:
            hang_guard()
            season.change()
            options = dice.choice(["1", "1", "1", "1 fresh", "2"])
            ended = runs.run(options, seconds[options] * dice.random(), group=dice.random() < 0.5)
            kills += ended == -signal.SIGKILL
            assert season.summary.read_bytes() in season.whole
            assert all(
                name.startswith(".xltools-") and name.endswith(".tmp") for name in season.left_behind()
            )
        for _ in range(2):  # what was remembered before and between the kills is right
            season.change()
            runs.run("1")
    assert len(season.whole) == 2


def _seconds(season: Season, runs: Runs, options: str) -> float:
    season.change()
    begun = time.monotonic()
    runs.run(options)
    return time.monotonic() - begun


def test_what_a_kill_leaves_is_no_form_and_is_registered(season: Season) -> None:
    (season.inbox / ".xltools-abc.tmp").write_bytes(season.content)
    collected = collect([season.inbox], season.summary)
    left = next(one for one in collected.submissions if one.entry.name == ".xltools-abc.tmp")
    assert (left.outcome, left.forms) == ("skipped", ())
    assert collected.forms == FORMS


def test_what_a_kill_left_days_ago_is_removed_and_nothing_else(season: Season) -> None:
    old, fresh, other = (
        season.summary.with_name(name) for name in (".xltools-a.tmp", ".xltools-b.tmp", "c.tmp")
    )
    for path in (old, fresh, other):
        path.write_bytes(b"x")
    for path in (old, other):
        os.utime(path, (1_600_000_000, 1_600_000_000))
    collect([season.inbox], season.summary)
    assert [path.exists() for path in (old, fresh, other)] == [False, True, True]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_keeps_what_is_done_and_the_next_run_goes_on(
    season: Season, jobs: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for form in season.inbox.iterdir():
        form.unlink()
    put_many(season.inbox, 300)
    # A process started in the background may have been told to ignore Ctrl-C.
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from xltools.__main__ import main; sys.exit(main(sys.argv[1:]))"
    )
    words = [sys.executable, "-c", code, "collect", str(season.inbox), "-o", str(season.summary)]
    words += ["--jobs", jobs]
    with subprocess.Popen(words, stderr=subprocess.PIPE, start_new_session=True) as running:
        ended = time.monotonic() + 100
        while not _remembered(season.summary):
            assert time.monotonic() < ended
            assert running.poll() is None
            time.sleep(0.02)
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to all processes of the command
        _, said = running.communicate(timeout=60)
    assert (running.returncode, said.decode()) == (130, "已中断。已经写好的文件是完整的。\n")
    assert not season.summary.exists()
    kept = _remembered(season.summary)
    assert 0 < kept < 300
    read: list[str] = []
    monkeypatch.setattr(run_module, "take", partial(_noted, read))
    collected = collect([season.inbox], season.summary)
    assert (collected.forms, len(read)) == (300, 300 - kept)
    assert season.left_behind() == set()


def test_ctrl_c_at_any_moment_loses_nothing(season: Season, hang_guard: Callable[[], object]) -> None:
    """The program itself, again and again; at last the bytes are those of a run that nobody disturbed."""
    put_many(season.inbox, MANY)
    dice = random.Random(20231124)
    interrupts = kept = 0
    pressed = _Pressed(season)
    longest = pressed.run(None, "--fresh")[1]
    undisturbed = season.summary.read_bytes()
    pressed.forget()
    while interrupts < INTERRUPTS:
        hang_guard()
        options = ("--jobs", dice.choice("12"))
        code, _, said = pressed.run(longest * dice.random(), *options)
        assert (code, said) in ((130, f"{INTERRUPTED}\n"), (0, said))
        assert "Traceback" not in said
        assert not season.summary.exists() or season.summary.read_bytes() == undisturbed
        assert kept <= _remembered(season.summary) <= MANY + FORMS
        interrupts += code == 130
        kept = _remembered(season.summary)
        if code == 0:
            kept = pressed.forget()
    assert pressed.run(None)[0] == 0
    assert season.summary.read_bytes() == undisturbed
    assert season.left_behind() == set()


class _Pressed:
    """Runs the program, and presses Ctrl-C after so many seconds."""

    def __init__(self, season: Season) -> None:
        self._season = season

    def run(self, after: float | None, *options: str) -> tuple[int, float, str]:
        """How it ended, the seconds it took after it had started, and what it said."""
        words = [sys.executable, "-c", _AT_A_TERMINAL, "collect", str(self._season.inbox)]
        words += ["-o", str(self._season.summary), "--fail-on", "never", *options]
        with subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        ) as running:
            assert running.stdout is not None
            assert running.stdout.read(1) == b"."
            begun = time.monotonic()
            if after is not None:
                time.sleep(after)
                with suppress(ProcessLookupError):
                    os.killpg(running.pid, signal.SIGINT)
            _, said = running.communicate(timeout=100)
        return running.returncode, time.monotonic() - begun, said.decode()

    def forget(self) -> int:
        """As if nothing had been collected: nothing is kept."""
        for path in self._season.summary.parent.glob(f"{self._season.summary.stem}*"):
            path.unlink()
        return 0


def _noted(read: list[str], entry: Entry, **rest: Any) -> Submission:
    read.append(entry.name)
    return take(entry, **rest)


def _remembered(summary: Path) -> int:
    """How many files the state of a summary knows."""
    address = f"{summary.with_suffix('.state.sqlite').as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as state:
            count: int = state.execute("SELECT count(*) FROM submissions").fetchone()[0]
    except sqlite3.Error:
        return 0  # not there yet
    return count


def test_processes_end_with_the_one_that_started_them(season: Season) -> None:
    put_forms(season.inbox, [f"更多{number}.xlsx" for number in range(100)])
    running = season.started("--jobs", "2", "--fresh")
    ended = time.monotonic() + 100
    while len(workers := _children(running.pid)) < 2:
        assert time.monotonic() < ended
        assert running.poll() is None
        time.sleep(0.05)
    running.kill()
    running.wait(60)
    while any(_runs(worker) for worker in workers):
        assert time.monotonic() < ended
        time.sleep(0.05)


def _children(process: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True, check=False)
    return [int(number) for number in found.stdout.split()]


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True

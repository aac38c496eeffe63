"""The way to a LibreOffice: requests over a pipe to `driver.py`, counted."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections import Counter
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path
from threading import Event, Timer
from typing import Any

from tests.helpers.office_error import OfficeError

DRIVER = Path(__file__).with_name("driver.py")
PERSON = Path(__file__).with_name("person.py")
"""A driver that also knows what hands do: typing, pasting, inserting rows."""
_NUMBERS = count(1)


class Bridge:
    """A running LibreOffice. `counts` are the requests since the last `counts.clear()`, by order."""

    def __init__(
        self, pipe: str, office: subprocess.Popen[bytes] | None = None, driver: Path = DRIVER
    ) -> None:
        """To the LibreOffice that listens at a pipe; `office` is its process where it is ours to end."""
        self.pipe, self._office = pipe, office
        self.counts: Counter[str] = Counter()
        self._driver = subprocess.Popen(
            [python_with_uno(), "-I", str(driver), pipe],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    @classmethod
    def start(cls, folder: Path, driver: Path = DRIVER) -> Bridge:
        """With a LibreOffice started for it; its settings are in `profile` of the folder."""
        pipe = f"xltools-engine-{os.getpid()}-{next(_NUMBERS)}"
        office = subprocess.Popen(
            ["soffice", f"-env:UserInstallation={(folder / 'profile').resolve().as_uri()}", "--headless",
             "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C.UTF-8", "SAL_USE_VCLPLUGIN": "svp"}, start_new_session=True,
        )  # fmt: skip
        return cls(pipe, office, driver)

    def within(self, seconds: float, order: str, *arguments: Any) -> Any:
        """Ask, and end LibreOffice where it takes longer."""
        late = Event()

        def end() -> None:
            late.set()
            self._end()

        limit = Timer(seconds, end)
        limit.start()
        try:
            return self(order, *arguments)
        except OfficeError as error:
            if late.is_set():
                raise OfficeError(f"LibreOffice was ended after {seconds:.0f} s") from error
            raise
        finally:
            limit.cancel()
            limit.join()

    def __call__(self, order: str, *arguments: Any) -> Any:
        """Ask; an order that was refused raises, as Excel's do."""
        self.counts[order] += 1
        assert self._driver.stdin is not None
        assert self._driver.stdout is not None
        self._driver.stdin.write(json.dumps([order, *arguments]) + "\n")
        self._driver.stdin.flush()
        line = self._driver.stdout.readline()
        if not line:
            raise OfficeError(f"LibreOffice was lost at {order}")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"{order}: {answer['error']}")
        return answer["ok"]

    def processor_time(self) -> float:
        """Seconds that the LibreOffice which was started has worked, its children included."""
        assert self._office is not None
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):  # it has just ended
                fields = stat.read_text().rpartition(")")[2].split()
                if int(fields[2]) == self._office.pid:  # of its group
                    ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End what was started."""
        self._end()
        for stream in (self._driver.stdin, self._driver.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):  # a request it never took
                    stream.close()

    def _end(self) -> None:
        self._driver.kill()
        self._driver.wait()
        if self._office is not None and self._office.returncode is None:
            os.killpg(self._office.pid, signal.SIGKILL)  # `soffice` is a script: its child would live on
            self._office.wait()


@cache
def python_with_uno() -> str:
    """The system's Python, for which Debian packs `uno`; the tests run in an environment of their own."""
    for candidate in ("/usr/bin/python3", shutil.which("python3")):
        if candidate and not subprocess.run(
            [candidate, "-c", "import uno"], capture_output=True, check=False
        ).returncode:  # fmt: skip
            return candidate
    raise OfficeError("no Python with `uno` (Debian: python3-uno); `make test` installs what the tests need")

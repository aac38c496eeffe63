"""Runs the program as people do: words in; exit code, stdout and stderr out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from unittest import mock

from xltools.__main__ import main


@dataclass(frozen=True)
class Ran:
    """How a run ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


class _Screen(TextIOWrapper):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        return True


def xltools(*words: str | Path, stdin: bytes = b"", watched: bool = False) -> Ran:
    """One run inside this process; `watched`: what is told goes to a terminal."""
    out = _stream(TextIOWrapper)
    err = _stream(_Screen if watched else TextIOWrapper)
    given = TextIOWrapper(BytesIO(stdin), encoding="utf-8")
    with (
        mock.patch.object(sys, "stdout", out),
        mock.patch.object(sys, "stderr", err),
        mock.patch.object(sys, "stdin", given),
    ):
        code = main([str(word) for word in words])
    return Ran(code, _said(out), _said(err))


def xltools_process(
    *words: str | Path, stdin: bytes = b"", encoding: str = "utf-8", folder: Path | None = None
) -> Ran:
    """One run as a program of its own, on a console of this encoding."""
    done = subprocess.run(
        [sys.executable, "-m", "xltools", *(str(word) for word in words)],
        input=stdin, capture_output=True, check=False, timeout=120, cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )  # fmt: skip
    return Ran(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))


def _stream(kind: type[TextIOWrapper]) -> TextIOWrapper:
    return kind(BytesIO(), encoding="utf-8", newline="\n")


def _said(stream: TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, BytesIO)
    return buffer.getvalue().decode("utf-8")

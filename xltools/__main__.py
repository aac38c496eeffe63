"""The program `xltools`: every way in which a run can end, with its exit code. Never a traceback unasked."""

from __future__ import annotations

import errno
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from xltools.cli import exits
from xltools.cli.door import prepare, run
from xltools.cli.terminal import Terminal, ready_streams
from xltools.cli.wording import wording
from xltools.errors import XltoolsError

_FULL = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EIO,
    errno.EBADF,
    errno.EINVAL,
)  # the last: a closed pipe on Windows


def program() -> NoReturn:
    """The command itself. Once all is done, Ctrl-C has nothing to interrupt, and changes no exit code."""
    try:
        code = main()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    except KeyboardInterrupt:
        code = exits.INTERRUPTED
    sys.exit(code)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments (default: those of the command line); returns the exit code."""
    ready_streams()
    terminal = Terminal(wording())
    try:
        rest, terminal = prepare(arguments)
        code = run(rest, terminal)
        sys.stdout.flush()
    except KeyboardInterrupt:
        terminal.tell("messages.interrupted")
        return exits.INTERRUPTED
    except XltoolsError as error:
        terminal.tell("messages.error", message=error)
        _trace(terminal)
        return error.exit_code
    except MemoryError:
        terminal.tell("messages.no_memory")
        return exits.NOT_WRITTEN
    except OSError as error:
        return _stdout_closed(terminal, error) if _is_about_stdout(error) else _bug(terminal, error)
    except Exception as error:
        return _bug(terminal, error)
    return code


def _is_about_stdout(error: OSError) -> bool:
    """Files that we write are told about as OutputError; what is left without a name is our own output."""
    return isinstance(error, BrokenPipeError) or (error.filename is None and error.errno in _FULL)


def _stdout_closed(terminal: Terminal, error: OSError) -> int:
    """The reader of our output went away (`| head`), or the disk behind it is full."""
    # Python flushes once more at the end, and would complain.
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        terminal.tell("messages.stdout_closed", detail=error.strerror)
    return exits.NOT_WRITTEN


def _trace(terminal: Terminal) -> None:
    if terminal.debug:
        traceback.print_exc()


def _bug(terminal: Terminal, error: Exception) -> int:
    _trace(terminal)
    detail = type(error).__name__
    try:
        handle, log = tempfile.mkstemp(prefix="xltools-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
            traceback.print_exc(file=stream)
    except OSError:
        terminal.tell("messages.bug_no_log", detail=detail)
    else:
        terminal.tell("messages.bug", detail=detail, log=log)
    return exits.BUG


if __name__ == "__main__":
    program()

"""Exit codes of the program, as `design.md` fixes them."""

from __future__ import annotations

CLEAN = 0
FINDINGS = 1  # at or above --fail-on
USAGE = 2
UNREADABLE = 3  # some inputs; the rest is done
NOT_WRITTEN = 4
BUG = 70
INTERRUPTED = 130

_GRAVEST_FIRST = (NOT_WRITTEN, UNREADABLE, FINDINGS)


def gravest(*codes: int) -> int:
    """One code for all that happened: what was not done counts more than what was found."""
    return next((code for code in _GRAVEST_FIRST if code in codes), CLEAN)

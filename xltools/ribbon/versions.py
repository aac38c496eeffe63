"""Whether add-in and program are of one version."""

from __future__ import annotations

import xlwings

import xltools
from xltools.ribbon.words import say


def versions_apart(addin_versions: str) -> str | None:
    """What to do where they are not (Chinese); None where all is well or the add-in did not say."""
    program = f"{xltools.__version__} {xlwings.__version__}"
    if addin_versions in ("", program):
        return None
    return say("errors", "versions", addin=addin_versions, program=program)

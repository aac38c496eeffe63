"""For a Python that Excel would have started: lets its xlwings find the LibreOffice that is running.

`joined_environment` makes a folder whose `sitecustomize` calls `join` before anything else runs.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
from pathlib import Path

from tests.helpers.uno_engine import Bridge, Engine

_PIPE, _REPORT = "XLTOOLS_TEST_PIPE", "XLTOOLS_TEST_REPORT"
_SITE = "from tests.helpers.uno_engine.joined import join\njoin()\n"


def joined_environment(pipe: str, folder: Path, report: Path) -> dict[str, str]:
    """The variables of such a Python. It ends with a report: `alerts` shown, `modules` imported."""
    (folder / "sitecustomize.py").write_text(_SITE, encoding="utf-8")
    path = os.pathsep.join((str(folder), str(Path(__file__).parents[3])))
    return {**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", _PIPE: pipe, _REPORT: str(report)}


def join() -> None:
    """Make the running LibreOffice, with the workbooks open in it, the Excel of this process."""
    bridge = Bridge(os.environ[_PIPE])
    engine = Engine(bridge)
    engine.app.books.join()
    engine.activate()

    def tell() -> None:
        bridge.close()
        told = {"alerts": engine.app.alerts, "modules": sorted(sys.modules)}
        Path(os.environ[_REPORT]).write_text(json.dumps(told), encoding="utf-8")

    atexit.register(tell)

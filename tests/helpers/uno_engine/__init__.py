"""An engine that lets xlwings drive LibreOffice: what is written for Excel runs in a live spreadsheet.

Only what our buttons ask for is there; the rest raises AttributeError. Where xlwings has no word of its
own and our code asks Excel's object (`api`), there is a stand-in with Excel's names for just that.
"""

from tests.helpers.uno_engine.bridge import PERSON, Bridge
from tests.helpers.uno_engine.engine import Engine

__all__ = ["PERSON", "Bridge", "Engine"]

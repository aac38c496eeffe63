"""Which number format each cell style shows: the one thing of styles.xml that a reader of forms needs."""

from __future__ import annotations

from collections.abc import Mapping

from xltools.grids.xml import collect, remembered

GENERAL = "General"
_LONGEST = 255  # characters; Excel takes no longer format

# ECMA-376 part 1, 18.8.30; the formats 27 to 36 and 50 to 58 as Chinese (zh-cn) Excel and WPS show them.
_FORMATS = """
0 General · 1 0 · 2 0.00 · 3 #,##0 · 4 #,##0.00 · 9 0% · 10 0.00% · 11 0.00E+00 · 12 # ?/? · 13 # ??/??
14 mm-dd-yy · 15 d-mmm-yy · 16 d-mmm · 17 mmm-yy · 18 h:mm AM/PM · 19 h:mm:ss AM/PM · 20 h:mm · 21 h:mm:ss
22 m/d/yy h:mm · 37 #,##0 ;(#,##0) · 38 #,##0 ;[Red](#,##0) · 39 #,##0.00;(#,##0.00)
40 #,##0.00;[Red](#,##0.00) · 45 mm:ss · 46 [h]:mm:ss · 47 mmss.0 · 48 ##0.0E+0 · 49 @
5 "¥"#,##0;"¥"-#,##0 · 6 "¥"#,##0;[Red]"¥"-#,##0 · 7 "¥"#,##0.00;"¥"-#,##0.00
8 "¥"#,##0.00;[Red]"¥"-#,##0.00
27 yyyy"年"m"月" · 28 m"月"d"日" · 29 m"月"d"日" · 30 m-d-yy · 31 yyyy"年"m"月"d"日" · 32 h"时"mm"分"
33 h"时"mm"分"ss"秒" · 34 上午/下午h"时"mm"分" · 35 上午/下午h"时"mm"分"ss"秒" · 36 yyyy"年"m"月"
50 yyyy"年"m"月" · 51 m"月"d"日" · 52 yyyy"年"m"月" · 53 m"月"d"日" · 54 m"月"d"日"
55 上午/下午h"时"mm"分" · 56 上午/下午h"时"mm"分"ss"秒" · 57 yyyy"年"m"月" · 58 m"月"d"日"
"""
_BUILT_IN: Mapping[str, str] = {
    number: text
    for entry in _FORMATS.replace("\n", " · ").split(" · ")
    if entry
    for number, _, text in [entry.partition(" ")]
}
_WANTED = frozenset({"numFmt", "xf"})


@remembered
def number_formats(part: str, data: bytes) -> Mapping[str, str]:
    """The number format by style index, the index as a cell writes it (`s="12"`)."""
    elements = collect(part, data, _WANTED)
    own = {
        element.attributes.get("numFmtId"): element.attributes.get("formatCode", GENERAL)
        for element in elements
        if element.name == "numFmt"
    }
    styles = (element for element in elements if element.name == "xf" and element.parent == "cellXfs")
    numbers = (style.attributes.get("numFmtId", "0") for style in styles)
    return {str(index): format_of(number, own) for index, number in enumerate(numbers)}


def format_of(number: str, own: Mapping[str | None, str]) -> str:
    """The format of a number, by the formats that the workbook brings."""
    text = own.get(number) or _BUILT_IN.get(number, GENERAL)
    return text if len(text) <= _LONGEST else GENERAL

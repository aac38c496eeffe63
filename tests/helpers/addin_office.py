"""Clicks on the ribbon in LibreOffice: the add-in's own VBA runs there, with stubs for what is not ours.

Replaced in the copy under test: the module xlwings (does not compile there) by one that writes down what it
was asked to run; `Application.CalculateFull` (not known there) by a note in a cell; `Application.Name`,
and the kind of the sheet in front (no chart can be), by what a test asks for; the box of a message (not shown
by a headless LibreOffice) by a cell; the mode of calculation (which LibreOffice tells of another workbook)
by that of the right one; the switches of screen and events, and the terms of a lock (LibreOffice
has few of them), by ones whose turning is written down. The class Dictionary, for the Mac only, does not
compile there either, and is left out. All else is the add-in's own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.helpers.addin_terms import TERMS
from tests.helpers.uno_engine import Bridge
from xltools.addin.content import addin_content
from xltools.excel.addin import Module, addin_bytes, standard_module
from xltools.excel.live_addin import ADDIN_FILE

COMMAND_CELL = "Z1"
"""Of the first sheet of the open workbook: where the stub writes the Python command."""

RECALCULATED_CELL, RECALCULATED = "Z2", "recalculated"
"""Of the same sheet: the note that Excel would have been asked to recalculate."""

SWITCHED_CELL = "D2"
"""Of the first sheet of the add-in: how screen, events and locks were turned, one line each."""

ALLOWED = "\n".join(f"Public Const {name} As Boolean = {allowed}" for name, allowed in TERMS.items())
"""What `Worksheet.Protection` says, as constants of the stub."""

STUB = f"""
Option Explicit

{ALLOWED}

Private Sub Note(ByVal line As String)
    With ThisWorkbook.Worksheets(1).Range("{SWITCHED_CELL}")
        .Value = .Value & line & ";"
    End With
End Sub

Private Function DocumentOf(ByVal book As Object) As Object
    Dim every As Object
    Set every = StarDesktop.Components.createEnumeration()
    Do While every.hasMoreElements()
        Set DocumentOf = every.nextElement()
        If DocumentOf.Title = book.Name Then Exit Function
    Loop
End Function

Public Function CalculationOf(ByVal book As Object) As Long
    CalculationOf = xlCalculationManual
    If DocumentOf(book).isAutomaticCalculationEnabled() Then CalculationOf = xlCalculationAutomatic
End Function

Public Sub CalculateAll(ByVal book As Object)
    DocumentOf(book).calculateAll()
End Sub

Public Function IsScreenOn() As Boolean
    IsScreenOn = True
End Function

Public Sub TurnScreen(ByVal turnedOn As Boolean)
    Note "screen " & CInt(turnedOn)
End Sub

Public Function AreEventsOn() As Boolean
    AreEventsOn = True
End Function

Public Sub TurnEvents(ByVal turnedOn As Boolean)
    Note "events " & CInt(turnedOn)
End Sub

Public Sub ProtectAgain(ByVal sheet As Object, ByVal password As String, ParamArray terms())
    Dim index As Long
    Dim line As String
    For index = 0 To UBound(terms)
        line = line & " " & CInt(terms(index))
    Next index
    Note "lock" & line
    sheet.Protect password
End Sub

Public Function RunPython(PythonCommand As String)
    Dim mode As String
    mode = ThisWorkbook.Worksheets(1).Range("D1").Value
    ActiveWorkbook.Worksheets(1).Range("{COMMAND_CELL}").Value = PythonCommand
    If mode = "raises" Then Err.Raise 1001, "stub", "stubbed trouble"
    RunPython = 0
    If mode = "ends badly" Then RunPython = -1
End Function

Public Function NameOfApplication() As String
    NameOfApplication = "Microsoft Excel"
    If ThisWorkbook.Worksheets(1).Range("D1").Value = "in WPS" Then NameOfApplication = "WPS"
End Function

Public Function KindInFront() As String
    KindInFront = "Worksheet"
    If ThisWorkbook.Worksheets(1).Range("D1").Value = "chart" Then KindInFront = "Chart"
End Function

Public Sub NoteRecalculation()
    ActiveWorkbook.Worksheets(1).Range("{RECALCULATED_CELL}").Value = "{RECALCULATED}"
End Sub

Public Function GetConfig(configKey As String, Optional default As String = "") As Variant
    GetConfig = Entry(CONFIG_SHEET, configKey)
End Function

Public Function FileExists(ByVal FileSpec As String) As Boolean
    FileExists = FileSpec = "%XLTOOLS_PYTHON%" And ThisWorkbook.Worksheets(1).Range("D1").Value <> "missing"
End Function
"""

REPLACED = {
    'MsgBox message, vbInformation, Entry(TEXT_SHEET, "title")': (
        'ThisWorkbook.Worksheets(TEXT_SHEET).Range("D1").Value = message'
    ),
    "Application.CalculateFull": "xlwings.NoteRecalculation",
    "Application.Name": "xlwings.NameOfApplication",
    "TypeName(book.ActiveSheet)": "xlwings.KindInFront",
    "If Application.Calculation <> xlCalculationAutomatic Then Application.Calculate": (
        "If xlwings.CalculationOf(book) <> xlCalculationAutomatic Then xlwings.CalculateAll book"
    ),
    "= Application.ScreenUpdating": "= xlwings.IsScreenOn()",
    "= Application.EnableEvents": "= xlwings.AreEventsOn()",
    "Application.ScreenUpdating = False": "xlwings.TurnScreen False",
    "Application.ScreenUpdating = screen": "xlwings.TurnScreen screen",
    "Application.EnableEvents = False": "xlwings.TurnEvents False",
    "Application.EnableEvents = events": "xlwings.TurnEvents events",
    "With sheet.Protection": "With sheet",
    **{f".{name}": f"xlwings.{name}" for name in TERMS},
    "one(0).Protect one(1),": "xlwings.ProtectAgain one(0), one(1),",
}
"""What the add-in's own modules do that LibreOffice cannot, and what the copy does instead."""
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
  <item oor:path="/org.openoffice.Office.Common/Security/Scripting">
    <prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>0</value></prop>
  </item>
</oor:items>
"""


@dataclass(frozen=True)
class Click:
    """A macro run on an open workbook. The stub plays `mode`: there, missing, in WPS, chart, …"""

    macro: str
    book: Path
    mode: str = "there"
    cells: tuple[str, ...] = (COMMAND_CELL, RECALCULATED_CELL)


@dataclass(frozen=True)
class Seen:
    """What a click left behind."""

    message: str
    cells: dict[str, str] = field(default_factory=dict)


def click(clicks: Sequence[Click], folder: Path) -> list[Seen]:
    """Run the clicks in one LibreOffice, each on its workbook opened anew."""
    bridge, number = start_with_addin(folder)
    try:
        return [
            Seen(**bridge("run_macro", number, str(one.book), one.macro, one.mode, list(one.cells)))
            for one in clicks
        ]
    finally:
        bridge.close()


def start_with_addin(folder: Path) -> tuple[Bridge, int]:
    """A LibreOffice that runs macros, with the copy of the add-in open in it, and the number of that."""
    addin = folder / ADDIN_FILE
    content = addin_content()
    modules = tuple(_for_libreoffice(module) for module in content.modules if module.name != "Dictionary")
    addin.write_bytes(addin_bytes(dataclasses.replace(content, modules=modules)))
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS, encoding="utf-8")
    bridge = Bridge.start(folder)
    return bridge, bridge("open_addin", str(addin))


def _for_libreoffice(module: Module) -> Module:
    if module.name == "xlwings":
        return standard_module("xlwings", STUB)
    text = module.text
    for excel, office in REPLACED.items():
        text = text.replace(excel, office)
    return dataclasses.replace(module, text=text)

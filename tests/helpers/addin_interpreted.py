"""Clicks on the ribbon in an interpreter of VBA: the modules that are packed, xlwings' own among them.

pyOpenVBA's interpreter plays Excel. The shell and the disk of Windows are a stand-in, which writes down the
command line and starts nothing. What the interpreter does not know is worded otherwise in the copy that it
gets (`REWORDED`); none of it makes the command line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pyopenvba.apps.excel import ExcelApplication
from pyopenvba.apps.excel._bridge import ExcelBridge
from pyopenvba.apps.excel._model import Application
from pyopenvba.excel import ExcelFile
from pyopenvba.interpreter import VBAInt, VBAObject, VBARuntimeError, method
from pyopenvba.interpreter._objects import MemberSpec
from pyopenvba.vba import VBAModuleKind

from xltools.assets import asset

REWORDED = {
    r"(?m)^(\s*#[^'\n]*)'.*$": r"\1",  # a remark behind a directive
    r"\bxlwings\.(RunPython|GetConfig|FileExists)\b": r"\1",  # a procedure with the name of its module
    r"\bGetAttr\(": "WScript.Attributes(",
    r"\bEnviron\(": "WScript.Variable(",
    r"\bReadFile\(FileName\)": "WScript.Text(FileName)",
    r"\bKill LOG_FILE": "WScript.Remove LOG_FILE",
    r"(GetConfig\(\"[\w ]+\", False\)) = True": r"CBool(\1)",  # VBA takes the text for a truth
    r"\bIn Range\(sht\.": "In sht.Range(sht.",  # cells of a sheet that is not in front
}
WINDOW = 4711
FILE_NOT_FOUND = 53
ERRORS = "what Python wrote into"


@dataclass(frozen=True)
class Asked:
    """What a click asked of the shell, and what it told the person."""

    commands: tuple[str, ...]
    messages: tuple[str, ...]


class Shell(VBAObject):
    """`WScript.Shell` of a Windows with these variables, on whose disk are these files."""

    def __init__(self, variables: Mapping[str, str], files: frozenset[str], ends: int) -> None:
        self.variables, self.files, self.ends = variables, files, ends
        self.commands: list[str] = []
        self.shown: list[str] = []

    @method
    def Run(self, Command: str, WindowStyle: object, WaitOnReturn: object) -> VBAInt:  # noqa: N802, N803
        assert (str(WindowStyle), str(WaitOnReturn)) == ("0", "True"), "no window, and Excel waits"
        self.commands.append(Command)
        return VBAInt(self.ends, "Long")

    @method
    def ExpandEnvironmentStrings(self, Text: str) -> str:  # noqa: N802, N803
        return re.sub(r"%(\w+)%", lambda found: self.variables.get(found[1], found[0]), str(Text))

    @method
    def Variable(self, Name: str) -> str:  # noqa: N802, N803
        return self.variables.get(Name.upper(), "")

    @method
    def Attributes(self, Path: str) -> VBAInt:  # noqa: N802, N803
        if Path not in self.files:
            raise VBARuntimeError(FILE_NOT_FOUND, "File not found")
        return VBAInt(32, "Long")

    @method
    def Text(self, Path: str) -> str:  # noqa: N802, N803
        return f"{ERRORS} {Path}"

    @method
    def Popup(self, Text: str, Seconds: object, Title: str, Kind: object) -> None:  # noqa: N802, N803
        self.shown.append(Text)

    @method
    def Remove(self, Path: str) -> None:  # noqa: N802, N803
        """Nothing was written."""


class Windows(ExcelBridge):
    """Excel on a Windows whose objects are one shell."""

    def __init__(self, application: Application, shell: Shell) -> None:
        super().__init__(application)
        self._shell = shell

    def create(self, type_name_: str) -> object:
        return self._shell if type_name_ == "WScript.Shell" else super().create(type_name_)


def click(
    addin: Path,
    macro: str,
    book: Path | None,
    variables: Mapping[str, str],
    files: frozenset[str],
    ends: int = 0,
) -> Asked:
    """Run a macro of an add-in with a workbook in front or none; the shell ends with the code `ends`."""
    excel = ExcelApplication.open(addin, with_vba=False)
    excel.application._this_workbook = excel.workbook
    excel.application.vba_add_member(MemberSpec("Hwnd", "property", lambda _: VBAInt(WINDOW, "Long")))
    with ExcelFile(addin) as file:
        for module in file.vba_project().modules:
            if module.kind is VBAModuleKind.standard:
                excel.add_module(_reworded(module.source), name=module.name)
    shell = Shell(variables, files, ends)
    excel.interpreter.host = Windows(excel.application, shell)
    excel.application.active_book = None
    if book is not None:
        excel.activate_workbook(excel.open_workbook(book))
    excel.interpreter.run(macro, [VBAObject()])
    said = (text for _, text, *_ in excel.dialogs)
    return Asked(tuple(shell.commands), (*shell.shown, *said))


def unfit_on_the_mac(book: Path) -> bool:
    """Whether the add-in, compiled on a Mac, finds that a workbook has a name that it cannot hand on."""
    excel = ExcelApplication.open(book, with_vba=False)
    source = asset("macros", "XltoolsHandOver.bas").read_text(encoding="ascii")
    excel.add_module(_reworded(source.replace("#If Mac", "#If Not Mac")), name="XltoolsHandOver")
    return bool(excel.interpreter.run("NameIsUnfit", [excel.workbook]))


def _reworded(source: str) -> str:
    for pattern, text in REWORDED.items():
        source = re.sub(pattern, text, source)
    return source

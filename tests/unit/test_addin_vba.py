"""The VBA of the add-in as it stands in `macros/`: plain, short, and with every name declared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.helpers.vba import Source, logical_lines, parse, reserved, undeclared
from xltools.addin.content import addin_content
from xltools.assets import asset
from xltools.excel.live_locks import WindowsLock

FILES = sorted(asset("macros").glob("*.bas"))
FROM_XLWINGS = {"xlwings"}  # used with the name of its module before the dot


def sources() -> list[Source]:
    return [parse(path.stem, path.read_text(encoding="ascii")) for path in FILES]


def ids(path: Path) -> str:
    return path.name


def test_the_modules_are_those_that_are_described() -> None:
    assert [path.stem for path in FILES] == [
        "XltoolsCells",
        "XltoolsHandOver",
        "XltoolsRibbon",
        "XltoolsTexts",
    ]


def test_only_the_buttons_are_offered_to_people_as_macros_or_functions() -> None:
    offered = [module.name for module in sources() if "Option Private Module" not in module.head]
    assert offered == ["XltoolsRibbon"]


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_a_module_is_ascii_and_begins_with_its_name_and_option_explicit(path: Path) -> None:
    lines = path.read_bytes().decode("ascii").splitlines()
    assert lines[:2] == [f'Attribute VB_Name = "{path.stem}"', "Option Explicit"]
    assert "\t" not in "".join(lines)
    assert max(map(len, lines)) <= 110


def test_no_name_is_undeclared() -> None:
    modules = sources()
    shared = {
        procedure.name.lower() for module in modules for procedure in module.procedures if procedure.public
    }
    shared |= FROM_XLWINGS | {"config_sheet"}
    assert [undeclared(module, shared) for module in modules] == [[]] * len(modules)


def test_no_name_is_one_that_vba_keeps_for_itself() -> None:
    assert [reserved(module) for module in sources()] == [[]] * len(FILES)
    text = "Public Sub Unlock(ByVal line As String)\n    Dim n As Long, lock As Long\nEnd Sub\n"
    assert reserved(parse("M", text)) == ["Unlock: Unlock", "Unlock: line", "Unlock: lock"]


def test_what_we_use_of_xlwings_is_there_as_we_use_it() -> None:
    module = next(module for module in addin_content().modules if module.name == "xlwings")
    ours = "".join(path.read_text(encoding="ascii") for path in FILES)
    used = set(re.findall(r"\bxlwings\.(\w+)\(", ours))
    heads = {
        name: re.findall(rf"(?m)^(?:Public )?Function {name}\((.*)\)", module.text) for name in sorted(used)
    }
    assert heads == {
        "FileExists": ["ByVal FileSpec As String"],
        "GetConfig": ['configKey As String, Optional default As String = "", Optional source As String = ""'],
        "RunPython": ["PythonCommand As String"],
    }
    assert re.search(r"(?m)^ +RunPython = ExecuteWindows\(", module.text)  # gives -1 where Python ended badly
    assert "    ExecuteWindows = -1" in module.text


def test_a_sheet_is_locked_on_the_terms_that_were_read_in_the_order_of_excel() -> None:
    text = next(path for path in FILES if path.stem == "XltoolsCells").read_text(encoding="ascii")
    read = re.findall(r"(?:sheet)?\.(ProtectDr\w+|ProtectSc\w+|ProtectionMode|Allow\w+)", text)
    assert read == ["ProtectDrawingObjects", "ProtectScenarios", "ProtectionMode", *WindowsLock.ALLOWED]
    given = re.findall(r"terms\((\d+)\)|, (True),", text.partition("one(0).Protect")[2])
    assert [number or truth for number, truth in given] == ["0", "True", *map(str, range(1, 14))]


def test_what_libreoffice_does_not_mind_of_validations_is_written_as_excel_wants_it() -> None:
    module = next(module for module in sources() if module.name == "XltoolsCells")
    lines = {procedure.name: procedure.lines for procedure in module.procedures}
    select = lines["CarryOut"].index("cells.Select")
    assert lines["CarryOut"][select - 1 : select + 2] == (
        "sheet.Activate",
        "cells.Select",
        "PutLimit cells.Validation, order",
    )
    assert "If order(3) = LIST_TYPE Then limit.IgnoreBlank = False" in lines["PutLimit"]


def test_what_one_module_uses_of_another_is_public() -> None:
    texts = next(module for module in sources() if module.name == "XltoolsTexts")
    assert 'Public Const CONFIG_SHEET As String = ""' in texts.head


def test_no_public_name_is_given_twice() -> None:
    names = [p.name.lower() for module in sources() for p in module.procedures if p.public]
    assert len(names) == len(set(names))


def test_procedures_are_short() -> None:
    sizes = {p.name: len(p.lines) for module in sources() for p in module.procedures}
    assert max(sizes.values()) <= 20, sizes


def test_the_code_that_others_must_review_is_thin() -> None:
    assert sum(len(list(logical_lines(path.read_text(encoding="ascii")))) for path in FILES) <= 270


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("total = 1", "total"),
        ("Cells(1, 1).Value = 2", "Cells"),
        ("If Len(key) > 0 Then other = key", "other"),
        ("GoTo nowhere", "nowhere"),
        ('Tell "x" & vbCrLf', "vbCrLf"),
    ],
)
def test_the_check_sees_an_undeclared_name(line: str, name: str) -> None:
    text = f"Public Sub A(ByVal key As String)\n    Dim n As Long ' a total\n    {line}\nEnd Sub\n"
    assert undeclared(parse("M", text), {"tell"}) == [f"A: {name}"]


def test_a_procedure_without_an_end_is_seen() -> None:
    with pytest.raises(ValueError, match="has no end"):
        parse("M", "Public Sub A()\n")

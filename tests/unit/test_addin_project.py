"""The VBA project inside the add-in: two readers of other projects find each module, equal to its source."""

from __future__ import annotations

import importlib.util
import re
import zipfile
from pathlib import Path

import pyopenvba
import pytest

from tests.helpers import olevba
from tests.helpers.compound import read_compound
from xltools.addin.content import addin_content, build
from xltools.assets import asset
from xltools.excel.addin import addin_modules, standard_module
from xltools.excel.addin.project import class_module, vba_project

OWN = ["XltoolsCells", "XltoolsHandOver", "XltoolsRibbon", "XltoolsTexts"]
DOCUMENTS = ["ThisWorkbook", "XltoolsConfSheet", "XltoolsTextSheet"]


@pytest.fixture(scope="module")
def addin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("addin")).path


@pytest.fixture(scope="module")
def streams(addin: Path) -> dict[str, bytes]:
    """The streams of the project, by the strict reader."""
    with zipfile.ZipFile(addin) as archive:
        return read_compound(archive.read("xl/vbaProject.bin"))


def crlf(text: str) -> str:
    return text.replace("\r\n", "\n").rstrip("\n").replace("\n", "\r\n") + "\r\n"


def of_xlwings(*place: str) -> str:
    spec = importlib.util.find_spec("xlwings")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent.joinpath(*place).read_text(encoding="ascii")


def test_olevba_extracts_each_of_our_modules_equal_to_its_source(addin: Path) -> None:
    found = olevba.modules(addin)
    for name in OWN:
        source = asset("macros", f"{name}.bas").read_text(encoding="ascii")
        assert found[f"VBA/{name}"].replace("\r\n", "\n") == source


def test_olevba_extracts_every_module_as_it_was_given(addin: Path) -> None:
    expected = {f"VBA/{m.name}": m.text for m in addin_modules(addin_content())}
    assert {name: crlf(code) for name, code in olevba.modules(addin).items()} == expected
    assert sorted(expected) == sorted(f"VBA/{name}" for name in [*OWN, *DOCUMENTS, "xlwings", "Dictionary"])


def test_another_reader_opens_the_project(addin: Path) -> None:
    assert pyopenvba.check_file(str(addin)).issues == ()
    book = pyopenvba.ExcelFile(str(addin))
    try:
        for module in addin_modules(addin_content()):
            assert crlf(book.get_module(module.name)) == module.text
    finally:
        book.close()


def test_the_module_of_xlwings_is_the_installed_one_with_our_name(addin: Path) -> None:
    source = of_xlwings("xlwings_custom_addin.bas")
    renamed = source.replace('PROJECT_NAME As String = "myaddin"', 'PROJECT_NAME As String = "xltools"')
    assert renamed != source
    assert crlf(olevba.modules(addin)["VBA/xlwings"]) == crlf(renamed)


def test_the_class_for_the_mac_is_the_installed_one(addin: Path) -> None:
    body = of_xlwings("addin", "Dictionary.cls").partition("Option Explicit")[2]
    assert crlf(olevba.modules(addin)["VBA/Dictionary"]).partition("Option Explicit")[2] == crlf(body)


def test_each_module_has_its_name_once_and_first(addin: Path) -> None:
    for stream, code in olevba.modules(addin).items():
        assert re.findall(r'(?m)^Attribute VB_Name = "(\w+)"', code) == [stream.removeprefix("VBA/")]
        assert code.startswith("Attribute VB_Name")


def test_the_streams_are_those_of_the_format(streams: dict[str, bytes]) -> None:
    modules = {f"VBA/{module.name}" for module in addin_modules(addin_content())}
    assert set(streams) == {"PROJECT", "PROJECTwm", "VBA/dir", "VBA/_VBA_PROJECT"} | modules
    assert streams["VBA/_VBA_PROJECT"] == bytes.fromhex("CC61 FFFF 00 0100")


def test_the_project_declares_each_module_once(streams: dict[str, bytes]) -> None:
    text = streams["PROJECT"].decode("ascii")
    declared = re.findall(r"(?m)^(Document|Module|Class)=(\w+)", text)
    assert sorted(name for _, name in declared) == sorted([*OWN, *DOCUMENTS, "xlwings", "Dictionary"])
    assert [name for kind, name in declared if kind == "Document"] == DOCUMENTS
    assert ("Class", "Dictionary") in declared
    names = b"".join(
        name.encode("ascii") + b"\0" + name.encode("utf-16-le") + b"\0\0" for _, name in declared
    )
    assert streams["PROJECTwm"] == names + b"\0\0"


@pytest.mark.parametrize(("key", "clear"), [("CMG", "00000000"), ("DPB", "00"), ("GC", "FF")])
def test_the_project_is_open_to_every_reader(streams: dict[str, bytes], key: str, clear: str) -> None:
    text = streams["PROJECT"].decode("ascii")
    guid, veiled = (re.findall(rf'(?m)^{name}="(.*)"\r$', text)[0] for name in ("ID", key))
    assert re.fullmatch(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}", guid)
    assert unveiled(guid, bytes.fromhex(veiled)) == bytes.fromhex(clear)


def unveiled(guid: str, data: bytes) -> bytes:
    """Decryption as [MS-OVBA] 2.4.3.3 gives it."""
    seed, version, key = data[0], data[0] ^ data[1], data[0] ^ data[2]
    assert version == 2
    assert key == sum(guid.encode("ascii")) % 256
    clear, last, before = key, data[2], data[1]
    out = []
    for byte in data[3:]:
        clear = byte ^ (before + clear) % 256
        before, last = last, byte
        out.append(clear)
    body = bytes(out[(seed & 6) // 2 :])
    assert int.from_bytes(body[:4], "little") == len(body) - 4
    return body[4:]


def test_code_names_of_workbook_and_sheets_are_those_of_their_modules(addin: Path) -> None:
    with zipfile.ZipFile(addin) as archive:
        parts = [
            archive.read(name).decode() for name in sorted(archive.namelist()) if name.startswith("xl/w")
        ]
    assert sorted(code for part in parts for code in re.findall(r'codeName="(\w+)"', part)) == DOCUMENTS


def test_a_name_line_given_twice_or_not_at_all_ends_up_once() -> None:
    line = 'Attribute VB_Name = "Other"\n'
    for source in (line + line + "Option Explicit\n", "Option Explicit\r\n"):
        assert standard_module("Mine", source).text == 'Attribute VB_Name = "Mine"\r\nOption Explicit\r\n'


def test_a_class_keeps_what_it_says_of_itself() -> None:
    source = "VERSION 1.0 CLASS\nBEGIN\n  MultiUse = -1\nEND\nAttribute VB_Exposed = True\nOption Explicit\n"
    text = class_module("Thing", source).text
    assert "VERSION" not in text
    assert text.count("VB_Exposed = True") == text.count("VB_Exposed") == 1
    assert "Attribute VB_Creatable = False\r\n" in text


@pytest.mark.parametrize("source", ["MsgBox 总分\n", "x = \0\n"])
def test_text_that_vba_cannot_hold_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        standard_module("Mine", source)


@pytest.mark.parametrize("name", ["", "1st", "a b", "x" * 32, "名"])
def test_a_name_that_vba_does_not_take_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name"):
        standard_module(name, "Option Explicit\n")


def test_two_modules_of_one_name_are_refused() -> None:
    modules = [standard_module("Mine", "Option Explicit\n"), standard_module("mine", "Option Explicit\n")]
    with pytest.raises(ValueError, match="case"):
        vba_project(modules)

"""The add-in as a file: valid, the same bytes everywhere, with settings that nothing else decides."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
import xlwings
from packaging.requirements import Requirement
from packaging.version import Version

from tests.helpers.package import Package
from tests.helpers.schema import assert_valid_package
from xltools import __version__
from xltools.addin.content import addin_content, build
from xltools.errors import DefinitionError, OutputError, XltoolsError
from xltools.excel.addin import installed_version, xlwings_source

ROOT = Path(__file__).parents[2]
BOOLEANS = {"ADD_WORKBOOK_TO_PYTHONPATH", "USE UDF SERVER", "SHOW CONSOLE", "SHOW_ERROR_POPUPS"}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("addin")).path


@pytest.fixture(scope="module")
def package(path: Path) -> Package:
    return Package.open(path)


def rows(path: Path, sheet: str, tmp_path: Path) -> list[tuple[object, object]]:
    """A sheet as openpyxl reads it, from a copy that says it is a workbook: it refuses an add-in."""
    copy = tmp_path / "copy.xlsx"
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(copy, "w") as target:
        for name in archive.namelist():
            data = archive.read(name).replace(
                b"application/vnd.ms-excel.addin.macroEnabled.main+xml",
                b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            )
            target.writestr(name, data)
    table = openpyxl.load_workbook(copy)[sheet]
    return [(row[0], row[1] if len(row) > 1 else None) for row in table.iter_rows(values_only=True)]


def test_every_part_is_valid(path: Path) -> None:
    assert_valid_package(path)


def test_the_parts_are_those_of_an_add_in(package: Package) -> None:
    assert package.content_type("xl/workbook.xml") == "application/vnd.ms-excel.addin.macroEnabled.main+xml"
    root = {link.type: link.target for link in package.relationships("")}
    extensibility = "http://schemas.microsoft.com/office/{}/relationships/ui/extensibility"
    assert root[extensibility.format(2007)] == "customUI/customUI14.xml"
    assert root[extensibility.format(2006)] == "customUI/customUI.xml"
    book = {link.kind: link.type for link in package.relationships("xl/workbook.xml")}
    assert book["vbaProject"] == "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    assert package.names[0] == "[Content_Types].xml"


def test_every_part_has_its_content_type(package: Package) -> None:
    found = {name: package.content_type(name) for name in package.names if name != "[Content_Types].xml"}
    office, sheet = "application/vnd.openxmlformats-officedocument", "spreadsheetml"
    relationships = "application/vnd.openxmlformats-package.relationships+xml"
    assert found == {
        "_rels/.rels": relationships,
        "customUI/customUI.xml": "application/xml",
        "customUI/customUI14.xml": "application/xml",
        "docProps/app.xml": f"{office}.extended-properties+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/custom.xml": f"{office}.custom-properties+xml",
        "xl/_rels/workbook.xml.rels": relationships,
        "xl/styles.xml": f"{office}.{sheet}.styles+xml",
        "xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
        "xl/workbook.xml": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
        "xl/worksheets/sheet1.xml": f"{office}.{sheet}.worksheet+xml",
        "xl/worksheets/sheet2.xml": f"{office}.{sheet}.worksheet+xml",
    }


def test_every_part_is_reached_by_a_relationship_and_every_relationship_reaches_one(package: Package) -> None:
    targets = [link.target for source in ("", "xl/workbook.xml") for link in package.relationships(source)]
    assert len(targets) == len(set(targets))
    assert set(targets) == {
        name for name in package.names if not name.endswith((".rels", "[Content_Types].xml"))
    }


def test_the_add_in_names_no_person_and_no_place(package: Package) -> None:
    text = b"".join(data for name, data in package.parts.items() if name.endswith((".xml", ".rels")))
    assert not re.search(rb"creator|lastModifiedBy|absPath|[A-Z]:\\\\|/home/|/Users/", text)


def test_equal_sources_give_equal_bytes_in_another_process(path: Path, tmp_path: Path) -> None:
    code = "import sys, pathlib, xltools.addin as a; a.build(pathlib.Path(sys.argv[1]))"
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC+{seed}"}, check=True,
        )  # fmt: skip
        assert sha256((tmp_path / path.name).read_bytes()).digest() == sha256(path.read_bytes()).digest()


def test_the_versions_are_recorded_for_vba_for_python_and_for_people(path: Path, tmp_path: Path) -> None:
    settings = dict(rows(path, "xltools.conf", tmp_path))
    assert settings["XLTOOLS_VERSION"] == __version__
    assert settings["XLWINGS_VERSION"] == version("xlwings")
    custom = Package.open(path).parts["docProps/custom.xml"].decode()
    assert re.findall(r'name="(\w+)"><vt:lpwstr>([^<]*)<', custom) == [
        ("xltools", __version__),
        ("xlwings", version("xlwings")),
    ]


def test_the_result_tells_what_was_built(tmp_path: Path) -> None:
    built = build(tmp_path / "new" / "folder")
    assert built.path == tmp_path / "new" / "folder" / "xltools.xlam"
    assert built.path.is_file()
    assert (built.version, built.xlwings_version) == (__version__, version("xlwings"))
    assert "XltoolsRibbon" in built.modules


def test_every_setting_that_decides_what_is_started_is_in_the_add_in(path: Path, tmp_path: Path) -> None:
    """xlwings takes what is missing here from a file beside the workbook, which may have come by mail."""
    settings = {str(key): value for key, value in rows(path, "xltools.conf", tmp_path)}
    source = next(module.text for module in addin_content().modules if module.name == "xlwings")
    run = source[source.index("Public Function RunPython") : source.index("Public Function RunFrozenPython")]
    asked = set(re.findall(r'GetConfig\("([^"]+)"', run))
    harmless = {key for key in asked if key.startswith(("ONEDRIVE_", "SHAREPOINT_"))}  # where files are kept
    unreached = {"INTERPRETER", "LICENSE_KEY"}  # only without the two interpreters; only with code in sheets
    assert asked - harmless - unreached <= set(settings)
    assert not unreached & set(settings)


def test_keys_are_as_xlwings_looks_them_up(path: Path, tmp_path: Path) -> None:
    """It makes the keys of the sheet upper case, and reads down to the first blank one."""
    keys = [str(key) for key, _ in rows(path, "xltools.conf", tmp_path)]
    assert keys == [key.upper() for key in keys]
    assert len(keys) == len(set(keys))
    assert "None" not in keys


def test_no_yes_or_no_is_blank(path: Path, tmp_path: Path) -> None:
    """VBA stops at a blank one with error 13."""
    settings = dict(rows(path, "xltools.conf", tmp_path))
    assert {str(settings[key]) for key in BOOLEANS} == {"False", "True"}
    assert settings["ADD_WORKBOOK_TO_PYTHONPATH"] == "False"


def test_the_interpreter_is_a_variable_and_no_path_of_this_machine(path: Path, tmp_path: Path) -> None:
    settings = dict(rows(path, "xltools.conf", tmp_path))
    assert settings["INTERPRETER_WIN"] == "%XLTOOLS_PYTHON%"
    assert str(settings["INTERPRETER_MAC"]).startswith("$HOME/")


def test_texts_are_on_their_sheet(path: Path, tmp_path: Path) -> None:
    texts = dict(rows(path, "xltools.text", tmp_path))
    assert texts["title"] == "绩效自评"
    assert None not in texts.values()


def test_the_oldest_xlwings_that_we_allow_has_the_newest_of_what_we_ask_it_for() -> None:
    documented = xlwings.main.Note.location.__doc__ or ""
    (added,) = re.findall(r"versionadded} ([\d.]+)", documented)
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    (needed,) = (Requirement(one).specifier for one in ours if one.startswith("xlwings"))
    oldest = next(one.version for one in needed if one.operator == ">=")
    assert Version(oldest) >= Version(added)


def test_the_source_of_xlwings_must_be_of_the_installed_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltools.excel.addin.from_xlwings.version", lambda _: "0.1")
    with pytest.raises(XltoolsError, match=r"程序包是 0\.1"):
        xlwings_source("xltools")


def test_without_xlwings_the_cure_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltools.excel.addin.from_xlwings.find_spec", lambda _: None)
    with pytest.raises(XltoolsError, match="pip install xlwings"):
        xlwings_source("xltools")


def test_a_changed_source_of_xlwings_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = SimpleNamespace(origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr("xltools.excel.addin.from_xlwings.find_spec", lambda _: elsewhere)
    with pytest.raises(XltoolsError, match=r"读不到 xlwings 的文件 xlwings_custom_addin\.bas"):
        xlwings_source("xltools")
    (tmp_path / "xlwings_custom_addin.bas").write_text("Option Explicit\n")
    with pytest.raises(XltoolsError, match="与预期不符"):
        xlwings_source("xltools")


def test_without_any_xlwings_there_is_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr("xltools.excel.addin.from_xlwings.version", missing)
    assert installed_version() is None


def test_a_module_of_ours_that_vba_cannot_hold_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltools.addin.content.asset", lambda *_: tmp_path)
    with pytest.raises(DefinitionError, match="没有 VBA 模块"):
        addin_content()
    (tmp_path / "Mine.bas").write_text("MsgBox 总分\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"Mine\.bas"):
        addin_content()


def test_a_folder_that_cannot_be_written_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        build(tmp_path / "file")

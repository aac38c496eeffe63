"""What is said of the Excel side of computers that are recorded facts: a healthy one, and each ailment."""

from __future__ import annotations

import string
from dataclasses import replace
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from xltools import __version__
from xltools.addin import (
    Facts,
    Grade,
    Observation,
    Problem,
    Settings,
    Status,
    build,
    diagnose,
    gather,
    install,
)
from xltools.assets import shipped_toml
from xltools.cli.wording import wording
from xltools.excel.addin.system import System

PYTHON = r"C:\Program Files\Python312\python.exe"
EXCEL = "{00024500-0000-0000-C000-000000000046}"
SECURITY = r"HKCU\Software\Policies\Microsoft\Office\16.0\Excel\Security"
OWN_SECURITY = r"HKCU\Software\Microsoft\Office\16.0\Excel\Security"
DEFENDER = r"HKLM\SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
DISABLED = r"HKCU\Software\Microsoft\Office\16.0\Excel\Resiliency\DisabledItems"
REGISTRY: dict[str, dict[str, object] | None] = {
    r"HKCR\Excel.Application\CLSID": {"": EXCEL},
    rf"HKCR\CLSID\{EXCEL}\LocalServer32": {
        "": r"C:\Program Files\Microsoft Office\Root\Office16\EXCEL.EXE /automation",
        "LocalServer32": [r"']gAVn-}f(ZXfeAR6.jiEXCELFiles>*sh^~xMhD?(*c'Ty^_o\Ev'"],
    },
    OWN_SECURITY: {"VBAWarnings": 2, "AccessVBOM": 0},
    DEFENDER: {"56a863a9-875e-4185-98a7-b882c64b5ce5": "1", "d4f940ab-401b-4efc-aadc-ad5f3c50688a": "2"},
}


def status(*problems: Problem, python: str = PYTHON) -> Status:
    place = Path("XLSTART/xltools.xlam")
    return Status(place, __version__, "0.37.8", python, excel_runs=False, problems=problems)


HEALTHY = Facts(
    platform="win32",
    python=PYTHON,
    status=status(),
    settings=(
        Settings("XLSTART", (("INTERPRETER_WIN", "%XLTOOLS_PYTHON%"), ("USE UDF SERVER", "False"))),
        Settings("xltools.conf", (("INTERPRETER_WIN", "%XLTOOLS_PYTHON%"),)),
    ),
    registry=REGISTRY,
    cloud=(r"C:\Users\张三\OneDrive - 某某局",),
    book=r"D:\自评\表.xlsx",
)


def found(facts: Facts, *grades: Grade) -> list[str]:
    """The keys of what is said, but for what is well."""
    wanted = grades or (Grade.BAD, Grade.NOTE)
    return [one.key.rpartition(".")[2] for one in diagnose(facts) if one.grade in wanted]


def registry(key: str, **values: object) -> Facts:
    return replace(HEALTHY, registry={**REGISTRY, key: values})


def test_a_healthy_computer_has_nothing_to_mend() -> None:
    assert found(HEALTHY) == []
    assert found(HEALTHY, Grade.GOOD) == ["installed", "owner_excel", "no_policies"]
    assert found(HEALTHY, Grade.UNSEEN) == ["other_policies"]


@pytest.mark.parametrize("problem", list(Problem))
def test_what_is_wrong_with_the_installation_is_said(problem: Problem) -> None:
    assert found(replace(HEALTHY, status=status(problem))) == [problem]


def test_add_in_and_package_apart_are_named_with_the_cure() -> None:
    apart = diagnose(replace(HEALTHY, status=status(Problem.OTHER_VERSION)))[0]
    assert apart == Observation(Grade.BAD, "addin.problems.other_version", {"version": __version__})
    assert "xltools addin install" in wording("zh")(apart.key, **apart.values)


STORE = r"C:\Users\z\AppData\Local\Microsoft\WindowsApps\python.exe"
IN_CLOUD = r"c:\users\张三\onedrive - 某某局\py\python.exe"
TWICE = (("PYTHONPATH", "a"), ("PythonPath", "b"))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (replace(HEALTHY, status=status(python=STORE)), ["store_python"]),
        (replace(HEALTHY, com=False), ["no_pywin32"]),
        (replace(HEALTHY, settings=(Settings("x", (("Show Console", ""),)),)), ["setting_no_truth"]),
        (replace(HEALTHY, settings=(Settings("x", (("SHOW CONSOLE", "true"),)),)), []),
        (replace(HEALTHY, settings=(Settings("x", TWICE),)), ["setting_twice"]),
        (replace(HEALTHY, settings=(Settings("x", (("INTERPRETER_WINDOWS", ""),)),)), ["setting_unknown"]),
        (replace(HEALTHY, status=status(python=IN_CLOUD)), ["python_in_cloud"]),
        (replace(HEALTHY, status=status(python=IN_CLOUD.replace("某某局", "某某局2"))), []),
        (replace(HEALTHY, book="https://x.sharepoint.com/s/局/表.xlsx"), ["book_in_cloud"]),
        (registry(SECURITY, VBAWarnings=4), ["macros_off"]),
        (registry(SECURITY, vbawarnings=3), ["macros_signed_only"]),
        (registry(OWN_SECURITY, VBAWarnings=1), []),
        (registry(OWN_SECURITY, DisableAllAddins=1), ["addins_off"]),
        (registry(OWN_SECURITY, RequireAddinSig=1), ["addins_signed_only"]),
        (registry(rf"{SECURITY}\Trusted Locations", AllLocationsDisabled=1), ["no_trusted_places"]),
        (registry(DEFENDER, **{"D4F940AB-401B-4EFC-AADC-AD5F3C50688A": "1"}), ["no_child_processes"]),
        (registry(DISABLED, a1="\1\0C:\\Users\\z\\XLTOOLS.XLAM".encode("utf-16-le")), ["addin_disabled"]),
        (registry(DISABLED, a1="C:\\other.xlam".encode("utf-16-le")), []),
        (registry(rf"HKCR\CLSID\{EXCEL}\LocalServer32"), ["owner_none"]),
    ],
)  # fmt: skip
def test_each_ailment_is_said_and_no_other(facts: Facts, said: list[str]) -> None:
    assert found(facts) == said


@pytest.mark.parametrize(
    ("server", "said"),
    [
        (r'"C:\Program Files (x86)\Kingsoft\WPS Office\12.1.0\office6\et.exe" /automation', "owner_wps"),
        (r"C:\Users\z\AppData\Local\Kingsoft\WPS Office\ksolaunch.exe /automation", "owner_wps"),
        (r'"D:\soft\other.exe"', "owner_unknown"),
    ],
)
def test_another_program_in_the_place_of_excel_is_named(server: str, said: str) -> None:
    other = {"": server}
    facts = replace(HEALTHY, registry={**REGISTRY, rf"HKCR\CLSID\{EXCEL}\LocalServer32": other})
    assert found(facts) == [said]
    assert server in [one.values.get("place") for one in diagnose(facts)]


def test_excel_of_32_bits_is_found_as_well() -> None:
    moved = dict(REGISTRY)
    moved[rf"HKCR\WOW6432Node\CLSID\{EXCEL}\LocalServer32"] = moved.pop(rf"HKCR\CLSID\{EXCEL}\LocalServer32")
    assert found(replace(HEALTHY, registry=moved)) == []


def test_what_cannot_be_seen_is_said() -> None:
    assert found(replace(HEALTHY, registry={**REGISTRY, DEFENDER: None}), Grade.UNSEEN) == [
        "policy_unreadable",
        "other_policies",
    ]
    mac = replace(HEALTHY, platform="darwin", registry={})
    assert found(mac, *Grade) == ["installed", "policies_elsewhere"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_that_can_be_said_has_its_words(language: str) -> None:
    say = wording(language)
    codes = {policy["code"] for policy in shipped_toml("templates", "diagnosis.toml")["policies"]}
    assert codes <= set(say.section("diagnosis"))
    parts = {
        name for text in say.section("diagnosis").values() for _, name, *_ in string.Formatter().parse(text)
    }
    assert parts - {None} == {"what", "place", "name", "value", "folder", "version", "xlwings"}
    assert set(say.section("diagnosis")) == set(wording("zh").section("diagnosis"))


def windows(home: Path, asked: list[str], python: str = PYTHON) -> System:
    def run(command: Any) -> str:
        return f"  XLTOOLS_PYTHON  REG_SZ  {python}\n" if command[0] == "reg" else ""

    def key(name: str) -> dict[str, object] | None:
        asked.append(name)
        return REGISTRY.get(name, {})

    variables = {
        "APPDATA": str(home / "Roaming"),
        "OneDrive": str(home / "云"),
        "OneDriveConsumer": str(home / "云"),
    }
    return System("win32", home, variables, python, run, key)


def test_facts_are_gathered_from_where_they_are(tmp_path: Path) -> None:
    python = tmp_path / "python.exe"
    python.write_text("")
    asked: list[str] = []
    system = windows(tmp_path, asked, str(python))
    install(system)
    beside = tmp_path / "xltools.conf"
    beside.write_bytes('"SHOW CONSOLE",""\r\n"ONEDRIVE_CONSUMER_WIN","D:\\网盘"\r\n'.encode("gbk"))
    facts = gather(system, str(tmp_path / "表.xlsx"))
    own, near, user = facts.settings
    assert dict(own.entries)["USE UDF SERVER"] == "False"
    assert near == Settings(str(beside), (("SHOW CONSOLE", ""), ("ONEDRIVE_CONSUMER_WIN", "D:\\网盘")))
    assert user.entries == (("INTERPRETER_WIN", "%XLTOOLS_PYTHON%"),)
    assert facts.cloud == (str(tmp_path / "云"),)
    assert (
        facts.registry[rf"HKCR\CLSID\{EXCEL}\LocalServer32"] == REGISTRY[rf"HKCR\CLSID\{EXCEL}\LocalServer32"]
    )
    assert len(asked) == len(set(asked))
    assert found(facts) == ["no_pywin32", "setting_no_truth"]


def test_a_file_that_is_no_add_in_has_no_settings(tmp_path: Path) -> None:
    system = windows(tmp_path, [])
    addin = build(tmp_path / "Roaming" / "Microsoft" / "Excel" / "XLSTART").path
    addin.write_bytes(b"no zip")
    assert gather(system).settings == ()


def test_on_other_systems_no_registry_is_asked(tmp_path: Path) -> None:
    asked: list[str] = []
    facts = gather(replace(windows(tmp_path, asked), platform="linux"))
    assert (asked, facts.registry) == ([], {})
    assert PureWindowsPath(facts.python).name == "python.exe"

"""What goes into the add-in, and its file: from `macros/`, `templates/ribbon/` and the installed xlwings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xltools import __version__
from xltools.assets import asset, shipped_toml
from xltools.errors import DefinitionError
from xltools.excel.addin import (
    AddinContent,
    Module,
    Table,
    addin_bytes,
    addin_modules,
    standard_module,
    xlwings_source,
)
from xltools.excel.live_addin import ADDIN_FILE
from xltools.files import write_file
from xltools.text import render

FILE_NAME = ADDIN_FILE
PROJECT = "xltools"
"""The name by which xlwings calls our settings: sheet `xltools.conf`, file `xltools.conf`."""

RIBBON_MODULE = "XltoolsRibbon"


@dataclass(frozen=True, slots=True)
class Built:
    """An add-in that was built: where it is, its version, that of xlwings in it, and its modules."""

    path: Path
    version: str
    xlwings_version: str
    modules: tuple[str, ...]


def build(folder: Path) -> Built:
    """Build `xltools.xlam` into a folder; equal sources give equal bytes.

    Raises XltoolsError (Chinese) where xlwings is missing or unknown, OutputError where the disk refuses.
    """
    content = addin_content()
    path = folder / FILE_NAME
    write_file(path, addin_bytes(content))
    names = tuple(module.name for module in addin_modules(content))
    return Built(path, __version__, content.facts["xlwings"], names)


def addin_content() -> AddinContent:
    """All that goes into the add-in. Raises XltoolsError as `build`."""
    xlwings = xlwings_source(PROJECT)
    facts = {"xltools": __version__, "xlwings": xlwings.version}
    settings = {f"{name.upper()}_VERSION": value for name, value in facts.items()}
    settings |= _texts("macros", "config.toml", "settings")
    return AddinContent(
        title=ribbon_data()["title"],
        modules=(*_own_modules(), *xlwings.modules),
        tables=(
            Table(f"{PROJECT}.conf", "XltoolsConfSheet", tuple(settings.items())),
            Table(f"{PROJECT}.text", "XltoolsTextSheet", tuple(ribbon_data()["messages"].items())),
        ),
        ribbon=ribbon_xml("2010"),
        ribbon_2007=ribbon_xml("2007"),
        facts=facts,
    )


def ribbon_data() -> Mapping[str, Any]:
    """The ribbon as data: tab, groups, buttons, pictures, messages."""
    return shipped_toml("templates", "ribbon", "ribbon.toml")


def ribbon_xml(edition: str) -> str:
    """The ribbon for an edition of Office: `2007` or `2010` (and all after it)."""
    template = asset("templates", "ribbon", "customUI.xml.j2").read_text(encoding="utf-8")
    data = ribbon_data()
    groups = [{**group, "buttons": list(_buttons(group))} for group in data["groups"]]
    shown = [group for group in groups if group["buttons"]]
    return render(template, {"namespace": data[f"namespace_{edition}"], "tab": data["tab"], "groups": shown})


def callback(function: str) -> str:
    """The VBA procedure of a button: `XltoolsRibbon.OnNewForm` for `new_form`."""
    return f"{RIBBON_MODULE}.On{function.title().replace('_', '')}"


def _buttons(group: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The buttons of a group that are ready."""
    for button in group["buttons"]:
        if button["ready"]:
            procedure = callback(button["function"])
            yield {**button, "id": procedure.replace(f"{RIBBON_MODULE}.On", "Xltools"), "callback": procedure}


def _own_modules() -> list[Module]:
    """The modules of `macros/`, in the order of their names."""
    files = sorted(asset("macros").glob("*.bas"))
    if not files:
        raise DefinitionError("macros", "", "没有 VBA 模块")
    return [_module(path) for path in files]


def _module(path: Path) -> Module:
    try:
        return standard_module(path.stem, path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise DefinitionError(path.name, "", str(error)) from error


def _texts(*place: str) -> dict[str, str]:
    """A section of a TOML file of ours, in its order."""
    *parts, section = place
    return {str(key): str(value) for key, value in shipped_toml(*parts)[section].items()}

"""An OPC package (.xlsx) as its parts: content types and relationships, read without any Excel library."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from lxml import etree

CONTENT_TYPES = "[Content_Types].xml"
CONTENT_TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONSHIPS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"
RELATIONSHIP_ID_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"


def parse_xml(data: bytes) -> etree._Element:
    """Parse one part with entities, DTDs and network off. Raises etree.XMLSyntaxError."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


@dataclass(frozen=True, slots=True)
class Relationship:
    """One line of a .rels part; `target` is a part name, or whatever stands there when external."""

    id: str
    type: str
    target: str
    external: bool

    @property
    def kind(self) -> str:
        """The last word of the type: `worksheet`, `styles`, …"""
        return self.type.rpartition("/")[2]


@dataclass(frozen=True)
class Package:
    """Part names (without the leading slash) in the order of the file, and their bytes."""

    names: tuple[str, ...]
    parts: Mapping[str, bytes]

    @classmethod
    def open(cls, source: Path | IO[bytes]) -> Package:
        """Read every part. Raises zipfile.BadZipFile where the file is no whole zip."""
        with zipfile.ZipFile(source) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            return cls(
                tuple(info.filename for info in infos), {info.filename: archive.read(info) for info in infos}
            )

    def content_type(self, name: str) -> str | None:
        """The declared type of a part: its own, else that of its ending."""
        return self._declared.get(f"/{name}") or self._declared.get(name.rpartition(".")[2].lower())

    @cached_property
    def declared(self) -> list[tuple[str, str]]:
        """Every declaration: an ending (`xml`) or a part (`/xl/workbook.xml`), and its content type."""
        return [
            (entry.get("PartName") or entry.get("Extension", "").lower(), entry.get("ContentType", ""))
            for entry in parse_xml(self.parts[CONTENT_TYPES]).iterfind(f"{{{CONTENT_TYPES_NS}}}*")
        ]

    @cached_property
    def _declared(self) -> dict[str, str]:
        return dict(self.declared)

    def relationships(self, source: str) -> list[Relationship]:
        """Where a part points (`""`: the package itself)."""
        rels = rels_name(source)
        if rels not in self.parts:
            return []
        return [
            _relationship(entry, source) for entry in parse_xml(self.parts[rels]).iterfind("{*}Relationship")
        ]


def rels_name(source: str) -> str:
    """Name of the part that holds a part's relationships."""
    folder, name = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def rels_source(rels: str) -> str:
    """The part whose relationships a .rels part holds."""
    folder, name = posixpath.split(rels)
    return posixpath.join(posixpath.dirname(folder), name.removesuffix(".rels"))


def _relationship(entry: etree._Element, source: str) -> Relationship:
    target, external = entry.get("Target", ""), entry.get("TargetMode") == "External"
    if not external:
        base = posixpath.join("/", posixpath.dirname(source))
        target = posixpath.normpath(posixpath.join(base, unquote(target))).removeprefix("/")
    return Relationship(entry.get("Id", ""), entry.get("Type", ""), target, external)

"""Is this workbook a valid package? Every part against the ECMA-376 schemas in `tests/schemas`.

`assert_valid_package(path)` is the door; `package_problems(path)` lists what is wrong, one line each:
part, line, reason. A part of a kind we have no schema for is a problem too, so nothing passes unseen.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from tests.helpers.package import (
    CONTENT_TYPES,
    CONTENT_TYPES_NS,
    RELATIONSHIP_ID_NS,
    RELATIONSHIPS_NS,
    RELATIONSHIPS_TYPE,
    Package,
    parse_xml,
    rels_source,
)

SCHEMAS = Path(__file__).resolve().parent.parent / "schemas"
MOST_PER_PART = 20

_SML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DCTERMS = "{http://purl.org/dc/terms/}"
_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_BOOK = f"{_OFFICE}spreadsheetml."
_VML = f"{_OFFICE}vmlDrawing"
VML_ROOT = "xml"

WORKBOOK_TYPES = frozenset(
    {
        f"{_BOOK}sheet.main+xml",
        f"{_BOOK}template.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    }
)

ROOTS = {
    **dict.fromkeys(WORKBOOK_TYPES, f"{_SML}workbook"),
    f"{_BOOK}worksheet+xml": f"{_SML}worksheet",
    f"{_BOOK}chartsheet+xml": f"{_SML}chartsheet",
    f"{_BOOK}styles+xml": f"{_SML}styleSheet",
    f"{_BOOK}sharedStrings+xml": f"{_SML}sst",
    f"{_BOOK}comments+xml": f"{_SML}comments",
    f"{_BOOK}table+xml": f"{_SML}table",
    f"{_BOOK}calcChain+xml": f"{_SML}calcChain",
    f"{_BOOK}externalLink+xml": f"{_SML}externalLink",
    f"{_OFFICE}theme+xml": "{http://schemas.openxmlformats.org/drawingml/2006/main}theme",
    f"{_OFFICE}drawing+xml": "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}wsDr",
    f"{_OFFICE}drawingml.chart+xml": f"{_CHART}chartSpace",
    f"{_OFFICE}drawingml.chartshapes+xml": f"{_CHART}userShapes",
    f"{_OFFICE}extended-properties+xml": (
        "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}Properties"
    ),
    f"{_OFFICE}custom-properties+xml": (
        "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}Properties"
    ),
    "application/vnd.openxmlformats-package.core-properties+xml": (
        "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}coreProperties"
    ),
    _VML: VML_ROOT,
    RELATIONSHIPS_TYPE: f"{{{RELATIONSHIPS_NS}}}Relationships",
}
"""Content type → the root element that a part of that type must have."""

WITHOUT_SCHEMA = frozenset(
    {
        "application/xml",  # our own data, the ribbon: XML for which no schema is at hand
        f"{_BOOK}printerSettings",
        "application/vnd.ms-office.vbaProject",
        "image/png",
        "image/jpeg",
        "image/gif",
    }
)
"""Content types of parts that only need to be there (and well-formed, where they are XML)."""

XML_ENDINGS = (".xml", ".rels", ".vml")

KEEPING_SPACES = tuple(f"{_SML}{name}" for name in ("t", "f"))

NEEDED_TYPES = {
    "officeDocument": WORKBOOK_TYPES,
    "worksheet": {f"{_BOOK}worksheet+xml"},
    "styles": {f"{_BOOK}styles+xml"},
    "sharedStrings": {f"{_BOOK}sharedStrings+xml"},
    "comments": {f"{_BOOK}comments+xml"},
    "table": {f"{_BOOK}table+xml"},
    "theme": {f"{_OFFICE}theme+xml"},
    "drawing": {f"{_OFFICE}drawing+xml"},
    "vmlDrawing": {_VML},
    "chart": {f"{_OFFICE}drawingml.chart+xml"},
    "vbaProject": {"application/vnd.ms-office.vbaProject"},
}
"""Kind of relationship → the content types its target may have."""


def assert_valid_package(path: Path) -> None:
    """Fail with every problem of the file, one a line."""
    problems = package_problems(path)
    if problems:
        raise AssertionError(f"{path.name} is no valid workbook package:\n" + "\n".join(problems))


def package_problems(path: Path) -> list[str]:
    """What is wrong with the file as a package of valid parts; empty: nothing."""
    try:
        package = Package.open(path)
    except (zipfile.BadZipFile, zlib.error) as error:
        return [f"{path.name}: {error}"]
    if CONTENT_TYPES not in package.parts:
        return [f"{CONTENT_TYPES}: missing"]
    unreadable = [problem for name in package.parts for problem in _syntax_problems(package, name)]
    if unreadable:
        return unreadable  # nothing more can be asked of parts that cannot be read
    parts = [problem for name in package.parts for problem in _part_problems(package, name)]
    return [*_name_problems(package), *_type_problems(package), *parts, *_relationship_problems(package)]


def _syntax_problems(package: Package, name: str) -> Iterator[str]:
    if not name.endswith(XML_ENDINGS):
        return
    try:
        parse_xml(package.parts[name])
    except etree.XMLSyntaxError as error:
        yield f"{name}: no XML: {error}"


def _name_problems(package: Package) -> Iterator[str]:
    for name, count in Counter(name.lower() for name in package.names).items():
        if count > 1:
            yield f"{name}: {count} parts of this name"
    for name in package.names:
        if name.startswith("/") or "\\" in name or ".." in name.split("/"):
            yield f"{name}: no part name"


def _type_problems(package: Package) -> Iterator[str]:
    for declared, count in Counter(declared.lower() for declared, _ in package.declared).items():
        if count > 1:
            yield f"{CONTENT_TYPES}: {declared} is declared {count} times"
    for declared, _ in package.declared:
        if declared.startswith("/") and declared[1:] not in package.parts:
            yield f"{CONTENT_TYPES}: {declared} is declared, but there is no such part"


def _part_problems(package: Package, name: str) -> Iterator[str]:
    kind = package.content_type(name)
    if name == CONTENT_TYPES:
        yield from _xml_problems(package, name, f"{{{CONTENT_TYPES_NS}}}Types")
    elif kind is None:
        yield f"{name}: {CONTENT_TYPES} says nothing about it"
    elif kind in ROOTS:
        yield from _xml_problems(package, name, ROOTS[kind])
    elif kind not in WITHOUT_SCHEMA:
        yield f"{name}: no schema is known for parts of type {kind}"


def _xml_problems(package: Package, name: str, root: str) -> Iterator[str]:
    """The expected root, and valid. `xml` is the wrapper of VML: its children are judged."""
    element = parse_xml(package.parts[name])
    if element.tag != root:
        yield f"{name}: the root is {_short(element.tag)}, not {_short(root)}"
        return
    settle_compatibility(element)
    _allow_kept_spaces(element)
    for tree in [deepcopy(child) for child in element] if root == VML_ROOT else [element]:
        yield from _schema_problems(name, tree)
    yield from _date_problems(name, element)


def _schema_problems(name: str, element: etree._Element) -> Iterator[str]:
    schema = _schema()
    if schema.validate(element):
        return
    errors: Any = schema.error_log  # a list, of which the published types say nothing
    for error in errors[:MOST_PER_PART]:
        yield f"{name}: line {error.line}: {_short(error.message)}"
    if len(errors) > MOST_PER_PART:
        yield f"{name}: {len(errors) - MOST_PER_PART} more"


def _date_problems(name: str, element: etree._Element) -> Iterator[str]:
    """The dates of core.xml must say their form; no schema of the standard can ask for it."""
    for date in element.iterfind(f"{_DCTERMS}*"):
        if date.get(_XSI_TYPE) != "dcterms:W3CDTF":
            yield f"{name}: line {date.sourceline}: {_short(date.tag)} lacks xsi:type dcterms:W3CDTF"


def _relationship_problems(package: Package) -> Iterator[str]:
    reached = {CONTENT_TYPES}
    sources = [rels_source(name) for name in package.parts if name.endswith(".rels")]
    for source in sources:
        if source and source not in package.parts:
            yield f"{source}: has relationships, but there is no such part"
        for link in package.relationships(source):
            if not link.external:
                reached.add(link.target)
                yield from _target_problems(package, source, link.target, link.kind)
    for name in package.parts:
        if name not in reached and not name.endswith(".rels"):
            yield f"{name}: no relationship leads to it"
        if name.endswith((".xml", ".vml")):
            yield from _id_problems(package, name)
    if not any(link.kind == "officeDocument" for link in package.relationships("")):
        yield "_rels/.rels: no relationship leads to the workbook"


def _target_problems(package: Package, source: str, target: str, kind: str) -> Iterator[str]:
    where = source or "the package"
    if target not in package.parts:
        yield f"{where}: its {kind} {target} is missing"
        return
    content_type = package.content_type(target)
    if kind in NEEDED_TYPES and content_type not in NEEDED_TYPES[kind]:
        yield f"{where}: its {kind} {target} has the content type {content_type}"


def _id_problems(package: Package, name: str) -> Iterator[str]:
    """Every `r:id` in a part must be one of its relationships."""
    known = {link.id for link in package.relationships(name)}
    for element in parse_xml(package.parts[name]).iter("*"):
        for key, value in _attributes(element):
            if key.startswith(f"{{{RELATIONSHIP_ID_NS}}}") and value not in known:
                yield f"{name}: line {element.sourceline}: {_short(element.tag)} points to {value}, unknown"


def settle_compatibility(root: etree._Element) -> None:
    """Read the part as a program that knows the standard only: markup that may be ignored is taken out.

    Of an AlternateContent the Fallback stays. Done before validation because the schemas know nothing
    of markup compatibility.
    """
    ignorable: set[str] = set()
    for element in list(root.iter("*")):
        prefixes = element.get(f"{_MC}Ignorable", "").split()
        ignorable |= {element.nsmap[prefix] for prefix in prefixes if prefix in element.nsmap}
        for key, _ in _attributes(element):
            if key.startswith(_MC) or etree.QName(key).namespace in ignorable:
                del element.attrib[key]
    for element in list(root.iter("*")):
        if element.tag == f"{_MC}AlternateContent":
            _replace(element, element.find(f"{_MC}Fallback"))
        elif etree.QName(element).namespace in ignorable:
            _replace(element, None)


def _allow_kept_spaces(root: etree._Element) -> None:
    """Take out `xml:space` where text stands: the schema forgets it, Excel writes it and needs it."""
    for element in root.iter(*KEEPING_SPACES):
        element.attrib.pop(_XML_SPACE, "")


def _attributes(element: etree._Element) -> list[tuple[str, str]]:
    return [(str(key), str(value)) for key, value in element.attrib.items()]  # never bytes in Python 3


def _replace(element: etree._Element, content: etree._Element | None) -> None:
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    parent[place : place + 1] = list(content) if content is not None else []


@cache
def _schema() -> etree.XMLSchema:
    parser = etree.XMLParser(no_network=True)
    return etree.XMLSchema(etree.parse(str(SCHEMAS / "local" / "package.xsd"), parser))


def _short(text: object) -> str:
    """A message or a tag without the long namespaces."""
    return re.sub(r"\{[^{}]*\}", "", str(text))

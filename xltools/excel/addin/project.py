"""A VBA project from its sources ([MS-OVBA]), without any compiled code: Excel compiles it when it loads it.

The text of a module is all it holds; `_VBA_PROJECT` says by version 0xFFFF that there is no cache to trust.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from xltools.excel.addin.cfb import write_compound
from xltools.excel.addin.ovba import compress

PROJECT_NAME = "XltoolsAddin"
_CODE_PAGE = 1252
_WINDOWS_64, _ENGLISH = 3, 0x409
_VERSION = (1, 1)
_NO_CACHE = bytes.fromhex("cc61ffff000100")
_HOST = "&H00000001={3832D640-CF90-11CF-8E43-00A0C911005A};VBE;&H00000000"
_NAME_LINE = re.compile(r'(?im)^Attribute VB_Name = "[^"]*"\r?\n')
_CLASS_HEAD = re.compile(r"\AVERSION 1\.0 CLASS\r?\nBEGIN\r?\n.*?^END\r?\n", re.DOTALL | re.MULTILINE)
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")
_ATTRIBUTES = ("VB_Base", "VB_GlobalNameSpace", "VB_Creatable", "VB_PredeclaredId", "VB_Exposed",
               "VB_TemplateDerived", "VB_Customizable")  # fmt: skip
_CLASS = ('"0{FCFB3D2A-A0FA-1068-A738-08002B3371B5}"', "False", "False", "False", "False", "False", "False")
_DOCUMENT = ('"0{%s}"', "False", "False", "True", "True", "False", "True")


class Kind(Enum):
    """What a module is: the value is how PROJECT calls it."""

    STANDARD = "Module"
    CLASS = "Class"
    DOCUMENT = "Document"


@dataclass(frozen=True, slots=True)
class Module:
    """A module as Excel stores it: its name and its whole text, with CRLF at the end of every line."""

    name: str
    kind: Kind
    text: str


def standard_module(name: str, source: str) -> Module:
    """A module from a .bas file. The line with its name is ours: given twice or missing, Excel drops it all.

    Raises ValueError for a name or a text that VBA does not take.
    """
    return _module(name, Kind.STANDARD, _NAME_LINE.sub("", source))


def class_module(name: str, source: str) -> Module:
    """A module from a .cls file, whose head only the VBA editor reads. Raises ValueError as above."""
    body = _NAME_LINE.sub("", _CLASS_HEAD.sub("", source)).replace("\r\n", "\n")
    lines = []
    for key, usual in zip(_ATTRIBUTES, _CLASS, strict=True):
        line = re.compile(rf"^Attribute {key} = (.*)\n", re.MULTILINE)
        given = line.search(body)
        lines.append(f"Attribute {key} = {given[1] if given else usual}")
        body = line.sub("", body)
    return _module(name, Kind.CLASS, "\n".join((*lines, body)))


def document_module(name: str, interface: str, source: str = "Option Explicit\n") -> Module:
    """The module of the workbook or of a sheet; `interface` is the GUID of its kind."""
    values = (_DOCUMENT[0] % interface, *_DOCUMENT[1:])
    lines = (f"Attribute {key} = {value}" for key, value in zip(_ATTRIBUTES, values, strict=True))
    return _module(name, Kind.DOCUMENT, "\n".join((*lines, source)))


def vba_project(modules: Sequence[Module]) -> bytes:
    """The compound file `vbaProject.bin` of these modules."""
    streams: dict[str, bytes] = {module.name: compress(module.text.encode("ascii")) for module in modules}
    streams |= {"dir": compress(_dir(modules)), "_VBA_PROJECT": _NO_CACHE}
    names = b"".join(
        name.encode("ascii") + b"\0" + _utf16(name) + b"\0\0" for name in (m.name for m in modules)
    )
    return write_compound(
        {"PROJECT": _project(modules).encode("ascii"), "PROJECTwm": names + b"\0\0", "VBA": streams}
    )


def _module(name: str, kind: Kind, body: str) -> Module:
    text = f'Attribute VB_Name = "{name}"\n{body}'.replace("\r\n", "\n")
    if not _IDENTIFIER.fullmatch(name):
        raise ValueError(f"{name!r} cannot be the name of a VBA module")
    if not text.isascii() or "\0" in text:
        raise ValueError(f"{name}: VBA text must be ASCII")
    return Module(name, kind, text.rstrip("\n").replace("\n", "\r\n") + "\r\n")


def _dir(modules: Sequence[Module]) -> bytes:
    """The stream `dir`: facts of the project, then of each module, as records of (number, size, content)."""
    head = (
        _record(0x01, _long(_WINDOWS_64)),
        _record(0x02, _long(_ENGLISH)),
        _record(0x14, _long(_ENGLISH)),
        _record(0x03, struct.pack("<H", _CODE_PAGE)),
        _record(0x04, PROJECT_NAME.encode("ascii")),
        _record(0x05, b"") + _record(0x40, b""),  # description
        _record(0x06, b"") + _record(0x3D, b""),  # help file
        _record(0x07, _long(0)) + _record(0x08, _long(0)),  # help context, library flags
        struct.pack("<HIIH", 0x09, 4, *_VERSION),  # this record says 4 and holds 6 bytes
        _record(0x0C, b"") + _record(0x3C, b""),  # conditional compilation
        _record(0x0F, struct.pack("<H", len(modules))),
        _record(0x13, b"\xff\xff"),
    )
    return b"".join(head) + b"".join(_module_records(module) for module in modules) + _record(0x10, b"")


def _module_records(module: Module) -> bytes:
    name = module.name
    return b"".join((
        _record(0x19, name.encode("ascii")) + _record(0x47, _utf16(name)),
        _record(0x1A, name.encode("ascii")) + _record(0x32, _utf16(name)),  # its stream
        _record(0x1C, b"") + _record(0x48, b""),  # description
        _record(0x31, _long(0)),  # where its text begins in the stream
        _record(0x1E, _long(0)),  # help context
        _record(0x2C, b"\xff\xff"),
        _record(0x21 if module.kind is Kind.STANDARD else 0x22, b""),
        _record(0x2B, b""),
    ))  # fmt: skip


def _project(modules: Sequence[Module]) -> str:
    """The stream `PROJECT`, a text."""
    guid = _guid(modules)
    lines = [
        f'ID="{guid}"',
        *(_declared(module) for module in modules),
        f'Name="{PROJECT_NAME}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_veiled(guid, bytes(4))}"',  # protected in no way
        f'DPB="{_veiled(guid, bytes(1))}"',  # no password
        f'GC="{_veiled(guid, bytes([0xFF]))}"',  # visible
        *("", "[Host Extender Info]", _HOST, "", "[Workspace]"),
        *(f"{module.name}=0, 0, 0, 0, C" for module in modules),
    ]
    return "".join(f"{line}\r\n" for line in lines)


def _declared(module: Module) -> str:
    return f"{module.kind.value}={module.name}" + ("/&H00000000" if module.kind is Kind.DOCUMENT else "")


def _guid(modules: Iterable[Module]) -> str:
    """A project id that is the same for the same sources."""
    digest = hashlib.sha256("\0".join(f"{m.name}\0{m.text}" for m in modules).encode()).hexdigest().upper()
    return f"{{{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}}}"


def _veiled(guid: str, data: bytes) -> str:
    """Protection data as PROJECT writes it ([MS-OVBA] 2.4.3.2): veiled by the project id, no secret."""
    key = sum(guid.encode("ascii")) & 0xFF
    seed = 0  # any number will do; one with these bits asks for no padding
    out = bytearray([seed, seed ^ 2, seed ^ key])
    clear, last, before = key, out[2], out[1]
    for byte in struct.pack("<I", len(data)) + data:
        veiled = byte ^ ((before + clear) & 0xFF)
        out.append(veiled)
        clear, last, before = byte, veiled, last
    return out.hex().upper()


def _record(number: int, content: bytes) -> bytes:
    return struct.pack("<HI", number, len(content)) + content


def _long(number: int) -> bytes:
    return struct.pack("<I", number)


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")

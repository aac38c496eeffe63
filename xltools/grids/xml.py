"""Streaming XML within limits: no DTD, no entities, no access to anything outside the part."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Protocol, TypeVar
from xml.parsers import expat

from xltools.grids import limits
from xltools.grids.unopenable import UnopenableBook

SPREADSHEET = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
RELATIONSHIP = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)


T = TypeVar("T")


class DamagedPart(Exception):  # noqa: N818 - says what the part is; `scan` turns it into UnopenableBook
    """A part that contradicts itself; the message says how, for those who look into the file."""


class Handler(Protocol):
    """What listens to a part: names are `namespace local`, attributes likewise.

    Text is not told but put into `pieces`; one text may come in several. Whoever wants an element's
    text clears the list at its start and joins it at its end.
    """

    pieces: list[str]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""


def qualified(local: str) -> tuple[str, ...]:
    """A spreadsheet element's name as `Handler` hears it, transitional and strict."""
    return tuple(f"{namespace} {local}" for namespace in SPREADSHEET)


def local_names(*names: str) -> dict[str, str]:
    """From the full names of spreadsheet elements to the short ones; a prefix makes no difference."""
    return {full: name for name in names for full in qualified(name)}


def scan(part: str, chunks: Iterable[bytes], handler: Handler, budget: limits.Budget) -> None:
    """Feed a part to the handler. Raises UnopenableBook where it is broken, harmful or too large."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.pieces.append
    parser.StartDoctypeDeclHandler = _refuse_dtd(part)
    fed = 0
    try:
        for chunk in chunks:
            budget.tags -= chunk.count(b"<")
            if budget.tags < 0:
                raise UnopenableBook("amount", f"{part} 的标记超过 {limits.MAX_TAGS} 个")
            parser.Parse(chunk, False)
            fed += len(chunk)
            if len(handler.pieces) > limits.MAX_TEXT_PIECES:
                raise UnopenableBook("amount", "有一段文字过长")
            if fed - parser.CurrentByteIndex > limits.MAX_TOKEN_BYTES:
                raise UnopenableBook("amount", f"{part} 有超长的标记")
        parser.Parse(b"", True)
    except (expat.ExpatError, DamagedPart, ValueError, LookupError):
        # ValueError and LookupError: an encoding that is unknown or is not allowed in XML.
        raise UnopenableBook("damaged-part", part) from None


def _refuse_dtd(part: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise UnopenableBook("dtd", part)

    return refuse


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a small part: local name, that of its parent, attributes, its own text."""

    name: str
    parent: str
    attributes: Mapping[str, str]
    text: str


class _Collector:
    """Keeps the elements asked for, by local name; namespaces of small parts vary and don't matter."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self.found: list[Element] = []
        self._wanted = wanted
        self._open: list[tuple[str, dict[str, str]]] = []
        self.pieces: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._open.append((name.rpartition(" ")[2], attributes))
        self.pieces.clear()
        if len(self._open) > limits.MAX_DEPTH:
            raise DamagedPart("nested too deep")

    def end(self, _name: str) -> None:
        name, attributes = self._open.pop()
        if name not in self._wanted:
            return
        parent = self._open[-1][0] if self._open else ""
        self.found.append(Element(name, parent, attributes, "".join(self.pieces)))
        if len(self.found) > limits.MAX_ELEMENTS:
            raise UnopenableBook("amount", f"有超过 {limits.MAX_ELEMENTS} 个 {name}")


def collect(part: str, data: bytes, wanted: frozenset[str]) -> tuple[Element, ...]:
    """The elements of those local names, in the order of their end tags."""
    collector = _Collector(wanted)
    scan(part, (data,), collector, limits.Budget())
    return tuple(collector.found)


def remembered(parse: Callable[[str, bytes], T]) -> Callable[[str, bytes], T]:
    """Keep the results for small parts: the workbooks of one season share their skeleton to the byte."""
    cached = lru_cache(maxsize=64)(parse)

    @wraps(parse)
    def parsed(part: str, data: bytes) -> T:
        return cached(part, data) if len(data) <= limits.CACHED_PART_BYTES else parse(part, data)

    return parsed

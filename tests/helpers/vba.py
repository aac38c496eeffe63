"""Reads VBA source as far as it takes to see that every name in it is declared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


KEYWORDS = _words(
    """and as boolean byref byval call case const dim do each else elseif end error exit explicit false for
    function goto if in integer is len like long loop mod new next not nothing object on option optional or
    private public resume select set step string sub then to true until variant wend while with"""
)
LANGUAGE = _words(
    """array clng collection cstr err instr lcase left len mid msgbox right split trim typename ubound ucase
    vbformfeed vbinformation vbnewline vbverticaltab"""
)
RESERVED = _words(
    """abs addressof and any array as attribute boolean byref byte byval call case cbool cbyte ccur cdate cdbl
    cdec cint circle clng close const csng cstr currency cvar cverr date debug decimal declare dim do doevents
    double each else elseif empty end endif enum eqv erase event exit false fix for friend function get global
    gosub goto if imp implements in input inputb int integer is lbound len lenb let like line lock long loop
    lset me mid midb mod new next not nothing null object on open option optional or paramarray preserve print
    private pset public put raiseevent redim rem resume return rset scale seek select set sgn shared single
    spc static step stop string sub tab then to true type typeof ubound unlock until variant wend while with
    withevents write xor"""
)
"""What VBA takes for itself ([MS-VBAL] 3.3.5.2): nothing can be called so. LibreOffice is less strict."""

EXCEL = _words(
    """activeworkbook application comment range thisworkbook workbook workbooks worksheet
    xlcalculationautomatic"""
)
"""What VBA and Excel declare, as far as our modules use it: a new name is for a person to judge."""

_STRING = re.compile(r'"(?:[^"]|"")*"')
_NAME = re.compile(r"(?<![\w.])[A-Za-z]\w*")
_START = re.compile(r"(?i)^(?:(public|private)\s+)?(sub|function)\s+(\w+)\s*\((.*?)\)(?:\s+as\s+(\w+))?$")
_CONST = re.compile(r"(?i)^(?:(public|private)\s+)?const\s+(\w+)")
_DIM = re.compile(r"(?i)^dim\s+(.*)$")
_PARAMETER = re.compile(r"(?i)(?:optional\s+)?(?:byval\s+|byref\s+)?(\w+)(?:\(\))?(?:\s+as\s+(\w+))?")


@dataclass(frozen=True)
class Procedure:
    """A Sub or Function: what it is, its parameters with their types, and its lines."""

    name: str
    kind: str
    public: bool
    parameters: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """One module: its lines before the first procedure, and its procedures."""

    name: str
    head: tuple[str, ...]
    procedures: tuple[Procedure, ...]

    @property
    def names(self) -> set[str]:
        """What the module declares outside of procedures."""
        consts = (match[2] for line in self.head if (match := _CONST.match(line)))
        return {name.lower() for name in (*consts, *(procedure.name for procedure in self.procedures))}


def parse(name: str, text: str) -> Source:
    """A module taken apart. Raises ValueError for a line outside of a procedure that is no declaration."""
    head: list[str] = []
    procedures: list[Procedure] = []
    lines = iter(logical_lines(text))
    for line in lines:
        start = _START.match(line)
        if start is None:
            head.append(line)
            continue
        body = []
        for inner in lines:
            if re.fullmatch(rf"(?i)end {start[2]}", inner):
                break
            body.append(inner)
        else:
            raise ValueError(f"{name}: {start[3]} has no end")
        parameters = tuple(_PARAMETER.findall(start[4]))
        public = (start[1] or "public").lower() == "public"
        procedures.append(Procedure(start[3], start[2].lower(), public, parameters, tuple(body)))
    return Source(name, tuple(head), tuple(procedures))


def logical_lines(text: str) -> Iterator[str]:
    """Lines of code, continued ones joined; without comments, attributes and what stands in strings."""
    joined = re.sub(r"\s_\r?\n\s*", " ", text)
    for line in joined.splitlines():
        code = _STRING.sub('""', line).partition("'")[0].strip()
        if code and not code.startswith(("#", "Attribute ")):
            yield code


def reserved(source: Source) -> list[str]:
    """Names of the module that VBA would not take."""
    declared = [(procedure.name, procedure.name) for procedure in source.procedures]
    for procedure in source.procedures:
        names = (*(name for name, _ in procedure.parameters), *_locals(procedure))
        declared += [(procedure.name, name) for name in names]
    return [f"{procedure}: {name}" for procedure, name in declared if name.lower() in RESERVED]


def undeclared(source: Source, elsewhere: set[str]) -> list[str]:
    """Uses of names that nothing declares (`procedure: name`); `elsewhere`: what other modules declare."""
    known = source.names | elsewhere | KEYWORDS | LANGUAGE | EXCEL
    found = []
    for procedure in source.procedures:
        own = known | {name.lower() for name, _ in procedure.parameters} | set(_locals(procedure))
        for line in procedure.lines:
            names = _NAME.findall(line.replace("$", ""))
            found += [f"{procedure.name}: {name}" for name in names if name.lower() not in own]
    return found


def _locals(procedure: Procedure) -> Iterator[str]:
    for line in procedure.lines:
        dim = _DIM.match(line)
        if dim:
            yield from (name.lower() for name, _ in _PARAMETER.findall(dim[1]))
        label = re.fullmatch(r"(\w+):", line)
        if label:
            yield label[1].lower()

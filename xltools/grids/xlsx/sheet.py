"""One worksheet part in one pass: cells, formulas, merges. The inner loop of the fast reader."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice

from xltools.grid import Cell, Cells, Guarded
from xltools.grids import limits
from xltools.grids.packages.package import Package
from xltools.grids.unopenable import UnopenableBook
from xltools.grids.xlsx.blanks import without_blanks
from xltools.grids.xlsx.cells import Texts, by_content, is_nothing, make_cell
from xltools.grids.xlsx.guards import EXTENDED, Guards, guards_of
from xltools.grids.xlsx.plain import Taken, pick_plain, plainly_aside, take_plain
from xltools.grids.xlsx.shared import SharedFormulas
from xltools.grids.xml import SPREADSHEET, DamagedPart, local_names, scan
from xltools.refs import CellRange, CellRef

_KINDS = local_names("row", "c", "v", "f", "t", "rPh", "mergeCell", "dataValidation") | EXTENDED
_TEXTS = frozenset({"v", "f", "t"})
_SMALL = 4  # pieces of a part that is held in memory as a whole
_VALIDATION = b"dataValidation"
_REPEATED = (b"conditionalFormatting", _VALIDATION)
_NAMESPACE = SPREADSHEET[0].encode()

# Forms repeat the same few hundred addresses.
_ref = lru_cache(maxsize=1 << 15)(CellRef.parse)
_range = lru_cache(maxsize=1 << 12)(CellRange.parse)


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in one worksheet, and what of the budget it took."""

    cells: Cells
    merges: tuple[CellRange, ...]
    spent: tuple[int, int, int, int]
    guards: tuple[Guarded, ...] = ()


class Unaddressed(Exception):  # noqa: N818 - a message from the listener to `read_sheet`
    """A row or cell doesn't say where it stands: its neighbours must be counted."""


class Sheet:
    """Listens to one worksheet part and gathers what stands in it.

    Cells that carry a style and nothing else are passed over before their address is even read. Where
    rows or cells don't say where they stand, every one is needed to count the next: `counting`.
    """

    def __init__(self, texts: Texts, budget: limits.Budget, counting: bool) -> None:
        self.cells: dict[CellRef, Cell] = {}
        self.merges: list[CellRange] = []
        self.guards = Guards()
        self._texts, self._budget, self._counting = texts, budget, counting
        self._cell: dict[str, str] | None = None  # attributes of the open cell
        self._value: str | None = None
        self._runs: list[str] | None = None  # the texts of an inline string
        self._formula: str | None = None
        self._formula_attributes: dict[str, str] = {}
        self._shared = SharedFormulas()
        self.pieces: list[str] = []
        self._in_text = False
        self._phonetic = False
        self._depth = 0
        self._row = 0
        self._in_row = False
        self._anchor: str | None = None  # the last address given in this row ...
        self._steps = 0  # ... and how many cells without address followed

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        kind = _KINDS.get(name)
        if kind == "c":
            self._start_cell(attributes)
        elif kind is None:
            self._depth += 1
            if self._depth > limits.MAX_DEPTH:
                raise DamagedPart("nested too deep")
        elif kind in _TEXTS:
            self._start_text()
            if kind == "f":
                self._formula_attributes = attributes
        else:
            self._start_other(kind, attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        kind = _KINDS.get(name)
        if kind == "c":
            self._end_cell()
        elif kind is None:
            self._depth -= 1
        elif kind in _TEXTS:
            self._in_text = False
            self._end_text(kind, "".join(self.pieces))
        elif kind == "row":
            self._in_row = False
        elif kind == "rPh":
            self._phonetic = False
        elif kind == "sqref":
            self.guards.hear_cells("".join(self.pieces))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        if self._cell is not None:
            raise DamagedPart("cell within cell")
        self._cell = attributes
        self._value = self._formula = self._runs = None

    def _start_text(self) -> None:
        if self._in_text:
            raise DamagedPart("text within text")
        self._in_text = True
        self.pieces.clear()

    def _end_text(self, kind: str, text: str) -> None:
        if kind == "v":
            self._value = text
        elif kind == "f":
            self._formula = text
        elif not self._phonetic:
            self._runs = self._runs or []
            self._runs.append(text)

    def _start_other(self, kind: str, attributes: dict[str, str]) -> None:
        if kind == "row":
            self._start_row(attributes)
        elif kind == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif kind == "dataValidation":
            self.guards.hear(attributes)
        elif kind == "sqref":
            self.pieces.clear()
        else:
            self._phonetic = True

    def _start_row(self, attributes: dict[str, str]) -> None:
        if self._in_row:
            raise DamagedPart("row within row")
        self._in_row = True
        given = attributes.get("r")
        if given is not None:
            self._row = int(given)
        elif self._counting:
            self._row = (_ref(self._anchor).row if self._anchor else self._row) + 1
        else:
            raise Unaddressed
        self._anchor, self._steps = None, 0

    def _merge(self, ref: str) -> None:
        area = _range(ref)
        if not area.single:
            self.merges.append(area)
            self._budget.merges -= 1
            if self._budget.merges < 0:
                raise UnopenableBook("amount", f"合并单元格超过 {limits.MAX_MERGES} 处")

    def take(self, taken: Taken) -> None:
        """Take what was not left to the parser."""
        self.cells.update(taken.cells)
        self._budget.spend((0, 0, taken.characters, 0))
        self._judge_amount()
        for merge in taken.merges:
            self._merge(merge)

    def take_around(self, around: Found) -> None:
        """Take what stands around the rows; merges come after those that `take` took."""
        self.merges.extend(around.merges)
        self.guards.found.extend(around.guards)
        self._budget.spend(around.spent)

    def _end_cell(self) -> None:
        attributes, self._cell = self._cell or {}, None
        given = attributes.get("r")
        if given is not None:
            self._anchor, self._steps = given, 0
        elif self._counting:
            self._steps += 1
        else:
            raise Unaddressed
        empty = self._value is None and self._formula is None and self._runs is None
        if empty and attributes.get("t") != "e":
            return
        ref = self._counted() if given is None else _ref(given)
        self._keep(ref, self._read(ref, attributes))

    def _keep(self, ref: CellRef, cell: Cell) -> None:
        if is_nothing(cell):
            return
        if ref.row > limits.MAX_ROW or ref.column > limits.MAX_COLUMN:
            _refuse_far(ref, cell)
            return
        self.cells[ref] = cell
        self._judge_amount()

    def _judge_amount(self) -> None:
        if len(self.cells) > self._budget.cells:
            raise UnopenableBook("amount", f"有内容的单元格超过 {limits.MAX_CELLS} 个")

    def _counted(self) -> CellRef:
        """The place of a cell that doesn't say it: after the one before."""
        if self._anchor is None:
            return CellRef(self._row, self._steps)
        before = _ref(self._anchor)
        return CellRef(before.row, before.column + self._steps)

    def _read(self, ref: CellRef, attributes: dict[str, str]) -> Cell:
        formula = None if self._formula is None else self._formula_text(ref)
        inline = None if self._runs is None else "".join(self._runs)
        kind, style = attributes.get("t", "n"), attributes.get("s", "0")
        cell = make_cell(kind, style, formula, self._value, inline, self._texts)
        if isinstance(cell.value, str) and not (kind == "s" and self._value):
            self._budget.text(cell.value)
        return cell

    def _formula_text(self, ref: CellRef) -> str:
        """The formula; for a cell that shares one, the shared text moved to this cell."""
        text = self._formula or ""
        index = self._formula_attributes.get("si")
        if self._formula_attributes.get("t") == "shared" and index is not None:
            text = self._shared.text(index, text, ref)
        return self._budget.text(text)


def _refuse_far(ref: CellRef, cell: Cell) -> None:
    """A stray space far out is passed over; anything else there is too much to be a form."""
    if not cell.blank:
        raise UnopenableBook("extent", f"单元格 {ref} ")


def read_sheet(part: str, package: Package, texts: Texts, budget: limits.Budget) -> Found:
    """All that stands in one worksheet part."""
    data, chunks = _first(part, package)
    try:
        if data is None:
            return _streamed(part, chunks, texts, budget)
        return _small(part, data, texts, budget)
    except Unaddressed:
        return _counted(part, package.chunks(part), texts, budget)


def read_columns(
    part: str, package: Package, texts: Texts, budget: limits.Budget, last_column: int
) -> Found | None:
    """What stands up to a column; None where all of the part must be read to know it."""
    data, _ = _first(part, package)
    taken = None if data is None else take_plain(data, by_content(texts), last_column)
    return None if taken is None else _completed(taken, texts, budget)


def pick_cells(part: str, package: Package, texts: Texts, refs: Collection[CellRef]) -> Cells | None:
    """Some cells of a worksheet part; None where all of it must be read to know them."""
    data = package.small(part)
    if data is not None and not texts.strings:
        return _picked(data, texts.styles, frozenset(refs))
    if data is None:
        data, _ = _first(part, package)
    return None if data is None else pick_plain(data, by_content(texts), refs)


@lru_cache(maxsize=64)
def _picked(data: bytes, styles: bytes, refs: frozenset[CellRef]) -> Cells | None:
    """The same of a part that other workbooks may have to the byte, where no shared strings are told."""
    return pick_plain(data, by_content(Texts((), {}, styles)), refs)


def _first(part: str, package: Package) -> tuple[bytes | None, Iterable[bytes]]:
    """The whole part where it is small, and its pieces where it isn't."""
    chunks = package.chunks(part)
    first = list(islice(chunks, _SMALL + 1))
    if len(first) > _SMALL:
        return None, chain(first, chunks)
    return b"".join(first), ()


def _small(part: str, data: bytes, texts: Texts, budget: limits.Budget) -> Found:
    taken = take_plain(data, by_content(texts))
    found = None if taken is None else _completed(taken, texts, budget)
    return _streamed(part, (data,), texts, budget) if found is None else found


def _completed(taken: Taken, texts: Texts, budget: limits.Budget) -> Found | None:
    """What was taken, and what stands around it; None where anything is wrong.

    The parser is to say what it is: it meets things in their order.
    """
    trial = copy(budget)
    sheet = Sheet(texts, trial, counting=False)
    with suppress(UnopenableBook, DamagedPart, ValueError, LookupError):
        sheet.take(taken)
        sheet.take_around(_around(taken.rest))
        budget.spend_like(trial)
        return _found(sheet, budget)
    return None


def _around(rest: bytes) -> Found:
    """What stands around the rows of a part. Raises what `scan` raises, and DamagedPart for a cell."""
    return _known_around(rest) if len(rest) <= limits.CACHED_PART_BYTES else _judge_around(rest)


def _judge_around(rest: bytes) -> Found:
    guards: list[Guarded] = []
    for name in _REPEATED:
        rest, said = _without(rest, name)
        guards += said
    return replace(around := _judged(rest), guards=(*guards, *around.guards))


_known_around = lru_cache(maxsize=64)(_judge_around)  # our forms with as many rows have the same


def _without(rest: bytes, name: bytes) -> tuple[bytes, list[Guarded]]:
    """The same without the elements of that name, and their guards: forms have hundreds."""
    head, *pieces = rest.split(b"<%s " % name)
    if not pieces:
        return rest, []
    last, end, after = pieces[-1].partition(b"</%s>" % name)
    pieces[-1] = last + end
    heard = [(piece, _guards_alone(name, piece)) for piece in pieces]
    kept = (b"<%s %s" % (name, piece) for piece, guards in heard if guards is None)
    return b"".join((head, *kept, after)), [one for _, guards in heard for one in guards or ()]


@lru_cache(maxsize=1 << 12)
def _guards_alone(name: bytes, piece: bytes) -> tuple[Guarded, ...] | None:
    """What one whole element says of guards; None for one that is not written well, or says more."""
    plain = plainly_aside(name.decode(), piece)
    if plain is not None:
        return guards_of(plain) if name == _VALIDATION else ()
    with suppress(UnopenableBook, DamagedPart, Unaddressed):
        found = _judge(b'<worksheet xmlns="%s"><%s %s</worksheet>' % (_NAMESPACE, name, piece))
        return None if found.merges else found.guards
    return None


def _judge(rest: bytes) -> Found:
    budget = limits.Budget()
    sheet = Sheet(Texts((), {}), budget, counting=False)
    scan("", (rest,), sheet, budget)
    if sheet.cells:
        raise DamagedPart("a cell outside the rows")
    return _found(sheet, budget)


_judged = lru_cache(maxsize=256)(_judge)


def _streamed(part: str, chunks: Iterable[bytes], texts: Texts, budget: limits.Budget) -> Found:
    sheet = Sheet(texts, budget, counting=False)
    scan(part, without_blanks(chunks), sheet, budget)
    return _found(sheet, budget)


def _counted(part: str, chunks: Iterable[bytes], texts: Texts, budget: limits.Budget) -> Found:
    sheet = Sheet(texts, budget, counting=True)
    scan(part, chunks, sheet, budget)
    return _found(sheet, budget)


def _found(sheet: Sheet, budget: limits.Budget) -> Found:
    budget.cells -= len(sheet.cells)
    return Found(sheet.cells, tuple(sheet.merges), budget.spent, tuple(sheet.guards.found))

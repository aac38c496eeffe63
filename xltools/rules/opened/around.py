"""What a form of ours computes around itself: beside the form, and on its sheet 校验.

Somebody may unlock it and type over it. All that is needed to bring it back is in the file and in the
definition that it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from xltools.grid import Book, Cell, Grid
from xltools.refs import CellRef
from xltools.rules.checks.standards import shipped_standards
from xltools.rules.checks.wording import field_name
from xltools.rules.definition.target_cells import TARGET_PARTS
from xltools.rules.layout.beside.columns import HEADING_STYLE, BesideColumn, beside, has_beside
from xltools.rules.layout.model import Arrangement, Content, Layout, Slot
from xltools.rules.notation.celltext import raw_of
from xltools.rules.opened.moved import Line, Moves, line, looks_at_cells, moved
from xltools.rules.opened.standing import Standing
from xltools.rules.verification.kinds import FormChecks, FormLine
from xltools.rules.verification.lines import shipped_lines
from xltools.rules.verification.places import Kinds, fund_kinds, fund_names
from xltools.rules.verification.pointed import LineResult, PointedChecks
from xltools.rules.verification.sheet import EXPLANATION, HEADINGS, TITLE, Sheet, SheetLook, make_sheet

_TEXTS = ("level3", "actual", "target", *TARGET_PARTS)
_NUMBERS = ("weight", "score")
_ISSUED = "issued"
_DUST = Decimal("1e-9")


@dataclass(frozen=True, slots=True)
class Around:
    """A cell around the form that lacks its formula (without `=`), or what it was issued with.

    `label` (Chinese) says what it is, `before` what stands there now. A result that is not `known` is one
    that nobody knows before a spreadsheet has reckoned it. Of a `stale` one the formula is there, and only
    its stored result is another.
    """

    sheet: str
    cell: CellRef
    label: str
    formula: str | None
    result: Content
    known: bool
    before: str | None
    stale: bool = False


def around(here: Standing, layout: Layout, book: Book, checks: FormChecks) -> list[Around]:
    """What is to be brought back; `checks` are those of the definition and the rules it was issued by.

    `layout` is that of the record as it stands.
    """
    moves = here.moves(layout)
    if moves is None:
        return []  # rows in another order: nobody knows what belongs where
    place, live = _Place(here, layout, moves), shipped_lines()
    sheet = book.sheet(live.sheet.name)
    lost = [*place.sums(), *place.rows(), *place.copies()] if place.columns_stand() else []
    if sheet is not None:
        lost += _Verification(place, checks, SheetLook(live, checks.lines), sheet).lost()
    return lost


def _lost(cell: Cell, formula: str) -> bool:
    """True for a cell that lacks its formula: it has none, or one that looks at no cell, as `=90+5`.

    A formula whose text the reader can't tell is one.
    """
    if not cell.formula:
        return cell.formula is None
    if cell.formula == formula:
        return False  # nearly always
    return looks_at_cells(formula) and not looks_at_cells(cell.formula)


def _content(cell: Cell) -> object:
    """What stands in a cell; the empty text is a blank."""
    return None if cell.value == "" else cell.value


def _shows(cell: Cell, content: Content) -> bool:
    """True where the stored result is this one, binary dust aside."""
    value = _content(cell)
    if isinstance(value, Decimal) and isinstance(content, Decimal):
        return abs(value - content) <= _DUST * max(Decimal(1), abs(content))
    return value == (None if content == "" else content)


@dataclass(frozen=True, slots=True)
class _Place:
    """A form in its file, beside the layout of what it says."""

    here: Standing
    layout: Layout
    moves: Moves

    @property
    def clean(self) -> bool:
        """True where every cell holds what belongs there, so that the results of formulas are known."""
        return not any(finding.path for finding in self.here.form.findings)

    @property
    def _slots(self) -> list[tuple[Slot, Content]]:
        return list(zip(self.layout.arrangement.slots, self.layout.contents, strict=True))

    def columns_stand(self) -> bool:
        """True where the columns beside the form are the issued ones: nobody deleted or inserted one."""
        if not has_beside(self.layout.definition):
            return True
        headings = [(slot, content) for slot, content in self._slots if slot.style == HEADING_STYLE]
        now = [self.here.grid.cell(self.moves.cell(slot.area.first)).value for slot, _ in headings]
        others = [
            value for value, (_, label) in zip(now, headings, strict=True) if value not in (None, label)
        ]
        return bool(self.here.beside) and not others

    def sums(self) -> Iterator[Around]:
        """Beside the head: points and grade, where their labels still stand before them."""
        first = self.layout.arrangement.indicators[0][0]
        label: Content = None
        for slot, content in self._slots[: len(self._slots) - len(self.layout.arrangement.echoes)]:
            ref = slot.area.first
            if slot.formula and ref.row < first and ref.column > len(self.layout.definition.widths):
                cell = self.moves.cell(ref)
                said = self.here.grid.cell(CellRef(cell.row, cell.column - 1)).value
                if said == label:
                    yield from self._mended(cell, str(label), slot, content, known=self.clean)
            label = content

    def copies(self) -> Iterator[Around]:
        """The copies that make rows grow."""
        echoes = self.layout.arrangement.echoes
        for echo, (slot, content) in zip(echoes, self._slots[len(self._slots) - len(echoes) :], strict=True):
            shown = self.layout.arrangement.slots[echo.slot].roles
            label = field_name(self.layout.definition, shown[0], shipped_standards()) if shown else ""
            yield from self._mended(self.moves.cell(slot.area.first), label, slot, content, known=True)

    def rows(self) -> Iterator[Around]:
        """Beside each indicator that was issued with it."""
        definition = self.layout.definition
        if not has_beside(definition):
            return
        columns = {len(definition.widths) + beside().offsets[one.name]: one for one in beside().columns}
        begins = {rows[0]: at for at, rows in enumerate(self.layout.arrangement.indicators)}
        by_row: dict[int, list[tuple[BesideColumn, Slot, Content]]] = {}
        for slot, content in self._slots:
            row, column = slot.area.first
            if row in begins and column in columns:
                by_row.setdefault(begins[row], []).append((columns[column], slot, content))
        for at, cells in by_row.items():
            if self.here.rows["indicators"][at] in self.here.beside:
                yield from self._row(at, cells)

    def _row(self, at: int, cells: Sequence[tuple[BesideColumn, Slot, Content]]) -> Iterator[Around]:
        issued, plain = self._as_issued(at), self._plain(at)
        wanted = next(content for column, _, content in cells if column.name == _ISSUED)
        for column, slot, content in cells:
            cell = self.moves.cell(slot.area.first)
            now = self.here.grid.cell(cell)
            if column.name == _ISSUED and not issued:
                plain = plain and now.value == wanted  # else the results are those of another target
            if slot.formula is not None:
                yield from self._mended(cell, column.label, slot, content, known=plain)
            elif issued and (now.formula is not None or _content(now) != content):
                yield self._one(cell, column.label, None, content, known=True)

    def _as_issued(self, at: int) -> bool:
        """True where the target of a row is one that the form was issued with."""
        issued, now = self.here.form.issued, self.here.evaluation.indicators[at]
        rows = issued.indicators if issued else ()
        return bool(now.target) and (now.level3, now.target) in {(row.level3, row.target) for row in rows}

    def _plain(self, at: int) -> bool:
        """True where the formulas of a row see what the record says: texts as texts, numbers as numbers."""
        row, columns = self.here.rows["indicators"][at], self.here.form.blocks["indicators"].columns
        cells = {name: self.here.grid.cell(CellRef(row, column)) for name, column in columns.items()}
        texts = (cells[name] for name in _TEXTS if name in cells)
        numbers = (cells[name] for name in _NUMBERS if name in cells)
        return all(cell.formula is None and isinstance(cell.value, str | None) for cell in texts) and all(
            isinstance(cell.value, Decimal | None) for cell in numbers
        )

    def _mended(
        self, cell: CellRef, label: str, slot: Slot, content: Content, *, known: bool
    ) -> Iterator[Around]:
        now = self.here.grid.cell(cell)
        if slot.formula is not None and _lost(now, slot.formula):
            yield self._one(cell, label, moved(slot.formula, self.moves), content, known=known)
        elif slot.formula is not None and known and not _shows(now, content):
            yield replace(self._one(cell, label, now.formula, content, known=True), stale=True)

    def _one(
        self, cell: CellRef, label: str, formula: str | None, content: Content, *, known: bool
    ) -> Around:
        before = raw_of(self.here.grid.cell(cell))
        return Around(self.here.grid.name, cell, label, formula, content, known, before)


@dataclass(frozen=True, slots=True)
class _Verification:
    """The sheet 校验 of a form in its file. Its lines are known by their titles."""

    place: _Place
    checks: FormChecks
    look: SheetLook
    grid: Grid

    def lost(self) -> Iterator[Around]:
        """The cells without their formula; nothing where the sheet has other lines."""
        own = self._own()
        if own is None:
            return
        arrangement, contents = self.place.layout.arrangement, self.place.layout.contents
        names = [contents[index] for index in fund_names(arrangement)]
        kinds = fund_kinds(self.checks.definition, arrangement, names)
        home = quoted(self.place.here.grid.name)
        pointed, sheet = _made(self.checks, arrangement, kinds, home)
        results = [self._moved(one) for one in pointed.results(pointed.found(contents))]
        titles = {row: one.line.title for row, one in self.look.rows}
        told = list(self._told(own))
        for slot, content in zip(sheet.slots, sheet.contents(results, told), strict=True):
            cell = own.cell(slot.area.first)
            now = self.grid.cell(cell)
            known, label = self.place.clean, titles.get(slot.area.first.row, self.look.texts.heading)
            if slot.formula is not None and _lost(now, slot.formula):
                formula = moved(slot.formula, own, self.place.moves)
                yield Around(self.grid.name, cell, label, formula, content, known, raw_of(now))
            elif slot.formula is not None and known and not _shows(now, content):
                yield Around(self.grid.name, cell, label, now.formula, content, known, raw_of(now), True)

    def _own(self) -> Moves | None:
        """Where the lines stand; None where one is missing."""
        rows = {
            cell.value: ref.row
            for ref, cell in sorted(self.grid.cells.items(), reverse=True)
            if ref.column == TITLE and isinstance(cell.value, str) and ref.row > HEADINGS
        }
        lines = [(row, rows.get(one.line.title)) for row, one in self.look.rows]
        pairs = [(row, there) for row, there in lines if there is not None]
        found = line(pairs) if len(pairs) == len(lines) else None
        return None if found is None else Moves(found, Line(((1, 1),)))

    def _told(self, own: Moves) -> Iterator[FormLine]:
        for row, one in self.look.rows:
            cell = self.grid.cell(own.cell(CellRef(row, EXPLANATION)))
            if isinstance(cell.value, str):
                yield one

    def _moved(self, result: LineResult) -> LineResult:
        first = result.first
        return LineResult(result.count, None if first is None else self.place.moves.cell(first))


@lru_cache(maxsize=16)
def _made(
    checks: FormChecks, arrangement: Arrangement, kinds: Kinds, home: str
) -> tuple[PointedChecks, Sheet]:
    """The sheet 校验 as it was issued: the same for all forms of one shape, and much to write out."""
    pointed = PointedChecks(checks, arrangement, kinds, home)
    return pointed, make_sheet(SheetLook(shipped_lines(), checks.lines), pointed, home)


def quoted(name: str) -> str:
    """The name of a sheet as formulas write it."""
    doubled = name.replace("'", "''")
    return f"'{doubled}'"

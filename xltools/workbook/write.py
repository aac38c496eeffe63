"""Layout → the bytes of one workbook: the frame that openpyxl made once, and this form's own parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from openpyxl.utils import quote_sheetname

from xltools.refs import CellRange, CellRef
from xltools.rules.definition.choices import Choices
from xltools.rules.layout.guide import GuideLine
from xltools.rules.layout.model import Arrangement, Layout, Placed, Slot
from xltools.rules.layout.names import LISTS_SHEET, list_name, name_of
from xltools.rules.layout.protection import Protection
from xltools.rules.layout.styles import ECHO, STRUT, StyleSheet
from xltools.workbook.cells import Body, Grating, body_of, escaped, strut
from xltools.workbook.frame import FORM_PART, WORKBOOK_PART, Frame, make_frame
from xltools.workbook.pieces import SheetPieces
from xltools.workbook.validation import validation_parts
from xltools.workbook.verification import VerificationWriter
from xltools.workbook.zipped import Middle, Part, pack, pack_around, package

Fill = Callable[[Mapping[str, Any]], str]
"""A template of a part: variables in, XML out."""

_GAP = "\0"  # where a piece goes that is compressed already; no XML holds this character
_FAR = 40  # columns to the right of the form, beyond anything that stands there
_OWN_LEVEL = 3  # a form's own parts: a third of the time of level 6 for a tenth more bytes


class FormWriter:
    """Writes the forms of one definition; the frame is made with the first of them.

    `sheet` and `workbook` are the templates of those parts. Every form goes this way, one or ten
    thousand, so that its bytes do not depend on the company it is made in.
    """

    def __init__(
        self,
        styles: StyleSheet,
        guide: Sequence[GuideLine],
        protection: Protection,
        sheet: Fill,
        workbook: Fill,
        verification: VerificationWriter,
    ) -> None:
        self._styles, self._guide, self._protection = styles, guide, protection
        self._sheet, self._workbook = sheet, workbook
        self._verification = verification
        self._frame: Frame | None = None
        self._shared: dict[str, Part] = {}
        self._lists: WeakKeyDictionary[Choices, _Listed] = WeakKeyDictionary()
        self._known: WeakKeyDictionary[Arrangement, _Prepared] = WeakKeyDictionary()

    def write(self, layout: Layout, meta: Mapping[str, str]) -> bytes:
        """One form as .xlsx: cells, live formulas with their results, names, lists, print setup, locks.

        `meta` goes into the hidden sheet that says which form this is.
        """
        frame = self._made(layout)
        prepared = self._prepared(frame, layout)
        listed = self._listed(frame, layout.choices)
        checks = self._verification.of(layout, frame.numbers)
        own = {
            WORKBOOK_PART: self._names(frame, layout, prepared, listed),
            frame.meta_part: self._meta(frame, meta),
        }
        made = {name: pack(name, text.encode(), _OWN_LEVEL) for name, text in own.items()}
        made[FORM_PART] = self._form(frame, layout, prepared, checks.formats)
        made[frame.lists_part] = listed.part
        made[frame.verification_part] = checks.part(layout, self._verified)
        return package(made.get(name) or self._shared[name] for name in frame.parts)

    def _made(self, layout: Layout) -> Frame:
        if self._frame is None:
            self._frame = make_frame(
                layout.definition, self._styles, self._guide, self._protection, self._verification.look
            )
            parts = self._frame.parts.items()
            self._shared = {name: pack(name, data) for name, data in parts if data is not None}
        return self._frame

    def _prepared(self, frame: Frame, layout: Layout) -> _Prepared:
        known = self._known.get(layout.arrangement)
        if known is None:
            known = self._known[layout.arrangement] = _prepare(layout, frame.numbers.styles)
        return known

    def _form(self, frame: Frame, layout: Layout, prepared: _Prepared, formats: Middle) -> Part:
        struts = prepared.struts
        elastic = {row: struts[row] for row in layout.elastic}
        body = prepared.grating.filled(layout.contents, layout.groups, layout.heights, elastic)
        text = self._sheet(
            {
                "pieces": frame.form,
                "dimension": prepared.used.a1,
                "rows": body.rows,
                "merges": body.merges,
                "formats": _GAP,
                "validations": prepared.validations,
                "footer": escaped(layout.footer),
                "page_ends": layout.page_ends,
            }
        )
        before, _, after = text.partition(_GAP)
        return pack_around(FORM_PART, before.encode(), formats, after.encode(), _OWN_LEVEL)

    def _listed(self, frame: Frame, choices: Choices) -> _Listed:
        known = self._lists.get(choices)
        if known is None:
            cells = [
                Placed(CellRange.of(row, column), "", content=content)
                for column, (name, contents) in enumerate(choices.columns.items(), start=1)
                for row, content in enumerate((name, *contents), start=1)
            ]
            sheet = self._plain(frame.lists, cells)
            part = pack(frame.lists_part, sheet.encode())
            known = self._lists[choices] = _Listed(part, "".join(_list_names(choices)))
        return known

    def _names(self, frame: Frame, layout: Layout, prepared: _Prepared, listed: _Listed) -> str:
        return self._workbook(
            {
                "pieces": frame.workbook,
                "home": prepared.home,
                "printed": prepared.printed,
                "names": listed.names + prepared.names + _names(layout.groups, prepared.home),
            }
        )

    def _meta(self, frame: Frame, meta: Mapping[str, str]) -> str:
        cells = [
            Placed(CellRange.of(row, column), "", content=text)
            for row, pair in enumerate(meta.items(), start=1)
            for column, text in enumerate(pair, start=1)
        ]
        return self._plain(frame.meta, cells)

    def _plain(self, pieces: SheetPieces, cells: Sequence[Placed]) -> str:
        """A sheet of bare cells."""
        body = body_of(cells, {"": "0"})
        last = CellRef(
            max((cell.area.last.row for cell in cells), default=1),
            max((cell.area.last.column for cell in cells), default=1),
        )
        return self._sheet(
            {
                "pieces": pieces,
                "dimension": CellRange(CellRef(1, 1), last).a1,
                "rows": body.rows,
                "merges": [],
                "formats": "",
                "validations": [],
                "footer": "",
                "page_ends": [],
            }
        )

    def _verified(self, body: Body) -> Part:
        assert self._frame is not None, "a form is being written"
        frame = self._frame
        text = self._sheet(
            {
                "pieces": frame.verification,
                "dimension": self._verification.whole.a1,
                "rows": body.rows,
                "merges": body.merges,
                "formats": "",
                "validations": [],
                "footer": "",
                "page_ends": [],
            }
        )
        return pack(frame.verification_part, text.encode(), _OWN_LEVEL)


@dataclass(frozen=True, slots=True)
class _Listed:
    """The sheet 选项 with these choices, and the defined names of its columns, as XML."""

    part: Part
    names: str


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What the forms of one arrangement have in common, as XML."""

    used: CellRange  # the form and what stands beside it
    home: str
    grating: Grating
    struts: Mapping[int, str]  # by row that may grow
    names: str
    printed: Sequence[tuple[str, str]]
    validations: Sequence[tuple[str, str, str]]


def _prepare(layout: Layout, styles: Mapping[str, str]) -> _Prepared:
    arrangement, home = layout.arrangement, escaped(quote_sheetname(layout.definition.sheet))
    whole = CellRange.of(1, 1, arrangement.last_row, len(layout.definition.widths))
    last = max(whole.last.column, *(slot.area.last.column for slot in arrangement.slots))
    beside = whole.last.column + _FAR
    return _Prepared(
        used=CellRange.of(1, 1, arrangement.last_row, last),
        home=home,
        grating=Grating(arrangement.slots, styles),
        struts=_struts(arrangement, beside, styles),
        names=_names(arrangement.slots, home),
        printed=list(_printed(whole, arrangement.repeat_row)),
        validations=list(validation_parts(arrangement.validations)),
    )


def _struts(arrangement: Arrangement, column: int, styles: Mapping[str, str]) -> dict[int, str]:
    """What keeps each row that may grow from getting lower than a blank one."""
    rows = {rows[0]: 1 for rows in arrangement.indicators}
    for echo in arrangement.echoes:
        rows[echo.row] = max(echo.lines, rows.get(echo.row, 1))
    names = {row: STRUT if lines == 1 else ECHO for row, lines in rows.items()}
    return {row: strut(row, column, styles[names[row]], lines) for row, lines in rows.items()}


def _list_names(choices: Choices) -> Iterator[str]:
    home = escaped(quote_sheetname(LISTS_SHEET))
    for column, (name, contents) in enumerate(choices.columns.items(), start=1):
        area = CellRange.of(2, column, len(contents) + 1, column)
        yield f'<definedName name="{list_name(name)}">{home}!{area.absolute}</definedName>'


def _names(slots: Iterable[Slot], home: str) -> str:
    """The defined name of each role."""
    names = [
        f"{_name_begins(role)}{home}!{target}</definedName>"
        for slot in slots
        if slot.roles
        for target in (slot.area.first.absolute,)
        for role in slot.roles
    ]
    return "".join(names)


@lru_cache(maxsize=1 << 14)
def _name_begins(role: str) -> str:
    return f'<definedName name="{name_of(role)}">'


def _printed(whole: CellRange, repeat_row: int | None) -> Iterator[tuple[str, str]]:
    """The names by which Excel knows what to print, and what to repeat on each page."""
    yield "_xlnm.Print_Area", whole.absolute
    if repeat_row:
        yield "_xlnm.Print_Titles", f"${repeat_row}:${repeat_row}"

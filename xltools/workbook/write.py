"""Layout → the bytes of one workbook: the frame that openpyxl made once, and this form's own parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from openpyxl.utils import quote_sheetname

from xltools.refs import CellRange
from xltools.rules.guide import GuideLine
from xltools.rules.layout import Arrangement, Layout, Placed, Slot
from xltools.rules.names import name_of
from xltools.rules.protection import Protection
from xltools.rules.styles import StyleSheet
from xltools.workbook.cells import Grating, body_of, escaped
from xltools.workbook.frame import FORM_PART, WORKBOOK_PART, Frame, make_frame
from xltools.workbook.validation import validations_of
from xltools.workbook.zipped import Part, pack, package

Fill = Callable[[Mapping[str, Any]], str]
"""A template of a part: variables in, XML out."""

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
    ) -> None:
        self._styles, self._guide, self._protection = styles, guide, protection
        self._sheet, self._workbook = sheet, workbook
        self._frame: Frame | None = None
        self._shared: dict[str, Part] = {}
        self._known: WeakKeyDictionary[Arrangement, _Prepared] = WeakKeyDictionary()

    def write(self, layout: Layout, meta: Mapping[str, str]) -> bytes:
        """One form as .xlsx: cells, live formulas with their results, names, lists, print setup, locks.

        `meta` goes into the hidden sheet that says which form this is.
        """
        frame = self._made(layout)
        prepared = self._prepared(frame, layout)
        own = {
            FORM_PART: self._form(frame, layout, prepared),
            WORKBOOK_PART: self._names(frame, layout, prepared),
            frame.meta_part: self._meta(frame, meta),
        }
        return package(
            pack(name, own[name].encode(), _OWN_LEVEL) if name in own else self._shared[name]
            for name in frame.parts
        )

    def _made(self, layout: Layout) -> Frame:
        if self._frame is None:
            self._frame = make_frame(
                layout.definition, self._styles, layout.lists, self._guide, self._protection
            )
            parts = self._frame.parts.items()
            self._shared = {name: pack(name, data) for name, data in parts if data is not None}
        return self._frame

    def _prepared(self, frame: Frame, layout: Layout) -> _Prepared:
        known = self._known.get(layout.arrangement)
        if known is None:
            known = self._known[layout.arrangement] = _prepare(layout, frame.styles)
        return known

    def _form(self, frame: Frame, layout: Layout, prepared: _Prepared) -> str:
        body = prepared.grating.filled(layout.contents, layout.groups, layout.heights)
        return self._sheet(
            {
                "pieces": frame.form,
                "dimension": prepared.whole.a1,
                "rows": body.rows,
                "merges": body.merges,
                "validations": prepared.validations,
                "footer": escaped(layout.footer),
            }
        )

    def _names(self, frame: Frame, layout: Layout, prepared: _Prepared) -> str:
        return self._workbook(
            {
                "pieces": frame.workbook,
                "home": prepared.home,
                "printed": prepared.printed,
                "names": prepared.names + _names(layout.groups, prepared.home),
            }
        )

    def _meta(self, frame: Frame, meta: Mapping[str, str]) -> str:
        cells = [
            Placed(CellRange.of(row, column), "", content=text)
            for row, pair in enumerate(meta.items(), start=1)
            for column, text in enumerate(pair, start=1)
        ]
        body = body_of(cells, {"": "0"})
        return self._sheet(
            {
                "pieces": frame.meta,
                "dimension": CellRange.of(1, 1, len(meta), 2).a1,
                "rows": body.rows,
                "merges": [],
                "validations": [],
                "footer": "",
            }
        )


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What the forms of one arrangement have in common, as XML."""

    whole: CellRange
    home: str
    grating: Grating
    names: str
    printed: Sequence[tuple[str, str]]
    validations: Sequence[tuple[str, str, str]]


def _prepare(layout: Layout, styles: Mapping[str, str]) -> _Prepared:
    arrangement, home = layout.arrangement, escaped(quote_sheetname(layout.definition.sheet))
    whole = CellRange.of(1, 1, arrangement.last_row, len(layout.definition.widths))
    return _Prepared(
        whole=whole,
        home=home,
        grating=Grating(arrangement.slots, styles),
        names=_names(arrangement.slots, home),
        printed=list(_printed(whole, arrangement.repeat_row)),
        validations=list(validations_of(layout)),
    )


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

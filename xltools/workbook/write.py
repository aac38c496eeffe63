"""Layout → the bytes of one workbook: the frame that openpyxl made once, and this form's own parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from openpyxl.utils import quote_sheetname

from xltools.refs import CellRange
from xltools.rules.guide import GuideLine
from xltools.rules.layout import Layout, Placed
from xltools.rules.names import name_of
from xltools.rules.protection import Protection
from xltools.rules.styles import StyleSheet
from xltools.workbook.cells import body_of, escaped
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

    def write(self, layout: Layout, meta: Mapping[str, str]) -> bytes:
        """One form as .xlsx: cells, live formulas with their results, names, lists, print setup, locks.

        `meta` goes into the hidden sheet that says which form this is.
        """
        frame = self._made(layout)
        own = {
            FORM_PART: self._form(frame, layout),
            WORKBOOK_PART: self._names(frame, layout),
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

    def _form(self, frame: Frame, layout: Layout) -> str:
        body = body_of(layout.cells, frame.styles, layout.heights)
        return self._sheet(
            {
                "pieces": frame.form,
                "dimension": _whole(layout).a1,
                "rows": body.rows,
                "merges": body.merges,
                "validations": list(validations_of(layout)),
                "footer": escaped(layout.footer),
            }
        )

    def _names(self, frame: Frame, layout: Layout) -> str:
        home = escaped(quote_sheetname(layout.definition.sheet))
        names = [
            f"{_name_begins(role)}{home}!{target}</definedName>"
            for cell in layout.cells
            if cell.roles
            for target in (cell.area.first.absolute,)
            for role in cell.roles
        ]
        return self._workbook(
            {
                "pieces": frame.workbook,
                "home": home,
                "printed": list(_printed(layout)),
                "names": "".join(names),
            }
        )

    def _meta(self, frame: Frame, meta: Mapping[str, str]) -> str:
        cells = [
            Placed(CellRange.of(row, column), "", content=text)
            for row, pair in enumerate(meta.items(), start=1)
            for column, text in enumerate(pair, start=1)
        ]
        body = body_of(cells, {"": "0"}, {})
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


@lru_cache(maxsize=1 << 14)
def _name_begins(role: str) -> str:
    return f'<definedName name="{name_of(role)}">'


def _whole(layout: Layout) -> CellRange:
    return CellRange.of(1, 1, layout.last_row, len(layout.definition.widths))


def _printed(layout: Layout) -> Iterator[tuple[str, str]]:
    """The names by which Excel knows what to print, and what to repeat on each page."""
    yield "_xlnm.Print_Area", _whole(layout).absolute
    if layout.repeat_row:
        yield "_xlnm.Print_Titles", f"${layout.repeat_row}:${layout.repeat_row}"

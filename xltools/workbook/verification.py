"""The sheet 校验: its frame by openpyxl once, cells and conditional formats once per arrangement."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from lxml import etree
from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.properties import PageSetupProperties

from xltools.findings import Severity
from xltools.refs import CellRange, column_letters
from xltools.rules.layout.model import Arrangement, Content, Layout
from xltools.rules.layout.styles import Style, StyleSheet
from xltools.rules.verification.kinds import FormChecks
from xltools.rules.verification.lines import LiveChecks
from xltools.rules.verification.places import fund_kinds, fund_names
from xltools.rules.verification.pointed import Format, LineResult, PointedChecks
from xltools.rules.verification.sheet import EXPLANATION, HEADINGS, KEY, Sheet, SheetLook, make_sheet
from xltools.workbook.cells import Body, Grating, escaped
from xltools.workbook.pieces import MAIN
from xltools.workbook.zipped import Part, pack_middle

_A4 = "9"
_MARGINS = {"left": 0.4, "right": 0.4, "top": 0.6, "bottom": 0.6, "header": 0.3, "footer": 0.3}
_MARKS = {Severity.ERROR: "mark-error", Severity.VERIFY: "mark-verify"}
_MOST_NAMES, _MOST_RESULTS = 16, 16  # of one arrangement; more are rare, and made anew


def add_verification(book: Workbook, look: SheetLook, styles: StyleSheet) -> None:
    """The empty sheet with its columns, conditional formats, print setup and the names of its 说明."""
    texts = look.texts
    sheet = book.create_sheet(texts.name)
    for column, width in enumerate(texts.columns, start=1):
        sheet.column_dimensions[column_letters(column)].width = width
    sheet.column_dimensions[column_letters(KEY)].hidden = True
    for area, formula, style in _formats(look):
        rule = Rule(type="expression", formula=[formula], dxf=_difference(styles[style]), stopIfTrue=True)
        sheet.conditional_formatting.add(area, rule)
    for name, cell in look.explanations().items():
        target = f"{quote_sheetname(texts.name)}!{cell.absolute}"
        book.defined_names[name] = DefinedName(name, attr_text=target)
    sheet.freeze_panes = f"A{HEADINGS + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.print_title_rows = f"{HEADINGS}:{HEADINGS}"
    sheet.print_area = CellRange.of(1, 1, look.last_row, EXPLANATION).a1
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    for side, inches in _MARGINS.items():
        setattr(sheet.page_margins, side, inches)
    footer = sheet.HeaderFooter.oddFooter
    assert footer is not None, "openpyxl makes one with every sheet"
    footer.center.text = texts.print_footer


def _formats(look: SheetLook) -> list[tuple[str, str, str]]:
    """Area, formula for its first cell, and style: first those that the form itself uses."""
    texts, first, last = look.texts, HEADINGS + 1, look.last_live
    results, mark = f"A{first}:A{last}", f"$A{first}"
    explained = f'AND({mark}="{texts.verify}",ISTEXT($F{first}))'
    return [
        (results, f'{mark}="{texts.error}"', "mark-error"),
        (results, explained, "mark-explained"),
        (results, f'{mark}="{texts.verify}"', "mark-verify"),
        (results, f'{mark}="{texts.passed}"', "mark-passed"),
        (results, f'{mark}="{texts.pending}"', "mark-pending"),
    ]


def _difference(style: Style) -> DifferentialStyle:
    """What a conditional format changes: the colours."""
    fill = PatternFill(bgColor=f"FF{style.fill}", fill_type="solid") if style.fill else None
    return DifferentialStyle(font=Font(color=f"FF{style.color}"), fill=fill)


def format_numbers(part: bytes, look: SheetLook) -> dict[str, str]:
    """The numbers of the conditional looks by the names of their styles, from what openpyxl wrote."""
    rules = etree.fromstring(part).iter(f"{{{MAIN}}}cfRule")
    return {style: str(rule.get("dxfId")) for (_, _, style), rule in zip(_formats(look), rules, strict=True)}


class VerificationWriter:
    """The sheets and conditional formats of the forms of one definition."""

    def __init__(self, checks: FormChecks, live: LiveChecks, styles: StyleSheet) -> None:
        self.look = SheetLook(live, checks.lines)
        self._checks, self._styles = checks, styles
        self._home = quote_sheetname(checks.definition.sheet)
        self._known: WeakKeyDictionary[Arrangement, _Arranged] = WeakKeyDictionary()

    @property
    def whole(self) -> CellRange:
        """All cells of the sheet."""
        return CellRange.of(1, 1, self.look.last_row, KEY)

    def of(self, layout: Layout, frame: FrameNumbers) -> Verification:
        """What the forms of an arrangement, with the same rows of 项目资金, have in common."""
        arranged = self._known.get(layout.arrangement)
        if arranged is None:
            arranged = self._known[layout.arrangement] = _Arranged(fund_names(layout.arrangement))
        names = tuple([layout.contents[index] for index in arranged.names])
        known = arranged.by_names.get(names)
        if known is None:
            if len(arranged.by_names) >= _MOST_NAMES:
                arranged.by_names.clear()
            kinds = fund_kinds(self._checks.definition, layout.arrangement, names)
            pointed = PointedChecks(self._checks, layout.arrangement, kinds, self._home)
            sheet = make_sheet(self.look, pointed, self._home)
            heights = self.look.heights(self._styles)
            known = arranged.by_names[names] = Verification(pointed, sheet, heights, frame)
        return known


@dataclass(frozen=True, slots=True)
class FrameNumbers:
    """The numbers that cells and conditional formats write for the names of our styles."""

    styles: Mapping[str, str]
    looks: Mapping[str, str]


@dataclass(frozen=True)
class _Arranged:
    """Where the rows of 项目资金 have their names, and what is known for names met there."""

    names: tuple[int, ...]
    by_names: dict[tuple[Content, ...], Verification] = field(default_factory=dict)


Make = Callable[[Body], Part]
"""Makes the part of the sheet from its rows."""


class Verification:
    """One arrangement's conditional formats as XML, and its sheet with a gap for each result."""

    def __init__(
        self, pointed: PointedChecks, sheet: Sheet, heights: Mapping[int, float], frame: FrameNumbers
    ) -> None:
        self._pointed, self._sheet, self._heights = pointed, sheet, heights
        self._grating = Grating(sheet.slots, frame.styles)
        self._parts: dict[tuple[tuple[int, ...], ...], Part] = {}
        formats = (
            _format(number, each, frame.looks) for number, each in enumerate(pointed.formats(), start=1)
        )
        self.formats = pack_middle("".join(formats).encode())

    def part(self, layout: Layout, make: Make) -> Part:
        """The sheet of a form. Forms that are not filled in yet come to the same: few are made anew."""
        found = self._pointed.found(layout.contents)
        key = tuple(map(tuple, found))
        if key not in self._parts:
            if len(self._parts) >= _MOST_RESULTS:
                self._parts.clear()
            self._parts[key] = make(self._body(self._pointed.results(found)))
        return self._parts[key]

    def _body(self, results: Sequence[LineResult]) -> Body:
        """The cells. Rows grow with the explanations that people type: none is fixed."""
        elastic = dict.fromkeys(self._heights, "")
        return self._grating.filled(self._sheet.contents(results), (), self._heights, elastic)


def _format(number: int, one: Format, looks: Mapping[str, str]) -> str:
    look, formula = looks[_MARKS[one.severity]], escaped(one.formula)
    rule = (
        f'<cfRule type="expression" priority="{number}" dxfId="{look}"><formula>{formula}</formula></cfRule>'
    )
    return f'<conditionalFormatting sqref="{one.cells}">{rule}</conditionalFormatting>'

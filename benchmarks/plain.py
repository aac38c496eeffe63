"""The yardstick: the same workbook built anew with openpyxl alone, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.utils import quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from xltools.library import OfficialForm, protection
from xltools.refs import column_letters
from xltools.rules.definition.model import FormDefinition
from xltools.rules.layout.beside.columns import beside
from xltools.rules.layout.model import Arrangement, Content, Layout, Placed
from xltools.rules.layout.names import name_of
from xltools.rules.pack.model import RulePack
from xltools.rules.verification.kinds import FormChecks
from xltools.rules.verification.lines import shipped_lines
from xltools.rules.verification.places import fund_kinds, fund_names
from xltools.rules.verification.pointed import Format, PointedChecks
from xltools.rules.verification.sheet import Sheet, SheetLook, make_sheet
from xltools.workbook.content import put
from xltools.workbook.frame import put_columns
from xltools.workbook.guide import add_guide
from xltools.workbook.look import paint
from xltools.workbook.protect import protect
from xltools.workbook.verification import add_verification


def plain_form(layout: Layout, form: OfficialForm, meta: Mapping[str, str]) -> bytes:
    """One form with all that ours has, but the results of its formulas: openpyxl cannot store them."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = layout.definition.sheet
    for placed in layout.cells:
        _place(sheet, placed, form)
    for column, width in enumerate(layout.definition.widths, start=1):
        sheet.column_dimensions[column_letters(column)].width = width
    for row, height in layout.heights.items():
        sheet.row_dimensions[row].height = height
    put_columns(sheet, beside().widths(layout.definition))
    sheet.print_area = f"A1:{column_letters(len(layout.definition.widths))}{layout.last_row}"
    for role, ref in layout.roles().items():
        name = name_of(role)
        target = f"{quote_sheetname(sheet.title)}!{ref.absolute}"
        book.defined_names[name] = DefinedName(name, attr_text=target)
    _validate(sheet, layout)
    _verify(book, sheet, layout, form)
    add_guide(book, form.guide, form.styles)
    _columns(book.create_sheet("lists"), layout.choices.columns.values())
    _columns(book.create_sheet("meta"), (meta.keys(), meta.values()))
    protect(book, protection())
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _place(sheet: Worksheet, placed: Placed, form: OfficialForm) -> None:
    for ref in placed.area:
        paint(sheet.cell(ref.row, ref.column), form.styles[placed.style])
    cell = sheet.cell(placed.area.first.row, placed.area.first.column)
    if placed.formula is not None:
        cell.value = f"={placed.formula}"
    else:
        put(cell, placed.content)
    if not placed.area.single:
        sheet.merged_cells.add(placed.area.a1)


def _validate(sheet: Worksheet, layout: Layout) -> None:
    for placed in layout.arrangement.validations:
        rule = placed.validation
        validation = DataValidation(promptTitle=rule.title, prompt=rule.prompt, error=rule.error)
        for area in placed.areas:
            validation.add(area.a1)
        sheet.add_data_validation(validation)


def _verify(book: Workbook, form_sheet: Worksheet, layout: Layout, form: OfficialForm) -> None:
    """The sheet 校验, and the conditional formats of the form. The texts of formulas are known already."""
    (look, checks), home = _checks(form.definition, form.pack), quote_sheetname(form_sheet.title)
    known = _known.get(layout.arrangement)
    if known is None:
        names = [layout.contents[index] for index in fund_names(layout.arrangement)]
        kinds = fund_kinds(form.definition, layout.arrangement, names)
        pointed = PointedChecks(checks, layout.arrangement, kinds, home)
        known = _known[layout.arrangement] = make_sheet(look, pointed, home), list(pointed.formats())
    add_verification(book, look, form.styles)
    verification, formats = known
    sheet = book[look.texts.name]
    for slot in verification.slots:
        content = None if slot.formula else " "
        _place(sheet, Placed(slot.area, slot.style, (), slot.formula, content=content), form)
    for each in formats:
        form_sheet.conditional_formatting.add(each.cells, Rule(type="expression", formula=[each.formula]))


_known: WeakKeyDictionary[Arrangement, tuple[Sheet, list[Format]]] = WeakKeyDictionary()


_made: dict[int, tuple[SheetLook, FormChecks]] = {}


def _checks(definition: FormDefinition, pack: RulePack) -> tuple[SheetLook, FormChecks]:
    if id(definition) not in _made:
        checks = FormChecks(definition, pack, shipped_lines())
        _made[id(definition)] = SheetLook(shipped_lines(), checks.lines), checks
    return _made[id(definition)]


def _columns(sheet: Worksheet, columns: Iterable[Iterable[Content]]) -> None:
    for column, texts in enumerate(columns, start=1):
        for row, text in enumerate(texts, start=1):
            put(sheet.cell(row, column), text)

"""Reads a form definition, and refuses a wrong one with file, key and reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from xltools.model import NUMBER_FIELDS
from xltools.rules.definition.choices import LISTS
from xltools.rules.definition.model import (
    FUND_FIELDS,
    HEAD_FIELDS,
    INDICATOR_FIELDS,
    Block,
    CellSpec,
    FormDefinition,
    FundRow,
    FundsBlock,
    IndicatorsBlock,
    Level1,
    LinesBlock,
    PrintSetup,
    SideLabel,
    Validation,
    is_form_id,
)
from xltools.rules.definition.target_cells import TARGET_PARTS
from xltools.rules.tables import Table, spans_overlap

_COLUMN_FIELDS = (*INDICATOR_FIELDS, *TARGET_PARTS)
_ORIENTATIONS = ("portrait", "landscape")


Labels = Mapping[str, tuple[str, ...]]


def parse_labels(data: Any, file: str) -> Labels:  # noqa: ANN401 - whatever TOML gave
    """The labels common to all forms: the first text is printed, all are recognised."""
    return _labels(Table(data, file), {})


def parse_definition(
    data: Any,  # noqa: ANN401 - as above
    file: str,
    common: Labels,
    guards: tuple[Validation, ...] = (),
) -> FormDefinition:
    """Check a form definition, its labels and validations over the common ones.

    Raises DefinitionError naming file, key and reason in Chinese.
    """
    table = Table(data, file)
    widths = table.sizes("columns")
    labels = _labels(table.table("labels", optional=True), common)
    definition = FormDefinition(
        id=_identifier(table, "id"),
        version=table.text("version"),
        name=table.text("name"),
        source=table.text("source"),
        rules=_identifier(table, "rules"),
        money_unit=table.text("money_unit"),
        sheet=table.text("sheet"),
        widths=widths,
        blank_rows=table.integer("blank_rows", 1),
        print_setup=_print_setup(table.table("print")),
        labels=labels,
        blocks=tuple(_block(item, len(widths), labels) for item in table.tables("blocks")),
        tree=tuple(_level1(item) for item in table.tables("tree", optional=True)),
        formulas=_formulas(table.table("formulas", optional=True)),
        validations=_validations(table, guards),
        styles=_styles(table),
    )
    table.close()
    _require_blocks(table, definition)
    return definition


def _identifier(table: Table, key: str) -> str:
    text = str(table.text(key))
    if not is_form_id(text):
        raise table.error(key, f"“{text}”只能用小写字母、数字和连字符")
    return text


def _labels(table: Table, common: Labels) -> dict[str, tuple[str, ...]]:
    """What this file prints stands first; then its further texts and the common ones."""
    labels = dict(common)
    for key in table:
        own = table.texts(key)
        if not own:
            raise table.error(key, "至少写一个标签文字")
        labels[key] = tuple(dict.fromkeys((*own, *common.get(key, ()))))
    return labels


def _print_setup(table: Table) -> PrintSetup:
    margins = table.table("margins")
    setup = PrintSetup(
        paper=table.choice("paper", ("A4", "A3")),
        orientation="landscape" if table.choice("orientation", _ORIENTATIONS) == "landscape" else "portrait",
        margins={side: margins.size(side) for side in ("left", "right", "top", "bottom", "header", "footer")},
        footer=table.text("footer", ""),
        repeat=table.text("repeat", None),
    )
    margins.close()
    table.close()
    return setup


def _cell(table: Table, count: int, labels: Labels, fields: tuple[str, ...]) -> CellSpec:
    label, name = table.text("label", None), table.text("field", None)
    if label is not None and label not in labels:
        raise table.error("label", f"[labels] 里没有“{label}”")
    if name is not None and name not in fields:
        raise table.error("field", f"“{name}”不是这里的字段；可以写：{'、'.join(fields)}")
    spec = CellSpec(
        columns=table.columns("columns", count),
        style=table.text("style", "label"),
        label=label,
        field=name,
        text=table.text("text", None),
    )
    table.close()
    return spec


def _line(cells: list[Table], count: int, labels: Labels, fields: tuple[str, ...]) -> tuple[CellSpec, ...]:
    line = tuple(_cell(cell, count, labels, fields) for cell in cells)
    if spans_overlap([cell.columns for cell in line]):
        raise cells[0].error("columns", "同一行里两个单元格的列重叠")
    return line


def _side(table: Table, count: int, labels: Labels) -> SideLabel | None:
    if not table.has("side"):
        return None
    side = table.table("side")
    label = side.text("label")
    if label not in labels:
        raise side.error("label", f"[labels] 里没有“{label}”")
    result = SideLabel(side.columns("columns", count), label, side.text("style", "side"))
    side.close()
    return result


def _block(table: Table, count: int, labels: Labels) -> Block:
    kind = table.choice("kind", ("lines", "funds", "indicators"))
    side = _side(table, count, labels)
    block: Block
    if kind == "lines":
        lines = tuple(_line(cells, count, labels, HEAD_FIELDS) for cells in table.rows("lines"))
        block = LinesBlock(lines, side)
    elif kind == "funds":
        block = _funds(table, count, labels, side)
    else:
        block = IndicatorsBlock(_line(table.tables("columns"), count, labels, _COLUMN_FIELDS), side)
    table.close()
    return block


def _funds(table: Table, count: int, labels: Labels, side: SideLabel | None) -> FundsBlock:
    columns = _line(table.tables("columns"), count, labels, FUND_FIELDS)
    rows = []
    for item in table.tables("rows"):
        rows.append(_fund_row(item, labels))
    if sum(row.total for row in rows) != 1:
        raise table.error("rows", "必须有且只有一行写 total = true（年度资金总额）")
    dash = table.table("dash", optional=True)
    block = FundsBlock(columns, tuple(rows), side, dash.texts("fields", []), dash.text("text", "—"))
    dash.close()
    return block


def _fund_row(table: Table, labels: Labels) -> FundRow:
    label = table.text("label", None)
    if label is not None and label not in labels:
        raise table.error("label", f"[labels] 里没有“{label}”")
    known = labels.get(label, ())
    row = FundRow(
        item=table.text("item", *known[:1]),
        aliases=tuple(dict.fromkeys((*table.texts("aliases", ()), *known))),
        total=table.flag("total"),
        part=table.flag("part"),
        weight=table.decimal("weight", None),
    )
    table.close()
    return row


def _level1(table: Table) -> Level1:
    level = Level1(
        name=table.text("level1"),
        weight=table.decimal("weight", None),
        level2=table.texts("level2"),
        text=table.text("text", None),
    )
    table.close()
    return level


def _formulas(table: Table) -> dict[str, str]:
    formulas = {key: str(table.text(key)) for key in table}
    for key in formulas:
        block, _, name = key.rpartition(".")
        known = {"": HEAD_FIELDS, "funds": FUND_FIELDS, "indicators": INDICATOR_FIELDS}.get(block, ())
        if name not in known or name not in NUMBER_FIELDS:
            raise table.error(key, "不是可以计算的字段（例如 funds.score、total_score）")
    return formulas


def parse_validations(data: Any, file: str) -> tuple[Validation, ...]:  # noqa: ANN401 - as above
    """The validations that all forms share. Raises DefinitionError."""
    table = Table(data, file)
    validations = tuple(_validation(item) for item in table.tables("validations"))
    table.close()
    return validations


def _validations(table: Table, common: tuple[Validation, ...]) -> tuple[Validation, ...]:
    """The form's own, and the common ones for the fields that its own do not name."""
    own = tuple(_validation(item) for item in table.tables("validations", optional=True))
    named = {name for validation in own for name in validation.fields}
    left = ((item, tuple(name for name in item.fields if name not in named)) for item in common)
    return (*own, *(replace(item, fields=names) for item, names in left if names))


def _validation(table: Table) -> Validation:
    result = Validation(
        fields=table.texts("fields"),
        title=table.text("title"),
        error=table.text("error", None),
        strict=table.flag("strict", True),
        prompt=table.text("prompt", None),
        choices=table.text("list", None),
        depends_on=table.text("of", None),
        minimum=table.decimal("min", None),
        above=table.flag("above"),
        maximum=table.text("max", None),
        decimals=table.text("decimals", None),
    )
    limited = (result.choices is not None) + (result.minimum is not None)
    if limited > 1:
        raise table.error("list", "list 和 min 只能写一个")
    if result.choices not in (None, *LISTS):
        raise table.error("list", f"没有“{result.choices}”这个列表；可以写：{'、'.join(LISTS)}")
    if result.minimum is not None and result.error is None:
        raise table.error("error", "写了 min 的，要写明填错时的提示")
    if not limited and result.prompt is None:
        raise table.error("prompt", "没有 list 也没有 min 的，要写 prompt")
    table.close()
    return result


def _styles(table: Table) -> dict[str, Table]:
    styles = table.table("styles", optional=True)
    return {name: styles.table(name) for name in styles}


def _require_blocks(table: Table, definition: FormDefinition) -> None:
    if sum(isinstance(block, IndicatorsBlock) for block in definition.blocks) != 1:
        raise table.error("blocks", '必须有且只有一个 kind = "indicators" 的区块')
    fields = {cell.field for cell in definition.indicators.columns}
    for name, other in (("level3", "level3"), ("target", "target_number"), ("actual", "actual")):
        if not {name, other} & fields:
            raise table.error("blocks", f"指标区块缺少 {name} 列")
    for key in definition.formulas:
        if key.startswith("funds.") and definition.funds is None:
            raise table.error("formulas", f"{key} 需要资金区块，但本表没有")

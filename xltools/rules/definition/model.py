"""The form definition: all of an official form as data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Literal

from xltools.model import Evaluation, Fund, Indicator
from xltools.rules.labels import plain
from xltools.rules.tables import Table

HEAD_FIELDS = ("title", "year", "project", "department", "unit", "expected_goal", "actual_outcome",
               "total_weight", "total_score")  # fmt: skip
FUND_FIELDS = tuple(Fund.__dataclass_fields__)
INDICATOR_FIELDS = tuple(Indicator.__dataclass_fields__)
LEVEL_FIELDS = ("level1", "level2")


def is_form_id(text: str) -> bool:
    """True for what may be the id of a form (or of a rule pack)."""
    return re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}", text) is not None


@dataclass(frozen=True, slots=True)
class CellSpec:
    """One cell of a printed line: a label, a field of the record, or an empty box."""

    columns: tuple[int, int]
    style: str
    label: str | None = None
    field: str | None = None
    text: str | None = None  # jinja2: how the field is printed


@dataclass(frozen=True, slots=True)
class SideLabel:
    """The block name in the left column, merged downwards over the block."""

    columns: tuple[int, int]
    label: str
    style: str = "side"


@dataclass(frozen=True, slots=True)
class FundRow:
    """One row of 项目资金 that the form prints."""

    item: str
    aliases: tuple[str, ...] = ()
    total: bool = False  # 年度资金总额: carries weight, rate and score
    part: bool = False  # one of the parts that add up to the total
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LinesBlock:
    """Fixed lines."""

    lines: tuple[tuple[CellSpec, ...], ...]
    side: SideLabel | None = None


@dataclass(frozen=True, slots=True)
class FundsBlock:
    """项目资金: a heading and a row per fund."""

    columns: tuple[CellSpec, ...]
    rows: tuple[FundRow, ...]
    side: SideLabel | None = None
    dash_fields: tuple[str, ...] = ()
    dash: str = "—"


@dataclass(frozen=True, slots=True)
class IndicatorsBlock:
    """绩效指标: a heading and a row per indicator."""

    columns: tuple[CellSpec, ...]
    side: SideLabel | None = None


Block = LinesBlock | FundsBlock | IndicatorsBlock


@dataclass(frozen=True, slots=True)
class Level1:
    """A 一级指标, the points it should carry, and the 二级指标 under it."""

    name: str
    weight: Decimal | None
    level2: tuple[str, ...]
    text: str | None = None  # as the form prints it, where that is more than the name: 产出指标（50分）

    @property
    def printed(self) -> str:
        """The text in the cell of the form."""
        return self.text or self.name


@dataclass(frozen=True, slots=True)
class Validation:
    """What cells accept (a list, or a number between bounds), and what is said beside them.

    Without either it is only a prompt; a list without `error` offers its choices and takes anything.
    The texts are jinja2 until the library has filled them.
    """

    fields: tuple[str, ...]
    title: str
    error: str | None = None
    strict: bool = True
    prompt: str | None = None
    choices: str | None = None  # a list of `choices.LISTS`
    depends_on: str | None = None  # the field, of the form or of the row, on which the choices depend
    minimum: Decimal | None = None
    above: bool = False  # the minimum itself is not accepted
    maximum: str | None = None  # a number, or a field of the same row
    decimals: str | None = None  # most places


@dataclass(frozen=True, slots=True)
class PrintSetup:
    """Paper and margins (inches), footer (jinja2 and Excel's &P), the block whose heading repeats."""

    paper: str
    orientation: Literal["portrait", "landscape"]
    margins: Mapping[str, float]
    footer: str
    repeat: str | None


@dataclass(frozen=True, eq=False)  # one object per form: what is worked out of it once can be kept
class FormDefinition:
    """One official form. Labels: the first text is printed, all are recognised."""

    id: str
    version: str
    name: str
    source: str
    rules: str
    money_unit: str
    sheet: str
    widths: tuple[float, ...]
    blank_rows: int
    print_setup: PrintSetup
    labels: Mapping[str, tuple[str, ...]]
    blocks: tuple[Block, ...]
    tree: tuple[Level1, ...]
    formulas: Mapping[str, str]
    validations: tuple[Validation, ...]
    styles: Mapping[str, Table] = field(default_factory=dict)  # unread keys over templates/styles.toml

    @property
    def funds(self) -> FundsBlock | None:
        """The funds block, where the form has one."""
        return next((block for block in self.blocks if isinstance(block, FundsBlock)), None)

    @property
    def indicators(self) -> IndicatorsBlock:
        """The indicators block."""
        return next(block for block in self.blocks if isinstance(block, IndicatorsBlock))

    @cached_property
    def head_fields(self) -> frozenset[str]:
        """The fields of the record that stand outside the tables."""
        lines = (line for block in self.blocks if isinstance(block, LinesBlock) for line in block.lines)
        return frozenset(cell.field for line in lines for cell in line if cell.field)

    @property
    def execution_weight(self) -> Decimal | None:
        """The points of the execution rate."""
        rows = self.funds.rows if self.funds else ()
        return next((row.weight for row in rows if row.total), None)

    @property
    def execution_constant(self) -> Decimal | None:
        """The points of the execution rate where the form has no cell for them: 预算执行情况（20分）."""
        fields = {cell.field for cell in self.funds.columns} if self.funds else set()
        return None if "weight" in fields else self.execution_weight

    def with_locked_scores(self) -> FormDefinition:
        """The form whose scores are computed, so that nobody types them."""
        block = self.indicators
        columns = tuple(
            replace(cell, style="computed") if cell.field == "score" else cell for cell in block.columns
        )
        locked = replace(block, columns=columns)
        return replace(self, blocks=tuple(locked if one is block else one for one in self.blocks))

    def with_fund_rows(self, rows: tuple[FundRow, ...]) -> FormDefinition:
        """The form with these rows of 项目资金 only."""
        block = self.funds
        blocks = (replace(one, rows=rows) if isinstance(one, FundsBlock) else one for one in self.blocks)
        return self if block is None or rows == block.rows else replace(self, blocks=tuple(blocks))

    @cached_property
    def field_cells(self) -> Mapping[str, CellSpec]:
        """The cell of each field, as `project` or `funds.executed`."""
        found: dict[str, CellSpec] = {}
        for block in self.blocks:
            if isinstance(block, LinesBlock):
                found |= {cell.field: cell for line in block.lines for cell in line if cell.field}
            else:
                kind = "funds" if isinstance(block, FundsBlock) else "indicators"
                found |= {f"{kind}.{cell.field}": cell for cell in block.columns if cell.field}
        return found

    def style_names(self) -> set[str]:
        """Every style that the blocks name."""
        names = {block.side.style for block in self.blocks if block.side}
        for block in self.blocks:
            lines = block.lines if isinstance(block, LinesBlock) else (block.columns,)
            names |= {cell.style for line in lines for cell in line}
        return names

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every jinja2 text of the form with its key."""
        for key, texts in self.labels.items():
            yield f"labels.{key}", texts[0]
        for block in self.blocks:
            if isinstance(block, LinesBlock):
                yield from (
                    ("blocks.lines.text", cell.text) for line in block.lines for cell in line if cell.text
                )
        yield "print.footer", self.print_setup.footer

    def variables(self, year: int | None) -> dict[str, str | int | None]:
        """What the texts may name."""
        return {"year": year, "money_unit": self.money_unit, "id": self.id, "version": self.version}

    def guard_variables(self) -> dict[str, str | dict[str, str]]:
        """What the texts of validations may name: `label.weight` is what the form calls that field."""
        label = {name: texts[0] for name, texts in self.labels.items()} | self.column_labels()
        return {"money_unit": self.money_unit, "label": label}

    def column_labels(self) -> dict[str, str]:
        """What the indicator columns are called."""
        return {c.field: self.called(c.label) for c in self.indicators.columns if c.field and c.label}

    def printed(self, label: str) -> str:
        """The printed text (jinja2) of a label."""
        return self.labels[label][0]

    def called(self, label: str) -> str:
        """The printed text on one line, as sentences name it."""
        return "".join(self.printed(label).splitlines())

    def scored_fund(self, evaluation: Evaluation) -> int | None:
        """Index of the fund that carries weight, rate and score: the total row, else the first."""
        if self.funds is None or not evaluation.funds:
            return None
        for index, fund in enumerate(evaluation.funds):
            row = self.fund_row(fund.item)
            if row is not None and row.total:
                return index
        return 0

    def fund_row(self, item: str | None) -> FundRow | None:
        """The printed row that a fund's name stands for, spelling aside."""
        return None if item is None else self._fund_names.get(plain(item))

    @cached_property
    def _fund_names(self) -> Mapping[str, FundRow]:
        names: dict[str, FundRow] = {}
        rows = self.funds.rows if self.funds else ()
        pairs = [(row.item, row) for row in rows]
        pairs += [(alias, row) for row in rows for alias in row.aliases]
        for text, row in pairs:  # what the form prints goes before what others print
            names.setdefault(plain(text), row)
        return names

    @cached_property
    def label_keys(self) -> Mapping[str, frozenset[str]]:
        """Each recognised text, made plain, and the labels it may stand for.

        A text that this form prints stands for nothing else on it.
        """
        keys: dict[str, set[str]] = {}
        for key, texts in self.labels.items():
            for text in texts:
                if "{" not in text:
                    keys.setdefault(plain(text), set()).add(key)
        used = self.used_labels
        for text in {plain(self.labels[key][0]) for key in used}:
            if text in keys:
                keys[text] = {key for key in used if plain(self.labels[key][0]) == text}
        return {text: frozenset(found) for text, found in keys.items()}

    @cached_property
    def label_ranks(self) -> Mapping[tuple[str, str], int]:
        """How near to the form's own word a text, made plain, is for a label: 0 is what the form prints."""
        ranks: dict[tuple[str, str], int] = {}
        for key, texts in self.labels.items():
            for rank, text in enumerate(texts):
                ranks.setdefault((plain(text), key), rank)
        return ranks

    @cached_property
    def open_columns(self) -> Mapping[str, str]:
        """Headings, made plain, of indicator columns that people fill and the record has no field for."""
        labels = [cell.label for cell in self.indicators.columns if cell.label and not cell.field]
        return {plain(text): self.printed(label) for label in labels for text in self.labels[label]}

    @cached_property
    def open_boxes(self) -> Mapping[str, str]:
        """Labels, made plain, before an open cell that the record has no field for: 其他需要说明的事项."""
        lines = [line for block in self.blocks if isinstance(block, LinesBlock) for line in block.lines]
        labels = [
            cell.label
            for line in lines
            for cell, box in pairwise(line)
            if cell.label and not cell.field and not (box.label or box.field or box.text)
        ]
        return {plain(text): self.printed(label) for label in labels for text in self.labels[label]}

    @cached_property
    def rows_below(self) -> int:
        """How many rows the form has below its indicators."""
        below = self.blocks[self.blocks.index(self.indicators) + 1 :]
        return sum(len(block.lines) for block in below if isinstance(block, LinesBlock))

    @cached_property
    def texts_below(self) -> tuple[str, ...]:
        """How rows below the indicators begin, made plain: the form's own labels, remarks, signatures."""
        below = self.blocks[self.blocks.index(self.indicators) + 1 :]
        lines = (line for block in below if isinstance(block, LinesBlock) for line in block.lines)
        keys = {cell.label for line in lines for cell in line if cell.label and not cell.field} - {"total"}
        texts = (text for key in ("ending", *sorted(keys)) for text in self.labels.get(key, ()))
        return tuple(dict.fromkeys(map(plain, texts)))

    @cached_property
    def used_labels(self) -> frozenset[str]:
        """The labels that the form prints."""
        names = {block.side.label for block in self.blocks if block.side}
        for block in self.blocks:
            lines = block.lines if isinstance(block, LinesBlock) else (block.columns,)
            names |= {cell.label for line in lines for cell in line if cell.label}
        return frozenset(names | {name for name in ("title",) if name in self.labels})

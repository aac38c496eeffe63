"""Definition + record → layout."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Sequence
from math import ceil
from weakref import WeakKeyDictionary

from xltools.model import Evaluation, Indicator
from xltools.refs import CellRange
from xltools.rules.arranging import BlockLines, arrange
from xltools.rules.choices import NO_CHOICES, Choices, form_choices
from xltools.rules.definition import LEVEL_FIELDS, CellSpec, FormDefinition
from xltools.rules.layout import Arrangement, Content, Layout, Placed, Render
from xltools.rules.lines import LineMaker, dashed
from xltools.rules.measure import MAX_ROW_POINTS, Room
from xltools.rules.pack import RulePack
from xltools.rules.printed import Printed, printed
from xltools.rules.scoring import Results, compute, constants, number_at
from xltools.rules.styles import StyleSheet

_MOST_KEPT = 256  # arrangements of one form; a season's forms have some dozens of row numbers
_MOST_FORMS = 32


def lay_out(
    definition: FormDefinition,
    evaluation: Evaluation,
    pack: RulePack,
    styles: StyleSheet,
    render: Render,
    choices: Choices = NO_CHOICES,
) -> Layout:
    """Place a record on its form; `choices` are those that a roster adds to the form's own.

    Rows that the form prints but the record lacks are spare rows. A typed value of a computed cell
    that differs from the rule's stays as typed, without formula: it is somebody's word, and `check` tells.
    Raises DefinitionError where the form names a style or a rule that does not exist.
    """
    return _placer(definition, pack, styles).layout(evaluation, render, choices)


class _Placer:
    """Lays out the forms of one definition, and remembers their arrangements."""

    def __init__(self, definition: FormDefinition, pack: RulePack, styles: StyleSheet) -> None:
        self.definition, self.pack, self.styles = definition, pack, styles
        self._maker = LineMaker(definition, styles)
        self._levels = [
            (spec, self._maker.room(spec.columns, spec.style))
            for spec in definition.indicators.columns
            if spec.field in LEVEL_FIELDS
        ]
        self._own = form_choices(definition, pack)
        self._choices: WeakKeyDictionary[Choices, Choices] = WeakKeyDictionary()
        self._arrangements: dict[Hashable, Arrangement] = {}
        self._texts: dict[tuple[str, int | None], str] = {}

    def layout(self, evaluation: Evaluation, render: Render, added: Choices) -> Layout:
        """One form."""
        year = evaluation.year

        def text(template: str) -> str:
            key = template, year
            if key not in self._texts:
                self._texts[key] = render(template, self.definition.variables(year))
            return self._texts[key]

        record = printed(self.definition, evaluation, text(self.definition.printed("title")))
        scored = self.definition.scored_fund(record.evaluation)
        blocks = [(one, self._maker.lines(one, record, scored, text)) for one in self.definition.blocks]
        needs = [line.kind.need(line.contents) for _, lines in blocks for line in lines]
        results = compute(record.evaluation, self.definition, self.pack, typed_stands=True)
        choices = self._offered(added)
        arrangement = self._arrangement(record, blocks, needs, results, tuple(choices.columns))
        form = _Form(arrangement, needs)
        for block, lines in blocks:
            for line in lines:
                form.contents += dashed(block, line)
            if block.side is not None:
                space = self._maker.room(block.side.columns, block.side.style)
                form.side(text(self.definition.printed(block.side.label)), space)
        for index, path in arrangement.results:
            form.contents[index] = results[path]
        for spec, space in self._levels:
            form.level(spec, space, record)
        return Layout(
            definition=self.definition,
            arrangement=arrangement,
            contents=form.contents,
            groups=tuple(form.groups),
            heights=form.heights,
            footer=text(self.definition.print_setup.footer),
            choices=choices,
        )

    def _offered(self, added: Choices) -> Choices:
        """The form's own choices and those added to them."""
        if added not in self._choices:
            self._choices[added] = self._own | added
        return self._choices[added]

    def _arrangement(
        self,
        record: Printed,
        blocks: BlockLines,
        needs: Sequence[float],
        results: Results,
        lists: tuple[str, ...],
    ) -> Arrangement:
        """The arrangement of these lines: what it depends on is its key."""
        evaluation = record.evaluation
        counts = tuple(ceil(need / MAX_ROW_POINTS) for need in needs)
        typed = {path: number_at(evaluation, path) for path in results}
        computed = tuple(path for path, result in results.items() if typed[path] in (None, result))
        numbers = constants(self.definition, evaluation)
        roles = tuple((line.role, line.idle) for _, lines in blocks for line in lines)
        scored = self.definition.scored_fund(evaluation)
        key = roles, counts, computed, tuple(numbers.items()), scored, lists
        if key not in self._arrangements:
            if len(self._arrangements) >= _MOST_KEPT:
                self._arrangements.clear()
            self._arrangements[key] = arrange(
                self.definition, self.pack, record, blocks, counts, computed, lists
            )
        return self._arrangements[key]


class _Form:
    """One form's contents and heights in its arrangement."""

    def __init__(self, arrangement: Arrangement, needs: Sequence[float]) -> None:
        self.arrangement = arrangement
        self.contents: list[Content] = []
        self.groups: list[Placed] = []
        self.heights: dict[int, float] = {}
        for rows, need in zip(arrangement.lines, needs, strict=True):
            height = min(round(need / len(rows), 2), MAX_ROW_POINTS)
            for row in rows:
                self.heights[row] = height

    def side(self, label: str, space: Room) -> None:
        """The name of a block, beside it."""
        rows = self.arrangement.slots[len(self.contents)].area.rows
        self.contents.append(label)
        self.grow(rows, space.height(label))

    def level(self, spec: CellSpec, space: Room, record: Printed) -> None:
        """一级 or 二级指标: neighbours with the same text share a cell, blanks stand alone."""
        name = spec.field or ""
        for run in _runs(record.evaluation.indicators, name):
            first, last = self.arrangement.indicators[run[0]], self.arrangement.indicators[run[-1]]
            area = CellRange.of(first[0], spec.columns[0], last[-1], spec.columns[1])
            roles = tuple([f"{record.row_roles[f'indicators[{index}]']}.{name}" for index in run])
            text: str | None = getattr(record.evaluation.indicators[run[0]], name)
            self.groups.append(Placed(area, spec.style, roles, None, text))
            if text is not None:
                self.grow(area.rows, space.height(text))

    def grow(self, rows: range, need: float) -> None:
        """Rows that are placed already grow where a text beside them needs more."""
        missing = need - sum([self.heights[row] for row in rows])
        if missing > 0:
            for row in rows:
                self.heights[row] = min(round(self.heights[row] + missing / len(rows), 2), MAX_ROW_POINTS)


def _runs(rows: Sequence[Indicator], level: str) -> Iterator[range]:
    """Indicators that share one merged level cell; those of another 一级指标 never do."""
    first = 0
    for index in range(1, len(rows) + 1):
        if index < len(rows) and _alike(rows[index - 1], rows[index], level):
            continue
        yield range(first, index)
        first = index


def _alike(one: Indicator, other: Indicator, level: str) -> bool:
    name = getattr(one, level)
    return name is not None and name == getattr(other, level) and one.level1 == other.level1


_placers: OrderedDict[tuple[int, int, int], _Placer] = OrderedDict()


def _placer(definition: FormDefinition, pack: RulePack, styles: StyleSheet) -> _Placer:
    """Known by identity: a form, its rules and styles are made once. The placer keeps them alive."""
    key = id(definition), id(pack), id(styles)
    if key not in _placers:
        if len(_placers) >= _MOST_FORMS:
            _placers.popitem(last=False)
        _placers[key] = _Placer(definition, pack, styles)
    return _placers[key]

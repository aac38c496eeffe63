"""Definition + record → layout."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import ceil
from weakref import WeakKeyDictionary

from xltools.model import Evaluation
from xltools.rules.definition.choices import NO_CHOICES, Choices, form_choices
from xltools.rules.definition.model import LEVEL_FIELDS, FormDefinition
from xltools.rules.layout.arranging import BlockLines, arrange
from xltools.rules.layout.beside.columns import beside, has_beside
from xltools.rules.layout.beside.placed import BesideContents
from xltools.rules.layout.group_sums import has_sums, sum_contents
from xltools.rules.layout.lines import LineMaker, Text, dashed
from xltools.rules.layout.measure import MAX_ROW_POINTS
from xltools.rules.layout.merging import Label, grow, level_labels, over_pages
from xltools.rules.layout.model import Arrangement, Content, Layout, Render
from xltools.rules.layout.pages import page_room
from xltools.rules.layout.printed import Printed, printed
from xltools.rules.layout.styles import StyleSheet
from xltools.rules.pack.model import RulePack, ScoreMode
from xltools.rules.scoring.computed import Results, compute, constants, indicator_path, number_at

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
        self._single = all(spec.columns[0] == spec.columns[1] for spec in definition.indicators.columns)
        self._page_room = page_room(definition.print_setup, definition.widths)
        self._own = form_choices(definition, pack)
        self._beside = BesideContents(beside(), pack) if has_beside(definition) else None
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
        record, besides, scores = self._assessed(record)
        scored = self.definition.scored_fund(record.evaluation)
        blocks = [(one, self._maker.lines(one, record, scored, text)) for one in self.definition.blocks]
        needs = [line.kind.need(line.contents) for _, lines in blocks for line in lines]
        computed = compute(record.evaluation, self.definition, self.pack, typed_stands=True)
        results = {**computed, **scores}
        choices = self._offered(added)
        arrangement = self._arrangement(record, blocks, needs, results, tuple(choices.columns))
        contents = [*self._contents(arrangement, record.evaluation, blocks, results), *besides]
        contents += [contents[echo.slot] for echo in arrangement.echoes]
        heights = _heights(arrangement, needs)
        own = dict(heights)
        labels = [*self._sides(arrangement, text), *self._level_labels(arrangement, record)]
        grow(heights, labels)
        page_ends, pieces = over_pages(labels, heights, arrangement, self._page_room)
        return Layout(
            definition=self.definition,
            arrangement=arrangement,
            contents=contents,
            groups=tuple([piece.placed() for piece in pieces]),
            heights=heights,
            elastic=self._elastic(arrangement, own, heights),
            page_ends=page_ends,
            footer=text(self.definition.print_setup.footer),
            choices=choices,
        )

    def _contents(
        self, arrangement: Arrangement, evaluation: Evaluation, blocks: BlockLines, results: Results
    ) -> list[Content]:
        """What stands in the slots of the form, and in the sums beside its head."""
        contents: list[Content] = []
        for block, lines in blocks:
            for line in lines:
                contents += dashed(block, line)
        for index, path in arrangement.results:
            contents[index] = results[path]
        if has_sums(self.definition, arrangement.indicators):
            typed = evaluation.total_score
            total = results.get("total_score") if typed is None else typed
            contents += sum_contents(self.definition, self.pack, evaluation.indicators, total)
        return contents

    def _assessed(self, record: Printed) -> tuple[Printed, Sequence[Content], Results]:
        """What stands beside the form; the scores that the pack computes, and the record with them."""
        if self._beside is None:
            return record, (), {}
        indicators = record.evaluation.indicators
        rows = self._beside.rows(indicators)
        if self.pack.score_mode is not ScoreMode.AUTOMATIC:
            return record, self._beside.flat(rows), {}
        scores = list(map(self._beside.suggested, rows))
        pairs = zip(indicators, scores, strict=True)
        scored = tuple(one if one.score is not None else replace(one, score=score) for one, score in pairs)
        record = replace(record, evaluation=replace(record.evaluation, indicators=scored))
        results = {indicator_path(index, "score"): score for index, score in enumerate(scores)}
        return record, self._beside.flat(self._beside.rows(scored)), results

    def _elastic(
        self, arrangement: Arrangement, own: Mapping[int, float], heights: Mapping[int, float]
    ) -> list[int]:
        """Rows as high as their own cells ask for, and no label beside them asks for more.

        A spreadsheet does not reckon with merged cells when it makes a row higher: so only those of single
        cells, and those with a copy beside the form.
        """
        rows = [rows[0] for rows in arrangement.indicators if len(rows) == 1] if self._single else []
        rows += sorted({echo.row for echo in arrangement.echoes})
        return [row for row in rows if heights[row] == own[row]]

    def _sides(self, arrangement: Arrangement, text: Text) -> Iterator[Label]:
        """The names of the blocks, beside them."""
        for block, rows in zip(self.definition.blocks, arrangement.blocks, strict=True):
            if block.side is not None:
                side = block.side
                label = text(self.definition.printed(side.label))
                yield Label(side.columns, side.style, label, rows, self._maker.room(side.columns, side.style))

    def _level_labels(self, arrangement: Arrangement, record: Printed) -> Iterator[Label]:
        for spec, space in self._levels:
            yield from level_labels(spec, space, record, arrangement.indicators)

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


def _heights(arrangement: Arrangement, needs: Sequence[float]) -> dict[int, float]:
    """Points of height of each row that the texts of its line ask for."""
    heights: dict[int, float] = {}
    for rows, need in zip(arrangement.lines, needs, strict=True):
        height = min(round(need / len(rows), 2), MAX_ROW_POINTS)
        for row in rows:
            heights[row] = height
    return heights


_placers: OrderedDict[tuple[int, int, int], _Placer] = OrderedDict()


def _placer(definition: FormDefinition, pack: RulePack, styles: StyleSheet) -> _Placer:
    """Known by identity: a form, its rules and styles are made once. The placer keeps them alive."""
    key = id(definition), id(pack), id(styles)
    if key not in _placers:
        if len(_placers) >= _MOST_FORMS:
            _placers.popitem(last=False)
        _placers[key] = _Placer(definition, pack, styles)
    return _placers[key]

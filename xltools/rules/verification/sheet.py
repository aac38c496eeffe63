"""The sheet 校验: what stands where, one line per check."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from xltools.findings import Severity
from xltools.refs import CellRange, CellRef
from xltools.rules.layout.measure import height_needed
from xltools.rules.layout.model import Content, Slot
from xltools.rules.layout.names import explanation_name
from xltools.rules.layout.styles import StyleSheet
from xltools.rules.verification.kinds import FormLine
from xltools.rules.verification.lines import LiveChecks, SheetTexts
from xltools.rules.verification.pointed import FAR, STEP, LineFormulas, LineResult, PointedChecks

RESULT, TITLE, PLACE, COUNT, RULE, EXPLANATION, KEY = range(1, 8)
"""Columns. The last is hidden: the number of the first cell."""
HEADINGS = 4
"""The row of the headings; the lines follow."""
_SUMS = 3
_BELOW = 10_000  # more than the rows of this sheet
_ROW = 20.0  # points: no row is lower


@dataclass(frozen=True)
class SheetLook:
    """What the sheets of all forms of a kind have in common: rows, heights, names."""

    checks: LiveChecks
    lines: tuple[FormLine, ...]

    @property
    def texts(self) -> SheetTexts:
        """What the sheet says."""
        return self.checks.sheet

    @property
    def live(self) -> tuple[FormLine, ...]:
        """The lines with a formula."""
        return tuple(line for line in self.lines if line.marks)

    @property
    def last_live(self) -> int:
        """The row of the last line with a formula."""
        return HEADINGS + len(self.live)

    @property
    def last_row(self) -> int:
        """The last row: behind the lines with a formula a heading stands before the others."""
        return HEADINGS + len(self.lines) + 1

    @property
    def rows(self) -> Iterator[tuple[int, FormLine]]:
        """Each line and its row."""
        for number, line in enumerate(self.lines, HEADINGS + 1):
            yield number + (not line.marks), line

    def explanations(self) -> Mapping[str, CellRef]:
        """The cell of each 说明 by its defined name."""
        return {
            explanation_name(line.line.code): CellRef(row, EXPLANATION)
            for row, line in self.rows
            if line.line.severity is Severity.VERIFY
        }

    def heights(self, styles: StyleSheet) -> Mapping[int, float]:
        """Points of height that show the texts of each row."""
        heights = {1: 30.0, 2: 34.0, _SUMS: 28.0, HEADINGS: 24.0, self.last_live + 1: 26.0}
        widths, style = self.texts.columns, styles["check-text"]
        for row, line in self.rows:
            texts = ((line.line.title, TITLE), (line.line.asks, RULE))
            heights[row] = max(_ROW, *(height_needed(text, widths[at - 1], style) for text, at in texts))
        return heights


@dataclass(frozen=True)
class Sheet:
    """The sheet for the forms of one arrangement: slots, and the contents that stay."""

    look: SheetLook
    slots: tuple[Slot, ...]
    _still: tuple[Content, ...] = field(repr=False)

    def contents(self, results: Sequence[LineResult], told: Collection[FormLine] = ()) -> list[Content]:
        """What stands in the slots of a form, formulas' results among it; `told` are the lines explained."""
        contents = list(self._still)
        live = list(zip(self.look.live, results, strict=True))
        contents[: len(_TOP)] = _sums(self.look.texts, live, told)
        for at, (line, result) in enumerate(live):
            place = "" if result.first is None else result.first.a1
            number = FAR if result.first is None else result.first.row * STEP + result.first.column
            first = len(_TOP) + at * len(_OWN)
            contents[first : first + len(_OWN)] = (
                _result(self.look.texts, line, result),
                place,
                Decimal(result.count),
                Decimal(number),
            )
        return contents


_TOP = ("errors", "verified", "next", "advice", "row")
_OWN = (RESULT, PLACE, COUNT, KEY)
"""What is a form's own stands first among the slots: above, and of each line with a formula."""


def make_sheet(look: SheetLook, pointed: PointedChecks, home: str) -> Sheet:
    """The sheet for one arrangement. `home` is the form's sheet as formulas write it."""
    slots = list(_top(look, home))
    for row, line in look.rows:
        if line.marks:
            slots += _live(row, line, pointed.formulas(line), look.texts, home)
    still = list(_still(look))
    contents = (*(None for _ in slots), *(text for _, text in still))
    return Sheet(look, (*slots, *(slot for slot, _ in still)), contents)


def _cell(row: int, column: int, style: str, formula: str | None = None, last: int | None = None) -> Slot:
    return Slot(CellRange.of(row, column, row, last or column), style, (), formula)


def _top(look: SheetLook, home: str) -> Iterator[Slot]:
    """Counts, the link to what is to be done next, and a word of advice."""
    texts, first, last = look.texts, HEADINGS + 1, look.last_live
    results, notes = f"$A${first}:$A${last}", f"$F${first}:$F${last}"
    row = f"$G${_SUMS}"
    errors, pending = (f'COUNTIF({results},"{word}")' for word in (texts.error, texts.pending))
    told = f"(1-ISTEXT({notes}))"
    open_ = f'(({results}="{texts.error}")+({results}="{texts.verify}")*{told}>0)'
    cell = _address(f"INDEX($G$1:$G${last},{row})")
    link = f'{_link(home, cell)},"{texts.next}"&{cell}&"　"&INDEX($B$1:$B${last},{row}))'
    yield _cell(_SUMS, RESULT, "check-sum", f'"{texts.error} "&{errors}&"{texts.count}"', TITLE)
    verified = f'COUNTIF({results},"{texts.verify}")'
    yield _cell(_SUMS, PLACE, "check-sum", f'"{texts.verify} "&{verified}&"{texts.count}"', COUNT)
    yield _cell(_SUMS, RULE, "check-next", f'IF({row}={_BELOW},"{texts.nothing}",{link})')
    rest = f'IF({row}<{_BELOW},"{texts.explain}","{texts.ready}")'
    advice = f'IF({errors}+{pending}>0,"{texts.correct}",{rest})'
    yield _cell(_SUMS, EXPLANATION, "check-sum", advice)
    distance = f"SUMPRODUCT(MAX({open_}*({_BELOW}-ROW({results}))))"
    yield _cell(_SUMS, KEY, "check-hidden", f"{_BELOW}-{distance}")


def _live(row: int, line: FormLine, formulas: LineFormulas, texts: SheetTexts, home: str) -> Iterator[Slot]:
    count, key = f"$D{row}", f"$G{row}"
    wrong = f'IF({count}=0,"{texts.passed}","{_word(texts, line)}")'
    yield _cell(row, RESULT, "check-result", f'IF(ISNUMBER({count}),{wrong},"{texts.pending}")')
    link = f"{_link(home, _address(key))},{_address(key)})"
    yield _cell(row, PLACE, "check-place", f'IF(N({count})=0,"",{link})')
    yield _cell(row, COUNT, "check-result", f'IFERROR({formulas.count},"{texts.uncounted}")')
    yield _cell(row, KEY, "check-hidden", f"IFERROR({formulas.first},{FAR})")


def _still(look: SheetLook) -> Iterator[tuple[Slot, Content]]:
    """The texts that all forms have in common."""
    texts = look.texts
    yield _cell(1, RESULT, "title", None, EXPLANATION), texts.heading
    yield _cell(2, RESULT, "check-note", None, EXPLANATION), texts.note
    for column, heading in enumerate(texts.headings, 1):
        yield _cell(HEADINGS, column, "check-heading"), heading
    for row, line in look.rows:
        if not line.marks:
            yield _cell(row, RESULT, "mark-pending"), texts.unjudged
            yield _cell(row, PLACE, "check-result"), None
            yield _cell(row, COUNT, "check-result"), None
        open_ = line.line.severity is Severity.VERIFY
        yield _cell(row, TITLE, "check-text"), line.line.title
        yield _cell(row, RULE, "check-text"), line.line.asks
        yield _cell(row, EXPLANATION, "check-explanation" if open_ else "check-closed"), None
    yield _cell(look.last_live + 1, RESULT, "check-section", None, EXPLANATION), texts.elsewhere


def _address(number: str) -> str:
    return f"ADDRESS(INT({number}/{STEP}),MOD({number},{STEP}),4)"


def _link(home: str, address: str) -> str:
    """The beginning of a HYPERLINK formula."""
    quoted = home.replace('"', '""')
    return f'HYPERLINK("#{quoted}!"&{address}'


def _word(texts: SheetTexts, line: FormLine) -> str:
    return texts.error if line.line.severity is Severity.ERROR else texts.verify


def _result(texts: SheetTexts, line: FormLine, result: LineResult) -> str:
    return _word(texts, line) if result.count else texts.passed


def _sums(
    texts: SheetTexts, live: Sequence[tuple[FormLine, LineResult]], told: Collection[FormLine]
) -> tuple[Content, ...]:
    """The results of the formulas above the lines."""
    severities = [line.line.severity for line, result in live if result.count]
    errors, verified = (severities.count(one) for one in (Severity.ERROR, Severity.VERIFY))
    open_ = (at for at, (line, result) in enumerate(live) if result.count and not _explained(line, told))
    at = next(open_, None)
    link, row, advice = texts.nothing, _BELOW, texts.ready
    if at is not None:
        line, result = live[at]
        place = result.first.a1 if result.first else ""
        link, row = f"{texts.next}{place}　{line.line.title}", HEADINGS + 1 + at
        advice = texts.correct if errors else texts.explain
    numbers = (f"{texts.error} {errors}{texts.count}", f"{texts.verify} {verified}{texts.count}")
    return (*numbers, link, advice, Decimal(row))


def _explained(line: FormLine, told: Collection[FormLine]) -> bool:
    return line in told and line.line.severity is Severity.VERIFY

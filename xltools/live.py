"""The forms of an open workbook: recalculated, checked, marked, by the rules of the commands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from xltools.check import check_form
from xltools.excel.live import Content, LiveBook, LiveError, Mark, Notes, Run, Work, as_runs
from xltools.findings import Finding, in_order_of_repair
from xltools.grid import BLANK, Book, Cell, Grid
from xltools.grids import UnopenableBook, noted_cells, open_on_demand
from xltools.library import forms_folder, judging_form, protection, recognised
from xltools.live_texts import mark_of_finding, mark_of_suggestion, say, sign
from xltools.recalculate import recalculate_form
from xltools.refs import CellRef
from xltools.rules.checks import field_labels
from xltools.rules.opened.around import Around
from xltools.rules.opened.automatic import is_automatic
from xltools.rules.opened.recompute import Change
from xltools.rules.reading import ReadForm
from xltools.rules.scoring.computed import generic, indicator_path
from xltools.rules.scoring.suggest import Suggestion, suggest

MOST_RUNS = 3
"""So many writings go into one recalculation before the cells between are written as well."""


@dataclass(frozen=True)
class Opened:
    """An open workbook as it stood when it was read; `data` is the copy that says so, where there is one."""

    name: str
    book: Book
    own_forms: Path | None
    data: bytes | None = None

    @cached_property
    def forms(self) -> tuple[ReadForm, ...]:
        """The forms it holds."""
        return recognised(self.book, self.own_forms)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong in its forms, the gravest first."""
        found = (finding for form in self.forms for finding in check_form(form, self.name))
        return tuple(in_order_of_repair(found))

    @cached_property
    def problems(self) -> tuple[Finding, ...]:
        """Those that stand at a cell, one for each cell, in the order in which the sheets are read."""
        order = {name: index for index, name in enumerate(self.book.sheet_names)}
        placed = [
            one for form in self.forms for one in _each_place(form, self.name) if one.place.sheet in order
        ]
        return tuple(sorted(placed, key=lambda one: (order[str(one.place.sheet)], cell_of(one))))

    @cached_property
    def notes(self) -> Notes | None:
        """The notes at its cells; None where only the workbook itself can say."""
        if self.data is None:
            return None
        try:
            return noted_cells(self.data)
        except UnopenableBook:
            return None

    @property
    def sheets(self) -> tuple[str, ...]:
        """The sheets that hold forms."""
        names = (source.sheet for form in self.forms for source in form.cells.values())
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class Written:
    """Whether anything was: then nothing before it can be undone. `unmarked` cells kept another's note."""

    anything: bool
    unmarked: int


@dataclass(frozen=True)
class Renewed:
    """What a recalculation changed, and how the workbook stands now.

    `judged` are the typed scores that a rule pack replaced which computes scores by itself.
    """

    changes: tuple[Change, ...]
    judged: tuple[Change, ...]
    after: Opened
    written: Written


@dataclass(frozen=True)
class Suggested:
    """One indicator with its suggested score."""

    sheet: str
    cell: CellRef
    name: str
    score: Decimal | None
    suggestion: Suggestion


def read_open(live: LiveBook, own_forms: Path | None = None) -> Opened:
    """The forms of an open workbook. Raises LiveError (Chinese) where it holds none.

    `own_forms` is a folder of definitions that are known besides the shipped ones; without, it is the one
    that the environment names, which is all that a button of the ribbon can be told.
    """
    folder, data = forms_folder(own_forms), live.copy()
    opened = None if data is None else _opened(live.name, data, folder)
    opened = opened or Opened(live.name, live.cells(), folder)
    if not opened.forms:
        raise LiveError(say("no_form", name=opened.name))
    return opened


def recalculate_open(live: LiveBook, rules: str | None = None, own_forms: Path | None = None) -> Renewed:
    """Put the computed cells right, fill in what the rule pack fills in, and mark what is then wrong.

    `rules` is a rule pack to use instead of the form's own, `own_forms` as for `read_open`.
    Raises LiveError where the workbook holds no form or a sheet is locked by an unknown password.
    """
    opened = read_open(live, own_forms)
    changed = [(form, change) for form in opened.forms for change in recalculate_form(form, rules)]
    changes = tuple(change for _, change in changed)
    judged = tuple(change for form, change in changed if _was_judged(form, change))
    after = _after(opened, changes)
    return Renewed(changes, judged, after, _renew(live, opened, changes, marks(after)))


def check_open(live: LiveBook) -> tuple[Opened, Written]:
    """Mark every problem at its cell."""
    opened = read_open(live)
    return opened, _renew(live, opened, (), marks(opened))


def unmark(live: LiveBook) -> Written:
    """Take every mark away."""
    return _renew(live, read_open(live), (), ())


def next_problem(live: LiveBook, *, back: bool = False) -> tuple[int, Opened]:
    """Go to the next problem after the selected cell, or the one before: its number in `problems`, or -1."""
    opened = read_open(live)
    if not opened.problems:
        return -1, opened
    order = {name: index for index, name in enumerate(opened.book.sheet_names)}
    places = [(order[str(one.place.sheet)], cell_of(one)) for one in opened.problems]
    sheet, cell = live.selected()
    here = order.get(sheet, 0), cell
    if back:
        before = [number for number, place in enumerate(places) if place < here]
        number = before[-1] if before else len(places) - 1
    else:
        number = next((number for number, place in enumerate(places) if place > here), 0)
    found = opened.problems[number]
    live.select(str(found.place.sheet), cell_of(found))
    return number, opened


def suggested(opened: Opened, sheet: str, row: int) -> Suggested | None:
    """The indicator in a row of a sheet, with its suggestion; None where there is none."""
    for form in opened.forms:
        for one in _suggestions(form):
            area = _merged_rows(opened, one)
            if one.sheet == sheet and row in area:
                return one
    return None


def is_indicator(opened: Opened, sheet: str, row: int) -> bool:
    """Whether an indicator stands in a row of a sheet, scored or not."""
    return any(
        source.sheet == sheet and source.cell.row == row and path.startswith("indicators[")
        for form in opened.forms
        for path, source in form.cells.items()
    )


def take_over(live: LiveBook, opened: Opened, one: Suggested) -> None:
    """Write the suggested score as the person's own: a number, no formula."""
    grid = opened.book.sheet(one.sheet)
    assert grid is not None
    with live.hold({one.sheet}, passwords()):
        live.write(as_runs(one.sheet, {one.cell: one.suggestion.score}, grid.cell, MOST_RUNS))


def _renew(live: LiveBook, opened: Opened, changes: Sequence[Change], wanted: Sequence[Mark]) -> Written:
    """Write changes, and the notes that are not as they should be."""
    notes = live.notes(opened.sheets) if opened.notes is None else opened.notes
    free = [mark for mark in wanted if not _is_discussed(notes, mark)]
    work = Work(tuple(runs_of(opened, changes)), tuple(_news(notes, opened.sheets, free)), sign())
    kept = live.renew(work, passwords()) if work.sheets else 0
    return Written(bool(work.sheets), len(wanted) - len(free) + kept)


def _is_discussed(notes: Notes, mark: Mark) -> bool:
    """Whether somebody else has a note there."""
    return not notes.get(mark.sheet, {}).get(mark.cell, sign()).startswith(sign())


def _news(notes: Notes, sheets: Iterable[str], wanted: Sequence[Mark]) -> Iterator[Mark]:
    """What is to be done so that our notes on these sheets are the wanted ones, and no others."""
    for sheet in sheets:
        ours = {cell: text for cell, text in notes.get(sheet, {}).items() if text.startswith(sign())}
        texts = {mark.cell: mark.text for mark in wanted if mark.sheet == sheet}
        yield from (Mark(sheet, cell, None) for cell in ours if cell not in texts)
        yield from (Mark(sheet, cell, text) for cell, text in texts.items() if ours.get(cell) != text)


def passwords() -> tuple[str, ...]:
    """Those that sheets may be unlocked with: the published one of our forms, and none at all."""
    return protection().password, ""


def marks(opened: Opened) -> list[Mark]:
    """A note for each cell with problems, and one with the suggestion for each score that a person typed."""
    texts: dict[tuple[str, CellRef], list[str]] = {}
    for finding in opened.problems:
        texts.setdefault((str(finding.place.sheet), cell_of(finding)), []).append(mark_of_finding(finding))
    for form in opened.forms:
        for one in _suggestions(form):
            if one.score is not None and one.suggestion.low is not None:
                texts.setdefault((one.sheet, one.cell), []).append(mark_of_suggestion(one.suggestion))
    return [Mark(sheet, cell, sign() + "\n".join(lines)) for (sheet, cell), lines in texts.items()]


def _each_place(form: ReadForm, file: str) -> Iterator[Finding]:
    """The findings of a form, one that is about several cells once for each."""
    paths = {source.cell.a1: path for path, source in form.cells.items()}
    label_of = field_labels(form.evaluation, judging_form(form).definition)
    for finding in check_form(form, file):
        for cell in dict.fromkeys((finding.place.cell, *finding.also_cells)):
            if cell is not None:
                label = label_of(paths[cell]) if cell in paths else finding.place.label
                yield replace(finding, place=replace(finding.place, cell=cell, label=label), also_cells=())


def cell_of(finding: Finding) -> CellRef:
    """Where a finding stands that has a cell."""
    return CellRef.parse(str(finding.place.cell))


def _opened(name: str, data: bytes, own_forms: Path | None) -> Opened | None:
    """What a copy says; None where it cannot be read: some offices encrypt files."""
    if not data.startswith(b"PK"):
        return None
    try:
        opened = Opened(name, open_on_demand(data), own_forms, data)
        opened.forms  # noqa: B018 - reads the sheets that it takes
    except UnopenableBook:
        return None
    return opened


def _after(opened: Opened, changes: Sequence[Change]) -> Opened:
    """The workbook as it stands once these cells are changed."""
    if not changes:
        return opened
    changed = {}
    for name in dict.fromkeys(change.sheet for change in changes):
        grid = opened.book.sheet(name)
        assert grid is not None
        new = {one.cell: _changed(opened, grid, one) for one in changes if one.sheet == name}
        changed[name] = replace(grid, cells={**grid.cells, **new})
    return replace(opened, book=opened.book.having(changed))


def _changed(opened: Opened, grid: Grid, change: Change) -> Cell:
    """A cell after its change; where it was blank, which hides its format, it has that of its field."""
    if change.formula is None:
        return BLANK
    new = replace(grid.cell(change.cell), value=change.after, formula=change.formula, error=None)
    for form in opened.forms:
        if form.blocks and form.sheet == change.sheet and change.cell not in grid.filled:
            official, field = judging_form(form), generic(change.path)
            style = official.styles[official.definition.field_cells[field].style]
            return replace(new, number_format=style.format)
    return new


def _was_judged(form: ReadForm, change: Change) -> bool:
    source = form.cells[change.path]
    typed = source.raw is not None and not is_automatic(source)
    return typed and change.path.startswith("indicators[")


def runs_of(opened: Opened, changes: Sequence[Change | Around]) -> list[Run]:
    """The formulas of changed cells, as few writings."""
    runs: list[Run] = []
    for name in dict.fromkeys(change.sheet for change in changes):
        grid = opened.book.sheet(name)
        assert grid is not None
        contents: dict[CellRef, Content] = {
            change.cell: None if change.formula is None else f"={change.formula}"
            for change in changes
            if change.sheet == name
        }
        runs += as_runs(name, contents, grid.cell, MOST_RUNS)
    return runs


def _suggestions(form: ReadForm) -> Iterable[Suggested]:
    """Each indicator that has a cell for its score; one that the rule pack filled counts as blank."""
    pack, year = judging_form(form).pack, form.evaluation.year
    for index, indicator in enumerate(form.evaluation.indicators):
        source = form.cells.get(indicator_path(index, "score"))
        if source is not None:
            score = None if is_automatic(source) else indicator.score
            name = indicator.level3 or ""
            yield Suggested(source.sheet, source.cell, name, score, suggest(indicator, pack, year))


def _merged_rows(opened: Opened, one: Suggested) -> range:
    grid = opened.book.sheet(one.sheet)
    return range(one.cell.row, one.cell.row + 1) if grid is None else grid.area(one.cell).rows

"""Rule = formula = message: over 1,000 forms `recalc`, LibreOffice and the findings tell the same numbers.

Each form is filled at random, many half-way between two cents, with wrong numbers typed over its computed
cells and some scores left blank. `recalc` puts its formulas in; LibreOffice reckons these formulas anew
(fifty sheets to a workbook: starting a file costs it more than reckoning one).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.helpers.compare import evaluation_of
from tests.helpers.filled import FORM
from tests.helpers.office import recalculate, stored_results
from xltools.generate import generate_file
from xltools.grid import Grid
from xltools.grids import open_book
from xltools.library import official_form, rule_packs
from xltools.model import Evaluation
from xltools.recalculate import recalculate_file
from xltools.rules.checks import check
from xltools.rules.checks.wording import named
from xltools.rules.opened.recompute import Change
from xltools.rules.scoring.computed import compute, generic
from xltools.rules.scoring.suggest import suggest

FORMS = 1_000
PER_WORKBOOK = 50
RESULTS = (
    "execution-rate-wrong",
    "execution-score-wrong",
    "total-weight-wrong",
    "total-score-wrong",
    "total-above-cap",
)


@dataclass(frozen=True)
class Proved:
    """One form: as it was filled, the rules that judge it, what `recalc` changed, its sheet afterwards."""

    evaluation: Evaluation
    pack: str
    changes: tuple[Change, ...]
    sheet: Grid


def number(dice: random.Random, most: int) -> str:
    return f"{Decimal(dice.randint(0, most)).scaleb(-2):f}"


def fund(dice: random.Random) -> dict[str, str | None]:
    """Points of execution that stand half-way in two of five forms; at the edge of a band in one of five."""
    unit = Decimal(dice.randint(1, 10**7)).scaleb(-2)
    kind = dice.random()
    if kind < 0.4:
        executed, budget = unit * (2 * dice.randint(0, 1100) + 1), unit * 2000
    elif kind < 0.6:
        executed, budget = (
            unit * dice.choice([9500, 9499, 9000, 8000, 7999, 7000, 6000, 5000, 4999]),
            unit * 10_000,
        )
    else:
        executed, budget = unit * dice.randint(0, 1200), unit * dice.choice([1000, 1000, 0])
    return {
        "item": "年度资金总额",
        "annual_budget": f"{budget:f}",
        "executed": f"{executed:f}",
        "weight": dice.choice(["10", "20", "9.5", "13"]) if kind >= 0.4 else "10",
        "execution_rate": f"{Decimal(dice.randint(0, 9999)).scaleb(-4):f}",
        "score": number(dice, 2000) if dice.random() < 0.7 else None,
    }


def indicator(dice: random.Random, *, blank: bool) -> dict[str, str | None]:
    """Target and actual in one unit; the score blank, or more than the rule may give."""
    target = Decimal(dice.choice(["100", "95", "200", "1000", "12", "7", "0", "26.5"]))
    actual = (target * dice.randint(0, 1500) / 1000).normalize()
    unit, weight = dice.choice(["%", "人", "次"]), dice.choice(["4", "5", "6.5", "0.5", "15", "3.33"])
    return {
        "level1": "产出指标",
        "level2": "数量指标",
        "level3": f"第 {dice.randint(1, 10**6)} 项工作",
        "target": f"{dice.choice(['≥', '≤', '=', '<', '>'])}{target:f}{unit}",
        "actual": f"{actual:f}{unit}",
        "weight": weight,
        "score": None if blank else f"{Decimal(weight) * dice.choice([90, 95, 97, 100]) / 100:f}",
        "reason": "受疫情影响未能按期开展",
    }


def filled(seed: int) -> dict[str, Any]:
    dice = random.Random(seed)
    blank = dice.random() < 0.5
    rows = [indicator(dice, blank=blank and dice.random() < 0.6) for _ in range(dice.randint(1, 6))]
    execution = fund(dice)
    if dice.random() < 0.4:  # a last row makes the points 100
        rest = 100 - sum(Decimal(row["weight"] or 0) for row in (*rows, execution))
        rows.append(indicator(dice, blank=False) | {"weight": f"{rest:f}", "score": f"{rest:f}"})
    if dice.random() < 0.3:  # points printed into the names: 湖北 weights 100 of them to 80
        for row in rows:
            row["level1"] = "产出指标（100分）"
    totals = {"total_weight": number(dice, 20_000), "total_score": number(dice, 15_000)}
    made = {"project": "证明", "year": 2022, "funds": [execution], "indicators": rows, **totals}
    if dice.random() < 0.5:  # a total right by the usual rules
        results = compute(evaluation_of(made), FORM.definition, FORM.pack)
        made["total_score"] = f"{results['total_score'] or 0:f}"
    return made


def proved(seed: int, folder: Path) -> Proved:
    packs = rule_packs()
    pack, path = packs[seed % len(packs)], folder / f"{seed}.xlsx"
    generate_file(filled(seed), "shanghai-2022", path, "证明", pack)
    done = recalculate_file(path, folder / f"{seed}-重算.xlsx")
    sheet = open_book(done.output).sheet(FORM.definition.sheet)
    assert sheet is not None
    return Proved(done.reading.forms[0].evaluation, pack, done.changes, sheet)


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> list[Proved]:
    """In the order of their rules and rows: what is alike is worked out once."""
    folder, packs = tmp_path_factory.mktemp("证明"), len(rule_packs())
    alike = sorted(range(FORMS), key=lambda seed: (seed % packs, len(filled(seed)["indicators"])))
    return [proved(seed, folder) for seed in alike]


def together(forms: list[Proved], path: Path) -> Path:
    """The sheets of these forms in one workbook, cell by cell."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for place, form in enumerate(forms):
        sheet = book.create_sheet(f"S{place}")
        needed = any(change.derivation is not None for change in form.changes)  # what stands beside the form
        for ref, cell in form.sheet.cells.items():
            if ref.column > len(FORM.definition.widths) and not needed:
                continue
            target = sheet.cell(ref.row, ref.column)
            if cell.formula is not None:
                target.value = f"={cell.formula}"
            elif cell.value is not None:
                target.value = cell.value
                if isinstance(cell.value, str):
                    target.data_type = "s"
    book.save(path)
    return path


def judged(value: object) -> Decimal | None:
    assert isinstance(value, int | float) or value in (None, ""), value
    return Decimal(repr(value)) if isinstance(value, int | float) else None


def test_libreoffice_reckons_what_recalc_says(forms: list[Proved], tmp_path: Path) -> None:
    batches = [forms[start : start + PER_WORKBOOK] for start in range(0, FORMS, PER_WORKBOOK)]
    books = [together(batch, tmp_path / f"{place}.xlsx") for place, batch in enumerate(batches)]
    compared = filled = 0
    for batch, book in zip(batches, recalculate(books, tmp_path / "libreoffice"), strict=True):
        stored = stored_results(book)
        for place, form in enumerate(batch):
            for change in form.changes:
                found = judged(stored[f"S{place}"].get(change.cell.a1))
                assert found == change.after, (form.pack, change)
                compared += 1
                filled += change.derivation is not None
    assert compared > 3 * FORMS
    assert filled > FORMS / 4


def test_recalc_says_what_the_rules_compute(forms: list[Proved]) -> None:
    for form in forms:
        scored = form.evaluation
        rules = official_form("shanghai-2022", form.pack).pack
        fills = {change.path: change.after for change in form.changes if change.derivation is not None}
        rows = list(scored.indicators)
        for path, score in fills.items():
            index = int(path.partition("[")[2].partition("]")[0])
            assert score == suggest(rows[index], rules, scored.year).score
            rows[index] = replace(rows[index], score=score)
        results = compute(replace(scored, indicators=tuple(rows)), FORM.definition, rules)
        changed = {change.path: change.after for change in form.changes if change.path in results}
        assert changed == {path: results[path] for path in changed}
        assert changed


def messages(form: Proved) -> Iterator[tuple[str, str, str]]:
    """Code, field and number of each finding that tells the right result."""
    rules = official_form("shanghai-2022", form.pack).pack
    for finding in check(form.evaluation, FORM.definition, rules):
        if finding.code in (*RESULTS, "score-above-ratio"):
            assert finding.path is not None
            assert finding.expected is not None
            yield finding.code, finding.path, finding.expected


def test_the_messages_tell_these_numbers(forms: list[Proved]) -> None:
    told = dict.fromkeys((*RESULTS, "score-above-ratio"), 0)
    for form in forms:
        rules = official_form("shanghai-2022", form.pack).pack
        after = {change.path: change.after for change in form.changes}
        for code, path, expected in messages(form):
            if code == "score-above-ratio":
                index = int(path.partition("[")[2].partition("]")[0])
                right = suggest(form.evaluation.indicators[index], rules, form.evaluation.year).score
            else:
                right = after[path]
            assert expected == named(right, generic(path)), (form.pack, code, path)
            told[code] += 1
    assert min(told.values()) > 3, told
    assert sum(told.values()) > FORMS, told


def test_many_are_half_way(forms: list[Proved]) -> None:
    halves = 0
    for form in forms:
        fund = form.evaluation.funds[0]
        if fund.annual_budget and fund.executed and fund.weight:
            halves += fund.executed / fund.annual_budget * fund.weight * 1000 % 10 == 5
    assert halves > FORMS / 4

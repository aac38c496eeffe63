"""Each rule in a spreadsheet: LibreOffice and Gnumeric reckon what Decimal reckons, to the last digit."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from tests.helpers.office import gnumeric_recalculate, recalculate, stored_results
from tests.helpers.packs import PACKS, changed
from tests.helpers.records import random_record
from xltools.generate import form_bytes
from xltools.library import official_form
from xltools.model import Indicator
from xltools.read import read_file
from xltools.rules.pack.model import ComputedRule
from xltools.rules.record import evaluation_from_json
from xltools.rules.scoring.computed import compute, number_at
from xltools.rules.scoring.suggest import Suggestion, suggest

CASES = 1_000
FORMS = 12  # whole files; test_three_voices proves these rules over 1,000 forms
POINTS = ("funds[0].score", "total_weight", "total_score")
LISTS = ("weights", "scores")
LONGEST = 30
TRUNCATING = changed("rounding", "method", "truncate")
Value = Decimal | list[Decimal] | None


@dataclass(frozen=True)
class Sheet:
    """One rule with its inputs, row by row."""

    rule: ComputedRule
    rows: list[dict[str, Value]]

    @property
    def names(self) -> tuple[str, ...]:
        return self.rule.inputs

    def cells(self) -> Iterator[list[Decimal | str | None]]:
        for number, row in enumerate(self.rows, start=1):
            references, line, column = {}, [], 2
            for name in self.names:
                value = row[name]
                numbers = value if isinstance(value, list) else [value]
                width = LONGEST if name in LISTS else 1
                first, last = get_column_letter(column), get_column_letter(column + width - 1)
                references[name] = f"{first}{number}:{last}{number}" if width > 1 else f"{first}{number}"
                line += [*numbers, *[None] * (width - len(numbers))]
                column += width
            yield [f"={self.rule.excel(references)}", *line]

    def expected(self) -> list[Decimal | None]:
        return [self.rule.compute(dict(row)) for row in self.rows]


def distinct_rules() -> list[ComputedRule]:
    """Every arithmetic rule of every pack, those that reckon the same once."""
    rules: dict[str, ComputedRule] = {}
    for pack in [*PACKS, TRUNCATING]:
        for rule in pack.arithmetic:
            rules.setdefault(rule.excel({name: f"<{name}>" for name in rule.inputs}), rule)
    return list(rules.values())


# -- inputs


def hundredths(dice: random.Random, low: int, high: int) -> Decimal:
    return Decimal(dice.randint(low, high)).scaleb(-2)


def budgets(dice: random.Random) -> dict[str, Value]:
    """Money in 元; in two of five rows the points stand half-way or at the edge of a band."""
    kind = dice.random()
    weight = Decimal(dice.choice(["10", "20", "9.5", "13", "0", "33.333"]))
    if kind < 0.2:
        unit = hundredths(dice, 1, 10**8)
        return {
            "annual_budget": unit * 2000,
            "executed": unit * (2 * dice.randint(0, 1200) + 1),
            "weight": Decimal(10),
        }
    if kind < 0.4:
        unit = hundredths(dice, 1, 10**8)
        return {
            "annual_budget": unit * 10_000,
            "executed": unit * dice.choice([9500, 9499, 9000, 8000, 7000, 5000, 4999]),
            "weight": weight,
        }
    budget = dice.choice([Decimal(0), Decimal(-5), hundredths(dice, 1, 10**12), hundredths(dice, 1, 10**12)])
    executed = (
        hundredths(dice, -100, 10**12)
        if dice.random() < 0.5
        else (abs(budget) * hundredths(dice, 0, 110)).quantize(Decimal("0.01"))
    )
    return {"annual_budget": budget, "executed": executed, "weight": weight}


def indicators(dice: random.Random) -> dict[str, Value]:
    """Target and actual as people set them; with 100 and few places many points stand half-way."""
    weight = Decimal(dice.choice(["4", "5", "6.5", "0.5", "15", "3.33", "2.005", "0"]))
    target = Decimal(dice.choice(["100", "95", "200", "1000", "0.9", "12", "7", "0", "-5", "26.41"]))
    near = (target * dice.randint(0, 3000) / 1000).normalize()
    actual = dice.choice([near, target, Decimal(0), hundredths(dice, -500, 30_000)])
    return {"weight": weight, "target": target, "actual": actual}


def lists(dice: random.Random) -> dict[str, Value]:
    """Points with up to three places, so that sums stand half-way; few, many or none."""
    count = dice.choice([0, 1, 2, 3, dice.randint(4, LONGEST)])
    numbers: list[Decimal] = [Decimal(dice.randint(0, 20_000)).scaleb(-3) for _ in range(count)]
    rate = dice.choice(
        [None, Decimal("0.8"), Decimal("0.7999"), Decimal("0.5"), Decimal(dice.randint(0, 12_000)).scaleb(-4)]
    )
    return {
        "weights": list(numbers),
        "scores": list(numbers),
        "execution_rate": rate,
        "execution_score": dice.choice([None, Decimal(0), *numbers[:1]]),
        "printed_points": dice.choice([None, Decimal(100), Decimal(80)]),
    }


def blanked(dice: random.Random, row: dict[str, Value]) -> dict[str, Value]:
    return {
        name: None if dice.random() < 0.02 and not isinstance(value, list) else value
        for name, value in row.items()
    }


def sheets() -> list[Sheet]:
    made: list[Sheet] = []
    for index, rule in enumerate(distinct_rules()):
        dice = random.Random(index)
        makers: Sequence[Callable[[random.Random], dict[str, Value]]] = (budgets, indicators, lists)
        asked = set(rule.inputs)
        maker = next(make for make in makers if asked <= make(random.Random(0)).keys())
        rows = [blanked(dice, maker(dice)) for _ in range(CASES)]
        made.append(Sheet(rule, [{name: row[name] for name in rule.inputs} for row in rows]))
    return made


# -- the judges


def write(path: Path, lines: dict[str, list[list[Decimal | str | None]]]) -> Path:
    book = openpyxl.Workbook(write_only=True)
    for title, rows in lines.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def judged(stored: dict[str, object], count: int) -> list[Decimal | None]:
    """Column A as a judge stored it; "" is a blank."""
    values = [stored.get(f"A{row}") for row in range(1, count + 1)]
    assert all(isinstance(value, int | float) or value in (None, "") for value in values), values
    return [Decimal(repr(value)) if isinstance(value, int | float) else None for value in values]


@pytest.fixture(scope="module")
def rule_sheets() -> list[Sheet]:
    return sheets()


def test_two_spreadsheets_reckon_every_rule(rule_sheets: list[Sheet], tmp_path: Path) -> None:
    book = write(
        tmp_path / "规则.xlsx", {f"R{i}": list(sheet.cells()) for i, sheet in enumerate(rule_sheets)}
    )
    libreoffice = stored_results(recalculate([book], tmp_path / "libreoffice")[0])
    few = write(
        tmp_path / "部分.xlsx", {f"R{i}": list(sheet.cells())[:300] for i, sheet in enumerate(rule_sheets)}
    )
    gnumeric = stored_results(gnumeric_recalculate([few], tmp_path / "gnumeric")[0])
    for index, sheet in enumerate(rule_sheets):
        expected = sheet.expected()
        assert judged(libreoffice[f"R{index}"], CASES) == expected, sheet.rule.name
        assert judged(gnumeric[f"R{index}"], 300) == expected[:300], sheet.rule.name
        assert sum(value is not None for value in expected) > CASES / 2, sheet.rule.name


def test_the_working_tells_the_number_of_the_rule(rule_sheets: list[Sheet]) -> None:
    """What is told differs from the result only where a bound cut it: then it lies beyond the bound."""
    told = 0
    for sheet in rule_sheets:
        for row, result in zip(sheet.rows, sheet.expected(), strict=True):
            working = sheet.rule.working(dict(row))
            assert (working is None) == (result is None)
            if working is not None and result is not None and working.value != result:
                most = row.get("weight")
                assert result == 0 or working.value > result, (sheet.rule.name, row)
                assert result in (0, most) or sheet.rule.name == "total_score", (sheet.rule.name, row)
                told += 1
    assert told > 100


def test_half_way_cases_are_among_them(rule_sheets: list[Sheet]) -> None:
    found = 0
    for sheet in rule_sheets:
        if sheet.rule.inputs == ("actual", "target", "weight"):
            for row in sheet.rows:
                actual, target, weight = (row[name] for name in sheet.rule.inputs)
                if (
                    isinstance(actual, Decimal)
                    and isinstance(target, Decimal)
                    and isinstance(weight, Decimal)
                    and target > 0
                ):
                    found += actual / target * weight * 1000 % 10 == 5
    assert found > 100


def test_suggested_formulas_give_the_suggested_scores(tmp_path: Path) -> None:
    dice = random.Random(7)
    found: list[tuple[Decimal, Suggestion]] = []
    while len(found) < CASES:
        sign, unit = dice.choice(["≥", "≤", "=", "", "<", ">"]), dice.choice(["%", "人", "", "次"])
        row = indicators(dice)
        weight = row["weight"]
        assert isinstance(weight, Decimal)
        indicator = Indicator(
            target=f"{sign}{row['target']:f}{unit}", actual=f"{row['actual']:f}{unit}", weight=weight
        )
        suggestion = suggest(indicator, dice.choice([*PACKS, TRUNCATING]))
        if suggestion.formula("B1") is not None:
            found.append((weight, suggestion))
    lines: list[list[Decimal | str | None]] = [
        [f"={suggestion.formula(f'B{number}')}", weight]
        for number, (weight, suggestion) in enumerate(found, 1)
    ]
    book = write(tmp_path / "建议.xlsx", {"S": lines})
    expected = [suggestion.score for _, suggestion in found]
    for judge in (recalculate, gnumeric_recalculate):
        results = stored_results(judge([book], tmp_path / judge.__name__)[0])
        assert judged(results["S"], CASES) == expected
    assert (
        sum(score not in (0, weight) for (weight, _), score in zip(found, expected, strict=True)) > CASES / 10
    )


@pytest.mark.parametrize("rules", ["banded-execution", "execution-cap"])
def test_forms_by_other_rules(tmp_path: Path, rules: str) -> None:
    form = official_form("shanghai-2022", rules=rules)
    files, expected = [], []
    for seed in range(FORMS):
        evaluation, _ = evaluation_from_json(random_record(seed, most=6), "随机")
        files.append(tmp_path / f"{seed}.xlsx")
        files[-1].write_bytes(form_bytes(form, evaluation))
        computed = compute(evaluation, form.definition, form.pack)
        expected.append(computed)
    found = [read_file(file).forms[0].evaluation for file in recalculate(files, tmp_path / "libreoffice")]
    for evaluation, values in zip(found, expected, strict=True):
        assert [number_at(evaluation, path) for path in POINTS] == [values[path] for path in POINTS]
    assert len({values[POINTS[0]] for values in expected}) > 3
    assert any(values["total_score"] == 59 for values in expected) == (rules == "execution-cap")

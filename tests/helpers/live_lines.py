"""The sheet 校验 of a file beside what the checks find in the same file."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from xltools.check import check_form
from xltools.findings import Finding
from xltools.grids import open_bytes
from xltools.library import judging_form
from xltools.read import read_file
from xltools.refs import CellRef
from xltools.rules.checks import CHECKS, Checked
from xltools.rules.checks.results import of_reader
from xltools.rules.checks.standards import shipped_standards
from xltools.rules.reading import ReadForm
from xltools.rules.scoring.computed import generic
from xltools.rules.verification.lines import Line, shipped_lines

SHEET = "校验"
LINES = {line.title: line for line in shipped_lines().lines if line.cells}
WORDS = {"error": "错误", "verify": "核实"}


@dataclass(frozen=True)
class Shown:
    """A line: its result, how many cells, the first of them."""

    result: str
    count: int | str
    first: str | None


def shown(path: Path) -> dict[str, Shown]:
    """The live lines of a file's 校验, by code."""
    sheet = open_bytes(path.read_bytes()).sheet(SHEET)
    assert sheet is not None
    lines = {}
    for row in range(5, sheet.last_row + 1):
        result, title, place, count = (sheet.cell(CellRef(row, column)).value for column in (1, 2, 3, 4))
        if title in LINES:
            number = int(count) if isinstance(count, Decimal) else str(count)
            lines[LINES[str(title)].code] = Shown(str(result), number, str(place) if place else None)
    return lines


def found(form: ReadForm) -> dict[str, list[Finding]]:
    """All findings of a form by code, those that only follow from others among them."""
    official = judging_form(form)
    fields = frozenset(generic(path) for path in form.cells)
    funds = official.definition.funds
    fields |= {
        f"funds.{cell.field}" for cell in (funds.columns if funds else ()) if cell.field
    }  # our own form
    checked = Checked(form.evaluation, official.definition, official.pack, shipped_standards(), fields)
    by_code: dict[str, list[Finding]] = {}
    for finding in (*of_reader(checked, form.findings), *(one for look in CHECKS for one in look(checked))):
        by_code.setdefault(finding.code, []).append(finding)
    return by_code


def expected(form: ReadForm, codes: Mapping[str, object]) -> dict[str, Shown]:
    """What the lines with these codes should show."""
    findings = found(form)
    lines = (line for line in LINES.values() if line.code in codes)
    return {line.code: _expected(form, line, findings) for line in lines}


def _expected(form: ReadForm, line: Line, findings: Mapping[str, list[Finding]]) -> Shown:
    own = [finding for code in line.codes for finding in findings.get(code, ())]
    if not own:
        return Shown("通过", 0, None)
    cells = {_cell(form, path) for finding in own for path in finding.paths if path in form.cells}
    named = [_cell(form, path) for finding in own if (path := finding.path or "") in form.cells]
    return Shown(WORDS[line.severity.value], len(cells), min(named, key=_order).a1)


def _cell(form: ReadForm, path: str) -> CellRef:
    """The cell of a path. Of a whole block `check` names the first cell, the sheet the first to fill in."""
    cell, definition = form.cells[path].cell, judging_form(form).definition
    funds = definition.funds.columns if definition.funds else ()
    begins = {"funds": ("initial_budget", funds), "indicators": ("level3", definition.indicators.columns)}
    if path not in begins:
        return cell
    name, columns = begins[path]
    known = {spec.field: spec.columns[0] for spec in columns}
    return CellRef(cell.row, known.get(name) or known["annual_budget"])


def _order(cell: CellRef) -> tuple[int, int]:
    return cell.row, cell.column


def left_out(form: ReadForm) -> set[str]:
    """Codes that `xltools check` does not tell, since they follow from others."""
    return found(form).keys() - {finding.code for finding in check_form(form, "表.xlsx")}


def read_form(path: Path) -> ReadForm:
    """The one form in a file."""
    (form,) = read_file(path).forms
    return form


AMOUNTS = [None, None, "0", "100", "250.5", "12000", "12000.123", "5000", "-3", "0.1", "0.2", "0.3", "99"]
POINTS = [None, None, "5", "5", "10", "2.5", "0", "-1", "40", "33.33", "33.34"]
NAMES = ["培训人数", "其中：企业学员", "合格率", None, " ", "完成时间"]
REASONS = [None, "无", "无。", "—", "受疫情影响", "完成", " 　", "暂无", "原因：略"]
VALUES = ["≥95%", "100", None, None, "定性", " ", "完成", "12月底前"]


def random_filled(seed: int, form_id: str) -> dict[str, Any]:
    """A record full of mistakes."""
    dice = random.Random(seed)

    def amounts() -> dict[str, Any]:
        names = ("initial_budget", "annual_budget", "executed")
        return (
            dict.fromkeys(names, "0")
            if dice.random() < 0.1
            else {name: dice.choice(AMOUNTS) for name in names}
        )

    whole = dice.random() < 0.3  # nearly right forms too: 10 points of execution and 90 of indicators
    weights = ["30", "20", "40", None] if whole else [dice.choice(POINTS) for _ in range(dice.randint(0, 7))]
    return {
        "form": form_id,
        "year": dice.choice([2022, 2022, None]),
        "project": dice.choice(["某项目", None, "  "]),
        "department": dice.choice(["某局", "某局", None]),
        "unit": dice.choice(["某中心", None]),
        "expected_goal": dice.choice(["目标", None, "\n"]),
        "actual_outcome": dice.choice(["完成了培训", None]),
        "funds": [
            {"item": item, **amounts(), **_points(dice, at)}
            for at, item in enumerate(FUNDS[: dice.randint(0, 5)])
        ],
        "indicators": [
            {
                "level1": "产出指标",
                "level2": "数量指标",
                "level3": dice.choice(NAMES),
                "target": dice.choice(VALUES),
                "actual": dice.choice(VALUES),
                "weight": weight,
                "score": dice.choice([weight, weight, weight, *POINTS]) if weight or not whole else None,
                "reason": dice.choice(REASONS),
            }
            for weight in weights
        ],
        **_typed(dice),
    }


FUNDS = ("年度资金总额", "其中：当年财政拨款", "上年结转资金", "其他资金", "社会捐赠")


def _points(dice: random.Random, at: int) -> dict[str, Any]:
    """Points beside the parts, and results typed over formulas, now and then."""
    if at:
        return dice.choice([{}, {}, {"weight": "5"}, {"score": "0"}])
    wrong = dice.choice([{}, {}, {"execution_rate": "0.5"}, {"score": "7"}, {"score": "11"}])
    return {"weight": "10", **wrong}


def _typed(dice: random.Random) -> dict[str, Any]:
    return dice.choice([{}, {}, {"total_weight": "100"}, {"total_score": "88"}])

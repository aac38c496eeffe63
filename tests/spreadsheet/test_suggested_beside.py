"""测算得分 beside the form: LibreOffice reads what people type as xltools does, or not at all.

Every pair of the label files and many random ones are issued with their target, the actual is typed into the
file, LibreOffice reckons it anew: where it shows a number, `suggest` gives the same to the last digit.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate
from pathlib import Path

import openpyxl
import pytest

from tests.helpers.office import gnumeric_recalculate, recalculate, stored_results
from tests.helpers.readings import rows
from xltools.generate import form_bytes
from xltools.library import OfficialForm, official_form
from xltools.model import Evaluation, Indicator
from xltools.rules.layout.beside.columns import beside
from xltools.rules.layout.placing import lay_out
from xltools.rules.notation import Kind, read_notation
from xltools.rules.scoring.suggest import Suggestion, suggest
from xltools.text import render

PACKS = ("national", "provincial-linear-reverse", "overachievement-130")
FILES = ("notations.csv", "notations_more.csv", "notations_reviewed.csv")
RANDOM = 300
WEIGHTS = ("4", "5", "3.33", "10", "0.5")
_UNITS = """% 个 人 人次 次 万元 元 天 个月 公里 米 平方米 分 户 ‰ 次/年 元/人 家 小时 年 月 级 号 吨 台(套)
    平台 万 成"""
UNITS = (*_UNITS.split(), "", "")
_ODD = """0 1 100 0.95 0.5 2022 2022.5 1.5 0.02 20220101 1999.12 95.0 1,23 12,345,678 007 1. .5 1E5 1-2 3/4
    1:30 12,3456 1,234,56 123456789012345678"""
ODD = _ODD.split()
_LEADS = """完成 实际完成 累计 满意度 完成率 全年 约 大约 ¥ ￥ 不低于 不超过 超过 至少 约≥ 完成= 新建 全年共
    剩余 下降 尚有 -"""
LEADS = _LEADS.split()
TAILS = ("以上", "左右", "。", "x", "以内", "以下", "以上。", "余", "及以上")
_WORDS = """及时 是 否 有 是否完成 合规 达成年度指标 达成预期指标 已达成 部分达成
    部分达成年度指标并具有一定效果 未达成年度指标且效果较差 完成 无 未发生 √ 基本达到 显著"""
WORDS = _WORDS.split()
NAMES = ("满意度", "完成率", "预算调整率", "培训人数", "项目成本", "投诉率")
WIDE = {ord(char): ord(char) + 0xFEE0 for char in "0123456789%.,"}


# At the very edges, which chance does not find: well over the target, on a strict bound, on what is a share.
EDGES = (
    ("≥100个", "130个"), ("≥100个", "129个"), ("≥50%", "65%"), ("=100人", "130人"), ("≤10次", "13次"),
    (">10次", "10次"), ("<10次", "10次"), ("≥95%", "0.19"), ("=100%", "0.2"), ("≥95%", "1.5"),
    ("=20人", "约22人"),
)  # fmt: skip


@dataclass(frozen=True)
class Typed:
    """A form with targets, and what is typed beside them."""

    form: OfficialForm
    evaluation: Evaluation

    @property
    def cells(self) -> dict[str, str]:
        """The addresses of the roles."""
        issued = lay_out(self.form.definition, self.evaluation, self.form.pack, self.form.styles, render)
        return {role: ref.a1 for role, ref in issued.roles().items()}

    def file(self, path: Path) -> Path:
        """The file as issued, with the actuals typed in."""
        blank = tuple(replace(row, actual=None) for row in self.evaluation.indicators)
        path.write_bytes(form_bytes(self.form, replace(self.evaluation, indicators=blank)))
        book, cells = openpyxl.load_workbook(path), self.cells
        for index, row in enumerate(self.evaluation.indicators):
            if row.actual:
                cell = book.worksheets[0][cells[f"indicators[{index}].actual"]]
                cell.value = row.actual
                cell.data_type = "s"
        book.save(path)
        return path


def filled(indicators: Iterable[Indicator], pack: str, form_id: str = "shanghai-2022") -> Typed:
    evaluation = Evaluation(form=form_id, year=2022, project="测算", indicators=tuple(indicators))
    return Typed(official_form(form_id, pack), evaluation)


def labelled() -> Iterator[Indicator]:
    for name in FILES:
        for number, row in enumerate(rows(name)):
            yield indicator(number, row.get("level3") or "指标", row["target"], row["actual"])


def indicator(number: int, name: str, target: str, actual: str) -> Indicator:
    return Indicator(
        level1=("产出指标", "效益指标")[number % 2],
        level2=("数量指标", "经济成本指标")[number // 7 % 2],
        level3=name,
        target=target or None,
        actual=actual or None,
        weight=Decimal(WEIGHTS[number % len(WEIGHTS)]),
    )


def number_text(dice: random.Random) -> str:
    kind = dice.random()
    if kind < 0.35:
        return str(dice.randint(0, 120))
    if kind < 0.5:
        return f"{dice.randint(0, 12_000) / 100:.{dice.choice([1, 2])}f}"
    if kind < 0.6:
        return f"{dice.randint(1_000, 2_000_000):,}"
    return dice.choice(ODD) if kind < 0.75 else str(dice.choice([12, 90, 95, 98, 100, 360, 735, 264_100]))


def typed_text(dice: random.Random, unit: str, signs: Sequence[str]) -> str:
    gaps = [dice.choice(["", "", " "]) for _ in range(2)]
    text = f"{dice.choice(signs)}{gaps[0]}{number_text(dice)}{gaps[1]}{unit}"
    if dice.random() < 0.1:
        text = text.translate(WIDE)
    if dice.random() < 0.05:
        text = f"　{text} "
    return text + dice.choice(TAILS) if dice.random() < 0.08 else text


def at_random(count: int, seed: int) -> Iterator[Indicator]:
    dice = random.Random(seed)
    for number in range(count):
        unit = dice.choice(UNITS)
        other = unit if dice.random() < 0.6 else dice.choice(["", *UNITS])
        target = typed_text(dice, unit, ["≥", "≤", "=", "", ">", "<", "＝", "≧", ">=", "不低于"])
        actual = typed_text(dice, other, ["", "", "", "=", "≥", "≤", ">", "<", ">=", "约"])
        if dice.random() < 0.25:
            actual = dice.choice(LEADS) + actual
        kind = dice.random()
        if kind > 0.9:
            target, actual = dice.choice(WORDS), dice.choice(WORDS)
        if kind < 0.3:
            actual = target.lstrip("≥≤=><＝≧不低于 ")
        yield indicator(number, dice.choice(NAMES), target, target if kind < 0.05 else actual)


def batches() -> list[Typed]:
    made = [filled(labelled(), "national")]
    edges = [indicator(2 * number, "指标", *pair) for number, pair in enumerate(EDGES)]  # under 产出指标
    return made + [filled([*edges, *at_random(RANDOM, seed)], pack) for seed, pack in enumerate(PACKS)]


Shown = list[tuple[Typed, Indicator, object]]


def shown_by(results: dict[str, dict[str, object]], typed: Typed) -> Shown:
    sheet, cells = results[typed.form.definition.sheet], typed.cells
    return [
        (typed, row, sheet.get(cells[f"indicators[{index}].suggested_score"]))
        for index, row in enumerate(typed.evaluation.indicators)
    ]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> list[Shown]:
    """What LibreOffice shows of each batch."""
    folder = tmp_path_factory.mktemp("测算")
    made = batches()
    files = [typed.file(folder / f"{number}.xlsx") for number, typed in enumerate(made)]
    done = recalculate(files, folder / "libreoffice")
    return [shown_by(stored_results(path), typed) for path, typed in zip(done, made, strict=True)]


def assert_same(shown: Shown) -> int:
    """So many numbers are shown, each the one that `suggest` gives; elsewhere the words of the data."""
    numbers, said = 0, {beside().unread, beside().judged, None, ""}
    for typed, row, value in shown:
        suggestion = suggest(row, typed.form.pack, 2022)
        if isinstance(value, int | float):
            assert suggestion.score == Decimal(repr(value)), (typed.form.pack.id, row, value)
            numbers += 1
        else:
            assert value in {*said, band_words(suggestion)}, (row, value)
    return numbers


def band_words(suggestion: Suggestion) -> str | None:
    """How the form says a range of points."""
    if not suggestion.bands or suggestion.low is None or suggestion.high is None:
        return None
    low, high = (f"{value.normalize():f}" for value in (suggestion.low, suggestion.high))
    return beside().band.format(low=low, high=high)


def test_the_level_that_words_name_is_shown(shown: list[Shown]) -> None:
    """A range that leaves a level open (not the whole weight) is said as `suggest` says it."""
    bands = [
        (band_words(suggestion), value, row)
        for batch in shown
        for typed, row, value in batch
        if (suggestion := suggest(row, typed.form.pack, 2022)).bands
        and len(suggestion.bands) < len(typed.form.pack.qualitative.bands)
    ]
    assert len(bands) > 40
    assert not [each for each in bands if each[0] != each[1]]


def test_no_formula_is_longer_than_excel_takes() -> None:
    """8,192 characters, 255 in a text, 64 functions inside each other."""
    for pack in PACKS:
        form = official_form("shanghai-2022", pack)
        evaluation = Evaluation(form=form.definition.id, indicators=(Indicator(target="≥95%"),))
        layout = lay_out(form.definition, evaluation, form.pack, form.styles, render)
        for formula in filter(None, (cell.formula for cell in layout.cells)):
            assert len(formula) < 8192
            assert max((len(text) for text in re.findall(r'"([^"]*)"', formula)), default=0) <= 255
            assert depth(re.sub(r'"[^"]*"', "", formula)) <= 64


def depth(formula: str) -> int:
    """How many brackets are open at most."""
    return max(accumulate(((char == "(") - (char == ")") for char in formula), initial=0))


def test_a_formula_shows_what_is_suggested_or_nothing(shown: list[Shown]) -> None:
    counts = [assert_same(batch) for batch in shown]
    assert counts[0] > 130
    assert min(counts[1:]) > RANDOM / 5


def is_plain_number(text: str | None) -> bool:
    reading = read_notation(text or "")
    plain = reading.is_number and reading.high is None and not reading.direction
    return plain and not reading.qualifier and reading.kind is Kind.QUANTITY


def share_read(shown: Shown) -> float:
    """How many of the scores that follow from one number on either side are shown."""
    read = all_ = 0
    for typed, row, value in shown:
        score = suggest(row, typed.form.pack, 2022).score
        if score is not None and is_plain_number(row.target) and is_plain_number(row.actual):
            all_ += 1
            read += isinstance(value, int | float)
    assert all_ > 30
    return read / all_


def test_the_usual_notations_are_read(shown: list[Shown]) -> None:
    published = len(list(rows(FILES[0])))
    assert share_read(shown[0][:published]) >= 0.95  # pairs of published forms
    assert share_read(shown[0]) >= 0.88  # and those chosen for their odd spelling


@pytest.mark.parametrize("pack", PACKS)
def test_what_is_stored_is_what_libreoffice_reckons(pack: str, tmp_path: Path) -> None:
    """A form that is made with its actuals, unopened: every helper cell, too."""
    indicators = [*labelled(), *at_random(100, 7)]
    scored = [replace(row, score=row.weight if number % 3 else None) for number, row in enumerate(indicators)]
    typed, path = filled(scored, pack), tmp_path / "表.xlsx"
    path.write_bytes(form_bytes(typed.form, typed.evaluation))
    before, after = stored_results(path), stored_results(recalculate([path], tmp_path / "out")[0])
    home = typed.form.definition.sheet
    stale = {
        at: (before[home].get(at), after[home].get(at))
        for at in before[home].keys() | after[home].keys()
        if (before[home].get(at) or 0) != (after[home].get(at) or 0)
    }
    assert not stale


def test_gnumeric_agrees(tmp_path: Path) -> None:
    typed = filled([*labelled(), *at_random(200, 11)], "national")
    [path] = gnumeric_recalculate([typed.file(tmp_path / "表.xlsx")], tmp_path / "gnumeric")
    assert assert_same(shown_by(stored_results(path), typed)) > 150

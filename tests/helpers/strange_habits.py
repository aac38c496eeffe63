"""How strangers draw and fill their forms: each office has its own habits."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.helpers.strange_kinds import LEVELS, WORDS, Kind


@dataclass(frozen=True)
class Habits:
    """How an office draws and fills its forms."""

    dice: random.Random
    words: dict[str, str]
    decoration: str
    side: str  # the left column: merged, first, none, or a row of its own before each block
    levels: str  # 一级, 二级指标: merged, first, repeated
    numbers: str  # number, text, separators, full width, suffix
    rate: str
    unit_said: str  # side, corner, heading, none
    year_said: str  # title, own, brackets, chinese
    page_break: int
    blanks: bool
    subtotals: bool
    extra: tuple[tuple[str, int], ...]  # further columns of indicators, and where
    order: tuple[str, ...]
    goals: str  # below, beside
    head: str  # apart, together
    more_head: tuple[tuple[str, str], ...]
    below: tuple[str, ...]
    money: str
    odd: frozenset[str]  # what few offices do


def habits_of(dice: random.Random, kind: Kind) -> Habits:
    columns = list(kind.shape.columns)
    if dice.random() < 0.25:
        columns = _other_order(dice, columns)
    extra = []
    if dice.random() < 0.2:
        extra.append((dice.choice(("备注", "佐证材料", "数据来源", "得分系数", "评分标准")), len(columns)))
    if dice.random() < 0.12:
        extra.append(("序号", 0))
    swapped = {"万元": "元", "元": "万元"}[kind.shape.money]
    odd = frozenset(name for name in ODDITIES if dice.random() < 0.08)
    rare = dice.choice(("百元", "千元", "百万元", "亿元"))
    return Habits(
        dice=dice,
        words={key: dice.choice(texts) for key, texts in WORDS.items()},
        decoration=dice.choice(("", "", "", "：", ":", "spaces", "break", "numbered", "wide", "star")),
        side=dice.choice(("merged", "merged", "first", "none", "row")),
        levels=dice.choice(("merged", "merged", "first", "repeated")),
        numbers=dice.choice(("number", "number", "number", "text", "separators", "wide", "suffix")),
        rate=dice.choice(("ratio", "percent", "hundred", "text", "space")),
        unit_said=dice.choice(("side", "side", "side", "corner", "heading", "none")),
        year_said=dice.choice(("title", "own", "brackets", "chinese")),
        page_break=dice.choice((0, 0, 0, 0, 5, 7)),
        blanks=dice.random() < 0.15,
        subtotals=dice.random() < 0.1,
        extra=tuple(extra),
        order=tuple(columns),
        goals=dice.choice(("below", "below", "below", "beside")),
        head=dice.choice(("apart", "apart", "apart", "together")),
        more_head=tuple(dice.sample(_MORE_HEAD, dice.choice((0, 0, 1, 2, 3)))),
        below=tuple(dice.sample(_BELOW, dice.choice((0, 0, 1, 2)))),
        odd=odd,
        money=rare if "rare unit of money" in odd else swapped if dice.random() < 0.2 else kind.shape.money,
    )


ODDITIES = (
    "heading of two rows",
    "其中 apart",
    "goals in rows",
    "high rows",
    "level3 merged",
    "vertical levels",
    "above the title",
    "filled by",
    "another unit",
    "score in the head",
    "remarks",
    "name errors",
    "instructions",
    "万",
    "lines as rows",
    "remark between",
    "named subtotals",
    "stacked head",
    "weights in percent",
    "unseen characters",
    "numbered columns",
    "score out of",
    "points in words",
    "points with a word",
    "traditional labels",
    "total in one cell",
    "broken texts",
    "subtotal behind its group",
    "rare unit of money",
)
_MORE_HEAD = (
    ("项目代码", "42000022T000000012345"),
    ("项目负责人", "张三"),
    ("联系电话", "027-12345678"),
    ("项目类别", "部门预算项目 ☑ 其他 □"),
    ("项目属性", "延续性项目"),
    ("项目起止时间", "2021年1月至2022年12月"),
    ("资金性质", "一般公共预算"),
    ("项目编码", "12345"),
)
_BELOW = (
    "注：1.其他资金包括自有资金、社会资金。",
    "备注：得分一档最高不能超过该指标分值上限。",
    "填表人：李四　　联系电话：12345678　　填报日期：2023年3月5日",
    "说明：请在此处简要说明各级审计和财政监督中发现的问题及其所涉及的金额，如没有请填无。",
    "审核人：王五",
)


def _other_order(dice: random.Random, columns: list[str]) -> list[str]:
    """Some columns behind the levels change places; the parts of a target stay together."""
    levels = [name for name in columns if name in LEVELS]
    rest = [name for name in columns if name not in LEVELS]
    targets = [name for name in rest if name.startswith("target")]
    others = [name for name in rest if not name.startswith("target")]
    dice.shuffle(others)
    at = dice.randint(0, len(others))
    return [*levels, *others[:at], *targets, *others[at:]]

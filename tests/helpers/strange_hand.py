"""Draws one form on paper, as an office of these habits does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby
from typing import Any

from tests.helpers.strange_paper import Box, Ink, box, in_lines
from tests.helpers.strange_pen import Pen
from tests.helpers.strange_records import MONEY, Record
from tests.helpers.strange_words import traditional

_REMARKS = ("存在问题", "改进措施", "自评结论", "其他需要说明的问题", "主管部门审核意见", "下一步工作打算")
_INSTRUCTIONS = (
    "填表说明",
    "1.项目名称：填写预算批复的项目全称。",
    "2.三级指标：按批复填写。",
    "3.得分：不超过分值。",
)
_EXTRA = {
    "备注": "见附件",
    "佐证材料": "验收单",
    "数据来源": "统计年报",
    "得分系数": Ink(Decimal(1)),
    "评分标准": "达到目标值得满分",
}


class Hand(Pen):
    """Draws one form."""

    def draw(self) -> None:
        self._measure()
        self._oddities()
        self._title()
        self._head()
        self._funds()
        if self.kind.shape.goals:
            self._goals()
        self._indicators()
        self._below()

    def _oddities(self) -> None:
        """What an oddity changes of what the form says."""
        rows = self.says["indicators"]
        if self.is_odd("vertical levels"):
            for row in rows:
                row["level1"] = row["level1"] and "\n".join(row["level1"])
        if self.is_odd("lines as rows") and self.paper.merging and not self.is_odd("high rows"):
            for row in rows[::3]:
                row["level3"] = row["level3"] and f"{row['level3'][:3]}\n{row['level3'][3:] or '等'}"
        if self.is_odd("level3 merged") and self.paper.merging and not self.broken:
            for one, other in zip(rows[::3], rows[1::3], strict=False):
                if self._key(one, 2) == self._key(other, 2):
                    other["level3"] = one["level3"]

    @property
    def broken(self) -> bool:
        """True where the levels can't be merged over their rows."""
        habits = self.habits
        odd = self.is_odd("high rows") or self.is_odd("lines as rows") or self.are_broken
        return bool(habits.page_break or habits.blanks or habits.subtotals or odd)

    @property
    def are_broken(self) -> bool:
        """True where texts go on in the row below, in a cell of their own."""
        plain = not self.is_odd("high rows") and not self.is_odd("lines as rows")
        return self.is_odd("broken texts") and plain and "weight" in self.kind.shape.columns

    def _measure(self) -> None:
        dice = self.habits.dice
        for name, _ in self._columns():
            self.wide[name] = dice.choice((1, 1, 1, 2))

    def _columns(self) -> list[tuple[str, str | None]]:
        """Indicator columns in their order: the field, or the heading of one that is none."""
        columns: list[tuple[str, str | None]] = [(name, None) for name in self.habits.order]
        for text, place in self.habits.extra:
            columns.insert(place, (text, text))
        return columns

    @property
    def side_wide(self) -> int:
        return 1 if self.habits.side in ("merged", "first") else 0

    @property
    def inner(self) -> int:
        """Columns right of the block names."""
        return sum(self.wide.values())

    @property
    def all(self) -> int:
        return self.inner + self.side_wide

    def spread(self, boxes: Sequence[Any], room: int) -> list[Box]:
        """Contents over the room, some of them wider than others."""
        extra = room - len(boxes)
        widths = [1 + extra // len(boxes)] * len(boxes)
        for index in range(extra % len(boxes)):
            widths[-1 - index] += 1
        return [box(each, wide) for each, wide in zip(boxes, widths, strict=True)]

    def _title(self) -> None:
        dice, habits = self.habits.dice, self.habits
        title, year = dice.choice(self.kind.titles), self.says["year"]
        dated = "{year}" in title
        title = title.format(year=year)
        if not dated and habits.year_said == "title":
            title, dated = f"{year}年度{title}", True
        elif not dated and habits.year_said == "brackets":
            title, dated = f"{title}\n（{year}年度）", True
        title = traditional(title) if self.is_odd("traditional labels") else title
        self.says["title"] = title
        if self.is_odd("above the title"):
            self.paper.line([box(dice.choice(("附件2", "公开14表", "附表：", "某市财政局")))])
        self.paper.line([box(title, self.all)])
        if self.is_odd("filled by") and self.habits.words["unit"] != "填报单位":
            self.paper.line([box("填报单位（盖章）：某局　　填报日期：2018年3月5日", self.all)])
        corner = (
            f"{dice.choice(('单位：', '金额单位：', '单位:'))}{habits.money}"
            if habits.unit_said == "corner"
            else None
        )
        if dated and corner is None:
            return
        shown = (
            f"{year}年度"
            if habits.year_said != "chinese"
            else "".join("〇一二三四五六七八九"[int(d)] for d in str(year)) + "年度"
        )
        text = None if dated else dice.choice((shown, f"（{shown}）", f"( {shown} )"))
        if corner is None:
            self.paper.line([box(text, self.all)])
        else:
            self.paper.line([box(text, self.all - 2), box(corner, 2)])

    def _head(self) -> None:
        shape, habits = self.kind.shape, self.habits
        pairs = [(self.label(name), self.says[name]) for name in shape.head]
        pairs += [(self.decorated(label), value) for label, value in habits.more_head]
        if self.is_odd("another unit") and habits.words["unit"] != "填报单位":
            pairs.insert(self.habits.dice.randint(0, 1), ("填报单位", "某市财政局"))
        if self.is_odd("score in the head"):
            pairs.append((self.decorated("自评得分"), Ink(Decimal("95.5"))))
        if habits.head == "together":
            for label, value in pairs:
                text = value.value if isinstance(value, Ink) else value
                self.paper.line([box(f"{label.rstrip('：:')}：{text or ''}", self.all)])
            return
        if self.is_odd("stacked head") and all(value for _, value in pairs):
            self.paper.line(self.spread([label for label, _ in pairs], self.all))
            self.paper.line(self.spread([value for _, value in pairs], self.all))
            return
        first, *rest = pairs
        rows = [[first], *(list(rest[at : at + 2]) for at in range(0, len(rest), 2))]
        for row in rows:
            boxes = [each for pair in row for each in pair]
            side = 1 + self.side_wide
            if len(row) == 1:
                self.paper.line([box(boxes[0], side), box(boxes[1], self.all - side)])
            else:
                self.paper.line([box(boxes[0], side), *self.spread(boxes[1:], self.all - side)])

    def _unit_in(self, text: str) -> str:
        return f"{text}（{self.habits.money}）" if self.habits.unit_said == "side" else text

    def block(self, key: str, text: str, rows: Sequence[list[Box]]) -> None:
        """A block with its name as this office writes it."""
        if self.habits.side == "row" and key != "goals":
            self.paper.line([box(text, self.all)])
        for index, boxes in enumerate(rows):
            name: list[Box] = []
            if self.habits.side == "merged" and index == 0:
                name = [box(text, 1, len(rows))]
            elif self.habits.side == "first":
                name = [box(text if index == 0 else None)]
            self.paper.line([*name, *boxes])

    def _funds(self) -> None:
        shape, habits = self.kind.shape, self.habits
        names = [*shape.amounts, *shape.points]
        heads = []
        for name in names:
            text = self.label(name, plain=True)
            heads.append(
                f"{text}（{habits.money}）" if name in MONEY and habits.unit_said == "heading" else text
            )
        item = 2 if self.inner > len(names) + 2 else 1
        room = self.inner - item
        rows = [[box(None, item), *self.spread(heads, room)]]
        if self.is_odd("numbered columns"):
            rows.append([box("栏次", item), *self._numbers([each.wide for each in rows[0][1:]])])
        for row in self.says["funds"]:
            inks = [self.of(name, row, habits.money) for name in names]
            rows.append([*self._item(row, item), *self.spread(inks, room)])
        self.block("funds", self._unit_in(self.label("funds", plain=True)), rows)

    def _item(self, row: Record, wide: int) -> list[Box]:
        """The name of a fund; some write 其中 into a column of its own."""
        if self.is_odd("traditional labels"):
            row["item"] = traditional(row["item"])
        before, mark, name = row["item"].partition("：")
        if self.is_odd("其中 apart") and wide == 2 and before == "其中" and mark:
            row["item"] = name
            return [box(before + mark), box(name)]
        return [box(row["item"], wide)]

    def _goals(self) -> None:
        half = self.inner // 2
        expected, outcome = self.says["expected_goal"], self.says["actual_outcome"]
        labels = self.label("expected_goal", plain=True), self.label("actual_outcome", plain=True)
        if self.habits.goals == "beside":
            rows = [
                [box(label, 2), box(value, self.inner - 2)]
                for label, value in zip(labels, (expected, outcome), strict=True)
            ]
        else:
            rows = [
                [box(labels[0], half), box(labels[1], self.inner - half)],
                [box(expected, half), box(outcome, self.inner - half)],
            ]
            if self.is_odd("goals in rows") and expected and outcome:
                rows.append([box("另：保障运转", half), box("另：已保障", self.inner - half)])
                self.says |= {
                    "expected_goal": f"{expected}\n另：保障运转",
                    "actual_outcome": f"{outcome}\n另：已保障",
                }
        self.block("goals", self.label("goals", plain=True), rows)

    def _numbers(self, widths: Sequence[int]) -> list[Box]:
        """A row that numbers the columns."""
        letters = self.habits.dice.random() < 0.5
        texts = [f"（{chr(65 + at)}）" if letters else str(at + 1) for at in range(len(widths))]
        return [box(text, wide) for text, wide in zip(texts, widths, strict=True)]

    def _heading(self) -> list[Box]:
        return [box(text or self.label(name, plain=True), self.wide[name]) for name, text in self._columns()]

    def _headings(self) -> list[list[Box]]:
        heading = self._heading()
        if (
            not self.is_odd("heading of two rows")
            or not self.paper.merging
            or self.habits.order[0] != "level1"
        ):
            return [heading]
        first = 1 if self._columns()[0][1] else 0
        levels = heading[first : first + 3]
        over = box("年度绩效指标", sum(each.wide for each in levels))
        upper = [*(replace(each, high=2) for each in heading[:first]), over]
        return [[*upper, *(replace(each, high=2) for each in heading[first + 3 :])], levels]

    def _indicators(self) -> None:
        rows = self.says["indicators"]
        drawn = self._headings()
        if self.is_odd("numbered columns"):
            drawn.append(self._numbers([self.wide[name] for name, _ in self._columns()]))
        for index, row in enumerate(rows):
            if self.habits.page_break and index and index % self.habits.page_break == 0:
                drawn.append(self._heading())
            if self.habits.blanks and index and index % 6 == 0:
                drawn.append([box(None, self.inner)])
            high = 2 if self.is_odd("high rows") else 1
            boxes = [replace(each, high=each.high * high) for each in self._indicator(rows, index)]
            text = row["level3"] or ""
            drawn += in_lines(boxes, text) if "\n" in text else [boxes, *([[]] * (high - 1))]
            if self.are_broken and index % 3 == 1:
                drawn.append(self._rest(row, drawn[-1]))
            if self.habits.subtotals and self._last_of(rows, index, 1):
                drawn.append(self._subtotal(row))
            if self.is_odd("remark between") and self.broken and index == 1:
                drawn.append([box("注：以下各项按统计口径填写。", self.inner)])
        self.block("indicators", self.label("indicators", plain=True), drawn)
        if self.kind.total == "row" and self.is_odd("total in one cell"):
            self._total_in_one_cell()
        elif self.kind.total == "row":
            total = self._sum(
                self.label("total", plain=True), self.says["total_weight"], self.says["total_score"]
            )
            self.paper.line([replace(total[0], wide=total[0].wide + self.side_wide), *total[1:]])

    def _rest(self, row: Record, above: list[Box]) -> list[Box]:
        """The rest of a name or a reason, which became a row of its own."""
        names = [None if text else name for name, text in self._columns()]
        field = "reason" if row.get("reason") and "reason" in names else "level3"
        first, rest = ("第一段", "第二段") if field == "reason" else (f"{row['level3']}（含", "附属设施）")
        at = names.index(field)
        above[at] = replace(above[at], ink=Ink(first))
        row[field] = f"{first}\n{rest}"
        return [box(rest if index == at else None, each.wide) for index, each in enumerate(above)]

    def _subtotal(self, row: Record) -> list[Box]:
        """The points of a group, under its name or behind it."""
        named = f"{row['level1']}小计" if self.is_odd("named subtotals") else "小计"
        boxes = self._sum(named, row.get("weight"), row.get("score"))
        if not boxes:
            return boxes  # a form without points
        name, *others = boxes
        apart = self.is_odd("subtotal behind its group") and self.habits.order[0] == "level1"
        if not apart or self.habits.extra or name.wide <= self.wide["level1"]:
            return [name, *others]
        if self.habits.dice.random() < 0.5:
            return [
                box(f"{row['level1']}得分", self.wide["level1"]),
                box(None, name.wide - self.wide["level1"]),
                *others,
            ]
        group = box(row["level1"], self.wide["level1"])
        return [group, box("小计", name.wide - group.wide), *others]

    def _total_in_one_cell(self) -> None:
        """The total score behind its label; that of the points is not said."""
        label, colon = self.habits.words["total"].rstrip("：:"), self.habits.dice.choice(("：", ":", " "))
        marked = f"{label}（100分）" if self.habits.dice.random() < 0.3 and colon != " " else label
        score = self.says["total_score"]
        self.paper.line([box(f"{marked}{colon}{score:f}{self.habits.dice.choice(('', '分'))}", self.all)])
        self.says["total_weight"] = None

    def _sum(self, text: str, weight: Decimal | None, score: Decimal | None) -> list[Box]:
        """A row of sums, its name over the columns before the first figure."""
        figures = {"weight": weight, "score": score}
        boxes: list[Box] = []
        label = 0
        for name, _ in self._columns():
            if name in figures and label >= 0:
                boxes.append(box(text, label))
                label = -1
            if name in figures:
                boxes.append(box(self.number(figures[name], "分"), self.wide[name]))
            elif label >= 0:
                label += self.wide[name]
            else:
                boxes.append(box(None, self.wide[name]))
        return boxes

    def _last_of(self, rows: Sequence[Record], index: int, depth: int) -> bool:
        return index + 1 == len(rows) or self._key(rows[index], depth) != self._key(rows[index + 1], depth)

    @staticmethod
    def _key(row: Record, depth: int) -> tuple[Any, ...]:
        return (row["level1"], row["level2"])[:depth]

    def _indicator(self, rows: Sequence[Record], index: int) -> list[Box]:
        row, boxes = rows[index], []
        for name, text in self._columns():
            wide = self.wide[name]
            if text is not None:
                boxes.append(box(Ink(Decimal(index + 1)) if text == "序号" else _EXTRA[text], wide))
            elif name == "level3" and self._level3_merged(rows, index):
                boxes += [box(row[name], wide, 2)] if index % 3 == 0 else []
            elif name in ("level1", "level2"):
                boxes += self._level(rows, index, name, wide)
            else:
                boxes.append(box(self.of(name, row), wide))
        return boxes

    def _level3_merged(self, rows: Sequence[Record], index: int) -> bool:
        """True where a 三级指标 stands over two targets."""
        if not self.is_odd("level3 merged") or not self.paper.merging or self.broken or index % 3 == 2:
            return False
        first = index - index % 3
        return first + 1 < len(rows) and self._key(rows[first], 2) == self._key(rows[first + 1], 2)

    def _level(self, rows: Sequence[Record], index: int, name: str, wide: int) -> Iterator[Box]:
        depth = 1 if name == "level1" else 2
        key = self._key(rows[index], depth)
        first = index == 0 or self._key(rows[index - 1], depth) != key
        if self.habits.levels == "merged" and not self.broken:
            if first:
                high = next(
                    len(list(run))
                    for k, run in groupby(self._key(r, depth) for r in rows[index:])
                    if k == key
                )
                yield box(rows[index][name], wide, high)
        elif first or self.habits.levels == "repeated":
            yield box(rows[index][name], wide)
        else:
            yield box(None, wide)

    def _below(self) -> None:
        if self.is_odd("remarks"):
            for label in self.habits.dice.sample(_REMARKS, 2):
                self.paper.line([box(label, 1 + self.side_wide), box("无。", self.all - 1 - self.side_wide)])
        for text in self.habits.below:
            self.paper.line([box(text, self.all)])
        if self.is_odd("instructions"):
            self.paper.row += 1
            for text in _INSTRUCTIONS:
                self.paper.line([box(text, self.all)])

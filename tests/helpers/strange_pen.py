"""Writes single labels and numbers, as an office of these habits does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from tests.helpers.strange_habits import Habits
from tests.helpers.strange_kinds import Kind
from tests.helpers.strange_paper import Ink, Paper
from tests.helpers.strange_records import MONEY, Record
from tests.helpers.strange_words import in_words, traditional

_FULL_WIDTH = str.maketrans("0123456789.,%", "０１２３４５６７８９．，％")


@dataclass
class Pen:
    """Writes the labels and the numbers of one form as an office of these habits does."""

    kind: Kind
    habits: Habits
    paper: Paper
    says: Record
    wide: dict[str, int] = field(default_factory=dict)

    # -- words

    def label(self, key: str, *, plain: bool = False) -> str:
        return self.decorated(self.habits.words[key], plain=plain)

    def decorated(self, text: str, *, plain: bool = False) -> str:
        """A label as this office writes it; `plain`: without what belongs to the head of the form only."""
        mark, numbering = self.habits.decoration, self.habits.dice.choice(("一、", "1.", "（二）", "3、"))
        written = {
            "spaces": f"{text[:2]} {text[2:]}　" if len(text) < 5 else " ".join(text[:3]) + text[3:],
            "break": f"{text[:2]}\n{text[2:]}",
            "wide": text.translate(_FULL_WIDTH).replace("(", "（").replace(")", "）"),
        }
        if not plain:
            colon = text.rstrip("：:")
            written |= {"：": f"{colon}：", ":": f"{colon}:", "star": f"*{text}"}
            written["numbered"] = numbering + text
        text = written.get(mark, text)
        text = traditional(text) if self.is_odd("traditional labels") else text
        return "\u200b".join(text) + "\u00ad" if self.is_odd("unseen characters") else text

    # -- numbers

    def number(self, value: Decimal | None, suffix: str = "") -> Ink:
        if value is None:
            return Ink(self.habits.dice.choice((None, None, "—", "-", "/")))
        plain = f"{value:f}"
        match self.habits.numbers:
            case "text":
                return Ink(plain)
            case "separators":
                return Ink(f"{value:,}")
            case "wide":
                return Ink(plain.translate(_FULL_WIDTH))
            case "suffix" if suffix:
                return Ink(f"{plain}{'万' if suffix == '万元' and self.is_odd('万') else suffix}")
        return Ink(value)

    def rate(self, value: Decimal | None) -> Ink:
        if value is None:
            return self.number(None)
        hundred = (value * 100).normalize()
        match self.habits.rate:
            case "percent":
                return Ink(value, "0.00%")
            case "hundred" if hundred > 2:
                return Ink(hundred)
            case "text":
                return Ink(f"{hundred:f}%")
            case "space":
                return Ink(f"{hundred:f} %")
        return Ink(value)

    def of(self, name: str, row: Record, money: str = "") -> Ink:
        value = row.get(name)
        if name == "execution_rate":
            return self.rate(value)
        if name in MONEY:
            return self.number(value, money)
        if name == "weight" and value is not None and self.is_odd("weights in percent"):
            return Ink(value / 100, "0.0%")
        if name in ("weight", "score"):
            return self.points(name, value, row)
        return self.typed(value) if name in ("target", "actual") else Ink(value)

    def points(self, name: str, value: Decimal | None, row: Record) -> Ink:
        """Points as few offices write them: 28/30, 二十八分, 得28分, 30分（满分）."""
        if value is None:
            return self.number(None)
        most = row.get("weight")
        if name == "score" and self.is_odd("score out of") and most and "weight" in self._shown(row):
            return Ink(f"{value:f}/{most:f}{self.habits.dice.choice(('', '分'))}")
        if self.is_odd("points in words"):
            return Ink(in_words(value, formal=self.habits.dice.random() < 0.3) + "分")
        if self.is_odd("points with a word"):
            words = ("得{}分", "自评{}分", "（{}分）") if name == "score" else ("满分{}分", "{}分(满分)")
            return Ink(self.habits.dice.choice(words).format(f"{value:f}"))
        return self.number(value, "分")

    def _shown(self, row: Record) -> Sequence[str]:
        """The columns of the table that a row is in."""
        return self.kind.shape.columns if "level3" in row else self.kind.shape.points

    def typed(self, text: str | None) -> Ink:
        """A target as it was typed, or as the spreadsheet took it."""
        dice = self.habits.dice
        if text is not None and self.habits.numbers == "number" and dice.random() < 0.5:
            if text.startswith("=3.5") and self.is_odd("name errors"):
                return Ink(None, "General", text[1:], "#NAME?")
            if text == "=100%":
                return Ink(Decimal(1), "0%", "100%")
            if text.endswith("%") and text[:-1].isdigit():
                return Ink(Decimal(text[:-1]) / 100, "0%")
            if text.replace(".", "").isdigit():
                return Ink(Decimal(text))
        return Ink(text)

    def is_odd(self, name: str) -> bool:
        return name in self.habits.odd

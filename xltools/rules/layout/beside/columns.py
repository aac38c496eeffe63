"""The columns beside a form (`templates/beside.toml`), and which forms have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from xltools.assets import shipped_toml
from xltools.rules.definition.model import FormDefinition
from xltools.rules.definition.target_cells import TARGET_PARTS
from xltools.rules.tables import Table

FILE = "beside.toml"
SUGGESTED, DIFFERENCE = "suggested_score", "score_difference"
NAMED = (SUGGESTED, DIFFERENCE)
"""Fields of a row that are no part of the record, though names point at their cells."""

HEADING_STYLE, HIDDEN_STYLE = "beside-heading", "beside-hidden"
_NEEDED = frozenset({"level3", "actual", "weight", "score"})


@dataclass(frozen=True, slots=True)
class BesideColumn:
    """One column; without width it is hidden."""

    name: str
    label: str
    style: str
    width: float | None


@dataclass(frozen=True, slots=True)
class Leads:
    """What may stand before a number: words that change nothing, about-words, 全年, and the sign of money."""

    words: tuple[str, ...]
    about: tuple[str, ...]
    yearly: tuple[str, ...]
    money: str
    unit: str

    @property
    def known(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.words, *self.about, *self.yearly, self.money)


@dataclass(frozen=True)
class Beside:
    """All of them, and the words of their formulas."""

    gap: float
    columns: tuple[BesideColumn, ...]
    unread: str
    judged: str
    band: str  # says the points between `low` and `high`
    marks: tuple[tuple[str, str], ...]
    leads: Leads
    tails: tuple[tuple[str, str], ...]  # a sign, and what says the same behind the unit
    stop: str

    @cached_property
    def offsets(self) -> Mapping[str, int]:
        """How far to the right of the form's last column each stands."""
        return {column.name: place for place, column in enumerate(self.columns, start=2)}

    @cached_property
    def words(self) -> Mapping[str, str]:
        """What the columns are called and say."""
        labels = {column.name: column.label for column in self.columns}
        return {"suggested": labels[SUGGESTED], "difference": labels[DIFFERENCE], "unread": self.unread}

    def widths(self, definition: FormDefinition) -> Iterator[tuple[int, float | None]]:
        """The number of each column beside a form, with its width: None where it is hidden."""
        if has_beside(definition):
            last = len(definition.widths)
            yield last + 1, self.gap
            for column in self.columns:
                yield last + self.offsets[column.name], column.width


@lru_cache(maxsize=1)
def beside() -> Beside:
    """The shipped columns."""
    table = Table(shipped_toml("templates", FILE), FILE)
    texts, marks, tails = (table.table(name) for name in ("texts", "marks", "tails"))
    made = Beside(
        gap=table.size("gap"),
        columns=tuple(map(_column, table.tables("columns"))),
        unread=texts.text("unread"),
        judged=texts.text("judged"),
        band=texts.text("band"),
        marks=tuple((old, new) for old, new in marks.items("pairs")),
        leads=_leads(table.table("leads")),
        tails=tuple((sign, tail) for sign, tail in tails.items("pairs")),
        stop=tails.text("stop"),
    )
    for each in (table, texts, marks, tails):
        each.close()
    return made


def _leads(table: Table) -> Leads:
    leads = Leads(
        words=table.texts("words"),
        about=table.texts("about"),
        yearly=table.texts("yearly"),
        money=table.text("money"),
        unit=table.text("unit"),
    )
    table.close()
    return leads


def _column(table: Table) -> BesideColumn:
    column = BesideColumn(
        name=table.text("name"),
        label=table.text("label"),
        style=table.text("style", HIDDEN_STYLE),
        width=table.size("width") if table.has("width") else None,
    )
    table.close()
    return column


def has_beside(definition: FormDefinition) -> bool:
    """True for a form that has a cell for all that a score is reckoned from, and for the score itself."""
    fields = {spec.field for spec in definition.indicators.columns}
    return fields >= _NEEDED and bool(fields & {"target", *TARGET_PARTS})

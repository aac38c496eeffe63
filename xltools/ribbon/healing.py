"""恢复自动公式: formulas, lists and open cells that were typed or pasted over, listed first and confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from xltools.excel.live import Guard
from xltools.excel.live_excel import ExcelBook
from xltools.healing import Damage, damage, repair
from xltools.live import Opened, read_open
from xltools.ribbon.recalculating import values_of
from xltools.ribbon.words import few, number, say, title
from xltools.rules.layout.model import Content


def heal(book: ExcelBook) -> str | None:
    """Repair what the person agrees to."""
    opened = read_open(book)
    found = damage(opened)
    if not found.count:
        return "\n".join([say("heal", "none"), *_unseen(found)])
    listed = "\n".join(few(list(_lines(opened, found)), "recalculate"))
    question = say("heal", "ask", count=str(found.count), lines=listed)
    if not book.ask("\n".join([question, *_unseen(found)]), title()):
        return None
    repair(book, opened, found)
    counts = {"formulas": (*found.formulas, *found.around), "lists": found.guards, "open": found.openings}
    return say("heal", "done", **{name: str(len(ones)) for name, ones in counts.items()})


def _lines(opened: Opened, found: Damage) -> Iterator[str]:
    for change in found.formulas:
        yield say("heal", "line", **values_of(opened, change))
    for one in found.around:
        cell = f"{one.sheet}!{one.cell.a1}"
        before, after = one.before or number(None), _shown(one.result)
        yield say("heal", "line", label=one.label, cell=cell, before=before, after=after)
    for guard in found.guards:
        yield say("heal", "lost", label=guard.rule.title, cells=guard.area.a1, what=say("heal", _kind(guard)))
    for opening in found.openings:
        yield say("heal", "shut", label=opening.label, cells=opening.area.a1)


def _shown(result: Content) -> str:
    return number(result) if isinstance(result, Decimal | None) else str(result)


def _kind(guard: Guard) -> str:
    if guard.limit is None:
        return "prompt"
    return "list" if guard.limit.type == "list" else "bounds"


def _unseen(found: Damage) -> list[str]:
    return [] if found.seen else [say("heal", "unseen")]

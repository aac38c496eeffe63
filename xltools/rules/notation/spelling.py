"""The canonical spelling of a reading (`≥95%`, `增长5%`, `80%~90%`): reading it gives the same reading."""

from __future__ import annotations

from xltools.rules.notation.model import Quantity, Reading
from xltools.rules.notation.words import words


def spell(reading: Reading) -> str:
    """One number is printed from its parts; every other reading keeps its evened-out text."""
    if not reading.is_number or reading.value is None:
        return reading.plain
    number = Quantity(reading.value, reading.comparator, reading.unit, reading.high)
    return words().direction_words.get(reading.direction, "") + number.printed

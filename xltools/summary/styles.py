"""The named styles of the definition as XlsxWriter's formats."""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from xltools.summary.definition import BASE, Style


class Formats:
    """Formats by the names of the styles laid over each other; each combination is made once."""

    def __init__(self, book: Workbook, styles: Mapping[str, Style]) -> None:
        self._book, self._styles = book, styles
        self._made: dict[tuple[str, ...], Format] = {}

    def __call__(self, *names: str) -> Format:
        """The format of these styles, later ones over earlier ones.

        Only what a later style says itself counts, not what it has from the base style.
        """
        if names not in self._made:
            look = dict(self._styles[names[0]])
            base = self._styles[BASE]
            for name in names[1:]:
                look |= {key: value for key, value in self._styles[name].items() if base.get(key) != value}
            self._made[names] = self._book.add_format(look)
        return self._made[names]

    def number(self, name: str) -> Format:
        """The number format alone of a style, to lay over cells of another."""
        return self._book.add_format({"num_format": self._styles[name]["num_format"]})

    def index(self, *names: str) -> int:
        """The number by which cells name this format."""
        number: int = self(*names)._get_xf_index()
        return number

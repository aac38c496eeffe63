"""How large a file may be before it is no form any more, and is refused instead of read.

A filled form has some 300 cells on 40 rows and 10 columns and weighs 10 to 30 kB; every limit leaves
room for a whole department's forms in one workbook. The three limits on the zip were measured on
public workbooks: they refuse no normal file known.
"""

from __future__ import annotations

from xltools.grid import Grid
from xltools.grids.unopenable import UnopenableBook

MAX_FILE_BYTES = 100_000_000
MAX_PARTS = 2_000
MAX_UNPACKED_BYTES = 200_000_000
MAX_INFLATION = 200  # unpacked : packed

MAX_ARCHIVE_BYTES = 2_000_000_000  # an archive of forms, which is never held in memory as a whole
MAX_ARCHIVE_UNPACKED_BYTES = 2_000_000_000
MAX_MEMBERS = 20_000  # files in an archive, those in archives within it counted too
MAX_ARCHIVE_DEPTH = 3  # an archive within an archive within an archive
HARMLESS_BYTES = 1_000_000  # what inflates to no more than this may do so at any rate
MAX_SPINS = 1_000_000  # rounds of an encryption; Excel makes 100 000 and would wait for minutes at its most

MAX_SHEETS = 500
MAX_ROW = 20_000  # the last row that may hold content
MAX_COLUMN = 500  # the last column that may hold content
MAX_CELLS = 200_000  # cells that hold something, in one workbook
MAX_STRINGS = 400_000  # entries of the shared string table
MAX_TEXT = 20_000_000  # characters of all texts, in one workbook
MAX_TEXT_PIECES = 1_000  # pieces (of 8 kB) in which one text may come; Excel itself ends at 32 767 characters
MAX_MERGES = 50_000  # merged areas, in one workbook
MAX_MERGED_ROWS = 1_000_000  # rows of all merged areas together, within the used part of a sheet

MAX_SKELETON_BYTES = 20_000_000  # a part that is no sheet and no string table
MAX_TAGS = 1_600_000  # marks "<" in the XML of one workbook, styled blank cells not counted
MAX_TOKEN_BYTES = 4_000_000  # one tag, comment or text that does not end
MAX_DEPTH = 200  # elements within elements
MAX_ELEMENTS = 200_000  # names, styles or relationships in one part
CACHED_PART_BYTES = 200_000  # small parts that are equal in many workbooks are parsed once


class Budget:
    """What one workbook may still bring; shared by its sheets."""

    def __init__(self) -> None:
        self.cells = MAX_CELLS
        self.merges = MAX_MERGES
        self.characters = MAX_TEXT
        self.tags = MAX_TAGS

    @property
    def spent(self) -> tuple[int, int, int, int]:
        """What is gone of it."""
        return (
            MAX_CELLS - self.cells,
            MAX_MERGES - self.merges,
            MAX_TEXT - self.characters,
            MAX_TAGS - self.tags,
        )

    def spend(self, spent: tuple[int, int, int, int]) -> None:
        """Take as much as something known before took. Raises UnopenableBook where it isn't there."""
        cells, merges, characters, tags = spent
        self.cells -= cells
        self.merges -= merges
        self.characters -= characters
        self.tags -= tags
        if min(self.cells, self.merges, self.characters, self.tags) < 0:
            raise UnopenableBook("amount", "各张工作表的内容合计过多")

    def spend_like(self, other: Budget) -> None:
        """Take what was taken from a copy of this one."""
        self.cells, self.merges = other.cells, other.merges
        self.characters, self.tags = other.characters, other.tags

    def text(self, text: str) -> str:
        """The same text, counted."""
        self.characters -= len(text)
        if self.characters < 0:
            raise UnopenableBook("amount", f"文字超过 {MAX_TEXT} 个")
        return text


def bounded(grid: Grid) -> Grid:
    """The same grid, its merges judged: overlapping ones could fill any memory when they are looked up."""
    if _merged_rows(grid, MAX_MERGED_ROWS) > MAX_MERGED_ROWS < _merged_rows(grid, grid.last_row):
        raise UnopenableBook("amount", f"合并单元格超过 {MAX_MERGED_ROWS} 行")
    return grid


def _merged_rows(grid: Grid, last: int) -> int:
    return sum(max(0, min(merge.last.row, last) - merge.first.row + 1) for merge in grid.merges)

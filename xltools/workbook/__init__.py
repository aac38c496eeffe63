"""Writes forms with openpyxl (the same bytes for the same input), and mends single cells of others."""

from xltools.workbook.patch import CellChange, patch_cells
from xltools.workbook.table import write_table
from xltools.workbook.write import write_form

__all__ = ["CellChange", "patch_cells", "write_form", "write_table"]

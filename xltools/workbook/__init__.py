"""Writes forms with openpyxl (the same bytes for the same input), and mends single cells of others."""

from xltools.workbook.patch import CellChange, patch_cells
from xltools.workbook.table import write_table
from xltools.workbook.write import FormWriter

__all__ = ["CellChange", "FormWriter", "patch_cells", "write_table"]

"""Writes forms with openpyxl: layout → workbook, the same bytes for the same input."""

from xltools.workbook.write import write_form

__all__ = ["write_form"]

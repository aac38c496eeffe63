"""The summary workbook, written with XlsxWriter: sheets, columns and looks from `templates/summary.toml`."""

from xltools.summary.database import write_database
from xltools.summary.definition import SummaryDefinition, summary_definition
from xltools.summary.tables import write_tables
from xltools.summary.values import Link, Overview, Placed, Row, Value
from xltools.summary.workbook import WRITTEN_AT, write_summary

__all__ = [
    "WRITTEN_AT",
    "Link",
    "Overview",
    "Placed",
    "Row",
    "SummaryDefinition",
    "Value",
    "summary_definition",
    "write_database",
    "write_summary",
    "write_tables",
]

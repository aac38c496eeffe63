"""The template of a roster: headings, and grey examples that the reader passes over."""

from __future__ import annotations

from xltools.assets import shipped_toml
from xltools.workbook import write_table


def roster_template() -> bytes:
    """The workbook; every column is text, so that `=100%` stays as it is typed."""
    data = shipped_toml("templates", "roster.toml")
    fields = data["sheet"]["template"]
    headings = [_heading(name, data) for name in fields]
    rows = [[example.get(name, "") for name in fields] for example in data["example"]]
    return write_table(data["sheet"]["name"], headings, rows, examples=True)


def _heading(name: str, data: dict[str, dict[str, list[str]]]) -> str:
    part, _, field = name.rpartition("/")
    return part + data["columns"][field][0]

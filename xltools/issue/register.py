"""The register of issued forms: for the collector, and for issuing again over the same folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from xltools.assets import shipped_toml
from xltools.errors import UsageError, XltoolsError
from xltools.files import write_file
from xltools.grids import open_rows
from xltools.rules.layout.names import REGISTER_MARK
from xltools.rules.notation.celltext import text_of
from xltools.workbook import write_table


@dataclass(frozen=True, slots=True)
class Entry:
    """One issued form: its file within the folder (in a zip: `部门.zip/单位_项目.xlsx`), and whose it is."""

    file: str
    issue: str
    sha256: str
    department: str
    unit: str
    project: str
    form: str

    @property
    def whose(self) -> tuple[str, ...]:
        """What tells that another file of this name is the same form."""
        return self.department, self.unit, self.project, self.form


def digest(data: bytes) -> str:
    """The hash that the register tells."""
    return hashlib.sha256(data).hexdigest()


def register_path(folder: Path) -> Path:
    """Where the register stands."""
    return folder / f"{shipped_toml('templates', 'roster.toml')['sheet']['register']}.xlsx"


def read_register(folder: Path) -> dict[str, Entry]:
    """What was issued into this folder before, by file; nothing where there is no readable register."""
    path = register_path(folder)
    if not path.exists():
        return {}
    try:
        return {entry.file: entry for entry in open_register(path)}
    except XltoolsError:  # then every file that differs is kept
        return {}


def open_register(path: Path) -> tuple[Entry, ...]:
    """What a register holds, in its order.

    Raises UnopenableBook where the file cannot be read, UsageError where it is no register (Chinese).
    """
    headings = list(_headings().values())
    rows = list(open_rows(path)[0].rows())
    if not rows or [text_of(cell) for _, cell in sorted(rows[0].cells.items())] != headings:
        texts = shipped_toml("templates", "roster.toml")["messages"]
        raise UsageError(texts["no_register"].format(file=path.name, headings="、".join(headings)))
    return tuple(
        Entry(*((text_of(row.cells[column]) or "") if column in row.cells else "" for column in range(1, 8)))
        for row in rows[1:]
    )


def write_register(folder: Path, entries: Iterable[Entry]) -> Path:
    """Write the register. Raises OutputError (Chinese)."""
    path = register_path(folder)
    rows = [astuple(entry) for entry in entries]
    write_file(path, write_table(path.stem, tuple(_headings().values()), rows, mark=REGISTER_MARK))
    return path


def _headings() -> Mapping[str, str]:
    names = shipped_toml("templates", "roster.toml")["register"]
    return {field.name: names[field.name] for field in fields(Entry)}

"""Everything that a collection writes, each file whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from xltools.collect.compare.arrivals import Due, OpenRoster, compare_with_roster, due_by_register, read_due
from xltools.collect.compare.issued import Register, read_register_of
from xltools.collect.kept.shelf import Shelf
from xltools.collect.pages.overview import overview
from xltools.collect.pages.sheets import all_rows
from xltools.files import replacing, replacing_files, sweep
from xltools.summary import summary_definition, write_database, write_summary, write_tables


@dataclass(frozen=True, slots=True)
class Outputs:
    """The summary; and, for analysts, a SQLite database and a folder of Parquet files with the same rows."""

    summary: Path
    sqlite: Path | None = None
    parquet: Path | None = None

    @property
    def paths(self) -> tuple[Path, ...]:
        """All that are wanted."""
        return tuple(path for path in (self.summary, self.sqlite, self.parquet) if path is not None)


@dataclass(frozen=True, slots=True)
class Lists:
    """What the office itself keeps: the projects that are due, and the forms it issued.

    `notes` tell what of the roster was read, where that is not plain.
    """

    due: Sequence[Due] | None
    register: Register | None
    notes: tuple[str, ...] = ()

    @classmethod
    def read(cls, roster: Path | None, register: Path | None, open_roster: OpenRoster) -> Lists:
        """The lists of these files; without a roster, what was issued is due."""
        issued = None if register is None else read_register_of(register)
        if roster is not None:
            due, notes = read_due(roster, open_roster)
            return cls(due, issued, notes)
        return cls(None if issued is None else due_by_register(issued), issued)


def write_outputs(outputs: Outputs, shelf: Shelf, lists: Lists) -> None:
    """Write them. Raises OutputError (Chinese); what stood there before is then whole."""
    definition, register = summary_definition(), lists.register
    arrivals = None
    if lists.due is not None:
        arrivals = compare_with_roster(lists.due, shelf.light, definition.similar)
    sweep(outputs.summary.parent)
    with replacing(outputs.summary) as beside:
        figures = replace(overview(shelf.light, arrivals, register, definition), notes=lists.notes)
        rows = all_rows(shelf, arrivals, register, definition)
        elsewhere = [path.name for path in outputs.paths[1:]]
        write_summary(beside, definition, rows, outputs.summary.parent, figures, elsewhere=elsewhere)
    if outputs.sqlite is not None:
        with replacing(outputs.sqlite) as beside:
            write_database(beside, definition, all_rows(shelf, arrivals, register, definition))
    if outputs.parquet is not None:
        with replacing_files(outputs.parquet) as beside:
            write_tables(beside, definition, all_rows(shelf, arrivals, register, definition))

"""The steps of a collection: find, take in, compare, write."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from xltools.collect.arrivals import Due, compare_with_roster, due_by_register, read_due
from xltools.collect.crew import SECONDS, Crew
from xltools.collect.inbox import scan, shown
from xltools.collect.intake import Intake, Progress
from xltools.collect.issued import Register, find_register, read_register_of
from xltools.collect.overview import overview
from xltools.collect.packed import lost_and_packed, taken
from xltools.collect.result import Collected
from xltools.collect.sheets import all_rows
from xltools.collect.shelf import Shelf
from xltools.collect.standing import settled
from xltools.collect.state import opened_state, state_files
from xltools.collect.take import Reader, take
from xltools.collect.together import compared
from xltools.errors import OutputError, UsageError
from xltools.files import lock_file, replacing
from xltools.library import known_rules
from xltools.read import read_content
from xltools.received import reason
from xltools.summary import summary_definition, write_database, write_summary


@dataclass(frozen=True, slots=True)
class Options:
    """What a collection may be told besides.

    `roster` lists the projects that are due: the summary then says what is missing. `register` is that of the
    issued forms, by default the one beside the roster: the summary then says which forms are not those that
    were issued; without a roster, what was issued is due. `rules` is a rule pack
    that judges every form instead of its own; nothing is then remembered. `own_forms` is a folder of
    definitions that are known besides the shipped ones. `sqlite` is a database
    to write with the same rows. A file that takes more than so many `seconds`, or too much memory, is given
    up by processes of our own (from 2 jobs on). `fresh`: read every file again, as if no run had read it.
    """

    roster: Path | None = None
    register: Path | None = None
    rules: str | None = None
    sqlite: Path | None = None
    seconds: float = SECONDS
    fresh: bool = False
    own_forms: Path | None = None


DEFAULT = Options()


def collect(
    inbox: Sequence[Path],
    output: Path,
    *,
    jobs: int | Executor = 1,
    progress: Progress | None = None,
    passwords: Sequence[str] = (),
    reader: Reader = read_content,
    options: Options = DEFAULT,
) -> Collected:
    """Take in every file of these folders (and single files) and write the summary workbook.

    Zip archives are opened, those within archives too, and each file in them is taken like any other.
    `passwords` are tried on files that need one, and kept nowhere. `jobs` is a number of processes, or any
    executor; the result is the same. `reader` reads one file; other processes are sent it by name. One bad
    file never stops the others.
    Raises UsageError (Chinese) where the inbox is missing or holds no file or the output is no .xlsx,
    UnopenableBook or RecordError where the roster cannot be read, and OutputError where the summary cannot
    be written; an older summary is then whole. What was read is remembered beside the summary, also when the
    run is interrupted.
    """
    _refuse_early(output)
    lists = _Lists.read(options.roster, find_register(options.register, options.roster))
    given = (options.roster, options.register, options.sqlite)
    ours = [output, *state_files(output), *(path for path in given if path)]
    entries = scan(inbox, ours)
    crew = Crew(
        partial(
            taken,
            partial(
                take,
                reader=_knowing(reader, options.own_forms),
                passwords=tuple(passwords),
                rules=known_rules(options.rules),
            ),
        ),
        lost_and_packed,
        jobs,
        options.seconds,
    )
    remembers = reader is read_content and options.rules is None  # what another reader says is its own
    with opened_state(
        output, use=remembers, fresh=options.fresh, secrets=bool(passwords), own_forms=options.own_forms
    ) as state:
        kept = Intake(entries, state, progress).all(crew)
        shelf = Shelf(kept, settled(compared([one.light for one in kept])))
        return Collected(shelf.light, _written(shelf, output, lists, options))


def _written(shelf: Shelf, output: Path, lists: _Lists, options: Options) -> tuple[Path, ...]:
    """Write everything that was asked for."""
    definition = summary_definition()
    arrivals = None
    if lists.due is not None:
        arrivals = compare_with_roster(lists.due, shelf.light, definition.similar)
    with replacing(output) as beside:
        figures = overview(shelf.light, arrivals, lists.register, definition)
        rows = all_rows(shelf, arrivals, lists.register, definition)
        write_summary(beside, definition, rows, output.parent, figures)
    if options.sqlite is None:
        return (output,)
    with replacing(options.sqlite) as beside:
        write_database(beside, definition, all_rows(shelf, arrivals, lists.register, definition))
    return output, options.sqlite


@dataclass(frozen=True, slots=True)
class _Lists:
    """What the office itself keeps: the projects that are due, and the forms it issued."""

    due: Sequence[Due] | None
    register: Register | None

    @classmethod
    def read(cls, roster: Path | None, register: Path | None) -> _Lists:
        issued = None if register is None else read_register_of(register)
        if roster is not None:
            return cls(read_due(roster), issued)
        return cls(None if issued is None else due_by_register(issued), issued)


def _knowing(reader: Reader, own_forms: Path | None) -> Reader:
    """Our own reader with the folder, so that other processes are told of it too; another as it is."""
    if own_forms is None or reader is not read_content:
        return reader
    return partial(read_content, own_forms=own_forms)


def _refuse_early(output: Path) -> None:
    """What would stop the writing is said before thousands of files are read."""
    if output.suffix.lower() != ".xlsx":
        raise UsageError(reason("wrong_ending", path=shown(output)))
    lock = lock_file(output)
    if lock is not None:
        raise OutputError(reason("open_elsewhere", path=shown(output), lock=shown(lock.name)))

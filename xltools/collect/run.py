"""The steps of a collection: find, take in, compare, write."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from xltools.cluster import Cluster
from xltools.collect.compare.arrivals import OpenRoster
from xltools.collect.compare.issued import find_register
from xltools.collect.intake import Intake, Progress
from xltools.collect.kept.packed import Packed, lost_and_packed, taken
from xltools.collect.kept.parts import MOST, Parts, ends_part
from xltools.collect.kept.shelf import Shelf
from xltools.collect.kept.state import opened_state, reading_digest, rules_digest, state_files
from xltools.collect.pages.older import kept_older
from xltools.collect.pages.outputs import Lists, Outputs, write_outputs
from xltools.collect.result import Collected
from xltools.collect.submission import Entry
from xltools.collect.take.crew import SECONDS, Batches, Crew
from xltools.collect.take.file import Reader, take
from xltools.collect.take.inbox import scan, shown
from xltools.errors import OutputError, UsageError
from xltools.files import lock_file, try_writing
from xltools.issue import open_roster
from xltools.library import known_rules
from xltools.parquet import need_parquet
from xltools.read import read_content
from xltools.received import reason
from xltools.remote import is_url


@dataclass(frozen=True, slots=True)
class Options:
    """What a collection may be told besides.

    `roster` lists the projects that are due: the summary then says what is missing. `open_roster` opens it:
    as a table, unless something else is given. `register` is that of the issued forms, by default the one
    beside the roster: the summary then says which forms are not those that were issued; without a roster,
    what was issued is due. `rules` is a rule pack that judges every form instead of its own; nothing is then
    remembered. `own_forms` is a folder of definitions that are known besides the shipped ones. `sqlite` is
    a database to write with the same rows, `parquet` a folder for them. `parts` is a folder (a path or an
    address) of part files, which the workers write themselves; what was read is then remembered there
    instead of beside the summary. A file that takes more than so many `seconds`, or too much memory, is given
    up by processes of our own (from 2 jobs on) and by the workers of a cluster. `fresh`: read every file
    again, as if no run had read it.
    """

    roster: Path | None = None
    open_roster: OpenRoster = open_roster
    register: Path | None = None
    rules: str | None = None
    sqlite: Path | None = None
    seconds: float = SECONDS
    fresh: bool = False
    own_forms: Path | None = None
    parquet: Path | None = None
    parts: str | None = None


DEFAULT = Options()

FAR_BATCH = 150
"""Files that go to a worker of a cluster at a time: the way there is longer than to a process."""


def collect(
    inbox: Sequence[Path | str],
    output: Path,
    *,
    jobs: int | Executor = 1,
    progress: Progress | None = None,
    passwords: Sequence[str] = (),
    reader: Reader = read_content,
    options: Options = DEFAULT,
) -> Collected:
    """Take in every file of these folders (and single files) and write the summary workbook.

    A folder may also be an address (`s3://bucket/inbox`) that fsspec has a driver for.
    Zip archives are opened, those within archives too, and each file in them is taken like any other.
    `passwords` are tried on files that need one, and kept nowhere. `jobs` is a number of processes, or any
    executor, a `cluster` for one; the result is the same. `reader` reads one file; other processes are sent
    it by name. One bad file never stops the others.
    Raises UsageError (Chinese) where the inbox is missing or holds no file or the output is no .xlsx,
    UnopenableBook or RecordError where the roster cannot be read, and OutputError where the summary cannot
    be written, or all workers of a cluster are gone; an older summary is then whole. One that somebody
    changed is kept beside the new one. What was read is remembered beside the summary, also when the run is
    interrupted.
    """
    _refuse_early(output)
    if options.parquet or options.parts:
        need_parquet()
    outputs = Outputs(output, options.sqlite, options.parquet)
    register = find_register(options.register, options.roster)
    lists = Lists.read(options.roster, register, options.open_roster)
    entries = scan(inbox, [*outputs.paths, *state_files(output), *_besides(options)])
    rules, parts = known_rules(options.rules), _parts(options, bool(passwords))
    try_writing(output)
    reads = partial(take, reader=_knowing(reader, options.own_forms), passwords=tuple(passwords), rules=rules)
    crew: Crew[Entry, Packed] = Crew(
        partial(taken, reads), lost_and_packed, jobs, _batches(jobs, parts), options.seconds
    )
    remembers = reader is read_content and rules is None  # what another reader says is its own
    with opened_state(
        output,
        use=remembers and parts is None,
        fresh=options.fresh,
        secrets=bool(passwords),
        rules=reading_digest(options.own_forms),
        read_part=parts.whole if parts else _no_part,
    ) as state:
        shelf = Shelf(Intake(entries, state, progress).all(crew))
        deserted = isinstance(jobs, Cluster) and jobs.lost
        kept = kept_older(output)
        write_outputs(outputs, shelf, lists)
    return Collected(shelf.light, outputs.paths, state.trouble, (*lists.notes, *kept), deserted)


def _besides(options: Options) -> list[Path]:
    """What may lie in the inbox and is no submission."""
    parts = None if options.parts is None or is_url(options.parts) else Path(options.parts)
    return [path for path in (options.roster, options.register, parts) if path is not None]


def _parts(options: Options, secrets: bool) -> Parts | None:
    if options.parts is None:
        return None
    rules = f"{reading_digest(options.own_forms)} {options.rules}"
    return Parts(options.parts, rules, options.fresh, secrets)


def _no_part(part: tuple[str, int]) -> bytes:
    raise AssertionError(part)  # nobody makes any


def _batches(jobs: int | Executor, parts: Parts | None) -> Batches[Entry, Packed]:
    if parts is not None:
        return Batches(MOST, ends_part, parts.through)
    return Batches(FAR_BATCH) if isinstance(jobs, Cluster) else Batches()


def cluster(address: str) -> Cluster:
    """The workers of a Dask cluster, as `jobs` of `collect`. They must see the inbox at the same place.

    Raises UsageError (Chinese) where there is none, or a worker has another version of xltools.
    """
    return Cluster(address, rules_digest)


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

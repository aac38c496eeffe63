"""What earlier runs read, in a SQLite file beside the summary: unchanged files are not read again.

A file is known by its content, never by its name or time; with another version of xltools, another form or
another rule, nothing is known. Files that could not be read are always tried again. Decisions of people
stand in a table of their own, which no run writes to.
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from time import monotonic

from xltools import __version__
from xltools.assets import asset
from xltools.collect.kept.packed import DAMAGED, Packed, unpacked, unpacked_light
from xltools.collect.kept.shelf import Kept
from xltools.collect.submission import Entry, Submission
from xltools.collect.take.fingerprint import digest, moment
from xltools.errors import OutputError
from xltools.grids import Inside
from xltools.received import reason
from xltools.refusals import refusal
from xltools.rules.reading import Outcome

ReadPart = Callable[[tuple[str, int]], bytes]
"""The whole submission that a part file has in a row."""

_SETTLED = frozenset({Outcome.FORM, Outcome.NOT_A_FORM})
_SECONDS_AT_RISK = 1.0  # work that a kill may cost
_WAIT_SECONDS = 5.0  # for another run that writes
_TABLES = """
DROP TABLE IF EXISTS taken; -- of earlier versions
CREATE TABLE IF NOT EXISTS submissions (
    content TEXT NOT NULL, rules TEXT NOT NULL, checksum INTEGER NOT NULL, light BLOB NOT NULL, whole BLOB,
    PRIMARY KEY (content, rules)
);
CREATE TABLE IF NOT EXISTS decisions (
    content TEXT NOT NULL, path TEXT NOT NULL, decision TEXT NOT NULL, note TEXT, PRIMARY KEY (content, path)
) WITHOUT ROWID;
"""
_KNOWN = "SELECT checksum, light, whole FROM submissions WHERE content = ? AND rules = ?"
_WHOLE = "SELECT whole FROM submissions WHERE content = ? AND rules = ?"
_REMEMBER = "INSERT OR REPLACE INTO submissions VALUES (?, ?, ?, ?, ?)"
MAX_HASHED_BYTES = 200_000_000
"""Larger files are not read by any reader, so there is nothing to know of them."""


def state_path(output: Path) -> Path:
    """Where the state of a summary lies: 汇总.xlsx → 汇总.state.sqlite."""
    return output.with_suffix(".state.sqlite")


def state_files(output: Path) -> list[Path]:
    """The state with what SQLite lays beside it: none of them is a submission."""
    path = state_path(output)
    return [path, *(path.with_name(path.name + ending) for ending in ("-journal", "-wal", "-shm"))]


@contextmanager
def opened_state(
    output: Path, *, use: bool, fresh: bool, secrets: bool, rules: str, read_part: ReadPart
) -> Iterator[State]:
    """The state of a summary. `fresh`: as if nothing were known; what is read then takes its place.

    `secrets`: passwords are tried in this run; what they may have opened is not kept. `rules`: what
    reading depends on; `read_part`: reads what lies in part files. Without `use`, or where
    the disk or another run refuses, or the file is no state, the run goes on and remembers nothing.
    """
    base, trouble = _connected(state_path(output)) if use else (None, None)
    state = State(base, fresh, secrets, rules, read_part)
    state.trouble = trouble
    try:
        yield state
    finally:
        state.close()


def _connected(path: Path) -> tuple[sqlite3.Connection | None, str | None]:
    """The database, or why there is none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(path, timeout=_WAIT_SECONDS)
    except (sqlite3.Error, OSError) as error:
        return None, refusal(error)
    try:
        base.executescript(_TABLES)
    except sqlite3.Error as error:
        base.close()
        return None, refusal(error)
    return base, None


class State:
    """What is known of contents. Every refusal of the disk only means: not known; `trouble` is the first.

    Also holds the whole submissions of this run that are not remembered, in a file that goes with it.
    """

    def __init__(
        self, base: sqlite3.Connection | None, fresh: bool, secrets: bool, rules: str, read_part: ReadPart
    ) -> None:
        self._base, self._fresh, self._secrets = base, fresh, secrets
        self._rules, self._read_part = rules, read_part
        self.trouble: str | None = None
        self._written = monotonic()
        self._asked: dict[tuple[Path, Inside], str] = {}  # the keys of what is being read
        self._aside = sqlite3.connect("")  # a file of its own without a name, in the folder for such
        self._aside.execute("CREATE TABLE aside (number INTEGER PRIMARY KEY, whole BLOB NOT NULL)")

    def known(self, entry: Entry) -> Kept | None:
        """What this very content gave before."""
        key = None if self._base is None else content_key(entry)
        if self._base is None or key is None:
            return None
        self._asked[entry.path, entry.inside] = key
        if self._fresh:
            return None
        with self._noted(), suppress(*DAMAGED):
            found = self._base.execute(_KNOWN, (key, self._rules)).fetchone()
            if found is not None and found[0] == _checksum(*found[1:]):
                del self._asked[entry.path, entry.inside]
                return self._kept(unpacked_light(found[1], entry), found[2], partial(self._own, key))
        return None

    def keep(self, entry: Entry, packed: Packed) -> Kept:
        """Keep what a file gave; remember it if reading it again would give the same."""
        light = unpacked_light(packed.light, entry)
        if packed.part is not None:
            return self._kept(light, b"", partial(self._read_part, packed.part))
        key = self._unchanged(entry)
        if key is not None and lasts(key, light, secrets=self._secrets) and self._remember(key, packed):
            return self._kept(light, packed.whole, partial(self._own, key))
        if packed.whole is None:
            return Kept(light)
        return self._kept(light, packed.whole, partial(self._laid_aside, self._lay_aside(packed.whole)))

    def _unchanged(self, entry: Entry) -> str | None:
        """The key of a file, or of one in an archive, if that is the same as before it was read."""
        before = self._asked.pop((entry.path, entry.inside), None)
        return before if before is not None and content_key(entry) == before else None

    def close(self) -> None:
        """Keep all that was read, also when the run is interrupted."""
        self._aside.close()
        if self._base is not None:
            self.settle()
            self._base.close()
            self._base = None

    def settle(self) -> None:
        """Have the disk hold what was read until now."""
        if self._base is not None:
            with self._noted():
                self._base.commit()

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """The disk may refuse what is done in here; the first time is told. Nobody waits twice for others."""
        try:
            yield
        except sqlite3.Error as error:
            self.trouble = self.trouble or refusal(error)
            if self._base is not None:
                self._base.execute("PRAGMA busy_timeout = 0")

    def _kept(self, light: Submission, whole: bytes | None, read: Callable[[], bytes]) -> Kept:
        return Kept(light, None if whole is None else partial(_whole, read, light.entry))

    def _own(self, key: str) -> bytes:
        assert self._base is not None
        data: bytes = self._base.execute(_WHOLE, (key, self._rules)).fetchone()[0]
        return data

    def _laid_aside(self, row: int | None) -> bytes:
        data: bytes = self._aside.execute("SELECT whole FROM aside WHERE number = ?", (row,)).fetchone()[0]
        return data

    def _lay_aside(self, whole: bytes) -> int | None:
        try:
            return self._aside.execute("INSERT INTO aside (whole) VALUES (?)", (whole,)).lastrowid
        except sqlite3.Error as error:
            raise OutputError(reason("no_room", detail=refusal(error))) from error

    def _remember(self, key: str, packed: Packed) -> bool:
        assert self._base is not None
        values = (key, self._rules, _checksum(packed.light, packed.whole), packed.light, packed.whole)
        done = False
        with self._noted():
            self._base.execute(_REMEMBER, values)
            done = True
            if monotonic() - self._written > _SECONDS_AT_RISK:
                self._base.commit()
                self._written = monotonic()
        return done


def _whole(read: Callable[[], bytes], entry: Entry) -> Submission:
    try:
        return unpacked(read(), entry)
    except (sqlite3.Error, *DAMAGED) as error:
        raise OutputError(reason("state_lost", detail=refusal(error))) from error


def _checksum(light: bytes, whole: bytes | None) -> int:
    return zlib.crc32(whole or b"", zlib.crc32(light))


def content_key(entry: Entry) -> str | None:
    """The content of a file, or its place in the content of an archive; and the ending of its name.

    None where there is nothing to know: it is not to be opened, cannot be, or lies elsewhere.
    """
    if entry.outcome is not None or entry.url is not None:
        return None
    content = digest(entry.path, moment(entry.path), MAX_HASHED_BYTES)
    if content is None:
        return None
    return "/".join((content, *map(str, entry.inside), entry.file.suffix.casefold()))


def lasts(key: str, light: Submission, *, secrets: bool) -> bool:
    """Whether reading a file of this content again would give the same, and may be kept."""
    entry = light.entry
    if light.outcome not in _SETTLED and not light.found:
        return False
    if secrets and (entry.inside or not _is_plain_zip(entry.path)):  # a password may have opened it
        return False
    return bool(entry.inside) or key.partition("/")[0] == light.sha256  # else it changed between then and now


def _is_plain_zip(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return stream.read(4) == b"PK\x03\x04"
    except OSError:
        return False


def reading_digest(own_forms: Path | None) -> str:
    """The same, and a folder of definitions that files are read by besides the shipped ones."""
    return rules_digest() + _forms_digest(own_forms)


@cache
def rules_digest() -> str:
    """What reading and checking depend on: the version, our code, definitions, rules and sentences."""
    package, templates = Path(__file__).resolve().parents[1], asset("templates")
    files = [*package.rglob("*.py"), *templates.rglob("*.toml"), *templates.rglob("*.j2")]
    digest = hashlib.sha256(__version__.encode())
    for path in sorted(files):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _forms_digest(own_forms: Path | None) -> str:
    """What it depends on besides: a folder of own definitions, where it lies and what it says."""
    if own_forms is None:
        return ""
    digest = hashlib.sha256(str(own_forms).encode(errors="surrogateescape"))
    for path in sorted(own_forms.glob("*.toml")):
        digest.update(path.name.encode(errors="surrogateescape") + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()

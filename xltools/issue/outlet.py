"""Where issued forms go: into a folder, or into a zip for each department. What a clerk changed stays."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from xltools.files import Names, lock_file, output_errors, replacing, safe_name, write_file, write_new
from xltools.issue.register import Entry, digest

_CHUNK = 1 << 20
_DAY = (2000, 1, 1, 0, 0, 0)  # equal forms give equal bytes


@dataclass
class Outcome:
    """What became of the forms: the register, and files written, left as they were, kept though different."""

    entries: dict[str, Entry] = field(default_factory=dict)
    written: list[Path] = field(default_factory=list)
    unchanged: list[Path] = field(default_factory=list)
    kept: list[Path] = field(default_factory=list)


class Outlet(Protocol):
    """Takes one form after the other; left at the end of a `with`, whatever happened."""

    outcome: Outcome

    def __enter__(self) -> Outlet: ...

    def __exit__(self, *_: object) -> None: ...

    def put(self, entry: Entry, data: bytes) -> None:
        """Take a form; `entry.file` is its name."""

    def finish(self) -> None:
        """All were given."""


class FolderOutlet:
    """Files in a folder."""

    def __init__(self, folder: Path, before: Mapping[str, Entry]) -> None:
        self.folder, self.before, self.outcome = folder, before, Outcome()

    def __enter__(self) -> FolderOutlet:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is left behind."""

    def put(self, entry: Entry, data: bytes) -> None:
        """Write the form, unless the file there is equal, or was not issued so by us."""
        path = self.folder / entry.file
        there = _content(path)
        if there == data:
            self.outcome.unchanged.append(path)
        elif there is None:
            if not self.outcome.written:
                _make(self.folder)
            write_new(path, data)
            self.outcome.written.append(path)
        elif _is_ours(self.before.get(entry.file), entry, digest(there)) and lock_file(path) is None:
            write_file(path, data)
            self.outcome.written.append(path)
        else:
            self.outcome.kept.append(path)
            if entry.file in self.before:
                self.outcome.entries[entry.file] = self.before[entry.file]
            return
        self.outcome.entries[entry.file] = entry

    def finish(self) -> None:
        """Nothing is left to do."""


class ZipOutlet:
    """A zip for each department. The forms wait on the disk until all of a department are there."""

    def __init__(self, folder: Path, before: Mapping[str, Entry], otherwise: str) -> None:
        self.folder, self.before, self.outcome = folder, before, Outcome()
        self.names, self.otherwise = Names(), otherwise
        self.zips: dict[str, str] = {}  # department → stem of its zip
        self.waiting: dict[str, list[tuple[Entry, Path]]] = defaultdict(list)
        _make(folder)
        with output_errors(folder):
            self.spool = tempfile.TemporaryDirectory(prefix=".xltools-", dir=folder)

    def __enter__(self) -> ZipOutlet:
        return self

    def __exit__(self, *_: object) -> None:
        self.spool.cleanup()

    def put(self, entry: Entry, data: bytes) -> None:
        """Let the form wait."""
        if entry.department not in self.zips:
            self.zips[entry.department] = self.names.unique(safe_name(entry.department, self.otherwise))
        name = f"{self.zips[entry.department]}.zip"
        path = Path(self.spool.name) / f"{len(self.zips)}-{len(self.waiting[name])}"
        with output_errors(path):
            path.write_bytes(data)
        self.waiting[name].append((entry, path))

    def finish(self) -> None:
        """Write the zips."""
        for name, forms in self.waiting.items():
            self._finish(self.folder / name, forms)

    def _finish(self, path: Path, forms: list[tuple[Entry, Path]]) -> None:
        inside = f"{path.name}/"
        placed = (replace(entry, file=inside + entry.file) for entry, _ in forms)
        entries = {entry.file: entry for entry in placed}
        new = Path(self.spool.name) / "zip"
        with output_errors(path):
            _zip(new, forms)
        if path.exists() and _equal(path, new):
            self.outcome.unchanged.append(path)
        elif not path.exists() or self._is_ours(path):
            with replacing(path) as beside:
                new.replace(beside)
            self.outcome.written.append(path)
        else:
            self.outcome.kept.append(path)
            entries = {file: entry for file, entry in self.before.items() if file.startswith(inside)}
        self.outcome.entries |= entries

    def _is_ours(self, path: Path) -> bool:
        """True where each form in a zip is as it was issued."""
        try:
            with ZipFile(path) as package:
                return all(
                    known is not None and known.sha256 == digest(package.read(name))
                    for name in package.namelist()
                    for known in (self.before.get(f"{path.name}/{name}"),)
                )
        except (BadZipFile, OSError, RuntimeError, NotImplementedError):
            return False


def _make(folder: Path) -> None:
    with output_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)


def _content(path: Path) -> bytes | None:
    if not path.exists():
        return None
    with output_errors(path):
        return path.read_bytes()


def _is_ours(before: Entry | None, entry: Entry, sha256: str) -> bool:
    """True where the file there is the same project's form, untouched since it was issued."""
    return before is not None and before.sha256 == sha256 and before.whose == entry.whose


def _zip(path: Path, forms: Iterable[tuple[Entry, Path]]) -> None:
    with ZipFile(path, "w", ZIP_STORED) as package:  # workbooks are compressed already
        for entry, form in forms:
            info = ZipInfo(entry.file, _DAY)
            info.create_system = 0  # the same on every system
            package.writestr(info, form.read_bytes())


def _equal(one: Path, other: Path) -> bool:
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as left, other.open("rb") as right:
        while chunk := left.read(_CHUNK):
            if chunk != right.read(_CHUNK):
                return False
    return True

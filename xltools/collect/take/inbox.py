"""Finds the files of an inbox: each once, in a fixed order, none opened."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xltools.collect.submission import Entry
from xltools.errors import UsageError
from xltools.files import Names
from xltools.received import reason, skipped_by_name
from xltools.refusals import refusal
from xltools.remote import is_url, local_path, remote_files
from xltools.rules.reading import Outcome


def scan(inbox: Sequence[Path | str], outputs: Sequence[Path]) -> list[Entry]:
    """Every file in these folders (with their subfolders) and every file named itself, also by an address.

    Lock files, temporary files, symlinks, pipes and our own outputs are listed as skipped. A file that is
    reached twice is listed once. Raises UsageError (Chinese) where a path is missing or no file is found.
    """
    urls = [str(place) for place in inbox if is_url(str(place))]
    folders = [local_path(str(place)) for place in inbox if not is_url(str(place))]
    for path in folders:
        if not path.exists():
            raise UsageError(reason("missing", path=shown(path)))
    search = _Search({_real(path) for path in outputs}, [path.resolve() for path in folders])
    entries = [
        *(entry for path, prefix in _roots(folders, alone=not urls) for entry in search.under(path, prefix)),
        *(entry for url in urls for entry in _elsewhere(url, alone=len(inbox) == 1)),
    ]
    if not entries:
        raise UsageError(reason("no_files", folders="、".join(shown(place) for place in inbox)))
    return entries


def _elsewhere(url: str, *, alone: bool) -> Iterator[Entry]:
    """The files under an address, called by it where it is one of several."""
    prefix = "" if alone else f"{url.rstrip('/')}/"
    for file in remote_files(url):
        skip = skipped_by_name(file.name.rpartition("/")[2])
        outcome = Outcome.SKIPPED if skip else None
        yield Entry(Path(file.url), shown(f"{prefix}{file.name}"), outcome, skip, file.size, url=file.url)


def shown(path: Path | str) -> str:
    """A path as it can be shown anywhere: GBK names decoded, control characters replaced."""
    if str(path).isprintable():
        return str(path)
    raw = os.fsencode(path)
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        text = raw.decode("utf-8", "replace")
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _roots(inbox: Sequence[Path], *, alone: bool) -> Iterator[tuple[Path, str]]:
    """Each path with what stands before the names under it: nothing, or of several folders their name."""
    names = Names()
    for path in inbox:
        bare = (alone and len(inbox) == 1) or not path.is_dir()
        yield path, "" if bare else f"{names.unique(path.resolve().name)}/"


def _real(path: Path) -> str:
    """A path without links on the way, equal for equal places: text, as there are thousands of them."""
    return os.path.normcase(path.resolve())


@dataclass
class _Search:
    """One walk over the inboxes."""

    outputs: set[str]
    roots: list[Path]
    seen: set[str] = field(default_factory=set)

    def under(self, path: Path, prefix: str) -> Iterator[Entry]:
        """A folder's files in the order of their names, or the file itself."""
        if path.is_dir():
            yield from self._folder(path, prefix)
        elif path.is_symlink():  # named by the user: then the link is meant
            yield from self._entry(path.resolve(), _real(path), path.name)
        else:
            yield from self._entry(path, _real(path), path.name)

    def _folder(self, folder: Path, prefix: str) -> Iterator[Entry]:
        real = _real(folder)  # once: of thousands of files it would take most of the time
        if not self._first_time(real):
            return
        if real in self.outputs:
            yield Entry(folder, shown(prefix.rstrip("/")), Outcome.SKIPPED, reason("own_output"))
            return
        try:
            names = sorted(os.listdir(folder))  # noqa: PTH208 - names that are no UTF-8 are kept
        except OSError as error:
            why = reason("folder_closed", detail=refusal(error))
            yield Entry(folder, shown(prefix or f"{folder.name}/"), Outcome.UNREADABLE, why)
            return
        for name in names:
            yield from self._entry(
                folder / name, f"{real}{os.sep}{os.path.normcase(name)}", f"{prefix}{name}"
            )

    def _entry(self, path: Path, real: str, name: str) -> Iterator[Entry]:
        """What stands in a folder under a name; `real`: its path without links on the way."""
        try:
            status = path.lstat()
        except OSError as error:
            why = reason("entry_lost", detail=refusal(error))
            yield Entry(path, shown(name), Outcome.UNREADABLE, why)
            return
        if stat.S_ISDIR(status.st_mode):
            yield from self._folder(path, f"{name}/")
        elif stat.S_ISLNK(status.st_mode) or self._first_time(real):
            skip = self._skip(path, real, status.st_mode)
            plain = stat.S_ISREG(status.st_mode) and real not in self.outputs
            size = status.st_size if plain else None  # our own output is another one after each run
            yield Entry(path, shown(name), Outcome.SKIPPED if skip else None, skip, size)

    def _first_time(self, real: str) -> bool:
        known = real in self.seen
        self.seen.add(real)
        return not known

    def _skip(self, path: Path, real: str, mode: int) -> str | None:
        if stat.S_ISLNK(mode):
            return self._link(path)
        if not stat.S_ISREG(mode):
            return reason("special")
        if real in self.outputs:
            return reason("own_output")
        return skipped_by_name(path.name)

    def _link(self, path: Path) -> str:
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):  # RuntimeError: links in a circle
            return reason("link_broken")
        inside = any(target.is_relative_to(root) for root in self.roots)
        return reason("link_inside" if inside else "link_outside")

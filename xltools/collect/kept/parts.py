"""Part files: what the workers read, a Parquet file for each batch, named by the content of its files.

A run that was broken off, or one over files of which few are new, finds the parts of the batches that are
unchanged and reads only the others. Workers on other machines need the folder at the same place.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from xltools.collect.kept.packed import DAMAGED, Packed, unpacked, unpacked_light
from xltools.collect.kept.state import content_key, lasts
from xltools.collect.submission import Entry
from xltools.collect.take.fetch import local_copy
from xltools.errors import OutputError
from xltools.files import write_file
from xltools.parquet import packed_table, unpacked_table
from xltools.received import reason
from xltools.remote import content_at, is_url, put_at

MOST = 400
"""Files of one part."""

_MARK = 128  # about every so many names end a part


def ends_part(entry: Entry) -> bool:
    """Whether a part ends after a file: by its name alone, so that a new file changes one part, not all."""
    return zlib.crc32(entry.name.encode("utf-8", "surrogatepass")) % _MARK == 0


@dataclass(frozen=True, slots=True)
class Parts:
    """The folder of the parts, a path or an address; `rules`: what reading depends on."""

    folder: str
    rules: str
    fresh: bool
    secrets: bool

    def through(self, work: Callable[[Entry], Packed], batch: Sequence[Entry]) -> list[Packed]:
        """The results of a batch, from its part, or from the work and then a part. Done by the worker."""
        keys = [_key(entry) for entry in batch]
        name = _name([self.rules, *(key or "" for key in keys)])
        known = {} if self.fresh else self._known(name, batch)
        made = [known.get(row) or work(entry) for row, entry in enumerate(batch)]
        lasting = [
            key is not None and lasts(key, unpacked_light(one.light, entry), secrets=self.secrets)
            for entry, key, one in zip(batch, keys, made, strict=True)
        ]
        if not known and any(lasting):
            self._write(name, [one if kept else None for one, kept in zip(made, lasting, strict=True)])
        return [
            replace(one, whole=None, part=(name, row)) if kept and one.whole else one
            for row, (one, kept) in enumerate(zip(made, lasting, strict=True))
        ]

    def whole(self, part: tuple[str, int]) -> bytes:
        """A whole submission of a part. Raises OutputError where the part is gone."""
        name, row = part
        wholes = _wholes(self, name)
        if not wholes:
            raise OutputError(reason("part_lost", path=f"{self.folder}/{name}"))
        return wholes[row] or b""

    def rows(self, name: str) -> list[tuple[bytes | None, bytes | None]]:
        """Light and whole of each file of a part; nothing where there is none, or it is damaged."""
        with suppress(ValueError, OSError):
            far = is_url(self.folder)
            data = content_at(f"{self.folder}/{name}") if far else self._path(name).read_bytes()
            if data is not None:
                columns = unpacked_table(data)
                return list(zip(columns["light"], columns["whole"], strict=True))
        return []

    def _path(self, name: str) -> Path:
        return Path(self.folder, name)

    def _known(self, name: str, batch: Sequence[Entry]) -> dict[int, Packed]:
        """What a part holds of a batch, by the place in it; nothing where any of it is damaged."""
        known: dict[int, Packed] = {}
        try:
            for row, (light, whole) in enumerate(self.rows(name)):
                if light is not None:
                    unpacked_light(light, batch[row])
                    known[row] = Packed(light, whole)
                if whole is not None:
                    unpacked(whole, batch[row])
        except (IndexError, *DAMAGED):
            return {}
        return known

    def _write(self, name: str, made: Sequence[Packed | None]) -> None:
        lights = [None if one is None else one.light for one in made]
        wholes = [None if one is None else one.whole for one in made]
        data = packed_table({"light": "bytes", "whole": "bytes"}, [lights, wholes])
        if is_url(self.folder):
            put_at(f"{self.folder}/{name}", data)
        else:
            write_file(self._path(name), data)


@lru_cache(maxsize=4)  # the files of a part come one after the other; between them, those of archives
def _wholes(parts: Parts, name: str) -> list[bytes | None]:
    return [whole for _, whole in parts.rows(name)]


def _key(entry: Entry) -> str | None:
    if entry.url is None:
        return content_key(entry)
    try:
        return content_key(replace(entry, path=local_copy(entry.url), url=None))
    except Exception:  # drivers raise what they like; the reading will say it
        return None


def _name(keys: Sequence[str]) -> str:
    return f"{hashlib.sha256(chr(10).join(keys).encode()).hexdigest()}.parquet"

"""Long lists of records from a JSON file, one by one; and rosters, which may be such a file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from xltools.cli.inputs import load_records
from xltools.cli.wording import Wording
from xltools.issue import Source, open_roster, people_in, records_source

_BLANKS = re.compile(r"[ \t\n\r]*")


def each_record(path: Path, say: Wording) -> tuple[Iterator[Any], str]:
    """The records of a file, and its name for people; the whole file is judged first.

    Of ten thousand records one is in memory at a time. Raises as `load_records` does.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
        if sum(1 for _ in _items(text)):
            return _items(text), path.name
    except (OSError, ValueError, RecursionError):
        pass  # `load_records` knows the words for it
    data, source = load_records(str(path), say)
    return iter(data if isinstance(data, list) else [data]), source


def any_roster(path: Path, say: Wording) -> Source:
    """The projects of a roster, be it a table or a JSON file of records. Raises as the readers of both do."""
    if path.suffix.lower() != ".json":
        return open_roster(path)
    people = people_in(each_record(path, say)[0])
    return records_source(*each_record(path, say), people)


def _items(text: str) -> Iterator[Any]:
    """The items of a JSON list. Raises ValueError where the text is none, or is not JSON."""
    decoder = json.JSONDecoder(parse_constant=_refuse)
    at, mark = _after_blanks(text, 0), "["
    while text[at : at + 1] == mark:
        item, at = decoder.raw_decode(text, _after_blanks(text, at + 1))
        yield item
        at, mark = _after_blanks(text, at), ","
    if text[at : at + 1] != "]" or _after_blanks(text, at + 1) < len(text):
        raise ValueError("no list")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _after_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at

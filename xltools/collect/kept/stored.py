"""A submission as what JSON can say, to be kept and read again.

JSON and not pickle: the state lies beside the summary in shared folders, and reading it must run nothing.
The shape follows the types, so that a field that is added later is kept as well.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from xltools.collect.submission import Entry, FormResult, Submission
from xltools.findings import Finding

Maker = Callable[[Any], Any]


def from_plain(value: Any, entry: Entry) -> Submission:  # noqa: ANN401 - whatever JSON gave
    """The submission that this content gave before, for a file that may have another name and place now.

    Raises ValueError, KeyError, TypeError or ArithmeticError for what is no submission.
    """
    kept: Submission = _maker(Submission)(value)
    if kept.entry == entry:
        return replace(kept, entry=entry)  # there is one of it already
    before = kept.entry
    return replace(
        kept,
        entry=entry,
        forms=tuple(_renamed(form, before.name, entry.name) for form in kept.forms),
        found=tuple(_moved(one, before, entry) for one in kept.found),
    )


def _renamed(result: FormResult, before: str, name: str) -> FormResult:
    """The findings of a form say which file they are of."""
    own = tuple(_at(finding, before, name) for finding in result.form.findings)
    return replace(
        result,
        form=replace(result.form, findings=own),
        findings=tuple(_at(finding, before, name) for finding in result.findings),
    )


def _at(finding: Finding, before: str, name: str) -> Finding:
    if finding.place.file != before:
        return finding
    return replace(finding, place=replace(finding.place, file=name))


def _moved(found: Entry, before: Entry, archive: Entry) -> Entry:
    """A file inside an archive that lies elsewhere now."""
    return replace(found, path=archive.path, name=archive.name + found.name.removeprefix(before.name))


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever a submission holds
    """As JSON can say it: a record is the list of its values."""
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return [plain(getattr(value, name)) for name in value.__dataclass_fields__]
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    return str(value)  # Decimal, Enum, Path


@cache
def _maker(kind: Any) -> Maker:  # noqa: ANN401 - a type, or what typing makes of types
    """What makes a value of a type from its JSON."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _optional(_maker(next(one for one in inner if one is not type(None))))
    if origin is tuple:
        return _tuple(inner)
    if origin is not None:  # a mapping
        return _mapping(_maker(inner[1]))
    if _names(kind):
        return _record(kind)
    if kind is Decimal:
        return _number
    return _converted(kind) if issubclass(kind, Decimal | Enum | Path) else _same


def _names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401
    """The fields of a record, be it a dataclass or a named tuple; none of anything else."""
    return tuple(getattr(kind, "__dataclass_fields__", ())) or tuple(getattr(kind, "_fields", ()))


def _same(value: Any) -> Any:  # noqa: ANN401
    return value


@lru_cache(maxsize=4096)  # weights and scores repeat from form to form
def _number(text: str) -> Decimal:
    return Decimal(text)


def _converted(kind: Maker) -> Maker:
    return kind


def _optional(make: Maker) -> Maker:
    if make is _same:
        return _same
    return lambda value: None if value is None else make(value)


def _tuple(inner: tuple[Any, ...]) -> Maker:
    if inner[-1] is Ellipsis:
        make = _maker(inner[0])
        return lambda value: (
            value if type(value) is tuple else tuple(map(make, value))
        )  # made already, or JSON
    makers = [_maker(one) for one in inner]
    return lambda value: tuple(make(item) for make, item in zip(makers, value, strict=True))


def _mapping(make: Maker) -> Maker:
    return lambda value: {key: make(item) for key, item in value.items()}


def _record(kind: type) -> Maker:
    hints = get_type_hints(kind)
    makers = [_maker(hints[name]) for name in _names(kind)]
    changed = [(index, make) for index, make in enumerate(makers) if make is not _same]
    length = len(makers)

    def made(values: list[Any]) -> Any:  # noqa: ANN401
        if len(values) != length:
            raise ValueError(kind.__name__)
        for index, make in changed:
            values[index] = make(values[index])
        return kind(*values)

    return made

"""Reads the tables of a TOML file key by key; a wrong one is refused with file, key and reason."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from xltools.errors import DefinitionError
from xltools.refs import CellRange, column_number

_MISSING = object()


class Table:
    """One TOML table and where it stands. Every key must be taken, or `close` refuses the rest."""

    def __init__(self, data: Any, file: str, path: str = "") -> None:  # noqa: ANN401 - it is what TOML gave
        if not isinstance(data, dict):
            raise DefinitionError(file, path, "应当是一张表（键 = 值）")
        self._data, self._file, self._path = data, file, path
        self._taken: set[str] = set()

    def error(self, key: str, reason: str) -> DefinitionError:
        """The refusal of one key of this table."""
        return DefinitionError(self._file, self._name(key), reason)

    def close(self) -> None:
        """Refuse keys that nobody asked for: most are slips of the pen."""
        for key in self._data:
            if key not in self._taken:
                known = "、".join(sorted(self._taken))
                raise self.error(key, f"不认识这个键；这里可以写：{known}")

    def text(self, key: str, default: Any = _MISSING) -> Any:  # noqa: ANN401 - default may be None
        """A non-empty text."""
        return self._get(key, str, "文字", default)

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false."""
        return bool(self._get(key, bool, "true 或 false", default))

    def integer(self, key: str, default: Any = _MISSING, least: int = 1) -> Any:  # noqa: ANN401
        """A whole number, not below `least`."""
        value = self._get(key, int, "整数", default)
        if value is not None and value < least:
            raise self.error(key, f"应当是 {least} 或更大的整数，现在是 {value}")
        return value

    def size(self, key: str, default: Any = _MISSING) -> float:  # noqa: ANN401
        """A measure (points, inches, characters) above or equal to 0."""
        value = self._get(key, (int, float), "数字", default)
        if value < 0:
            raise self.error(key, f"不能小于 0，现在是 {value}")
        return float(value)

    def decimal(self, key: str, default: Any = _MISSING) -> Any:  # noqa: ANN401
        """A number written as text, so that no binary fraction comes between."""
        value = self._get(key, str, '写成文字的数字（例如 "10"）', default)
        if not isinstance(value, str):
            return value
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise self.error(key, f"“{value}”不是数字")
        return number

    def texts(self, key: str, default: Any = _MISSING) -> tuple[str, ...]:  # noqa: ANN401
        """A list of non-empty texts."""
        values = self._get(key, list, "文字列表", default)
        for value in values:
            if not isinstance(value, str) or not value.strip():
                raise self.error(key, "列表里应当都是非空文字")
        return tuple(values)

    def sizes(self, key: str) -> tuple[float, ...]:
        """A list of measures above 0."""
        values = self._get(key, list, "数字列表", _MISSING)
        for value in values:
            if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
                raise self.error(key, f"列表里应当都是大于 0 的数字，现在有 {value!r}")
        return tuple(float(value) for value in values)

    def columns(self, key: str, count: int) -> tuple[int, int]:
        """First and last column of `A` or `B:D`, within the form's `count` columns."""
        text = self.text(key)
        first, _, last = text.partition(":")
        try:
            span = column_number(first), column_number(last or first)
        except ValueError:
            raise self.error(key, f"“{text}”不是列（例如 A 或 B:D）") from None
        if span[0] > span[1] or span[1] > count:
            raise self.error(key, f"“{text}”超出本表的 {count} 列")
        return span

    def choice(self, key: str, choices: tuple[str, ...], default: Any = _MISSING) -> str:  # noqa: ANN401
        """One of a few words."""
        value = self.text(key, default)
        if value not in choices:
            raise self.error(key, f"“{value}”不在可选范围：{'、'.join(choices)}")
        return str(value)

    def has(self, key: str) -> bool:
        """True where the key is there."""
        return key in self._data

    def table(self, key: str, optional: bool = False) -> Table:
        """A table within."""
        value = self._get(key, dict, "一张表", {} if optional else _MISSING)
        return Table(value, self._file, self._name(key))

    def tables(self, key: str, optional: bool = False) -> list[Table]:
        """A list of tables."""
        return [
            Table(item, self._file, f"{self._name(key)}[{i}]")
            for i, item in enumerate(self.items(key, optional))
        ]

    def items(self, key: str, optional: bool = False) -> list[Any]:
        """A list of anything."""
        return list(self._get(key, list, "列表", [] if optional else _MISSING))

    def rows(self, key: str) -> list[list[Table]]:
        """A list of lists of tables."""
        result = []
        for i, row in enumerate(self.items(key)):
            name = f"{self._name(key)}[{i}]"
            if not isinstance(row, list):
                raise DefinitionError(self._file, name, "每一行应当是单元格的列表")
            result.append([Table(item, self._file, f"{name}[{j}]") for j, item in enumerate(row)])
        return result

    def __iter__(self) -> Iterator[str]:
        """The keys, in the file's order."""
        return iter(self._data)

    def _name(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _get(self, key: str, kind: Any, what: str, default: Any) -> Any:  # noqa: ANN401
        self._taken.add(key)
        value = self._data.get(key, default)
        if value is _MISSING:
            raise self.error(key, f"缺少这一项（{what}）")
        if value is default:
            return value
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self.error(key, f"应当是{what}，现在是 {value!r}")
        if isinstance(value, str) and not value.strip():
            raise self.error(key, "不能为空")
        return value


def spans_overlap(spans: list[tuple[int, int]]) -> bool:
    """True where two column spans of one line share a column."""
    taken: set[int] = set()
    for first, last in spans:
        span = set(CellRange.of(1, first, 1, last).columns)
        if taken & span:
            return True
        taken |= span
    return False

"""The record as JSON: reads it into an `Evaluation`, and writes it back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from operator import attrgetter
from typing import Any

from xltools.errors import RecordError
from xltools.model import NUMBER_FIELDS, Evaluation, Fund, Indicator

MAX_TEXT = 32_767  # characters in one cell of Excel
MAX_DIGITS = 15  # what Excel keeps of a number
_LARGEST = Decimal(10) ** MAX_DIGITS
MAX_ROWS = 1_000  # fund or indicator rows in one form
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


_FUND = tuple(Fund.__dataclass_fields__)
_INDICATOR = tuple(Indicator.__dataclass_fields__)
_EVALUATION = tuple(Evaluation.__dataclass_fields__)
_values_of_fund, _values_of_indicator = attrgetter(*_FUND), attrgetter(*_INDICATOR)
_values_of_record = attrgetter(*_EVALUATION)
_HEAD = tuple(name for name in Evaluation.__dataclass_fields__ if name not in {"funds", "indicators"})


def _plain_text(text: str) -> str | None:
    """A text in which nothing is to be put right, as in most; None for any other."""
    return text if 0 < len(text) <= MAX_TEXT // 2 and text.isprintable() else None


@lru_cache(maxsize=1 << 12)  # points and amounts are much the same
def _plain_number(text: str) -> Decimal | None:
    """A number of digits and a point that Excel keeps; None for one that is to be looked at more closely."""
    plain = len(text) <= MAX_DIGITS and text.replace(".", "", 1).isdecimal()
    return Decimal(text) if plain else None


_PLAIN: Mapping[str, Callable[[str], str | Decimal | None]] = {
    name: _plain_number if name in NUMBER_FIELDS else _plain_text for name in (*_HEAD, *_FUND, *_INDICATOR)
} | {"year": lambda _: None}
"""By field: what takes a text as it stands, or None where it is to be looked at more closely."""


@dataclass
class _Intake:
    """One record on its way in: where it comes from, and what was put right."""

    source: str
    notes: list[str] = field(default_factory=list)

    def refuse(self, path: str, reason: str) -> RecordError:
        return RecordError(self.source, path, reason)

    def text(self, path: str, value: Any) -> str | None:  # noqa: ANN401 - whatever JSON gave
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise self.refuse(path, f"应当是文字，现在是 {value!r}。请加上引号。")
        cleaned = _FORBIDDEN.sub("", value)
        if cleaned != value:
            self.notes.append(f"{self.source}：{path}：去掉了 Excel 不能保存的控制字符。")
        # counted as Excel counts: characters beyond the basic plane take two
        length = len(cleaned.encode("utf-16-le")) // 2
        if length > MAX_TEXT:
            raise self.refuse(path, f"文字有 {length} 个字符，一个单元格最多 {MAX_TEXT} 个。请缩短后再试。")
        return cleaned or None

    def number(self, path: str, value: Any) -> Decimal | None:  # noqa: ANN401
        if value is None or value == "":
            return None
        number = _decimal(value)
        if number is None:
            raise self.refuse(path, f'“{value}”不是数字。请改为数字，例如 "4" 或 "6.5"；没有就写 null。')
        if len(number.normalize().as_tuple().digits) > MAX_DIGITS or abs(number) >= _LARGEST:
            raise self.refuse(path, f"“{value}”超出 Excel 能准确保存的范围（15 位有效数字）。")
        return number

    def year(self, path: str, value: Any) -> int | None:  # noqa: ANN401
        if value is None or value == "":
            return None
        number = _decimal(value)
        if number is None or number != int(number) or not 1900 <= number <= 2999:
            raise self.refuse(path, f"“{value}”不是年份。请写四位数字，例如 2022。")
        return int(number)

    def rows(self, path: str, value: Any) -> list[Mapping[str, Any]]:  # noqa: ANN401
        if value is None:
            return []
        if not isinstance(value, list) or any(not isinstance(row, dict) for row in value):
            raise self.refuse(path, "应当是列表，每一行写成 {…}。")
        if len(value) > MAX_ROWS:
            raise self.refuse(path, f"有 {len(value)} 行，最多 {MAX_ROWS} 行。")
        return value

    def fields(self, names: Iterable[str], prefix: str, data: Mapping[str, Any]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for name in names:
            value = data.get(name)
            plain = _PLAIN[name](value) if isinstance(value, str) else None
            if plain is not None or value is None:
                result[name] = plain
                continue
            take = self.number if name in NUMBER_FIELDS else self.year if name == "year" else self.text
            result[name] = take(f"{prefix}{name}", value)
        return result


def _decimal(value: Any) -> Decimal | None:  # noqa: ANN401
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        number = Decimal(value.strip() if isinstance(value, str) else repr(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def evaluation_from_json(data: Any, source: str) -> tuple[Evaluation, list[str]]:  # noqa: ANN401
    """A record, any part of it missing, as an Evaluation; and notes (Chinese) on what was put right.

    Keys ending in `_shown` and unknown keys are passed over. An empty text is a blank.
    Raises RecordError (Chinese): source, field path, reason, cure.
    """
    intake = _Intake(source)
    if not isinstance(data, dict):
        raise intake.refuse("", "一份记录应当写成 {…}。")
    funds = [
        Fund(**intake.fields(_FUND, f"funds[{index}].", row))
        for index, row in enumerate(intake.rows("funds", data.get("funds")))
    ]
    indicators = [
        Indicator(**intake.fields(_INDICATOR, f"indicators[{index}].", row))
        for index, row in enumerate(intake.rows("indicators", data.get("indicators")))
    ]
    head = intake.fields(_HEAD, "", data)
    return Evaluation(**head, funds=tuple(funds), indicators=tuple(indicators)), intake.notes


def evaluation_to_json(evaluation: Evaluation) -> dict[str, Any]:
    """The record of `design.md` §2: decimals as strings, blanks as null."""
    record = _plain(zip(_EVALUATION, _values_of_record(evaluation), strict=True))
    record["funds"] = [_plain(zip(_FUND, _values_of_fund(fund), strict=True)) for fund in evaluation.funds]
    rows = map(_values_of_indicator, evaluation.indicators)
    record["indicators"] = [_plain(zip(_INDICATOR, row, strict=True)) for row in rows]
    return record


def record_text(evaluation: Evaluation) -> str:
    """The record as one text, the same for the same record."""
    return json.dumps(evaluation_to_json(evaluation), ensure_ascii=False, sort_keys=True)


def _plain(values: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: format(value, "f") if isinstance(value, Decimal) else value for name, value in values}

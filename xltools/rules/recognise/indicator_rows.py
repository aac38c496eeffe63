"""Which rows below an indicator heading are indicators: no sums, no remarks, no further lines of one."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from xltools.refs import CellRef
from xltools.rules.definition.model import FormDefinition
from xltools.rules.labels import plain, seen
from xltools.rules.recognise.label_search import LabelSearch
from xltools.rules.recognise.sheet_texts import Text

Columns = Mapping[str, int]

_ASKED = ("target", "target_number", "actual")  # what an indicator is asked for
_POINTS = ("weight", "score")
_LEAST_NUMBERED = 3  # columns
_TARGET_AND_ACTUAL = 2
_LETTER = re.compile(r"[a-z](?:=.*)?\Z")
_NUMBER = re.compile(r"\d{1,2}")
_POINTS_SAID = re.compile(r"([^\d:()]+)(?:\([^()]*\))?:?(\d+(?:\.\d+)?分?)(?![\d.%])[^\d]*")
_DIGIT = re.compile(r"\d")
_UNFINISHED = re.compile(r"\([^()]*\Z|[,、;:(]\Z")
_COUNT = re.compile(rf"{_LETTER.pattern}|{_NUMBER.pattern}\Z")


def goes_on(search: LabelSearch, row: int, columns: Columns) -> bool:
    """True where an indicator stands right below a row: then the row ends nothing."""
    following = min((number for number in search.sheet.rows if number > row), default=0)
    return following > 0 and is_indicator(search, following, columns) and not is_signed(search, following)


def is_signed(search: LabelSearch, row: int) -> bool:
    """True for a row that begins with what stands below the indicators, and nothing else in its cell."""
    return search.sheet.rows[row][0].full in search.definition.texts_below


def is_indicator(search: LabelSearch, row: int, columns: Columns) -> bool:
    """True for a name with a target or an actual value, in this very row, that are no heading."""
    named = CellRef(row, columns["level3"])
    asked = [CellRef(row, columns[name]) for name in _ASKED if name in columns]
    filled = [ref for ref in asked if ref in search.grid.filled]
    return named in search.grid.filled and any(not search.is_label(ref) for ref in filled)


def is_sum(search: LabelSearch, row: int, columns: Columns) -> bool:
    """True for points of a group: its name ends like `产出指标小计`, and nothing is aimed at or reached."""
    texts = search.sheet.rows.get(row, ())
    if not texts or not all(_blank(search, row, columns, name) for name in _ASKED):
        return False
    names = [text for text in texts if text.ref.column <= columns["level3"]]
    if any(text.bare in _words(search.definition, ("subtotal",)) for text in names[1:]):
        return True  # behind the name of its group: 产出指标 | 小计
    if _heads_group(search, row, columns):
        return True
    return bool(names) and names[0].bare.endswith(tuple(_sums(search, row, columns, names[0])))


def ends_like_a_sum(search: LabelSearch, text: Text) -> bool:
    """True for `产出指标小计`, `合计`, `得分`."""
    return text.bare.endswith(tuple(_words(search.definition, ("subtotal", "total", "score"))))


def sum_words(definition: FormDefinition) -> Sequence[str]:
    """What sums of a group are called."""
    return _words(definition, ("subtotal",))


def _heads_group(search: LabelSearch, row: int, columns: Columns) -> bool:
    """True for a 一级指标 with the points of its group, above the indicators of the same 一级指标."""
    if "level1" not in columns or all(_blank(search, row, columns, name) for name in _POINTS):
        return False
    if _blank(search, row, columns, "level1") or not goes_on(search, row, columns):
        return False
    unnamed = [name for name in ("level2", "level3") if name in columns]
    if any(search.grid.first(CellRef(row, columns[name])) in search.grid.filled for name in unnamed):
        return False
    own, below = (CellRef(line, columns["level1"]) for line in (row, row + 1))
    return search.grid.shown(below).value == search.grid.cell(own).value  # else its name would be lost


def _sums(search: LabelSearch, row: int, columns: Columns, name: Text) -> Sequence[str]:
    """How the name of a sum may end: further left than an indicator's, or over it, like that of a total."""
    in_front = name.ref.column < columns["level3"]
    if search.grid.area(name.ref).last.column >= columns["level3"]:
        in_front = True  # over the name of an indicator: 合计
    if not in_front:
        return _words(search.definition, ("subtotal",))
    unnamed = _blank(search, row, columns, "level3") or name.ref.column == columns["level3"]
    return _words(search.definition, ("subtotal", "total", "score") if unnamed else ("subtotal", "total"))


def points_said(search: LabelSearch, text: Text) -> str | None:
    """The points of a total that share the cell with its label: `自评总分：97分`, `总分（100分）：97`."""
    if _DIGIT.search(text.raw) is None:  # as most labels
        return None
    match = _POINTS_SAID.fullmatch("".join(seen(text.raw).split()))
    known = match is not None and plain(match[1]) in _words(search.definition, ("total",))
    return match[2] if match is not None and known else None


def last_sum(search: LabelSearch, label: CellRef, columns: Columns) -> CellRef:
    """Of rows of sums below each other the one of most points: a group's 合计 may stand above 总分."""
    rows, row = [label], label.row + 1
    while (texts := search.sheet.rows.get(row)) and is_sum(search, row, columns):
        rows.append(texts[0].ref)
        row += 1
    return max(rows, key=lambda ref: _most(search, ref.row, columns))


def _most(search: LabelSearch, row: int, columns: Columns) -> Decimal:
    cells = (search.grid.cell(CellRef(row, columns[name])).value for name in _POINTS if name in columns)
    return max((value for value in cells if isinstance(value, Decimal)), default=Decimal(0))


def total_like(search: LabelSearch, rows: range, columns: Columns) -> CellRef | None:
    """A row of sums that ends the table and is called something with 总分 at its end."""
    words = tuple(_words(search.definition, ("total",)))
    for row in rows:
        for text in search.sheet.rows.get(row, ())[:1]:
            known = text.bare.endswith(words) and is_sum(search, row, columns)
            if known and not goes_on(search, row, columns):
                return text.ref
    return None


def is_remark(search: LabelSearch, row: int, columns: Columns) -> bool:
    """True for a remark between the indicators: `注：…` and nothing else."""
    texts = search.sheet.rows.get(row, ())
    if not texts or texts[0].ref.column > columns["level3"]:
        return False
    text = texts[0]
    colon = ":" in text.raw or "：" in text.raw
    if not colon or not text.full.startswith(search.definition.texts_below):
        return False
    others = (name for name in columns if columns[name] != text.ref.column)
    return all(_blank(search, row, columns, name) for name in others)


def counts(search: LabelSearch, row: int, columns: Collection[int]) -> bool:
    """True for a row that numbers the columns: 1, 2, 3 or ①, ②, ③ or (A), (B), (C=B/A)."""
    cells = (search.grid.cell(CellRef(row, column)).value for column in sorted(columns))
    values = [value for value in cells if value is not None and not isinstance(value, bool)]
    if len(values) < _LEAST_NUMBERED or not _COUNT.match(plain(str(values[0]))):
        return False
    texts = [plain(str(value)) for value in values]
    if all(map(_LETTER.match, texts)):
        return True
    numbers = [int(text) for text in texts if _NUMBER.fullmatch(text)]
    return len(numbers) == len(texts) and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def continues(search: LabelSearch, row: int, columns: Columns) -> bool:
    """True for a further line of the row above, as texts of several lines become rows when they are pasted.

    The points reach down from above, and the name, the target or the actual value does.
    """
    points = [name for name in _POINTS if name in columns]
    if points and _is_rest(search, row, columns):
        return True
    if not all(_from_above(search, row, columns[name]) for name in points):
        return False
    shared = (name for name in ("level3", *_ASKED) if name in columns)
    return sum(_from_above(search, row, columns[name]) for name in shared) >= (1 if points else 2)


def _is_rest(search: LabelSearch, row: int, columns: Columns) -> bool:
    """True for the rest of a text that was broken off: no points, and no indicator of its own.

    A name alone may be an indicator that nobody filled: it is one, unless the name above is not finished.
    """
    if not all(_blank(search, row, columns, name) for name in ("level1", "level2", *_POINTS)):
        return False
    above = search.grid.cell(CellRef(row - 1, columns["level3"])).value
    if not _blank(search, row, columns, "level3"):
        own = str(search.grid.cell(CellRef(row, columns["level3"])).value)
        broken = isinstance(above, str) and bool(_UNFINISHED.search(seen(above).strip()))
        return broken and not own.rstrip().endswith((":", "："))  # 指标1： and 指标2：, as they were printed
    if any(_from_above(search, row, columns[name]) for name in ("level3", *_ASKED) if name in columns):
        return False
    return sum(not _blank(search, row, columns, name) for name in _ASKED) < _TARGET_AND_ACTUAL


def _from_above(search: LabelSearch, row: int, column: int) -> bool:
    area = search.grid.merged(CellRef(row, column))
    return area is not None and area.first.row < row


def _blank(search: LabelSearch, row: int, columns: Columns, name: str) -> bool:
    return name not in columns or (row, columns[name]) not in search.grid.filled


@lru_cache(maxsize=64)
def _words(definition: FormDefinition, labels: tuple[str, ...]) -> Sequence[str]:
    return [plain(text) for label in labels for text in definition.labels.get(label, ()) if "{" not in text]

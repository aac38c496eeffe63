"""Two texts of an indicator that share one column: target and actual value, or name and target."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial

from xltools.assets import shipped_toml
from xltools.refs import CellRef
from xltools.rules.notation.celltext import text_of
from xltools.rules.recognise.label_search import LabelSearch
from xltools.rules.recognise.sheet_texts import Text, joined_words, pieces

Two = tuple[str | None, str | None]
Cut = Callable[[str], Two | None]

_PAIRS = (("target", "actual"), ("level3", "target"))
_SIGNS = "≥≧≤≦><=＝＞＜═"
_OPEN, _CLOSE = "(（", ")）"
_BETWEEN = ("\n", "/／|｜", "→", ";；", "、", ",，")  # the likeliest first
_COLON = re.compile(r"[:：]")
_BEHIND = re.compile(r"(.+?)\s*[(（]([^()（）]+)[)）]\s*", re.DOTALL)
_DIGIT = re.compile(r"\d")
_EDGES = " \t\r\n\u3000,;，；、:："
_LEAST = 2  # cells
_ROWS = 60  # below a heading, as far as content is looked at


@dataclass(frozen=True)
class Parted:
    """The fields of one column, in the order of its texts, and how a text is cut; None: nobody can tell.

    `unsaid` is the heading where it names one of them only.
    """

    fields: tuple[str, str]
    column: int
    cut: Cut
    unsaid: Text | None = None


def parted_column(search: LabelSearch, heading: int, known: Mapping[str, int]) -> Parted | None:
    """The column of two texts, where the indicators lack one; by its heading, else by what its cells say."""
    lacking = {"level3", "target", "actual"} - known.keys()
    if not lacking or "target_number" in known:
        return None
    for text in search.sheet.shown(heading):
        for pair in _PAIRS:
            order = _order(search, text, pair)
            others = [name for name in known.keys() - set(pair) if known[name] == text.ref.column]
            if order and lacking & set(pair) and not others:
                return Parted(order, text.ref.column, _way(search, text.ref, order))
    return _unsaid(search, heading, known, lacking) if len(lacking) == 1 else None


def _order(search: LabelSearch, text: Text, pair: tuple[str, str]) -> tuple[str, str] | None:
    """The two fields as a heading names them: 实际完成值/年度指标值; None where it doesn't name both."""
    words = [search.definition.label_keys.get(word, frozenset()) for word in joined_words(text.raw)]
    if len(words) != len(pair):
        return None
    for first, second in (pair, pair[::-1]):
        if _names(words[0], first) and _names(words[1], second):
            return first, second
    return None


def _names(keys: frozenset[str], field: str) -> bool:
    return field in keys or (field == "level3" and "indicators" in keys)


def _unsaid(search: LabelSearch, heading: int, known: Mapping[str, int], lacking: set[str]) -> Parted | None:
    """The column whose texts are two each, though its heading names one of them."""
    (missing,) = lacking
    ways: list[tuple[tuple[str, str], str, Cut]] = []
    if missing != "level3":
        other = "actual" if missing == "target" else "target"
        ways.append((_PAIRS[0], other, partial(_told, search)))
    if missing == "target":
        ways.append((_PAIRS[1], "level3", _surely_named))
    for pair, name, cut in ways:
        texts = list(_texts(search, CellRef(heading, known[name])))
        cuts = sum(cut(text) is not None for text in texts)
        if cuts >= _LEAST and 2 * cuts > len(texts):
            label = next(text for text in search.sheet.shown(heading) if text.ref.column == known[name])
            whole = cut if pair == _PAIRS[0] else partial(_named, pair)
            return Parted(pair, known[name], whole, label)
    return None


def _texts(search: LabelSearch, heading: CellRef) -> Iterator[str]:
    """What stands below a heading, labels aside."""
    for row in search.below(heading.row)[:_ROWS]:
        ref = CellRef(row, heading.column)
        text = text_of(search.grid.cell(ref)) if ref in search.grid.filled else None
        if text and not search.is_label(ref):
            yield text


def _way(search: LabelSearch, heading: CellRef, order: tuple[str, str]) -> Cut:
    """How the texts below a heading are cut: as most of them can be."""
    if "level3" in order:
        return partial(_named, order)
    texts = list(_texts(search, heading))
    ways: list[Cut] = [partial(_at, marks) for marks in _BETWEEN]
    ways.append(_in_brackets)
    counts = [sum(way(text) is not None for text in texts) for way in ways]
    best = ways[counts.index(max(counts))] if 2 * max(counts) > len(texts) else None
    return partial(_told_or, search, order, best)


def _told_or(search: LabelSearch, order: tuple[str, str], best: Cut | None, text: str) -> Two | None:
    """By the words before its parts, else in the way that fits the column."""
    told = _told(search, text)
    if told is not None:
        return told if order == _PAIRS[0] else told[::-1]
    return best(text) if best else None


def _told(search: LabelSearch, text: str) -> Two | None:
    """`目标：95% 完成：97%`, `≥95%，实际97%`: target and actual value; None where one is not told."""
    fields = {name: _field(search, name) for name, _ in pieces(text, lambda word: bool(_field(search, word)))}
    if sorted(fields.values()) == ["actual", "target"]:
        values = {fields[name]: value for name, value in pieces(text, fields.__contains__)}
        return values["target"], values["actual"]
    match = _actual_behind().fullmatch(text.strip())
    return None if match is None else (match[1].strip(_EDGES), match[2].strip(_EDGES))


def _field(search: LabelSearch, word: str) -> str:
    keys = search.definition.label_keys.get(word, frozenset())
    return next((name for name in _PAIRS[0] if name in keys or word in _words(name)), "")


def _at(marks: str, text: str) -> Two | None:
    """The parts before and behind a mark that stands once, or in the middle: `1次/月/1次/月`, `95% /`."""
    places = [at for at, char in enumerate(text) if char in marks]
    if len(places) > 1:
        spaced = [at for at in places if text[at - 1 : at].isspace() and text[at + 1 : at + 2].isspace()]
        middle = places[len(places) // 2]
        alike = text[places[0] + 1 : middle].strip() == text[places[-1] + 1 :].strip()
        places = spaced if len(spaced) == 1 else [middle] if alike else []
    if len(places) != 1:
        return None
    first, second = (part.strip() for part in (text[: places[0]], text[places[0] + 1 :]))
    return None if _per_unit().match(second) or not (first or second) else (first or None, second or None)


def _in_brackets(text: str) -> Two | None:
    """`95%（97%）`."""
    match = _BEHIND.fullmatch(text)
    return None if match is None or _OPEN[1] in match[1] or _OPEN[0] in match[1] else (match[1], match[2])


def _named(order: tuple[str, str], text: str) -> Two | None:
    """A name and its target: `培训人数≥100人`, `培训人数（100人）`, `培训人数：100人`."""
    two = _surely_named(text) or next((cut for marks in (":：", "\n") if (cut := _once(marks, text))), None)
    return two if two is None or order == _PAIRS[1] else two[::-1]


def _surely_named(text: str) -> Two | None:
    """The same where a sign or a number makes it certain."""
    two = _with_sign(text)
    if two is not None:
        return two
    two = _in_brackets(text) or _once(":：", text) or _once("\n", text)
    return two if two is not None and _DIGIT.search(two[1] or "") else None


def _once(marks: str, text: str) -> Two | None:
    """The parts before and behind a mark that stands once."""
    parts = re.split(f"[{marks}]", text.strip())
    return (parts[0].strip(), parts[1].strip()) if len(parts) == 2 and all(map(str.strip, parts)) else None


def _with_sign(text: str) -> Two | None:
    """A name before the first sign or word that a target begins with, be it in brackets: `人数（≥100人）`."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char in _OPEN) - (char in _CLOSE)
        if not (char in _SIGNS or text.startswith(_words("comparators"), at)):
            continue
        if depth and text[at - 1] not in _OPEN:
            continue
        name, target = text[: at - bool(depth)].strip(_EDGES), text[at:].strip()
        if depth and target[-1:] in _CLOSE and target.count(target[-1]) == 1:
            target, depth = target[:-1], 0
        return (name, target) if name and not depth else None
    return None


@cache
def _words(kind: str) -> tuple[str, ...]:
    return tuple(shipped_toml("templates", "two_in_one.toml")[kind])


@cache
def _per_unit() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(_words('per'))})(?!\w)")


@cache
def _actual_behind() -> re.Pattern[str]:
    first, second = "|".join(_words("target")), "|".join(_words("behind"))
    return re.compile(rf"(?:(?:{first})值?[:：]?)?(.+?)[\s,;，；、/]+(?:{second})[:：]?(.+)", re.DOTALL)

"""How well an official form fits a form that was found: which of several definitions it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from itertools import pairwise

from xltools.refs import CellRef
from xltools.rules.definition.model import CellSpec, FormDefinition
from xltools.rules.labels import plain
from xltools.rules.recognise.anchors import Anchors, Rows
from xltools.rules.recognise.resembling import resembles
from xltools.rules.recognise.sheet_texts import SheetTexts, Text, Words, bare, words_of
from xltools.rules.years import undated

_COMMON = 60  # characters: a longer text hardly comes again
_UNLABELLED = frozenset({"item", "year", "total_weight", "total_score"})  # found without a label of their own
_ALSO = {"level3": ("indicators",)}  # the name of the block may head the names of indicators

_COLUMNS = frozenset({"level1", "level2", "level3", "target", "actual", "weight", "score", "reason"})
_TEXTS = frozenset({"level3", "target", "actual"})
_MONEY = frozenset({"initial_budget", "annual_budget", "executed"})
_WITH_MONEY = frozenset({"execution_rate"})

Fit = tuple[int, int, int]
"""Fields found less fields missed; what is printed alike less what differs; columns in their order."""


def fit(anchors: Anchors, sheet: SheetTexts) -> Fit:
    """The better the definition fits, the greater."""
    definition = anchors.definition
    alike = _printed(definition, sheet.full) + _title(anchors) + _money_unit(anchors) + _levels(anchors)
    return (_fields(anchors) - _unasked(anchors, sheet), alike, -_out_of_order(anchors))


def fits_at_most(known: Sequence[FormDefinition], sheet: SheetTexts) -> Sequence[Fit]:
    """What the words of the sheet allow: no fit of a definition is greater, wherever its parts are."""
    known = tuple(known)
    signs = _signs(known)
    return _at_most(known, frozenset().union(*[signs(text.raw) for text in sheet.texts]))


Sign = tuple[int, str]
"""A word that tells definitions apart, and which of the `Words` it is; forms of one layout have the same."""


@lru_cache(maxsize=8)
def _signs(known: tuple[FormDefinition, ...]) -> Callable[[str], frozenset[Sign]]:
    """What gives the signs in a text; it remembers short ones, which come again and again."""
    told = frozenset[str]().union(*[words for one in known for words in _words(one)])

    def signs(text: str) -> frozenset[Sign]:
        return frozenset((kind, word) for kind, said in enumerate(words_of(text)) for word in said & told)

    remembered = lru_cache(maxsize=8192)(signs)
    return lambda text: (remembered if len(text) <= _COMMON else signs)(text)


def _words(definition: FormDefinition) -> Sequence[Collection[str]]:
    """Every word that a definition looks for."""
    unit = (definition.money_unit,)
    return (definition.label_keys, _texts(definition), _tree(definition), _printed_title(definition), unit)


@lru_cache(maxsize=512)
def _at_most(known: tuple[FormDefinition, ...], signs: frozenset[Sign]) -> Sequence[Fit]:
    kinds = range(len(Words._fields))
    words = Words(*[frozenset(word for at, word in signs if at == kind) for kind in kinds])
    said = words.all | words.undated  # the year in a heading may be left out
    return [_one_at_most(definition, words, said) for definition in known]


def _one_at_most(definition: FormDefinition, words: Words, said: frozenset[str]) -> Fit:
    known = definition.label_keys
    keys = _UNLABELLED.union(*(known[word] for word in said & known.keys()))
    head = keys.union(*(known[word] for word in words.before_colons & known.keys()))
    if not keys.isdisjoint(_TEXTS):
        keys |= _TEXTS  # two of them in one column, maybe
    columns, fields = _asked(definition)
    if keys.isdisjoint(_MONEY):
        keys |= _MONEY | _WITH_MONEY  # told in sentences, maybe
    most = sum(-1 if keys.isdisjoint(labels) else 1 for labels in columns)
    most += sum(1 if name in head else -1 for name in fields)
    tree = _tree(definition)
    levels = max(0, 2 * len(tree & words.all) - len(tree))
    title = not words.undated.isdisjoint(_printed_title(definition))
    unit = definition.money_unit in words.units
    return (most, _printed(definition, words.full) + levels + title + unit, 0)


@lru_cache(maxsize=64)
def _asked(definition: FormDefinition) -> tuple[tuple[frozenset[str], ...], frozenset[str]]:
    """The labels that each column may have, and the fields of the head; those that a label leads to."""
    columns = (*definition.indicators.columns, *(definition.funds.columns if definition.funds else ()))
    labels = [
        frozenset({spec.field, spec.label, *_ALSO.get(spec.field, ())})
        for spec in columns
        if spec.field and spec.label and spec.field not in _UNLABELLED
    ]
    return tuple(labels), _head_fields(definition)


def _fields(anchors: Anchors) -> int:
    """Only fields that a label leads to count; 总分 and the name of a fund have none of their own."""
    definition = anchors.definition
    asked = [(_known(anchors.indicators), _labelled(definition.indicators.columns))]
    told = frozenset().union(*anchors.told_funds)
    asked += [(_known(anchors.funds) | told, _labelled(definition.funds.columns))] if definition.funds else []
    found = sum(name in columns for columns, names in asked for name in names)
    missing = sum(name not in columns for columns, names in asked for name in names)
    return found - missing + sum(1 if name in anchors.head else -1 for name in _head_fields(definition))


def _unasked(anchors: Anchors, sheet: SheetTexts) -> int:
    """The columns that have a heading of ours and for which the definition does not ask."""
    definition = anchors.definition
    tables = [(anchors.indicators, definition.indicators.columns, _COLUMNS)]
    tables += [(anchors.funds, definition.funds.columns, _MONEY)] if definition.funds else []
    return sum(_unasked_in(sheet, definition, *table) for table in tables)


def _unasked_in(
    sheet: SheetTexts, definition: FormDefinition, rows: Rows, specs: Sequence[CellSpec], names: Set[str]
) -> int:
    asked = {spec.field for spec in specs}
    keys, read = definition.label_keys, {column for name, column in rows.columns.items() if name in asked}
    own = {label for spec in specs for label in (spec.field, spec.label)}

    def known(text: Text) -> Set[str]:
        near = (name for name in names if resembles(text.bare, definition, (name,)))
        return keys.get(text.full) or keys.get(text.bare) or set(near)

    others = [text for text in sheet.rows.get(rows.heading, ()) if text.ref.column not in read]
    return sum(bool(names & said) and own.isdisjoint(said) for said in map(known, others))


def _known(rows: Rows) -> Set[str]:
    """The columns that a label leads to; a guess is no sign of the form."""
    return rows.columns.keys() - rows.guessed.keys()


def _head_fields(definition: FormDefinition) -> frozenset[str]:
    return definition.head_fields & definition.used_labels - {"title"}


def _labelled(columns: Sequence[CellSpec]) -> list[str]:
    return [spec.field for spec in columns if spec.field and spec.label and spec.field not in _UNLABELLED]


def _printed(definition: FormDefinition, texts: frozenset[str]) -> int:
    """Labels that stand on the sheet exactly as the form prints them, less those that do not."""
    printed = _texts(definition)
    return 2 * len(printed & texts) - len(printed)


@lru_cache(maxsize=64)
def _texts(definition: FormDefinition) -> frozenset[str]:
    return frozenset(plain(definition.printed(label)) for label in definition.used_labels - {"title"})


def _title(anchors: Anchors) -> int:
    """The title to the letter, the year aside."""
    title = anchors.grid.cell(anchors.head["title"]).value if "title" in anchors.head else None
    if not isinstance(title, str):
        return 0
    return 1 if undated(bare(title)) in _printed_title(anchors.definition) else -1


@lru_cache(maxsize=64)
def _printed_title(definition: FormDefinition) -> frozenset[str]:
    """The title that the form prints, made bare, without the year; none where it prints none."""
    return frozenset(undated(bare(text)) for text in definition.labels.get("title", ())[:1])


def _money_unit(anchors: Anchors) -> int:
    if anchors.money_unit is None:
        return 0
    return 1 if anchors.money_unit == anchors.definition.money_unit else -1


def _levels(anchors: Anchors) -> int:
    """The 一级指标 that are the form's, less those that are not and those that are missing."""
    tree = _tree(anchors.definition)
    if not tree or "level1" not in anchors.indicators.fields:
        return 0
    cells = (anchors.grid.cell(ref).value for ref in _level1(anchors.indicators))
    found = {bare(value) for value in cells if isinstance(value, str) and value.strip()}
    return len(found & tree) - len(found ^ tree)


def _level1(rows: Rows) -> Iterator[CellRef]:
    """Where 一级指标 may be named."""
    column = rows.columns.get("level1")
    if column is not None:
        yield from (CellRef(row, column) for row in rows.rows)
    yield from (group["level1"] for group in rows.groups.values() if "level1" in group)


@lru_cache(maxsize=64)
def _tree(definition: FormDefinition) -> frozenset[str]:
    return frozenset(bare(level.name) for level in definition.tree)


def _out_of_order(anchors: Anchors) -> int:
    """Neighbouring columns that stand the other way round than on the form."""
    definition = anchors.definition
    count = _inversions(anchors.indicators.columns, _labelled(definition.indicators.columns))
    if definition.funds:
        count += _inversions(anchors.funds.columns, _labelled(definition.funds.columns))
    return count


def _inversions(columns: Mapping[str, int], names: Sequence[str]) -> int:
    places = [columns[name] for name in names if name in columns]
    return sum(left > right for left, right in pairwise(places))

"""The glossary tells the truth: its identifiers exist where it says, and no word of the record is missing."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from xltools.assets import asset, shipped_toml
from xltools.cli.door import COMMANDS
from xltools.findings import Severity
from xltools.library import official_forms
from xltools.model import Evaluation, Fund, Indicator
from xltools.rules.labels import plain
from xltools.rules.notation import Comparator, Kind
from xltools.rules.notation import Outcome as Comparison
from xltools.rules.reading import Outcome

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
_ROW = re.compile(r"\| (?P<chinese>[^|`]+) \| `(?P<identifier>[^`]+)` \| (?P<where>[^| ]+) \|\Z")


class Word(NamedTuple):
    chinese: str
    identifier: str
    where: str


def words() -> list[Word]:
    """Every row of the glossary's tables; a row of another shape is a mistake."""
    lines = [line for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("|")]
    rows = [line for line in lines if line not in ("| 中文 | identifier | where |", "|---|---|---|")]
    matches = {line: _ROW.match(line) for line in rows}
    wrong = [line for line, match in matches.items() if match is None]
    assert not wrong, f"rows of another shape: {wrong}"
    return [Word(**match.groupdict()) for match in matches.values() if match is not None]


def holder(where: str) -> Any:
    """The module, class or value that a dotted name stands for."""
    parts = where.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:count]))
        except ModuleNotFoundError:
            continue
        for name in parts[count:]:
            found = getattr(found, name)
        return found
    raise AssertionError(f"{where} cannot be imported")


def held(where: str) -> set[str]:
    """Every identifier that stands there."""
    if where.endswith(".toml"):
        return set(_texts(shipped_toml(*where.split("/"))))
    found = holder(where)
    if isinstance(found, type) and issubclass(found, Enum):
        return {member.value for member in found}
    return set(found) if isinstance(found, tuple) else set(dir(found))


def _texts(value: Any) -> Iterator[str]:
    """The keys and texts of a TOML file."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def summary_columns() -> list[tuple[str, str]]:
    """Field and heading of every column of the summary workbook."""
    sheets = shipped_toml("templates", "summary.toml")["sheets"].values()
    return [(column["field"], column["label"]) for sheet in sheets for column in sheet["columns"]]


@pytest.mark.parametrize("word", words(), ids=lambda word: f"{word.where}:{word.identifier}")
def test_the_identifier_exists_where_the_glossary_says(word: Word) -> None:
    assert word.identifier in held(word.where)


def test_no_row_stands_twice() -> None:
    rows = [(word.identifier, word.where) for word in words()]
    assert len(set(rows)) == len(rows)


def test_every_field_and_value_that_people_meet_is_explained() -> None:
    known = {word.identifier for word in words()}
    needed = {name for kind in (Evaluation, Fund, Indicator) for name in kind.__dataclass_fields__}
    needed |= {str(member) for kind in (Outcome, Severity, Kind, Comparator, Comparison) for member in kind}
    needed |= {field for field, _ in summary_columns()} | set(COMMANDS)
    assert needed - known == set()


def test_the_chinese_word_is_one_that_the_forms_print() -> None:
    """A field that a form labels is called so here."""
    printed: dict[str, set[str]] = {}
    for form in official_forms().values():
        for key, texts in form.definition.labels.items():
            printed.setdefault(key, set()).update(_name(text) for text in texts)
    printed.pop("title", None)  # titles to print, not the name of a field
    record = [word for word in words() if word.where.startswith("xltools.model.")]
    labelled = [word for word in record if word.identifier in printed]
    assert labelled
    assert [word for word in labelled if _name(word.chinese) not in printed[word.identifier]] == []


def test_the_chinese_word_is_one_that_the_summary_prints() -> None:
    printed: dict[str, set[str]] = {}
    for field, label in summary_columns():
        printed.setdefault(field, set()).add(_name(label))
    wrong = [
        word
        for word in words()
        if word.where.endswith("summary.toml")
        and word.identifier in printed
        and word.identifier not in ("forms", "indicators")  # sheets by these names too
        and _name(word.chinese) not in printed[word.identifier]
    ]
    assert wrong == []


def _name(text: str) -> str:
    """Without what stands in brackets: 项目资金（元）."""
    return plain(re.sub(r"[（(].*?[）)]", "", text))


def test_each_known_form_is_described_and_pictured() -> None:
    page = (GLOSSARY.parent / "forms.md").read_text("utf-8")
    for form_id, form in official_forms().items():
        picture = GLOSSARY.parent / "pictures" / f"{form_id}.png"
        assert form_id in page
        assert form.definition.source in page
        assert f"pictures/{form_id}.png" in page
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_size < 200_000


def test_the_shipped_forms_are_the_pictured_ones() -> None:
    shipped = {path.stem for path in asset("templates", "forms").glob("*.toml")}
    assert {path.stem for path in (GLOSSARY.parent / "pictures").glob("*.png")} == shipped

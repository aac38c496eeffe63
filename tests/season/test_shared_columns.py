"""Two texts that share a cell: read apart where the cell leaves no doubt, else told."""

from __future__ import annotations

import random

import pytest

from tests.helpers.strange_kinds import KINDS
from tests.helpers.strange_paper import Ink, as_book
from tests.helpers.strange_records import record
from tests.helpers.unusual_parts import Draw
from tests.helpers.unusual_texts import TEXTS, aimed
from xltools.library import recognised
from xltools.model import Indicator
from xltools.rules.reading import ReadForm
from xltools.rules.recognise.confidence import Confidence, confidence

NATIONAL = next(kind for kind in KINDS if kind.id == "national-2020")


def read(draw: Draw, heading: str, text: str | None) -> tuple[ReadForm, Indicator]:
    """A form of which one cell of two texts, that of the second indicator, says something else."""
    says = record(random.Random("two texts"), NATIONAL.shape)
    (paper,) = draw(says)
    label = next(ref for ref, ink in paper.cells.items() if ink.value == heading)
    paper.cells[label._replace(row=label.row + 2)] = Ink(text)
    (form,) = recognised(as_book([paper]))
    return form, form.evaluation.indicators[1]


def told(form: ReadForm) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.path) for finding in form.findings]


BOTH = ("target", "actual")
UNSPLIT = [("cell-not-split", f"indicators[1].{name}") for name in BOTH]


@pytest.mark.parametrize("text", ["97%", "1次/月", "1次/月、2次", "a/b/c/d", "达标，达标"])
def test_a_cell_that_nobody_can_split_is_told_for_both_fields(text: str) -> None:
    form, row = read(TEXTS["≥95%/97%"], "指标值/完成值", text)
    assert (row.target, row.actual) == (None, None)
    assert told(form) == UNSPLIT
    assert {form.cells[path or ""].raw for _, path in UNSPLIT} == {text}
    assert {confidence(form, path or "") for _, path in UNSPLIT} == {Confidence.INFERRED}


@pytest.mark.parametrize(
    ("text", "target", "actual"),
    [
        ("1次/月/2次/月", "1次/月", "2次/月"),
        ("1次/月 / 2次/月", "1次/月", "2次/月"),
        ("≥95%／", "≥95%", None),
        ("/97%", None, "97%"),
        ("目标：≥95% 完成：97%", "≥95%", "97%"),
        ("/", None, None),
        (None, None, None),
    ],
)
def test_a_cell_that_leaves_no_doubt_is_split(
    text: str | None, target: str | None, actual: str | None
) -> None:
    form, row = read(TEXTS["≥95%/97%"], "指标值/完成值", text)
    assert (row.target, row.actual) == (target, actual)
    assert told(form) == []


@pytest.mark.parametrize(
    ("text", "name", "target"),
    [
        ("合格率（%）≥95", "合格率（%）", "≥95"),
        ("其中：女性人数≥10", "其中：女性人数", "≥10"),
        ("故障次数不超过3次", "故障次数", "不超过3次"),
        ("培训人数（100人）", "培训人数", "100人"),
        ("培训人数：100人", "培训人数", "100人"),
    ],
)
def test_a_name_ends_where_its_target_begins(text: str, name: str, target: str) -> None:
    form, row = read(TEXTS["人数≥100人"], "三级指标", text)
    assert (row.level3, row.target) == (name, target)
    assert [code for code, _ in told(form)] == ["column-split"]


@pytest.mark.parametrize("text", ["12所小学改造", "完成3次以上培训", "其中：一：二"])
def test_a_name_of_which_nobody_knows_the_end_is_told(text: str) -> None:
    form, row = read(TEXTS["人数≥100人"], "三级指标", text)
    assert (row.level3, row.target) == (text, None)
    assert [path for code, path in told(form) if code == "cell-not-split"] == [
        "indicators[1].level3",
        "indicators[1].target",
    ]


def test_a_column_that_its_heading_does_not_call_two_is_told() -> None:
    form, _ = read(TEXTS["人数≥100人"], "三级指标", "培训人数≥100人")
    (finding,) = form.findings
    both = "三级指标、年度指标值"
    assert (finding.code, finding.found, finding.expected) == ("column-split", "三级指标", both)


def test_names_alone_are_no_targets() -> None:
    says = record(random.Random("names"), NATIONAL.shape)
    assert recognised(as_book(aimed("三级指标", lambda name, _: name)(says))) == ()

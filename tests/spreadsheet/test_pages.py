"""Printed pages in LibreOffice: each shows the labels of the rows that stand on it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.helpers.compare import evaluation_of
from tests.helpers.office import to_pdf
from xltools.generate import form_bytes
from xltools.library import official_form, official_forms
from xltools.rules.layout.model import Layout
from xltools.rules.layout.placing import lay_out
from xltools.text import render

LEVEL1, LEVEL2 = ("甲乙", "丙丁"), ("子丑", "寅卯", "辰巳")  # short: on one line in every form
REASON = "雨季停工，进度推迟。改进措施：提前安排工期，按月检查。"


def record() -> dict[str, object]:
    """Sixty rows in groups of thirty and of ten."""
    rows = [
        {
            "level1": LEVEL1[index // 30],
            "level2": LEVEL2[index // 10 % 3],
            "level3": f"第{index:02}项",
            "target": "≥95%",
            "reason": REASON * (index % 4),
        }
        for index in range(60)
    ]
    return {"project": "道路养护", "indicators": rows}


def pages(pdf: Path) -> list[str]:
    """The text of each page, without blanks."""
    said = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    return ["".join(page.split()) for page in said.stdout.decode().split("\f")]


def on_page(layout: Layout, first: int, last: int) -> set[str]:
    """The labels merged downwards that must show on a page with these rows."""
    groups = (
        group for group in layout.groups if group.area.first.row >= first and group.area.last.row <= last
    )
    return {str(group.content) for group in groups if group.content}


@pytest.mark.parametrize("form_id", official_forms())
def test_each_page_shows_the_labels_of_its_rows(form_id: str, tmp_path: Path) -> None:
    form, evaluation = official_form(form_id), evaluation_of(record())
    path = tmp_path / f"{form_id}.xlsx"
    path.write_bytes(form_bytes(form, evaluation))
    layout = lay_out(form.definition, evaluation, form.pack, form.styles, render)
    found = pages(to_pdf(path, tmp_path / "pdf"))
    starts = [1, *(end + 1 for end in layout.page_ends)]
    assert len(starts) > 1
    rows = {f"第{index:02}项": rows[0] for index, rows in enumerate(layout.arrangement.indicators)}
    for number, (first, last) in enumerate(zip(starts, [*layout.page_ends, layout.last_row], strict=True)):
        here = {name for name, row in rows.items() if first <= row <= last}
        assert {name for name in rows if name in found[number]} == here, number  # the page ends where we say
        labels = {"".join(label.split()) for label in on_page(layout, first, last)} & {*LEVEL1, *LEVEL2}
        assert all(label in found[number] for label in labels), number
        levels = [evaluation.indicators[int(name[1:3])] for name in here]
        if "level1" in {spec.field for spec in form.definition.indicators.columns}:
            assert labels == {level.level1 for level in levels} | {level.level2 for level in levels}
        assert "第" + str(number + 1) + "页" in found[number]

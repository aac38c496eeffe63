"""A form definition says all of a form, and a wrong one is refused with file, key and reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from xltools.assets import asset
from xltools.errors import DefinitionError
from xltools.library import load_form, official_forms

SHIPPED = asset("templates", "forms", "shanghai-2022.toml").read_text("utf-8")


def refusal(text: str, folder: Path, name: str = "shanghai-2022.toml") -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    with pytest.raises(DefinitionError) as caught:
        load_form(path)
    return str(caught.value)


# what is written wrongly: (the shipped text, the wrong text, what the refusal must name)
SLIPS = {
    "missing key": ('version = "1"\n', "", ("version", "缺少")),
    "unknown key": ('version = "1"\n', 'version = "1"\ncolour = "red"\n', ("colour", "不认识")),
    "number for text": ('version = "1"\n', "version = 1\n", ("version", "文字")),
    "empty text": ('money_unit = "元"', 'money_unit = ""', ("money_unit", "不能为空")),
    "bad id": ('id = "shanghai-2022"', 'id = "Shanghai 2022"', ("id", "小写字母")),
    "id unlike the file": ('id = "shanghai-2022"', 'id = "shanghai-2023"', ("id", "文件名")),
    "column outside": (
        'columns = "D:I", field = "project"',
        'columns = "D:J", field = "project"',
        ("lines[2][1].columns", "超出"),
    ),
    "no column": (
        'columns = "D:I", field = "project"',
        'columns = "7", field = "project"',
        ("columns", "不是列"),
    ),
    "columns overlap": (
        '{ columns = "G", label = "unit" }',
        '{ columns = "F", label = "unit" }',
        ("columns", "重叠"),
    ),
    "unknown label": (
        '{ columns = "G", label = "unit" }',
        '{ columns = "G", label = "office" }',
        ("label", "office"),
    ),
    "unknown field": ('field = "project"', 'field = "projekt"', ("field", "projekt")),
    "unknown style": (
        'field = "title", style = "title"',
        'field = "title", style = "headline"',
        ("headline", "没有这个样式"),
    ),
    "unknown kind": ('kind = "funds"', 'kind = "money"', ("kind", "money")),
    "weight no number": ('weight = "50"', 'weight = "五十"', ("tree[0].weight", "不是数字")),
    "no total fund": ("total = true, ", "", ("rows", "total = true")),
    "unknown fund label": ('label = "fund_carried"', 'label = "carried"', ("rows[2].label", "carried")),
    "fund without a name": ('label = "fund_carried", ', "", ("rows[2].item", "缺少")),
    "unknown rule": (
        'total_score = "total_score"',
        'total_score = "average"',
        ("formulas.total_score", "average"),
    ),
    "formula of a text": (
        'total_score = "total_score"',
        'project = "total_score"',
        ("formulas.project", "不是可以计算"),
    ),
    "unknown rule pack": ('rules = "national"', 'rules = "moon"', ("moon.toml", "找不到")),
    "unknown paper": ('paper = "A4"', 'paper = "A9"', ("print.paper", "A9")),
    "label without text": (
        'title = ["财政项目支出绩效自评表"]',
        "title = []",
        ("labels.title", "至少"),
    ),
    "text that is no jinja2": ('"（{% if year %}', '"（{% if %}', ("text", "无法填写")),
    "no TOML": ("\n[labels]\n", "\n[labels\n", ("TOML",)),
}


# a form's own validation: (what is written, what the refusal must name)
GUARDS = {
    "unknown variable": ('prompt = "{{ office }}"', ("validations", "office")),
    "of nothing": ("", ("validations[0].prompt", "prompt")),
    "list and bound": ('list = "level1"\nmin = "0"\nerror = "错"', ("validations[0].list", "只能写一个")),
    "no word for the error": ('min = "0"', ("validations[0].error", "填错")),
}


@pytest.mark.parametrize("guard", GUARDS)
def test_a_wrong_validation_is_refused(guard: str, tmp_path: Path) -> None:
    text, names = GUARDS[guard]
    head = '[[validations]]\nfields = ["indicators.score"]\ntitle = "得分"\n'
    said = refusal(f"{SHIPPED}\n{head}{text}\n", tmp_path)
    assert not [name for name in ("shanghai-2022.toml", *names) if name not in said], said


@pytest.mark.parametrize("slip", SLIPS)
def test_a_wrong_definition_names_file_key_and_reason(slip: str, tmp_path: Path) -> None:
    right, wrong, names = SLIPS[slip]
    assert right in SHIPPED
    said = refusal(SHIPPED.replace(right, wrong, 1), tmp_path)
    missing = [name for name in ("toml", *names) if name not in said]
    assert not missing, said


def test_two_indicator_blocks_are_refused(tmp_path: Path) -> None:
    start = SHIPPED.index('[[blocks]]\nkind = "indicators"')
    end = SHIPPED.index("[[blocks]]", start + 1)
    assert "indicators" in refusal(SHIPPED + "\n" + SHIPPED[start:end], tmp_path)


def test_a_missing_definition_is_named(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"nowhere\.toml：找不到"):
        load_form(tmp_path / "nowhere.toml")


def test_every_shipped_form_loads_and_says_its_source() -> None:
    forms = official_forms()
    assert "shanghai-2022" in forms
    assert all(form.definition.source and form.definition.version for form in forms.values())


def test_the_groups_carry_the_published_weights() -> None:
    form = official_forms()["shanghai-2022"].definition
    assert form.funds is not None
    execution = [str(row.weight) for row in form.funds.rows if row.total]
    assert [*execution, *(str(level.weight) for level in form.tree)] == ["10", "50", "30", "10"]

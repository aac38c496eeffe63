"""Forms as other offices publish them are read by their own definition, with nothing to doubt."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest

from tests.helpers.published_sichuan import published_sichuan
from tests.helpers.strange_forms import Truth
from tests.helpers.strange_kinds import KINDS
from tests.helpers.strange_paper import Ink, Paper, as_book, box, save
from tests.helpers.strange_records import Record, record
from tests.helpers.strange_score import compared
from xltools.library import recognised
from xltools.read import read_file

SICHUAN = next(kind for kind in KINDS if kind.id == "sichuan")


def _says(seed: str) -> Record:
    says = record(random.Random(seed), SICHUAN.shape)
    says["expected_goal"], says["actual_outcome"] = "养护公路 120 公里。", "养护公路 118 公里。"
    return says


@pytest.mark.parametrize("seed", ["first", "second", "third"])
def test_the_form_of_sichuan_is_read_without_doubt(seed: str) -> None:
    says = _says(seed)
    (form,) = recognised(as_book([published_sichuan(says)]))
    assert form.definition_id == "sichuan"
    assert [field for field in compared([Truth(SICHUAN, says, "万元")], [form]) if not field.right] == []
    assert {finding.code for finding in form.findings} == {"outside-record"}


def test_so_is_its_file(tmp_path: Path) -> None:
    says = _says("file")
    forms = read_file(save([published_sichuan(says)], tmp_path / "自评表.xlsx")).forms
    assert [field for field in compared([Truth(SICHUAN, says, "万元")], forms) if not field.right] == []


def test_a_label_for_the_next_signature_is_no_signature() -> None:
    paper = published_sichuan(_says("signed"))
    (blank,) = recognised(as_book([paper]))
    place = next(ref for ref, ink in paper.cells.items() if ink.value == "财务负责人：")
    paper.cells[place] = Ink("李某")
    (signed,) = recognised(as_book([paper]))
    told = [
        [one.found for one in form.findings if one.place and one.place.label == "项目负责人"]
        for form in (blank, signed)
    ]
    assert told == [[], ["李某"]]


_TARGETS = [
    ["项目支出绩效目标表"],
    ["项目名称", "校舍维修"],
    ["主管部门", "某县教育局", "实施单位", "第一小学"],
    ["一级指标", "二级指标", "指标内容", "绩效标准", "当年预期实现值"],
    ["产出指标", "数量指标", "维修校舍", "反映维修情况", "≥3栋"],
    ["效益指标", "社会效益指标", "受益学生", "反映受益情况", "≥900人"],
]
_MONITORED = [
    ["项目支出绩效运行监控表"],
    ["项目名称", "河道保洁", "实施单位", "河道管理所"],
    ["一级指标", "二级指标", "年度指标值", "1-7月执行情况", "全年预计完成情况", "偏差原因分析"],
    ["产出指标", "保洁里程", "120公里", "70公里", "120公里", None],
]
_STANDARDS = [
    ["民生工程绩效评价指标表"],
    ["序号", "一级指标", "二级指标", "三级指标", "指标分值", "指标解释", "评分标准", "自评"],
    [Decimal(1), "投入", "项目立项", "立项依据", Decimal(2), "是否符合政策", "符合得2分", Decimal(2)],
]


@pytest.mark.parametrize("table", [_TARGETS, _MONITORED, _STANDARDS])
def test_what_offices_publish_beside_them_is_no_form(table: list[list[str | Decimal | None]]) -> None:
    paper = Paper()
    for row in table:
        paper.line([box(each) for each in row])
    assert recognised(as_book([paper])) == ()

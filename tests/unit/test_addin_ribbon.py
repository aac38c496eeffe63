"""The ribbon: what Office reads is well made; each button finds its procedure, its picture and its words."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from tests.helpers.vba import parse
from xltools.addin import content as addin
from xltools.assets import asset
from xltools.errors import DefinitionError

NAMESPACES = {
    "2007": "http://schemas.microsoft.com/office/2006/01/customui",
    "2010": "http://schemas.microsoft.com/office/2009/07/customui",
}
CHILDREN = {
    "customUI": "ribbon",
    "ribbon": "tabs",
    "tabs": "tab",
    "tab": "group",
    "group": "button",
    "button": "",
}
ATTRIBUTES = {
    "tab": {"id", "label"},
    "group": {"id", "label"},
    "button": {"id", "label", "imageMso", "size", "onAction", "screentip", "supertip"},
}
"""The elements and attributes that we use, as [MS-CUSTOMUI] 2.2 allows them in both editions."""

LABELS = ["重新计算", "检查", "上一处问题", "下一处问题", "清除标记", "建议分", "恢复自动公式",
          "新建表单", "从名册生成…", "汇总文件夹…", "导出 PDF", "自检", "关于"]  # fmt: skip


@pytest.fixture(params=list(NAMESPACES))
def ribbon(request: pytest.FixtureRequest) -> etree._Element:
    return etree.fromstring(addin.ribbon_xml(request.param).encode())


def buttons(ribbon: etree._Element) -> list[dict[str, str]]:
    return [
        {str(key): str(value) for key, value in button.attrib.items()} for button in ribbon.iter("{*}button")
    ]


@pytest.mark.parametrize(("edition", "namespace"), NAMESPACES.items())
def test_each_edition_has_its_namespace(edition: str, namespace: str) -> None:
    root = etree.fromstring(addin.ribbon_xml(edition).encode())
    assert {etree.QName(element).namespace for element in root.iter("*")} == {namespace}


def test_both_editions_say_the_same() -> None:
    first, second = (addin.ribbon_xml(edition).replace(NAMESPACES[edition], "") for edition in NAMESPACES)
    assert first == second


def test_elements_and_attributes_are_those_of_the_format(ribbon: etree._Element) -> None:
    assert etree.QName(ribbon).localname == "customUI"
    for element in ribbon.iter("*"):
        name = etree.QName(element).localname
        assert {etree.QName(child).localname for child in element} <= {CHILDREN[name]}
        assert set(element.attrib) == ATTRIBUTES.get(name, set())
        assert (element.text or "").strip() == ""


def test_ids_are_unique_and_of_the_allowed_shape(ribbon: etree._Element) -> None:
    found = [str(element.get("id")) for element in ribbon.iter("*") if element.get("id")]
    assert len(found) == len(set(found)) > 0
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,1023}", one) for one in found)


def test_the_buttons_are_those_of_the_plan(ribbon: etree._Element) -> None:
    assert [button["label"] for button in buttons(ribbon)] == LABELS


def test_labels_and_tips_are_chinese_and_not_too_long(ribbon: etree._Element) -> None:
    for element in ribbon.iter("{*}tab", "{*}group", "{*}button"):
        for key in {"label", "screentip", "supertip"} & set(element.attrib):
            assert re.search(r"[\u4e00-\u9fff]", str(element.get(key)))
            assert len(str(element.get(key))) <= 1024
    assert all(button["supertip"].endswith("。") for button in buttons(ribbon))


def test_each_callback_is_a_public_procedure_of_one_object(ribbon: etree._Element) -> None:
    module = parse("XltoolsRibbon", asset("macros", "XltoolsRibbon.bas").read_text(encoding="ascii"))
    signatures = {f"{module.name}.{p.name}": (p.kind, p.public, p.parameters) for p in module.procedures}
    called = [button["onAction"] for button in buttons(ribbon)]
    assert sorted(called) == sorted(signatures)
    assert set(signatures.values()) == {("sub", True, (("control", "Object"),))}


def test_each_picture_is_of_the_documented_list_and_used_once(ribbon: etree._Element) -> None:
    assert sorted(button["imageMso"] for button in buttons(ribbon)) == addin.ribbon_data()["icons"]


def test_sizes_are_those_of_the_format(ribbon: etree._Element) -> None:
    assert {button["size"] for button in buttons(ribbon)} == {"large", "normal"}


def test_a_button_that_is_not_ready_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    data = addin.ribbon_data()
    one, two = data["groups"][:2]
    groups = [
        {**one, "buttons": [{**button, "ready": button["function"] == "check"} for button in one["buttons"]]},
        {**two, "buttons": [{**button, "ready": False} for button in two["buttons"]]},
    ]
    monkeypatch.setattr(addin, "ribbon_data", lambda: {**data, "groups": groups})
    root = etree.fromstring(addin.ribbon_xml("2010").encode())
    assert [button["onAction"] for button in buttons(root)] == ["XltoolsRibbon.OnCheck"]
    assert len(list(root.iter("{*}group"))) == 1


def test_words_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    data = addin.ribbon_data()
    monkeypatch.setattr(addin, "ribbon_data", lambda: {**data, "tab": {"id": "T", "label": '甲<&"乙'}})
    root = etree.fromstring(addin.ribbon_xml("2007").encode())
    assert next(root.iter("{*}tab")).get("label") == '甲<&"乙'


def test_every_message_that_vba_asks_for_is_there_and_no_other() -> None:
    text = asset("macros", "XltoolsHandOver.bas").read_text(encoding="ascii")
    asked = set(re.findall(r'"([a-z]+(?:_[a-z]+)+)"', text))
    asked |= {f"{key}_recalculated" for key in asked if key.startswith("python_")}
    messages = addin.ribbon_data()["messages"]
    assert asked | {"title"} == set(messages)
    assert all(re.search(r"[\u4e00-\u9fff]", text) and len(text) < 255 for text in messages.values())


def test_an_edition_that_is_not_known_is_an_error() -> None:
    with pytest.raises((KeyError, DefinitionError)):
        addin.ribbon_xml("1997")

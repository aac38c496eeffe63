"""The language of the rules: what it says in Decimal, in Excel and on paper, and what it refuses."""

from __future__ import annotations

from decimal import Decimal

import pytest

from xltools.rules.pack.derivation import working
from xltools.rules.pack.expression import ExpressionError, parse_expression

A1 = {"a": "A1", "b": "B1", "c": "C1", "numbers": "D1:D9,F2"}
HALF_UP = {
    "points": parse_expression("round(round(x, 10), 2)"),
    "step": parse_expression("1 if x >= 0.9 else 0"),
    "square": parse_expression("x * x"),
}


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("a / b * c", "A1/B1*C1"),
        ("a / (b * c)", "A1/(B1*C1)"),
        ("a - (b - c)", "A1-(B1-C1)"),
        ("(a - b) / c", "(A1-B1)/C1"),
        ("-a * b", "(-A1)*B1"),
        ("round(sum(numbers), 2)", "ROUND(SUM(D1:D9,F2),2)"),
        ("trunc(a, 2)", "ROUNDDOWN(A1,2)"),
        ("min(a, max(0, b))", "MIN(A1,MAX(0,B1))"),
        ("1 if a > 0 and not b == 0 else c", "IF(AND(A1>0,NOT(B1=0)),1,C1)"),
        ("0 if a != b or a <= 3 else 1.5", "IF(OR(A1<>B1,A1<=3),0,1.5)"),
        ("points(a * b)", "ROUND(ROUND(A1*B1,10),2)"),
        ("points(step(a) * b)", "ROUND(ROUND(IF(A1>=0.9,1,0)*B1,10),2)"),
    ],
)
def test_excel_voice(text: str, formula: str) -> None:
    assert parse_expression(text, HALF_UP).excel(A1) == formula


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a / b * c", "1.5"),
        ("a - b - c", "-8"),
        ("round(2.345, 2)", "2.35"),
        ("round(-2.345, 2)", "-2.35"),
        ("trunc(2.349, 2)", "2.34"),
        ("trunc(-2.349, 2)", "-2.34"),
        ("sum(numbers) + a", "7"),
        ("max(numbers)", "3"),
        ("min(numbers, c)", "1"),
        ("a if a >= b else -b", "-4"),
        ("points(84.645)", "84.65"),
    ],
)
def test_decimal_voice(text: str, value: str) -> None:
    values: dict[str, Decimal | list[Decimal]] = {
        "a": Decimal(2),
        "b": Decimal(4),
        "c": Decimal(6),
        "numbers": [Decimal(1), Decimal(3), Decimal(1)],
    }
    values["c"] = Decimal(3) if text == "a / b * c" else Decimal(6)
    assert parse_expression(text, HALF_UP).compute(values) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "said", "value"),
    [
        ("points(max(a, 0) / b * c)", "95% ÷ 100 × 4", "3.8"),
        ("min(c, points(a / b * c))", "95% ÷ 100 × 4", "3.8"),
        ("(1 - (a - b) / b) * c", "(1 − (95% − 100) ÷ 100) × 4", "4.2"),
        ("c if a >= b else a - (b - c)", "95% − (100 − 4)", "-1"),
        ("a / (b / c)", "95% ÷ (100 ÷ 4)", "3.8"),
        ("a * -c", "95% × −4", "-380"),
        ("sum(numbers) * c", "(1 + 2.5) × 4", "14"),
        ("min(points(sum(numbers)), 3)", "1 + 2.5", "3.5"),
        ("step(a) * c", "1 × 4", "4"),
    ],
)
def test_paper_voice_tells_what_was_reckoned(text: str, said: str, value: str) -> None:
    values: dict[str, Decimal | list[Decimal]] = {
        "a": Decimal(95),
        "b": Decimal(100),
        "c": Decimal(4),
        "numbers": [Decimal(1), Decimal("2.50")],
    }
    told = working(parse_expression(text, HALF_UP), values, {"a": "95%"})
    assert (told.text, told.value, told.is_bare) == (said, Decimal(value), False)


def test_a_number_taken_over_is_bare() -> None:
    told = working(parse_expression("c if a >= 1 else 0"), {"a": Decimal(1), "c": Decimal(4)})
    assert (told.text, told.is_bare) == ("4", True)


def test_known_inputs_settle_choices() -> None:
    expression = parse_expression("(c if a >= b else a / b * c) if c > 0 else 0")
    settled = expression.settled({"a": Decimal(1), "b": Decimal(2)})
    assert settled.excel({"a": "1", "b": "2", "c": "G9"}) == "IF(G9>0,1/2*G9,0)"
    assert "A1>=B1" in expression.excel(A1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a +", "“a +”不是算式"),
        ("a ** 2", "算式里不能写“a ** 2”"),
        ("a < b < c", "算式里不能写“a < b < c”"),
        ("__import__('os')", "算式里不能写“__import__('os')”"),
        ("a.b", "算式里不能写“a.b”"),
        ("'a'", "算式里只能写数字"),
        ("True", "算式里只能写数字"),
        ("1e400", "算式里不能写“1e309”"),
        ("floor(a)", "算式里不能写“floor(a)”"),
        ("round(a)", "“round”要写两项：数和小数位数，例如 round(a, 2)"),
        ("round(a, b)", "“round”要写两项：数和小数位数，例如 round(a, 2)"),
        ("sum()", "“sum”的括号里要写数"),
        ("min(a, key=b)", "算式里不能写“min(a, key=b)”"),
        ("round", "算式里不能写“round”"),
        ("a > b", "“a > b”应当是数，不是条件"),
        ("(a > b) * 2", "“a > b”的位置上应当是数"),
        ("1 if a else 2", "“a”的位置上应当是条件"),
        ("not a", "“a”的位置上应当是条件"),
        ("points(a, b)", "“points”要写一个数"),
        ("square(" * 12 + "a" + ")" * 12, "算式太长"),
        ("max(" * 60 + "a" + ")" * 60, "算式太长"),
        ("+".join("a" * 3000), "不是算式"),
    ],
)
def test_what_the_voices_do_not_speak_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ExpressionError) as refused:
        parse_expression(text, HALF_UP)
    assert reason in str(refused.value)


def test_a_condition_is_no_number() -> None:
    with pytest.raises(ExpressionError, match="应当是条件"):
        parse_expression("a + 1", condition=True)
    assert parse_expression("a > 1", condition=True).holds({"a": Decimal(2)})


def test_a_list_is_no_number() -> None:
    with pytest.raises(TypeError):
        parse_expression("a + 1").compute({"a": [Decimal(1)]})
    assert parse_expression("sum(a) + max(b, 0)").single == frozenset()
    assert parse_expression("sum(a) + b").single == {"b"}

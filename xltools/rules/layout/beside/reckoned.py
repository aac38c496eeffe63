"""What the formulas beside a form come to, step by step as `excel` writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from xltools.model import Indicator
from xltools.rules.layout.beside.bands import OF_WORDS, band_of
from xltools.rules.layout.beside.columns import DIFFERENCE, SUGGESTED, Beside
from xltools.rules.layout.beside.excel import DIGITS, LIKE_SIGNS, NUMBER_CHARACTERS
from xltools.rules.layout.model import Content
from xltools.rules.notation.model import SIGNS, Comparator
from xltools.rules.notation.usual import (
    ASKED,
    HUNDREDFOLD,
    JUDGED,
    MOST_DIGITS,
    SAME,
    UNREAD,
    YEAR,
    Usual,
    usual,
)
from xltools.rules.notation.words import words
from xltools.rules.pack.model import RulePack
from xltools.rules.scoring.suggest_wording import has_word

_SPACES = re.compile(" +")
_OTHERS = re.compile(f"[{re.escape(NUMBER_CHARACTERS)}]")
_NUMBER = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3}){1,2})(?:\.\d+)?")
_DATE = re.compile(r"(?:19|20)(?:\d{2}\.|\d{6}(?:\.|\Z))")
_A_YEAR = re.compile(r"(?:19|20)..")
_EQUAL = SIGNS[Comparator.EQUAL]
_UPPER = (SIGNS[Comparator.AT_MOST], SIGNS[Comparator.BELOW])
_EDGES = (SIGNS[Comparator.ABOVE], SIGNS[Comparator.BELOW])
_ZERO = Decimal(0)

Contents = Mapping[str, Content]


def issued_contents(indicator: Indicator) -> tuple[Usual | None, dict[str, Content]]:
    """What a form is issued with of a target; nothing where there is none yet."""
    if not indicator.target:
        return None, {}
    name = indicator.level3 or ""
    known = usual(indicator.target, name)
    if known.sign == JUDGED and has_word("question", indicator.target):
        known = replace(known, sign=ASKED)
    contents: dict[str, Content] = {
        "issued": f"{name}|{indicator.target}" if known.sign == _EQUAL else indicator.target,
        "sign": known.sign,
    }
    if known.goal is not None:
        contents |= {
            "goal": known.goal,
            "units": known.units,
            "over": known.over,
            "under": known.under,
            "share_over": known.share_over,
            "share_under": known.share_under,
            "only": Decimal(1) if known.only else None,
        }
    return known, contents


def reckoned(
    indicator: Indicator, known: Usual | None, cost: Decimal, beside: Beside, pack: RulePack
) -> dict[str, Content]:
    """The results of a row whose actual is filled in."""
    steps = _steps(indicator.actual or "", known, beside)
    actual = None if known is None or known.goal is None else _actual(indicator, known, steps)
    same = indicator.actual == indicator.target
    band = band_of(known.sign if known else "", str(steps["text"]), same, indicator.weight, beside, pack)
    suggested = _suggested(indicator, known, cost, {**steps, "band": band}, actual, beside, pack)
    return {
        **steps,
        "actual_number": actual,
        "band": band,
        SUGGESTED: suggested,
        DIFFERENCE: _difference(indicator.score, suggested),
    }


def _difference(score: Decimal | None, suggested: Content) -> Decimal | None:
    return None if score is None or not isinstance(suggested, Decimal) else score - suggested


def _steps(text: str, known: Usual | None, beside: Beside) -> dict[str, Content]:
    """From the text to the number."""
    for old, new in beside.marks:
        text = text.replace(old, new)
    text = _trimmed(text)
    first = next((place for place, char in enumerate(text) if char in DIGITS), len(text))
    before = _trimmed(text[:first])
    said = before[-1:] if _is_sign(before[-1:], known.sign if known else "") else ""
    lead = _trimmed(before.removesuffix(said))
    rest = text if lead and lead not in beside.leads.known else text[first:]
    if lead == beside.leads.money and not text.endswith(beside.leads.unit):
        rest += beside.leads.unit
    unit = _OTHERS.sub("", rest)
    digits = rest.removesuffix(unit) if unit and rest.endswith(unit) else "" if unit else rest
    measure = _measure(unit.strip(" "), known, beside)
    serves = lead in beside.leads.yearly and measure in words().service[1]
    places = None if serves else _places(digits, measure, known)
    number = None
    if places is not None:
        number = Decimal(digits.replace(",", "").replace(".", "")).scaleb(-places)
    return {
        "text": text,
        "first": Decimal(first + 1),
        "said": said,
        "lead": lead,
        "rest": rest,
        "unit": unit,
        "digits": digits,
        "measure": measure,
        "places": None if places is None else Decimal(places),
        "number": number,
    }


def _is_sign(said: str, sign: str) -> bool:
    return said in (_EQUAL, sign) or sign + said in LIKE_SIGNS


def _measure(unit: str, known: Usual | None, beside: Beside) -> str:
    """The unit without a full stop, and without words that only repeat the sign of the target."""
    unit = unit.removesuffix(beside.stop)
    for sign, tail in beside.tails:
        if known and known.sign == sign:
            unit = unit.removesuffix(tail)
    return _trimmed(unit)


def _trimmed(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" ")


def _places(digits: str, unit: str, known: Usual | None) -> int | None:
    if not _NUMBER.fullmatch(digits) or _DATE.match(digits):
        return None
    if len(digits.replace(",", "").replace(".", "")) > MOST_DIGITS:
        return None
    if unit.startswith(YEAR) and _A_YEAR.fullmatch(digits):
        return None
    decimals = len(digits.partition(".")[2])
    if not unit:
        return decimals
    _, found, behind = ((known and known.units) or "").partition(f"|{unit}|")
    return decimals + int(behind[:2]) if found else None


def _actual(indicator: Indicator, known: Usual, steps: Contents) -> Decimal | None:
    if indicator.actual == indicator.target:
        return known.goal
    if known.goal == 0 and steps["text"] in words().absent:
        return _ZERO
    number = steps["number"]
    if not isinstance(number, Decimal):
        return None
    return number if steps["measure"] else _literal(number, known)


def _literal(number: Decimal, known: Usual) -> Decimal | None:
    """A number without a unit."""
    if number == 0 or _between(known.over, number, known.under):
        return number
    return number * HUNDREDFOLD if _between(known.share_over, number, known.share_under) else None


def _between(over: Decimal | None, number: Decimal, under: Decimal | None) -> bool:
    return (over or _ZERO) < number < (under or _ZERO)


def _suggested(
    indicator: Indicator,
    known: Usual | None,
    cost: Decimal,
    steps: Contents,
    actual: Decimal | None,
    beside: Beside,
    pack: RulePack,
) -> Content:
    weight = indicator.weight
    if known is None or weight is None or weight < 0 or not _trimmed(indicator.actual or ""):
        return None
    if known.sign in OF_WORDS:
        return steps["band"] or beside.judged
    if known.sign == SAME and indicator.actual == indicator.target:
        return pack.quantitative["met"].value.compute({"weight": weight})
    if known.sign in (SAME, UNREAD) or actual is None or _open(known, actual, cost, steps, beside, pack):
        return beside.unread
    values = {"actual": actual, "target": known.goal, "weight": weight}
    return pack.quantitative[_rule(known)].compute(values)


def _open(
    known: Usual, actual: Decimal, cost: Decimal, steps: Contents, beside: Beside, pack: RulePack
) -> bool:
    """True where only a person can say what the number comes to."""
    goal = known.goal or _ZERO
    if known.sign in _EDGES and actual == goal and steps["said"] != known.sign:
        return True
    if steps["said"] not in ("", _EQUAL, known.sign) and _missed(known, goal, actual):
        return True
    if known.sign == _EQUAL and goal and actual != goal and (known.only or cost):
        return True
    if steps["lead"] in beside.leads.about and not _far_and_met(known, goal, actual):
        return True
    over = pack.over_achievement
    if over is None or over.deducted is None or known.sign in _UPPER:
        return False
    return goal > 0 and actual / goal >= over.threshold


def _missed(known: Usual, goal: Decimal, actual: Decimal) -> bool:
    return actual > goal if known.sign in _UPPER else actual < goal


def _far_and_met(known: Usual, goal: Decimal, actual: Decimal) -> bool:
    """True of an about-number that surely reaches the target."""
    if known.sign == _EQUAL:
        return actual == goal
    far = abs(actual - goal) > goal * words().limits.about
    return far and (actual < goal if known.sign in _UPPER else actual > goal)


def _rule(known: Usual) -> str:
    if known.goal == 0:
        return "zero" if known.sign in (*_UPPER, _EQUAL) else "met"
    if known.sign in _UPPER:
        return "reverse"
    return "equal" if known.sign == _EQUAL else "positive"

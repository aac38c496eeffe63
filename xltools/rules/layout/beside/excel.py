"""The columns beside a form as formulas of one row: Excel 2010, nothing volatile, nothing entered as array.

Each step has a cell of its own, so that no formula grows long and each can be looked at. What the steps do
to a text, `reckoned` does in the same order. Texts are compared by EXACT: `=` takes look-alikes for equal.
A number is put together from its digits, so that neither a date (1-2, 3/4) nor the decimal sign of a
country comes between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from xltools.rules.layout.beside.bands import OF_WORDS, band_formula, is_one_of
from xltools.rules.layout.beside.columns import DIFFERENCE, SUGGESTED, Beside, Leads
from xltools.rules.notation.align import SURELY_LITERAL
from xltools.rules.notation.usual import HUNDREDFOLD, MOST_DIGITS, SAME, YEAR
from xltools.rules.notation.words import words
from xltools.rules.pack.model import RulePack
from xltools.rules.scoring.suggest_wording import words_of

DIGITS = "0123456789"
NUMBER_CHARACTERS = f"{DIGITS},."
LIKE_SIGNS = ("≥>", ">≥", "≤<", "<≤")  # of a target, and of an actual that may say the same
DUST = 10  # decimals; what is beyond them is binary dust
_DATES = (36526, 54789)  # 2000 to 2049: a number between them may be a date that somebody typed


@dataclass(frozen=True)
class Row:
    """Addresses of one row. `target` is an expression where the target stands in several cells."""

    cells: Mapping[str, str]  # the form's own by field, those beside it by the name of the column
    target: str
    typed_target: str  # the cell that must hold a text
    cost_above: str | None  # the cell `cost` of the row above

    def __getitem__(self, name: str) -> str:
        return self.cells[name]


def row_formulas(row: Row, beside: Beside, pack: RulePack) -> dict[str, str]:
    """The formula of each column that has one, without `=`."""
    score, suggested, typed = row["score"], row[SUGGESTED], row["actual"]
    return {
        SUGGESTED: _suggested(row, beside, pack),
        DIFFERENCE: f'IF(COUNT({score},{suggested})<2,"",ROUND({score}-{suggested},{DUST}))',
        "cost": _cost(row),
        "text": f'IF(ISTEXT({typed}),TRIM({_evened(typed, beside)}),"")',
        "first": _first(row["text"]),
        "said": _said(_before(row), row["sign"]),
        "lead": f"TRIM(LEFT({_before(row)},LEN({_before(row)})-LEN({row['said']})))",
        "rest": _rest(row, beside.leads),
        "unit": _unit(row["rest"]),
        "digits": _digits(row["rest"], row["unit"]),
        "measure": _measure(f"TRIM({row['unit']})", row["sign"], beside),
        "places": f'IFERROR(IF(AND({_is_number(row, beside.leads)}),{_places(row)},""),"")',
        "number": _number(row["digits"], row["places"]),
        "actual_number": _actual(row),
        "band": band_formula(row["sign"], row["text"], _is_same(row), row["weight"], beside, pack),
    }  # fmt: skip


def score_formula(suggested: str) -> str:
    """The formula of a score that takes on the number in the cell 测算得分; blank where there is none."""
    return f'IF(COUNT({suggested})=0,"",{suggested}{MARK})'


MARK = '+N("自动测算")'
"""Marks the formula of a score that was filled in: it adds nothing, and shows in every spreadsheet."""


# -- from the text to the number


def _evened(cell: str, beside: Beside) -> str:
    return reduce(lambda inner, pair: f'SUBSTITUTE({inner},"{pair[0]}","{pair[1]}")', beside.marks, cell)


def _first(text: str) -> str:
    """Where the first digit stands; behind the text where there is none."""
    found = ",".join(f'FIND("{digit}",{text}&"{DIGITS}")' for digit in DIGITS)
    return f"MIN({found})"


def _before(row: Row) -> str:
    return f"TRIM(LEFT({row['text']},{row['first']}-1))"


def _said(before: str, sign: str) -> str:
    known = is_one_of(f"{sign}&RIGHT({before})", LIKE_SIGNS)
    own = f'OR(EXACT(RIGHT({before}),"="),EXACT(RIGHT({before}),{sign}),{known})'
    return f'IF({own},RIGHT({before}),"")'


def _rest(row: Row, leads: Leads) -> str:
    """The text from its number on, where nothing but its sign and a known word stand before."""
    text, lead = row["text"], row["lead"]
    known = f"OR(LEN({lead})=0,{is_one_of(lead, leads.known)})"
    money = f'EXACT({lead},"{leads.money}"),NOT(EXACT(RIGHT({text}),"{leads.unit}"))'
    return f'IF({known},MID({text},{row["first"]},LEN({text}))&IF(AND({money}),"{leads.unit}",""),{text})'


def _unit(rest: str) -> str:
    """What is no part of a number."""
    return reduce(lambda inner, char: f'SUBSTITUTE({inner},"{char}","")', NUMBER_CHARACTERS, rest)


def _digits(rest: str, unit: str) -> str:
    behind = f"AND(LEN({rest})>LEN({unit}),EXACT(RIGHT({rest},LEN({unit})),{unit}))"
    return f'IF({behind},LEFT({rest},LEN({rest})-LEN({unit})),"")'


def _measure(unit: str, sign: str, beside: Beside) -> str:
    """The unit without a full stop, and without words that only repeat the sign of the target."""
    plain = f'IF(EXACT(RIGHT({unit}),"{beside.stop}"),LEFT({unit},LEN({unit})-1),{unit})'
    tails = is_one_of(f"{sign}&RIGHT({plain},2)", [sign + tail for sign, tail in beside.tails])
    return f"TRIM(IF({tails},LEFT({plain},LEN({plain})-2),{plain}))"


def _bare(digits: str) -> str:
    return f'SUBSTITUTE(SUBSTITUTE({digits},",",""),".","")'


def _is_number(row: Row, leads: Leads) -> str:
    """One point with digits around it, commas at the thousands, no more than a spreadsheet keeps; no date."""
    digits, measure = row["digits"], row["measure"]
    point = f'FIND(".",{digits}&".")'
    commas = f'(LEN({digits})-LEN(SUBSTITUTE({digits},",","")))'
    thousands = (
        f'AND({commas}<3,{commas}=INT(({point}-2-{commas})/3),MID({digits},{point}-4,1)=",",'
        f'IF({commas}=2,MID({digits},{point}-8,1)=",",TRUE))'
    )
    century = f'OR(LEFT({digits},2)="19",LEFT({digits},2)="20")'
    year = f'AND(LEN({digits})=4,EXACT(LEFT({measure}),"{YEAR}"))'
    date = f"AND({century},OR({year},AND(LEN({digits})>5,OR({point}=5,{point}=9))))"
    service = f"AND({is_one_of(row['lead'], leads.yearly)},{is_one_of(measure, sorted(words().service[1]))})"
    return ",".join(
        [
            f"LEN({_bare(digits)})>0",
            f"LEN({_bare(digits)})<={MOST_DIGITS}",
            f'LEN({digits})-LEN(SUBSTITUTE({digits},".",""))<2',
            f"{point}>1",
            f"{point}<>LEN({digits})",
            f"IF({commas}=0,TRUE,{thousands})",
            f"NOT({date})",
            f"NOT({service})",
        ]
    )


def _places(row: Row) -> str:
    """The decimals of the number once it is in the unit of the target; an error for any other unit."""
    digits, unit, units = row["digits"], row["measure"], row["units"]
    decimals = f'MAX(0,LEN({digits})-FIND(".",{digits}&"."))'
    found = f'FIND("|"&{unit}&"|",{units})+LEN({unit})+2'
    return f"{decimals}+IF(LEN({unit})=0,0,VALUE(MID({units},{found},2)))"


def _number(digits: str, places: str) -> str:
    """Whole digits divided by a power of ten: the very number that the text says."""
    value = f"VALUE({_bare(digits)})*10^MAX(0,-{places})/10^MAX(0,{places})"
    return f'IF(COUNT({places})=0,"",{value})'


# -- from the number to the actual


def _actual(row: Row) -> str:
    """The number that is held against the target, in its unit; blank where it cannot be told."""
    cell, number, target = row["actual"], row["number"], row.target
    absent = "|" + "|".join(sorted(words().absent)) + "|"
    none = f'AND({row["goal"]}=0,LEN({row["text"]})>0,ISNUMBER(FIND("|"&{row["text"]}&"|","{absent}")))'
    measured = f"IF(LEN({row['measure']})>0,{number},{_literal(row, number)})"
    written = f'IF({none},0,IF(COUNT({number})=0,"",{measured}))'
    typed = f"IF(ISNUMBER({cell}),{_typed_number(row, cell)},{written})"
    same = f"IF({_is_same(row)},{row['goal']},{typed})"
    return f'IF(ISERROR({cell}&{target}),"",IF(COUNT({row["goal"]})=0,"",{same}))'


def _is_same(row: Row) -> str:
    """The target word for word."""
    return f"AND(ISTEXT({row['actual']}),EXACT({row['actual']},{row.target}))"


def _literal(row: Row, number: str) -> str:
    """A number without a unit."""
    stands = f"OR({number}=0,AND({number}>{row['over']},{number}<{row['under']}))"
    return f"IF({stands},{number},{_share(row, number)})"


def _share(row: Row, number: str) -> str:
    inside = f"AND({number}>{row['share_over']},{number}<{row['share_under']})"
    return f'IF({inside},ROUND({number}*{HUNDREDFOLD},{DUST}),"")'


def _typed_number(row: Row, cell: str) -> str:
    """A number in the cell: no formula sees its format, so it counts where 95% and 0.95 come to the same."""
    first, last = _DATES
    not_a_date = f"OR({cell}<{first},{cell}>{last})"
    share = f"IF({cell}=0,0,{_share(row, cell)})"
    surely = f"{cell}>{SURELY_LITERAL},{cell}>{row['over']},{cell}<{row['under']},{not_a_date}"
    count = f'IF(OR({cell}=0,AND({surely})),{cell},"")'
    return f'IF(ISNUMBER(FIND("|%|",{row["units"]})),{share},{count})'


# -- from the actual to the score


def _cost(row: Row) -> str:
    """2 where 一级指标 names a cost, 1 where 二级指标 does; what is merged stands in the row above."""
    above = row.cost_above or "0"
    parts = []
    for name, factor, carried in (("level1", 2, f"INT({above}/2)"), ("level2", 1, f"MOD({above},2)")):
        if name in row.cells:
            cell = row[name]
            found = "+".join(f'ISNUMBER(SEARCH("{word}",{cell}))' for word in words_of("cost"))
            parts.append(f"IFERROR(IF(LEN({cell})=0,{carried},N(({found})>0)),0)*{factor}")
    return "+".join(parts) or "0"


def _suggested(row: Row, beside: Beside, pack: RulePack) -> str:
    weight, cell, target, sign = row["weight"], row["actual"], row.target, row["sign"]
    unread, judged = f'"{beside.unread}"', f'"{beside.judged}"'
    met = pack.quantitative["met"].bare_excel({"weight": weight})
    known = f'IF(EXACT({sign},"="),{row["level3"]}&"|","")&{target}'
    changed = f"IFERROR(IF(ISTEXT({row.typed_target}),NOT(EXACT({known},{row['issued']})),TRUE),TRUE)"
    scored = f"IF({_open(row, pack, beside.leads)},{unread},{_score(row, pack)})"
    measured = f"IF(COUNT({row['actual_number']})=0,{unread},{scored})"
    same = f'IF(EXACT({sign},"{SAME}"),IF(EXACT({cell},{target}),{met},{unread}),{measured})'
    words_say = f"IF(LEN({row['band']})>0,{row['band']},{judged})"
    by_kind = f"IF({changed},{unread},IF({is_one_of(sign, OF_WORDS)},{words_say},{same}))"
    filled = f'IF(ISERROR({cell}&{target}),{unread},IF(LEN(TRIM({cell}))=0,"",{by_kind}))'
    return f'IF(OR(LEN({row["issued"]})=0,COUNT({weight})=0),"",IF({weight}<0,"",{filled}))'


def _open(row: Row, pack: RulePack, leads: Leads) -> str:
    """True where only a person can say what the number comes to."""
    sign, goal, actual = row["sign"], row["goal"], row["actual_number"]
    said = row["said"]
    repeated = f"EXACT({said},{sign})"
    edge = f'AND(OR(EXACT({sign},">"),EXACT({sign},"<")),{actual}={goal},NOT({repeated}))'
    doubt = f"OR({row['only']}=1,{row['cost']}>0)"
    below = f"IF({_is_upper(sign)},{actual}>{goal},{actual}<{goal})"
    bound = f'AND(LEN({said})>0,NOT(EXACT({said},"=")),NOT({repeated}),{below})'
    unclear = f'AND(EXACT({sign},"="),{goal}<>0,{actual}<>{goal},{doubt})'
    over = pack.over_achievement
    if over is None or over.deducted is None:
        return f"OR({edge},{bound},{unclear},{_about(row, leads)})"
    ratio = f"IF({goal}>0,ROUND({actual}/{goal},{DUST})>={over.threshold:f},FALSE)"
    return f"OR({edge},{bound},{unclear},{_about(row, leads)},AND(NOT({_is_upper(sign)}),{ratio}))"


def _about(row: Row, leads: Leads) -> str:
    """An about-number that is near the target, or misses it."""
    sign, goal, actual = row["sign"], row["goal"], row["actual_number"]
    far = f"ROUND(ABS({actual}-{goal})-{goal}*{words().limits.about},{DUST})>0"
    met = f'IF({_is_upper(sign)},{actual}<{goal},IF(EXACT({sign},"="),FALSE,{actual}>{goal}))'
    exactly = f'AND(EXACT({sign},"="),{actual}={goal})'
    return f"AND({is_one_of(row['lead'], leads.about)},NOT(OR({exactly},AND({far},{met}))))"


def _is_upper(sign: str) -> str:
    return f'OR(EXACT({sign},"≤"),EXACT({sign},"<"))'


def _score(row: Row, pack: RulePack) -> str:
    """The points by the pack's own rules."""
    sign, goal = row["sign"], row["goal"]
    names = {"actual": row["actual_number"], "target": goal, "weight": row["weight"]}
    rules = {key: rule.bare_excel(names) for key, rule in pack.quantitative.items()}
    positive, equal = rules["positive"], rules["equal"]
    lower = positive if positive == equal else f'IF(EXACT({sign},"="),{equal},{positive})'
    at_least = f'OR(EXACT({sign},"≥"),EXACT({sign},">"))'
    zero = f"IF({at_least},{rules['met']},{rules['zero']})"
    return f"IF({goal}=0,{zero},IF({_is_upper(sign)},{rules['reverse']},{lower}))"

"""The points that the words of a qualitative actual stand for, where they leave no doubt: 建议 8～10 分.

Said twice, as a formula of one cell and as its result; which words name which band is the rule pack's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from xltools.rules.layout.beside.columns import Beside
from xltools.rules.notation.usual import ASKED, JUDGED, NO, YES
from xltools.rules.notation.words import words
from xltools.rules.pack.derivation import plain
from xltools.rules.pack.model import QualityBand, RulePack

OF_WORDS = (JUDGED, ASKED, YES, NO)
"""The signs of a target that is no number."""

LONGEST_LITERAL = 255  # characters of a text in a formula


def band_formula(sign: str, text: str, same: str, weight: str, beside: Beside, pack: RulePack) -> str:
    """The words of the band, blank where there is none; `same` is true where the target is repeated."""
    bands = pack.qualitative.bands
    found = f"IF(AND(EXACT({sign},{_quoted(JUDGED)}),{same}),{_said_by(bands[:1], weight, beside)},"
    found += '"")'
    for band in reversed(bands):
        found = f"IF({is_one_of(text, band.words)},{_said_by([band], weight, beside)},{found})"
    for answer, other, said in ((YES, NO, _yes()), (NO, YES, _no())):
        verdict = f"IF(EXACT({sign},{_quoted(answer)}),{_said_by(bands[:1], weight, beside)},"
        verdict += f"{_said_by(bands[1:], weight, beside)})"
        asked = f"OR(EXACT({sign},{_quoted(answer)}),EXACT({sign},{_quoted(other)}))"
        found = f"IF(AND({asked},{is_one_of(text, said)}),{verdict},{found})"
    blank = f"OR(COUNT({weight})=0,LEN({text})=0,NOT({is_one_of(sign, OF_WORDS)}))"
    return f'IF({blank},"",IF({weight}<0,"",{found}))'


def band_of(sign: str, text: str, same: bool, weight: Decimal | None, beside: Beside, pack: RulePack) -> str:
    """What the formula comes to."""
    if weight is None or weight < 0 or not text or sign not in OF_WORDS:
        return ""
    bands = _bands(sign, text, same, pack.qualitative.bands)
    if not bands:
        return ""
    low, high = bands[-1].points(weight)[0], bands[0].points(weight)[1]
    return beside.band.format(low=plain(low), high=plain(high))


def is_one_of(cell: str, texts: Iterable[str]) -> str:
    """True where a cell says one of the texts, to the letter."""
    found = [f'ISNUMBER(FIND("|"&{cell}&"|",{_quoted(part)}))' for part in _parts(texts)]
    return found[0] if len(found) == 1 else f"OR({','.join(found)})"


def _parts(texts: Iterable[str]) -> Iterator[str]:
    """The texts as lists that are no longer than a text may be in a formula."""
    part = ""
    for text in texts:
        if part and len(part) + len(text) + 3 > LONGEST_LITERAL:
            yield part
            part = ""
        part += f" |{text}|"  # with a gap, so that a blank is none of them
    yield part


def _bands(sign: str, text: str, same: bool, bands: Sequence[QualityBand]) -> Sequence[QualityBand]:
    if sign in (YES, NO) and text in (*_yes(), *_no()):
        return bands[:1] if (text in _yes()) == (sign == YES) else bands[1:]
    for band in bands:
        if text in band.words:
            return [band]
    return bands[:1] if same and sign == JUDGED else []


def _yes() -> tuple[str, ...]:
    return tuple(word for word, name in words().whole.items() if name == "yes")


def _no() -> tuple[str, ...]:
    no = [word for word, name in words().whole.items() if name == "no"]
    return (*no, *sorted(words().absent))


def _said_by(bands: Sequence[QualityBand], weight: str, beside: Beside) -> str:
    """The words for a run of bands, best first, put together by the formula."""
    names = {"weight": weight}
    low, high = bands[-1].low.bare_excel(names), bands[0].high.bare_excel(names)
    before, _, rest = beside.band.partition("{low}")
    between, _, after = rest.partition("{high}")
    return f"{_quoted(before)}&{low}&{_quoted(between)}&{high}&{_quoted(after)}"


def _quoted(text: str) -> str:
    return f'"{text}"'

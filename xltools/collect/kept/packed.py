"""What passes from a worker to the collection: little that stays at hand, and everything else packed.

Thousands of forms do not fit into memory with all their texts and cells. What forms are compared by does:
`lightened` leaves only that of a submission. The whole is read again from where it is kept, one submission
after the other, when the rows are written.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from functools import cache, lru_cache
from typing import Any

from xltools.collect.kept.stored import from_plain, plain
from xltools.collect.submission import Entry, FormResult, Submission
from xltools.collect.take.fetch import fetched
from xltools.collect.take.file import lost
from xltools.findings import Finding
from xltools.model import Evaluation, Fund, Indicator
from xltools.rules.reading import ReadForm

DAMAGED = (ValueError, LookupError, TypeError, zlib.error, ArithmeticError)
"""What reading something packed raises where it is none, or of another version."""

_COMPARED = re.compile(r"total_score|funds\[\d+]\.score")  # of what is computed: what grades depend on
_EXACT = Context(prec=1_000)  # normalize() rounds to the precision
_QUICKLY = 1  # zlib's level: the next ones take more time than the disk


@dataclass(frozen=True, slots=True)
class Packed:
    """A submission as bytes: the light one, and the whole where that is more.

    Where a part file has the whole, `part` names it, and the row in it.
    """

    light: bytes
    whole: bytes | None
    part: tuple[str, int] | None = None


def packed(submission: Submission) -> Packed:
    """Make it ready to be sent and kept."""
    light = _pack_light(lightened(submission))
    return Packed(light, _squeezed(plain(submission)) if submission.forms else None)


def taken(take: Callable[[Entry], Submission], entry: Entry) -> Packed:
    """What a worker does: take a file, and pack what it gave."""
    return packed(fetched(take, entry))


def lost_and_packed(entry: Entry, *, late: bool) -> Packed:
    """The same of a file that ended the process which read it."""
    return packed(lost(entry, late=late))


def unpacked(data: bytes, entry: Entry) -> Submission:
    """A submission from its bytes, for a file that may have another name now. Raises one of DAMAGED."""
    return from_plain(json.loads(zlib.decompress(data)), entry)


def unpacked_light(data: bytes, entry: Entry) -> Submission:
    """The same of a light one; what repeats from form to form is held once. Raises one of DAMAGED."""
    bare, repeated = json.loads(zlib.decompress(data))
    for result, (lines, codes) in zip(bare[_FORMS], repeated, strict=True):
        form = result[_FORM]
        form[_DEFINITION] = sys.intern(form[_DEFINITION])
        evaluation = form[_EVALUATION]
        for place in _NAMES:
            evaluation[place] = _shared(evaluation[place])
        for fund in evaluation[_FUNDS]:
            fund[_ITEM] = _shared(fund[_ITEM])
        evaluation[_INDICATORS] = tuple(_row(*line) for line in lines)
        result[_FINDINGS] = tuple(map(_bare, codes))
    return from_plain(bare, entry)


def _place(kind: type, field: str) -> int:
    """Where a field stands in a record that is a list."""
    return list(kind.__dataclass_fields__).index(field)  # type: ignore[attr-defined] # only of dataclasses


_FORMS = _place(Submission, "forms")
_FORM, _FINDINGS = _place(FormResult, "form"), _place(FormResult, "findings")
_DEFINITION, _EVALUATION = _place(ReadForm, "definition_id"), _place(ReadForm, "evaluation")
_NAMES = [_place(Evaluation, field) for field in ("form", "department", "unit")]
_FUNDS, _INDICATORS = _place(Evaluation, "funds"), _place(Evaluation, "indicators")
_ITEM = _place(Fund, "item")


def lightened(submission: Submission) -> Submission:
    """Only what forms are compared and counted by; of findings, their codes."""
    several = len(submission.forms) > 1
    return replace(submission, forms=tuple(_light(result, several) for result in submission.forms))


def _light(result: FormResult, several: bool) -> FormResult:
    form, evaluation = result.form, result.form.evaluation
    slim = replace(
        evaluation,
        title=None,
        expected_goal=None,
        actual_outcome=None,
        total_weight=None,
        funds=tuple(replace(fund, initial_budget=None, score=None) for fund in evaluation.funds),
        indicators=tuple(
            Indicator(weight=row.weight, score=row.score, reason=row.reason) for row in evaluation.indicators
        ),
    )
    first = dict(list(form.cells.items())[:1]) if several else {}  # its sheet tells it from the others
    return replace(
        result,
        form=replace(form, evaluation=slim, cells=first, findings=(), issued=None),
        findings=tuple(Finding(finding.code) for finding in result.findings),
        computed={path: value for path, value in result.computed.items() if _COMPARED.fullmatch(path)},
        suggested=(),
        says=_digest(evaluation),
    )


def _pack_light(light: Submission) -> bytes:
    bare = replace(light, forms=tuple(_without_repeated(result) for result in light.forms))
    return _squeezed([plain(bare), [_repeated(result) for result in light.forms]])


def _repeated(result: FormResult) -> list[Any]:
    """What many forms have: lines of weight, score and mostly no reason, and codes."""
    rows = result.form.evaluation.indicators
    lines = [plain([row.weight, row.score, row.reason]) for row in rows]
    return [lines, [finding.code for finding in result.findings]]


def _without_repeated(result: FormResult) -> FormResult:
    form = result.form
    bare = replace(form, evaluation=replace(form.evaluation, indicators=()))
    return replace(result, form=bare, findings=())


@lru_cache(maxsize=10_000)
def _row(weight: str | None, score: str | None, reason: str | None) -> Indicator:
    return Indicator(weight=_number(weight), score=_number(score), reason=reason)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _shared(text: str | None) -> str | None:
    return None if text is None else sys.intern(text)


@cache
def _bare(code: str) -> Finding:
    return Finding(code)


def _squeezed(plain: Any) -> bytes:  # noqa: ANN401 - whatever JSON can say
    return zlib.compress(json.dumps(plain, separators=(",", ":")).encode(), _QUICKLY)


def _digest(evaluation: Evaluation) -> str:
    """Equal for forms that say the same: 8 and 8.00 are the same number."""
    return hashlib.sha256(repr(_normal(evaluation)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _normal(value: Any) -> Any:  # noqa: ANN401 - whatever an evaluation holds
    if isinstance(value, Decimal):
        return f"{value.normalize(_EXACT)}"
    if isinstance(value, tuple):
        return [_normal(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return [_normal(getattr(value, name)) for name in value.__dataclass_fields__]
    return value

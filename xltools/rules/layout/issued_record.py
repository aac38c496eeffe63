"""The record a form was issued with travels in its hidden sheet, as JSON in pieces."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from xltools.errors import RecordError
from xltools.model import Evaluation
from xltools.rules.layout.names import META_ROWS
from xltools.rules.record import evaluation_from_json, record_text

LONGEST_PIECE = 15_000
"""Characters; beyond the basic plane one counts as two, and a cell holds 32,767."""
MOST_PIECES = META_ROWS - 20  # the rest is for form, version, ...
_MARK, _PIECE = "record", "record."
_PIECES = tuple(f"{_PIECE}{number}" for number in range(1, MOST_PIECES + 1))


def issued_rows(evaluation: Evaluation, text: str | None = None) -> dict[str, str]:
    """Rows of the hidden sheet: the record where it has indicators, and a mark of it.

    `text` is its `record_text`, where that is at hand.

    A record too long for the sheet is left out; the form is then not compared with it.
    """
    text = record_text(evaluation) if text is None else text
    pieces = [text[at : at + LONGEST_PIECE] for at in range(0, len(text), LONGEST_PIECE)]
    if not evaluation.indicators or len(pieces) > MOST_PIECES:
        return {}
    return {_MARK: _mark_of(text), **dict(zip(_PIECES, pieces, strict=False))}


def issued_of(meta: Mapping[str, str]) -> tuple[Evaluation | None, bool]:
    """The issued record of a hidden sheet, and whether one is there but damaged."""
    text = "".join([meta[key] for key in _PIECES if key in meta])
    if not text and _MARK not in meta:
        return None, False
    if _mark_of(text) != meta.get(_MARK):
        return None, True
    try:
        return evaluation_from_json(json.loads(text), _PIECE)[0], False
    except (ValueError, RecursionError, RecordError):  # somebody wrote another mark for it
        return None, True


def _mark_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]

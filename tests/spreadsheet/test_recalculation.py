"""LibreOffice and Gnumeric as judges: every computed cell of ours is theirs too."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from tests.helpers.compare import differences, evaluation_of
from tests.helpers.office import gnumeric_recalculate, recalculate
from tests.helpers.records import random_record
from xltools.generate import generate_file
from xltools.model import Evaluation
from xltools.read import read_file
from xltools.rules.reading import FoundBy, ReadForm

FORMS = 30  # whole files; the rules themselves are proved over 1,000 forms in test_three_voices
BY_GNUMERIC = 10
Figures = dict[str, Decimal | None]


def figures(evaluation: Evaluation) -> Figures:
    fund = evaluation.funds[0]
    return {
        "rate": fund.execution_rate,
        "score": fund.score,
        "weight": evaluation.total_weight,
        "total": evaluation.total_score,
    }


def by_hand(record: dict[str, Any]) -> Figures:
    """The same from the rules as domain.md words them, written out again on purpose."""
    evaluation = evaluation_of(record)
    fund = evaluation.funds[0]
    rate = score = None
    if fund.executed is not None and fund.annual_budget and fund.weight is not None:
        exact = fund.executed / fund.annual_budget
        rate = exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)
        score = min(fund.weight, (exact * fund.weight).quantize(Decimal("0.01"), ROUND_HALF_UP))
    weights = [fund.weight, *(row.weight for row in evaluation.indicators)]
    scores = [score, *(row.score for row in evaluation.indicators)]
    return {"rate": rate, "score": score, "weight": total(weights), "total": total(scores)}


def total(numbers: list[Decimal | None]) -> Decimal | None:
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal(0)).quantize(Decimal("0.01"), ROUND_HALF_UP) if known else None


def form_of(path: Path) -> ReadForm:
    (form,) = read_file(path).forms
    return form


def test_two_spreadsheets_compute_what_we_store(tmp_path: Path) -> None:
    records = [random_record(seed) for seed in range(FORMS)]
    files = [tmp_path / f"{index}.xlsx" for index in range(FORMS)]
    for record, file in zip(records, files, strict=True):
        generate_file(record, None, file, "随机")
    libreoffice = recalculate(files, tmp_path / "libreoffice")
    gnumeric = gnumeric_recalculate(files[:BY_GNUMERIC], tmp_path / "gnumeric")
    ours = [figures(form_of(file).evaluation) for file in files]
    assert ours == [by_hand(record) for record in records]
    saved = [form_of(file) for file in libreoffice]
    assert [figures(form.evaluation) for form in saved] == ours
    for record, form in zip(records, saved, strict=True):
        assert (form.found_by, form.findings) == (FoundBy.NAMES, ())
        assert differences(evaluation_of(record), form.evaluation) == []
    assert [figures(read_file(file).forms[0].evaluation) for file in gnumeric] == ours[:BY_GNUMERIC]
    assert sum(figure["score"] is not None for figure in ours) > FORMS / 2

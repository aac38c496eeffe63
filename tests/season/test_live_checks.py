"""The sheet 校验 of an issued form beside `xltools check` of the same file, form by form and line by line."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.live_lines import expected, left_out, random_filled, read_form, shown
from xltools.generate import generate_file
from xltools.library import official_forms
from xltools.rules.checks.follow import FOLLOWS

SEEDS = range(30)


def test_every_line_shows_what_check_finds(tmp_path: Path) -> None:
    """The sheet shows whatever holds by itself; `check` leaves out what only follows from another finding."""
    met, known = set[str](), set[str]()
    for form_id in official_forms():
        for seed in SEEDS:
            path = tmp_path / f"{form_id}-{seed}.xlsx"
            generate_file(random_filled(seed, form_id), form_id, path, "随机")
            lines, form = shown(path), read_form(path)
            assert lines == expected(form, lines), path.name
            assert left_out(form) <= {code for rule in FOLLOWS for code in rule.effects}
            known |= lines.keys()
            met |= {code for code, line in lines.items() if line.count}
    # a record has neither error values nor texts for numbers, and its results are computed
    assert known - met == {"error-value", "not-a-number", "result-blank"}

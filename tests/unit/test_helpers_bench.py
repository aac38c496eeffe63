"""The bench itself: a skipped test is a failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import conftest

pytest_plugins = ["pytester"]

SKIPS = {
    "mark": "import pytest\n@pytest.mark.skip(reason='no office')\ndef test_a(): pass",
    "call": "import pytest\ndef test_a(): pytest.skip('no office')",
    "fixture": "import pytest\n@pytest.fixture\ndef f(): pytest.skip('no office')\ndef test_a(f): pass",
    "module": "import pytest\npytest.skip('no office', allow_module_level=True)",
}


@pytest.mark.parametrize("how", SKIPS)
def test_a_skipped_test_fails(how: str, pytester: pytest.Pytester) -> None:
    pytester.makeconftest(Path(conftest.__file__).read_text(encoding="utf-8"))
    pytester.makepyfile(SKIPS[how])
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    outcome = result.parseoutcomes()
    assert outcome.get("failed", 0) + outcome.get("errors", 0) == 1
    assert "skipped" not in outcome
    result.stdout.fnmatch_lines(["*nothing is skipped here*no office*"])


def test_an_expected_failure_stays_one(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(Path(conftest.__file__).read_text(encoding="utf-8"))
    pytester.makepyfile("import pytest\n@pytest.mark.xfail\ndef test_a(): assert False")
    assert pytester.runpytest_subprocess("-p", "no:cacheprovider").parseoutcomes() == {"xfailed": 1}

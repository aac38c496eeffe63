"""The rules of the bench: nothing is skipped, and every run of the same code tests the same examples."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from hypothesis import settings

# Deadlines measure a busy machine, not the code; `--hypothesis-profile=default` looks for new examples.
settings.register_profile("bench", deadline=None, derandomize=True)
settings.load_profile("bench")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test fails: what it needs is to be installed by `make test`."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped, and nothing is skipped here: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A module that skips itself fails too."""
    report = yield
    if report.skipped:
        report.outcome, report.longrepr = "failed", f"skipped, and nothing is skipped here: {report.longrepr}"
    return report

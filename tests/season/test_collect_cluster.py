"""The same collection on a Dask cluster: the same bytes, also when a worker dies in the middle."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster

from tests.helpers.inbox import bad_reader, put_forms
from tests.helpers.many import put_many
from tests.helpers.program import xltools
from xltools.cluster import Cluster
from xltools.collect import Options, cluster, collect
from xltools.errors import UsageError

FORMS = 5_000


@pytest.fixture(scope="module")
def scheduler() -> Iterator[LocalCluster]:
    """Two workers, each a process with a nanny that starts another when it dies."""
    settings = {"distributed.scheduler.allowed-failures": 1}  # 3 take as many seconds and show no more
    with (
        dask.config.set(settings),
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as local,
    ):
        yield local


class Killer:
    """Kills a worker of a cluster once so many files are done."""

    def __init__(self, local: LocalCluster, when: int) -> None:
        self._local, self._when = local, when
        self.killed: int | None = None

    def __call__(self, done: int, _expected: int, _name: str) -> None:
        if done >= self._when and self.killed is None:
            self.killed = self._local.workers[0].pid
            assert self.killed is not None
            os.kill(self.killed, signal.SIGKILL)


def test_a_worker_killed_in_the_middle_changes_nothing(scheduler: LocalCluster, tmp_path: Path) -> None:
    box = tmp_path / "收件"
    paths = put_many(box, FORMS, most=1)  # small, since it is their number that counts
    assert len({path.read_bytes() for path in paths}) == FORMS  # what is known already is not read again
    alone = collect([box], tmp_path / "一个进程.xlsx")
    killer = Killer(scheduler, FORMS // 3)
    with cluster(scheduler.scheduler_address) as workers:
        together = collect([box], tmp_path / "集群.xlsx", jobs=workers, progress=killer)
    assert killer.killed is not None
    assert together.forms == alone.forms == FORMS
    assert together.submissions == alone.submissions
    assert together.outputs[0].read_bytes() == alone.outputs[0].read_bytes()


def test_a_file_that_kills_every_worker_costs_one_file(scheduler: LocalCluster, tmp_path: Path) -> None:
    box = tmp_path / "收件"
    put_forms(box, ["甲.xlsx", "致命.xlsx", "没完.xlsx", "乙.xlsx"])
    with cluster(scheduler.scheduler_address) as workers:
        collected = collect(
            [box], tmp_path / "汇总.xlsx", jobs=workers, reader=bad_reader, options=Options(seconds=3)
        )
    found = {one.entry.name: (str(one.outcome), str(one.reason)) for one in collected.submissions}
    assert found["致命.xlsx"][0] == "unreadable"
    assert "被系统终止" in found["致命.xlsx"][1]
    assert found["没完.xlsx"][0] == "too-large"
    assert collected.forms == 2


def test_a_cluster_that_went_away_is_done_without_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("xltools.cluster._SECONDS_TO_CONNECT", 1)
    put_forms(tmp_path / "收件", ["甲.xlsx"])
    with LocalCluster(n_workers=1, processes=False, dashboard_address=":0") as local:
        workers = cluster(local.scheduler_address)
    with workers:
        logging.getLogger("distributed.client").error("in English")
        collected = collect([tmp_path / "收件"], tmp_path / "汇总.xlsx", jobs=workers)
    assert (collected.forms, collected.deserted) == (1, True)
    assert [record.name for record in caplog.records if record.levelno >= logging.ERROR] == []
    assert not logging.getLogger("distributed.client").disabled


def test_the_command_reads_on_a_cluster(scheduler: LocalCluster, tmp_path: Path) -> None:
    put_forms(tmp_path / "收件", ["甲.xlsx"])
    output, parts = tmp_path / "汇总.xlsx", tmp_path / "分批"
    ran = xltools(
        "collect", tmp_path / "收件", "-o", output, "--fail-on", "never",
        "--scheduler", scheduler.scheduler_address, "--parts", parts, "--parquet", tmp_path / "表",
    )  # fmt: skip
    assert ran.code == 0
    assert output.exists()
    assert len(list(parts.glob("*.parquet"))) == 1
    assert (tmp_path / "表" / "indicators.parquet").exists()


def test_workers_of_another_version_are_refused(scheduler: LocalCluster) -> None:
    with pytest.raises(UsageError, match="版本不同"):
        Cluster(scheduler.scheduler_address, lambda: str(os.getpid()))


def test_nobody_at_the_address_is_said(tmp_path: Path) -> None:
    put_forms(tmp_path / "收件", ["甲.xlsx"])
    ran = xltools("collect", tmp_path / "收件", "-o", tmp_path / "汇总.xlsx", "--scheduler", "tcp://[")
    assert ran.code == 2
    assert "连不上 Dask 调度器" in ran.err

"""The same collection on a Dask cluster: the same bytes, also when a worker dies in the middle."""

from __future__ import annotations

import logging
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import dask
import pytest
from distributed import Client, LocalCluster

from tests.helpers.inbox import bad_reader, put_forms
from tests.helpers.many import put_many
from tests.helpers.program import xltools
from xltools.cluster import Cluster
from xltools.collect import Options, cluster, collect, state_path
from xltools.errors import OutputError, UsageError

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
    """Kills workers once so many files are done; `pids` gives them then."""

    def __init__(self, pids: Callable[[], Sequence[int]], when: int) -> None:
        self._pids, self._when = pids, when
        self.killed: Sequence[int] = ()

    def __call__(self, done: int, _expected: int, _name: str) -> None:
        if done >= self._when and not self.killed:
            self.killed = self._pids()
            for pid in self.killed:
                os.kill(pid, signal.SIGKILL)


@contextmanager
def workers_of_their_own(address: str, count: int) -> Iterator[list[int]]:
    """Workers that nobody starts again when they die; their processes."""
    words = [sys.executable, "-m", "dask", "worker", address, "--no-nanny", "--nthreads", "1"]
    started = [subprocess.Popen([*words, "--no-dashboard"], stderr=subprocess.DEVNULL) for _ in range(count)]
    try:
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=60)
        yield [one.pid for one in started]
    finally:
        for one in started:
            one.kill()
            one.wait()


def test_a_worker_killed_in_the_middle_changes_nothing(scheduler: LocalCluster, tmp_path: Path) -> None:
    box = tmp_path / "收件"
    paths = put_many(box, FORMS, most=1)  # small, since it is their number that counts
    assert len({path.read_bytes() for path in paths}) == FORMS  # what is known already is not read again
    alone = collect([box], tmp_path / "一个进程.xlsx")
    killer = Killer(lambda: [scheduler.workers[0].pid], FORMS // 3)
    with cluster(scheduler.scheduler_address) as workers:
        together = collect([box], tmp_path / "集群.xlsx", jobs=workers, progress=killer)
    assert len(killer.killed) == 1
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


def test_a_cluster_whose_workers_are_all_dead_is_given_up_and_the_rest_is_done_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xltools.cluster.SECONDS_WITHOUT_WORKERS", 3)
    monkeypatch.setattr("xltools.cluster._SECONDS_BETWEEN_LOOKS", 0.2)
    monkeypatch.setattr("xltools.collect.run.FAR_BATCH", 5)
    box, output = tmp_path / "收件", tmp_path / "汇总.xlsx"
    put_many(box, 200, most=1)
    output.write_bytes(b"before")
    with (
        LocalCluster(n_workers=0, dashboard_address=":0") as local,
        workers_of_their_own(local.scheduler_address, 2) as pids,
    ):
        with (
            pytest.raises(OutputError, match="工作进程都没有了，等了 3 秒也没有新的") as told,
            cluster(local.scheduler_address) as workers,
        ):
            collect([box], output, jobs=workers, progress=Killer(lambda: pids, 20))
        assert local.scheduler_address in str(told.value)
    assert output.read_bytes() == b"before"
    with closing(sqlite3.connect(state_path(output))) as state:
        (kept,) = state.execute("select count(*) from submissions").fetchone()
    assert 20 <= kept < 200
    collect([box], output)
    collect([box], tmp_path / "一次.xlsx")
    assert output.read_bytes() == (tmp_path / "一次.xlsx").read_bytes()


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

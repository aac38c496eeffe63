"""Collecting many of our own forms: files a second, peak memory, a second run with a few new ones.

    python -m benchmarks.collect                    1,000 files, in one process and in two
    python -m benchmarks.collect 20000 --jobs 2     so many, in so many processes only
    python -m benchmarks.collect 20000 --small      forms of others, with few indicators
    python -m benchmarks.collect 20000 --recalled   all but reading and checking, for the memory
    python -m benchmarks.collect --workers 2        on a Dask cluster here as well, with part files

The files are 20 forms as the issuer makes them, filled in, each with a project's name of its own. Seconds are
processor time of all processes together, and files/s are of those; waited is what a clock shows. Each run
is a process of its own, so that the peaks are its own. Memory is measured for a tenth of the files as
well: it should hardly differ. The second run has 5 more files; what it does until everything is taken in is
told apart from comparing and writing.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from tests.helpers.many import KINDS, put_many, put_own
from xltools.collect import Options, cluster, collect
from xltools.collect.kept.packed import Packed, packed
from xltools.collect.submission import Entry, Submission
from xltools.collect.take.file import take
from xltools.read import read_content

NEW = 5
_LINE = "{name:34}{files:8,}{rate:9.0f}{taking:11.1f}{writing:11.1f}{own:9.0f}{others:11.0f}{waited:10.1f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="?", type=int, default=1_000)
    parser.add_argument("--jobs", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--small", action="store_true", help="forms of others, with few indicators")
    parser.add_argument("--recalled", action="store_true", help="nothing is read or checked")
    parser.add_argument("--workers", type=int, default=0, help="of a Dask cluster, after the jobs")
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)  # the child that is measured
    given = parser.parse_args(arguments)
    if given.run is not None:
        jobs = _Recalling(given.run / "样") if given.recalled else given.jobs[0]
        print(json.dumps(_run(given.run, jobs, given.workers)))
        return
    print(
        f"{'':34}{'files':>8}{'files/s':>9}{'taking s':>11}{'writing s':>11}{'main MB':>9}{'worker MB':>11}"
        f"{'waited s':>10}"
    )
    if given.recalled:
        _measure_recalled(given.files)
        return
    put = put_many if given.small else put_own
    for jobs in given.jobs:
        _measure(given.files, jobs, 0, put)
    if given.workers:
        _measure(given.files, 0, given.workers, put)


def _measure_recalled(files: int) -> None:
    for count in (files // 10, files):
        with tempfile.TemporaryDirectory() as folder:
            box = Path(folder, "收件")
            box.mkdir()
            for number in range(count):
                Path(box, f"{number}.xlsx").write_bytes(b"%d" % number)
            _tell("nothing read", count, _child(folder, "--jobs", "1", "--recalled"))


class _Recalling(Executor):
    """Reads nothing: gives one of 20 submissions with a project of its own for each file of a batch."""

    def __init__(self, folder: Path) -> None:
        entries = [Entry(path, path.name) for path in put_many(folder, KINDS)]
        self._kinds = [take(entry, read_content) for entry in entries]

    def submit(self, fn: Callable[..., Any], /, *_args: Any, **_named: Any) -> Future[Any]:  # noqa: ANN401
        """The results of a batch, which stands among what the crew would have a worker call."""
        done: Future[list[Packed]] = Future()
        assert isinstance(fn, partial)
        done.set_result([packed(self._of(entry)) for entry in fn.args[1]])
        return done

    def _of(self, entry: Entry) -> Submission:
        kind = self._kinds[int(entry.path.stem) % KINDS]
        (result,) = kind.forms
        named = replace(result.form.evaluation, project=f"第{entry.path.stem}号示范项目")
        form = replace(result, form=replace(result.form, evaluation=named))
        return replace(kind, entry=entry, forms=(form,))


def _measure(files: int, jobs: int, workers: int, put: Callable[[Path, int], list[Path]]) -> None:
    name = f"{workers} Dask workers" if workers else f"{jobs} process{'es' if jobs > 1 else ''}"
    for count in (max(files // 10, NEW + 1), files):
        with tempfile.TemporaryDirectory() as folder:
            box = Path(folder) / "收件"
            paths = put(box, count)
            later = [(path, path.read_bytes()) for path in paths[:: count // NEW][:NEW]]
            for path, _ in later:
                path.unlink()
            _tell(name, count - NEW, _child(folder, "--jobs", str(jobs), "--workers", str(workers)))
            for path, data in later:
                path.write_bytes(data)
            _tell(
                f"  again, {NEW} new", count, _child(folder, "--jobs", str(jobs), "--workers", str(workers))
            )


def _tell(name: str, files: int, told: dict[str, float]) -> None:
    rate = files / (told["taking"] + told["writing"])
    print(_LINE.format(name=name, files=files, rate=rate, **told), flush=True)


def _child(folder: str, *options: str) -> dict[str, float]:
    words = [sys.executable, "-m", "benchmarks.collect", "--run", folder, *options]
    ran = subprocess.run(words, capture_output=True, text=True, check=True)
    told: dict[str, float] = json.loads(ran.stdout)
    return told


def _run(folder: Path, jobs: int | Executor, workers: int) -> dict[str, float]:
    """One collection in this process: seconds and megabytes."""
    moments: list[float] = []
    with ExitStack() as stack:
        options, others = Options(), _NOBODY
        if workers:
            jobs, others = _cluster(stack, workers)
            options = Options(parts=str(folder / "分批"))
        begun, waited = _seconds() + others.seconds(), time.perf_counter()
        collect(
            [folder / "收件"],
            folder / "汇总.xlsx",
            jobs=jobs,
            progress=lambda done, of, _name: moments.append(_seconds_here()) if done == of else None,
            options=options,
        )
        waited = time.perf_counter() - waited
        writing = _seconds_here() - moments[-1]  # which this process does alone
        taking = _seconds() + others.seconds() - begun - writing
        worker_peak = others.peak()
    return {
        "taking": taking,
        "writing": writing,
        "own": _peak_here(),
        "others": worker_peak or resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3,
        "waited": waited,
    }


@dataclass(frozen=True)
class _Workers:
    """Processes that do not end with the collection; what Linux tells of them."""

    processes: Sequence[int]

    def seconds(self) -> float:
        """Their processor time until now."""
        told = (Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in self.processes)
        return sum(int(fields[11]) + int(fields[12]) for fields in told) / os.sysconf("SC_CLK_TCK")

    def peak(self) -> float:
        """The memory of the largest, in MB."""
        return max((_peak(Path(f"/proc/{one}/status")) for one in self.processes), default=0)


_NOBODY = _Workers(())


def _cluster(stack: ExitStack, workers: int) -> tuple[Executor, _Workers]:
    from distributed import LocalCluster  # noqa: PLC0415 - an extra

    local = stack.enter_context(LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None))
    executor = stack.enter_context(cluster(local.scheduler_address))
    return executor, _Workers([worker.pid for worker in local.workers.values()])


def _seconds_here() -> float:
    """Processor time of this process."""
    return time.process_time()


def _seconds() -> float:
    """The same, and of the processes it has ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def _peak_here() -> float:
    """Of this process alone: what the system tells first is the peak of the one that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        return _peak(status)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _peak(status: Path) -> float:
    return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 1e3


if __name__ == "__main__":
    main()

"""The workers of a Dask cluster, as an executor like any other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, ParamSpec, TypeVar

from xltools.errors import MissingExtraError, UsageError

_SECONDS_TO_CONNECT = 10
P = ParamSpec("P")
T = TypeVar("T")


class Cluster(Executor):
    """Workers that a scheduler (`tcp://host:8786`) knows. One that dies is replaced, its work done by others.

    A worker may be ended while it works: its nanny, which Dask gives it, starts another. `same` is called
    here and by every worker and must give the same: another version would read otherwise.
    Raises MissingExtraError where Dask is not installed, and UsageError (Chinese) where nobody answers, no
    worker is there, or a worker has another version.
    """

    def __init__(self, address: str, same: Callable[[], str]) -> None:
        try:
            from distributed import Client  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise MissingExtraError("dask[distributed]", "cluster") from error
        try:
            self._client = Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise UsageError(
                f"{address}：连不上 Dask 调度器（{error}）。请核对地址，并确认已经运行 dask scheduler。"
            ) from error
        try:
            self._check(address, same)
        except BaseException:
            self._client.close()
            raise
        self._workers = self._client.get_executor()

    @property
    def width(self) -> int:
        """How many tasks the workers do at the same time."""
        return sum(self._client.nthreads().values())

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have a worker call it. A call that ends several workers fails."""
        future: Future[T] = self._workers.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster, which goes on."""
        self._workers.shutdown(wait=wait and not cancel_futures)
        self._client.close()

    def _check(self, address: str, same: Callable[[], str]) -> None:
        if not self.width:
            raise UsageError(
                f"{address}：集群里还没有工作进程。请先运行 dask worker {address} --nthreads 1。"
            )
        try:
            answers: dict[str, Any] = self._client.run(same)
        except Exception as error:
            raise UsageError(
                f"{address}：工作进程不能运行 xltools（{type(error).__name__}）。"
                "请在每台机器上装好同一版本的 xltools。"
            ) from error
        if set(answers.values()) != {same()}:
            raise UsageError(f"{address}：工作进程的 xltools 与本机版本不同。请在每台机器上装好同一版本。")

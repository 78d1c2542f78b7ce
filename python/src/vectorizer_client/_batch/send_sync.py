"""Sending a batch, blocking: the only request here, several in threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from .._call.exchange import Answer, Call
from .._types.errors import VectorizerError
from .._types.operation import CallOptions
from .plan import Chunk, numbered
from .run import Run

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

Drive: TypeAlias = Callable[[Call], Answer]
Ask: TypeAlias = Callable[[CallOptions], None]


def send_all(run: Run, items: Iterable[object], drive: Drive, ask: Ask) -> None:
    """Send every item; what became of them is in the run's report."""
    with _Pool(run, drive) as pool:
        try:
            for chunk in _chunks(run, items, ask):
                if run.stopped:
                    run.report.not_sent(chunk)
                    break
                pool.send(chunk)
        except Exception as error:
            run.broken(error)


def _chunks(run: Run, items: Iterable[object], ask: Ask) -> Iterator[Chunk]:
    for index, item in numbered(iter(items), run.resend):
        if run.planner is None:
            item, asks = run.begin(index, item)
            if asks:
                ask(run.arguments.options)
            run.plan()
        full = run.add(index, item)
        if full is not None:
            yield full
    rest = run.rest()
    if rest is not None:
        yield rest


def _send(run: Run, chunk: Chunk, drive: Drive) -> None:
    try:
        call = run.call(chunk)
        run.answered(chunk, call, drive(call))
    except VectorizerError as error:
        run.failed(chunk, error)
    except Exception as error:
        run.broken(error)


class _Pool:
    """Sends the only chunk of a batch here, and several in threads, a bounded number at once."""

    def __init__(self, run: Run, drive: Drive) -> None:
        self._run, self._drive = run, drive
        self._threads: ThreadPoolExecutor | None = None
        self._pending: set[Future[None]] = set()
        self._held: Chunk | None = None

    def send(self, chunk: Chunk) -> None:
        if self._held is None and self._threads is None:
            # Perhaps the only one: threads are not worth it then.
            self._held = chunk
            return
        # Imported by those who need threads only: it costs what a call costs.
        from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

        width = self._run.options.concurrency
        if self._threads is None:
            self._threads = ThreadPoolExecutor(width, thread_name_prefix="vectorizer-batch")
        held, self._held = self._held, None
        for each in (held, chunk):
            if each is not None:
                if len(self._pending) >= width:
                    _, self._pending = wait(self._pending, return_when=FIRST_COMPLETED)
                if self._run.stopped:
                    self._run.report.not_sent(each)
                else:
                    self._pending.add(self._threads.submit(_send, self._run, each, self._drive))

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._held is not None:
            if self._run.stopped:
                self._run.report.not_sent(self._held)
            else:
                _send(self._run, self._held, self._drive)
        if self._threads is not None:
            self._threads.shutdown(wait=True, cancel_futures=kind is not None)

"""Sending a batch, blocking: the only request here, several in threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context
from functools import partial
from typing import TypeAlias

from .._call.exchange import Answer, Call
from .._types.errors import VectorizerError
from .plan import Chunk
from .run import Run

Drive: TypeAlias = Callable[[Call], Answer]
Ask: TypeAlias = Callable[[float], None]


def send_all(run: Run, items: Iterable[object], drive: Drive, ask: Ask) -> None:
    """Send every item; what became of them is in the run's report."""
    pool = _Pool(run, drive)
    try:
        try:
            for chunk in _chunks(run, items, ask):
                if not run.takes(chunk):
                    break
                pool.send(chunk)
        except Exception as error:
            run.broken(error)
        pool.finish()
    except BaseException as error:
        run.interrupted(error, items)
        raise


def _chunks(run: Run, items: Iterable[object], ask: Ask) -> Iterator[Chunk]:
    index, add = -1, None
    try:
        for index, item in enumerate(items):
            if not run.wants(index):
                continue
            if add is None:
                item, asks = run.begin(index, item)
                if asks:
                    ask(run.patience())
                add = run.plan()
            full = add(index, item)
            if full is not None:
                run.split = True
                yield full
        run.reached(index + 1)
    except Exception:
        run.cut_short()
        raise
    rest = run.rest()
    if rest is not None:
        yield rest


def _send(run: Run, chunk: Chunk, drive: Drive) -> None:
    if not run.begins(chunk):
        return
    try:
        call = run.call(chunk)
        try:
            run.answered(chunk, call, drive(call))
        except VectorizerError as error:
            run.failed(chunk, error)
    except Exception as error:
        run.broken(error)


class _Pool:
    """Sends the only chunk of a batch here, and several in threads, a bounded number at once.

    The threads are daemons: neither Ctrl-C nor the end of the program waits for a server that is slow to answer.
    """

    def __init__(self, run: Run, drive: Drive) -> None:
        self._run, self._drive = run, drive
        self._width = run.options.concurrency
        self._free = threading.Semaphore(self._width)
        self._held: Chunk | None = None
        self._began = False

    def send(self, chunk: Chunk) -> None:
        if self._held is None and not self._began:
            # Perhaps the only one: threads are not worth it then.
            self._held = chunk
            return
        self._began = True
        held, self._held = self._held, None
        for each in (held, chunk):
            if each is not None:
                self._start(each)

    def _start(self, chunk: Chunk) -> None:
        self._free.acquire()
        try:
            # What is set for this call, such as the span that it belongs to, holds for its requests too.
            work = partial(copy_context().run, self._work, chunk)
            threading.Thread(target=work, name="vectorizer-batch", daemon=True).start()
        except RuntimeError:
            # No more threads, as at the interpreter's end.
            self._work(chunk)

    def _work(self, chunk: Chunk) -> None:
        try:
            _send(self._run, chunk, self._drive)
        except BaseException as error:
            # A callback's wish to end the program, which a thread alone would print and forget.
            self._run.broken(error)
        finally:
            self._free.release()

    def finish(self) -> None:
        """Wait for what is under way."""
        if self._held is not None:
            _send(self._run, self._held, self._drive)
        elif self._began:
            for _ in range(self._width):
                self._free.acquire()
        stop = self._run.stop
        if stop is not None and not isinstance(stop, Exception):
            raise stop

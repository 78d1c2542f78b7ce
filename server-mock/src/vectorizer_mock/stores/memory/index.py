"""An index of each collection that is large and searched: built by one thread from what was written, and never waited for.

A collection's graphs never change. What is written is searched beside them until it is enough for another graph, into
which the smaller and emptier ones before it go, so that there are few of them and each row is built in a few times.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import numpy as np

from .data import CollectionData
from .graphs import FaissGraph, Graph
from .metrics import can_place
from .ranking import Found
from .segments import Segment, as_points, as_query_points, rank_by

_SHARE = 16
"""One in so many rows is written before it is looked whether to build."""
_BATCH = 1000
"""Rows that are added before it is looked whether to stop."""
_SAMPLE = 100
"""Rows that are searched for when a graph is ready, to see how far a search must look; one in ten of few."""


class Builder:
    """The thread that builds for all collections of a store, one at a time."""

    def __init__(
        self,
        above: int,
        make_graph: Callable[[int], Graph] = FaissGraph,
        tell: Callable[..., object] = lambda level, event, **fields: None,
    ) -> None:
        self.above = above
        """A collection of more vectors is indexed."""
        self.make_graph = make_graph
        self.tell = tell
        self.closed = False
        self._thread: threading.Thread | None = None
        atexit.register(self.close)

    def index(self, data: CollectionData) -> Index:
        return Index(data, self)

    @property
    def is_busy(self) -> bool:
        return self.closed or (self._thread is not None and self._thread.is_alive())

    def start(self, work: Callable[..., None], *given: Any) -> None:
        # No process waits for it at its end: `close` does, and for a batch at most.
        self._thread = threading.Thread(target=work, args=given, name="index", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop building."""
        self.closed = True
        atexit.unregister(self.close)
        if self._thread is not None:
            self._thread.join()


class Index:
    """The graphs of one collection."""

    def __init__(self, data: CollectionData, builder: Builder) -> None:
        self.segments: tuple[Segment, ...] = ()
        self._data = data
        self._builder = builder
        self._above = builder.above
        self._seen = 0
        """The table's clock when it was last looked whether to build."""
        self._closed = False

    def ranker(self) -> Callable[..., list[Found]] | None:
        """What ranks rows as the graphs are now; None where there are none."""
        return partial(rank_by, self.segments) if self.segments else None

    def consider(self) -> None:
        """Begin to build where enough was written since; searches ask for it."""
        count, table = len(self._data.entries), self._data.table
        if count <= self._above:
            self._use(())
        elif not self._builder.is_busy and not self._closed and table.clock - self._seen > count // _SHARE:
            self._seen = table.clock
            self._builder.start(
                self._run, asyncio.get_running_loop(), self.segments, table.clock, table.written, table.live
            )

    def close(self) -> None:
        """Stop building, and let go of the graphs."""
        self._closed = True
        self.segments = ()

    def _use(self, segments: tuple[Segment, ...]) -> None:
        if segments != self.segments and not self._closed:
            self.segments = segments
            self._data.table.known = {}  # which has what was written since the ones before

    def _give_up(self) -> None:
        """Stay exact until there are twice as many."""
        self._above = 2 * len(self._data.entries)
        self._use(())

    def _run(
        self,
        loop: asyncio.AbstractEventLoop,
        before: tuple[Segment, ...],
        until: int,
        written: Any,
        live: Any,
    ) -> None:
        try:
            after = self._build(before, until, written, live)
        except _StoppedError:
            return
        except Exception as error:  # such as too little memory: searches go on without
            self._builder.tell("error", "not indexed", error=type(error).__name__)
            after = None
        with suppress(RuntimeError):  # the loop may have ended
            loop.call_soon_threadsafe(*((self._give_up,) if after is None else (self._use, after)))

    def _build(
        self, before: tuple[Segment, ...], until: int, written: Any, live: Any
    ) -> tuple[Segment, ...] | None:
        """The segments with what was written until then; None where a graph would find too little.

        It runs while rows are written: those are later than `until`, whatever was read of them.
        """
        began, table, metric = time.perf_counter(), self._data.table, self._data.settings.metric
        last = live & (written <= until)
        rows = np.flatnonzero(last & (written > (before[-1].until if before else 0)))
        sizes = [
            (
                len(one.rows) + len(one.odd),
                int(np.count_nonzero(last & (written > one.since) & (written <= one.until))),
            )
            for one in before
        ]
        count = kept(sizes, len(rows))
        if count == len(before) and not len(rows):
            return before
        since = before[count - 1].until if count else 0
        rows = np.flatnonzero(last & (written > since))
        norms = table.norms[rows]
        placed = can_place(norms)
        odd, rows, norms = rows[~placed], rows[placed], norms[placed]
        largest = float(norms.max(initial=0.0))
        # What the graph is tried on is not in it: it finds what is near its own points more easily.
        out = np.unique(np.linspace(0, max(0, len(rows) - 1), min(_SAMPLE, len(rows) // 10)).astype(np.intp))
        sample = as_query_points(metric, table.matrix[rows[out]], norms[out], largest)
        odd, rows, norms = np.concatenate((odd, rows[out])), np.delete(rows, out), np.delete(norms, out)
        graph = self._builder.make_graph(table.matrix.shape[1] + (metric == "dot_product"))
        for start in range(0, len(rows), _BATCH):
            self._check()
            part = slice(start, start + _BATCH)
            graph.add(as_points(metric, table.matrix[rows[part]], norms[part], largest))
        recall = graph.tune(sample, self._check) if len(sample) else 1.0
        self._builder.tell(
            "info",
            "not indexed" if recall is None else "indexed",
            vectors=len(rows) + len(odd),
            recall=recall,
            seconds=round(time.perf_counter() - began, 1),
        )
        made = Segment(metric, graph, rows, odd, largest, since, until)
        return None if recall is None else (*before[:count], made)

    def _check(self) -> None:
        if self._closed or self._builder.closed:
            raise _StoppedError


def kept(sizes: list[tuple[int, int]], more: int) -> int:
    """How many of the first segments stay when so many rows more are built: of each, its rows at first and now.

    Those after them go into the new one: what is not much larger than it, and what has lost half of its rows.
    """
    count = len(sizes)
    while count and (sizes[count - 1][1] <= 2 * more or any(2 * now < then for then, now in sizes[:count])):
        count -= 1
        more += sizes[count][1]
    return count


class _StoppedError(Exception):
    """Nobody needs what is being built any more."""

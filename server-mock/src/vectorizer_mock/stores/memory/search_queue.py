"""Searches of one collection: those that wait together share matrix products, and long ones run in a thread."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ...work import spend, wait
from ..protocol import Hit, Query
from .data import CollectionData
from .matching import Matching
from .metrics import METRICS, Indexes, euclidean_norm
from .ranking import Found, exact_scores, rank
from .table import TableView

if TYPE_CHECKING:
    from .index import Index

_TOGETHER = 64
"""Queries that share a product."""
_SHORT = 1 << 23
"""Multiplications that are not worth a thread: a millisecond or two."""
_TRIES = 3
_MOST_CHANGES = 4096


@dataclass(slots=True)
class Call:
    """Queries that one request asks together."""

    queries: Sequence[Query]
    matching: Sequence[Matching | None]
    hits: asyncio.Future[tuple[list[list[Hit]], float]]
    tries: int = 0


class SearchQueue:
    """Gathers the calls that come while others are being answered."""

    def __init__(self, data: CollectionData, index: Index | None = None) -> None:
        self.data = data
        self.index = index
        self._waiting: deque[Call] = deque()
        self._is_busy = False

    async def search(self, queries: Sequence[Query], matching: Sequence[Matching | None]) -> list[list[Hit]]:
        """The hits of each query, best first."""
        loop = asyncio.get_running_loop()
        call = Call(queries, matching, loop.create_future())
        self._waiting.append(call)
        if not self._is_busy:
            self._is_busy = True
            # Whoever is about to ask in this round of the loop comes along.
            loop.call_soon(self._next, loop)
        hits, seconds = await wait(call.hits)
        spend(seconds)
        return hits

    def _next(self, loop: asyncio.AbstractEventLoop) -> None:
        calls = self._take()
        if not calls:
            self._is_busy = False
            return
        view, ranked = self.data.table.view(), rank
        if self.index is not None:
            self.index.consider()
            ranked = self.index.ranker() or rank
        queries = [query for call in calls for query in call.queries]
        left = [self._rows(one) for call in calls for one in call.matching]
        metric = self.data.settings.metric
        is_sure = any(call.tries >= _TRIES for call in calls)
        if is_sure or view.matrix.size * len(queries) <= _SHORT:
            try:
                found = _timed(ranked, metric, view, queries, left)
            except Exception as error:
                self._fail(calls, error)
            else:
                self._answer(calls, view, *found)
            loop.call_soon(self._next, loop)
            return
        running = loop.run_in_executor(None, _timed, ranked, metric, view, queries, left)

        def done(result: asyncio.Future[tuple[list[Found], float]]) -> None:
            if result.cancelled():
                self._fail(calls, asyncio.CancelledError())
            elif (error := result.exception()) is not None:
                self._fail(calls, error)
            else:
                self._answer(calls, view, *result.result())
            self._next(loop)

        running.add_done_callback(done)

    def _take(self) -> list[Call]:
        calls: list[Call] = []
        count = 0
        while self._waiting and (not calls or count + len(self._waiting[0].queries) <= _TOGETHER):
            call = self._waiting.popleft()
            if not call.hits.done():  # whoever asked is still there
                calls.append(call)
                count += len(call.queries)
        return calls

    def _rows(self, matching: Matching | None) -> Indexes | None:
        if matching is None:
            return None
        return np.array([entry.row for _, entry in matching.now()], dtype=np.intp)

    def _answer(self, calls: list[Call], view: TableView, found: list[Found], seconds: float) -> None:
        ranked = iter(found)
        total = len(found)
        for call in calls:
            mine = [next(ranked) for _ in call.queries]
            if call.hits.done():
                continue
            try:
                hits = [
                    self._hits(view, query, matching, one)
                    for query, matching, one in zip(call.queries, call.matching, mine, strict=True)
                ]
            except _ChangedError:
                call.tries += 1
                self._waiting.appendleft(call)
            else:
                call.hits.set_result((hits, seconds * len(call.queries) / total))

    def _fail(self, calls: list[Call], error: BaseException) -> None:
        for call in calls:
            if not call.hits.done():
                call.hits.set_exception(error)

    def _hits(self, view: TableView, query: Query, matching: Matching | None, found: Found) -> list[Hit]:
        """The records as they are now; what was written since the rows were ranked is looked at again."""
        table, entries = self.data.table, self.data.entries
        pairs = list(zip(found.scores, found.rows, strict=True))
        changed = [*view.before, *range(len(view.matrix), len(table.ids))]
        if changed:
            if len(changed) > _MOST_CHANGES or np.isin(changed, found.near).any():
                raise _ChangedError
            fresh = [row for row in changed if table.live[row]]
            wide = query.vector.astype(np.float64)
            metric = METRICS[self.data.settings.metric]
            scores = exact_scores(metric, table.matrix[fresh], wide, euclidean_norm(wide)).tolist()
            pairs += [
                (score, row)
                for score, row in zip(scores, fresh, strict=True)
                if (query.threshold is None or score >= query.threshold)
                and (matching is None or matching.where.matches(entries[table.ids[row]].metadata))
            ]
            pairs = sorted(pairs, key=lambda pair: (-pair[0], table.ids[pair[1]]))[: query.limit]
        records = self.data.read_many([table.ids[row] for _, row in pairs])
        if len(records) < len(pairs) or not (
            matching is None or all(matching.where.matches(record.metadata) for record in records.values())
        ):
            raise _ChangedError
        return list(map(Hit, records.values(), [score for score, _ in pairs]))


class _ChangedError(Exception):
    """Rows that were ranked near were written meanwhile."""


def _timed(ranked: Callable[..., list[Found]], *given: Any) -> tuple[list[Found], float]:
    began = time.thread_time()
    return ranked(*given), time.thread_time() - began

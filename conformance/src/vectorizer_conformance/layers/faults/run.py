"""The layer: every client row meets every fault, all rows at once."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from vectorizer_conformance.adapter.protocol import Started
from vectorizer_conformance.layers.faults.case import FaultCase
from vectorizer_conformance.layers.faults.catalogue import catalogue, of_tier
from vectorizer_conformance.layers.faults.ground import Ground, GroundError
from vectorizer_conformance.layers.faults.histories import histories, run_history
from vectorizer_conformance.layers.faults.proxy import FaultProxy
from vectorizer_conformance.layers.faults.row import FaultRow
from vectorizer_conformance.layers.faults.tls import Tls
from vectorizer_conformance.report.model import Verdict
from vectorizer_conformance.spec import Spec

# Calls under way at once on each row. Most of them wait. What is measured in time gets a machine with less to do.
AT_ONCE = 14
TIMED_AT_ONCE = 4
HISTORIES_AT_ONCE = 2


T = TypeVar("T")


@dataclass(frozen=True)
class FaultClient:
    """A client to test: the row's id, the command of its adapter, and what that said of itself."""

    row: str
    command: str
    started: Started


async def run_faults(
    clients: Sequence[FaultClient],
    spec: Spec,
    url: str,
    *,
    tier: str,
    seed: int,
    take: Callable[[Verdict], None],
    only: Callable[[str], bool] = lambda ident: True,
) -> None:
    """Judge every client; verdicts go to `take` as they come. `only` chooses cases by id."""
    cases = [case for case in of_tier(catalogue(spec), tier) if only(case.id)]
    nonce = secrets.token_hex(4)
    async with FaultProxy(url) as proxy, Tls(proxy) as tls:
        rows = []
        for number, client in enumerate(clients):
            ground = Ground(spec, url, f"{nonce}{number}")
            rows.append(FaultRow(client.row, client.command, client.started, spec, ground, proxy, tls))
        try:
            await asyncio.gather(*(_bulk(row, cases, take) for row in rows))
            await asyncio.gather(*(_timed(row, cases, take) for row in rows))
            chosen = [history for history in histories(spec, tier, seed) if only(history.id)]
            await asyncio.gather(
                *(_each(chosen, HISTORIES_AT_ONCE, partial(run_history, row), take) for row in rows)
            )
        finally:
            for row in rows:
                await row.close()
                with contextlib.suppress(GroundError):
                    await row.ground.close()


async def _bulk(row: FaultRow, cases: Sequence[FaultCase], take: Callable[[Verdict], None]) -> None:
    row.number(cases)
    try:
        await row.ground.prepare(row.tokens(cases))
    except GroundError as error:
        row.broken = f"the server could not be prepared: {error}"
    await _each([case for case in cases if not case.timed], AT_ONCE, row.run, take)


async def _timed(row: FaultRow, cases: Sequence[FaultCase], take: Callable[[Verdict], None]) -> None:
    await _each([case for case in cases if case.timed], TIMED_AT_ONCE, row.run, take)


async def _each(
    items: Sequence[T],
    at_once: int,
    judge: Callable[[T], Awaitable[Verdict]],
    take: Callable[[Verdict], None],
) -> None:
    queue = list(reversed(items))

    async def work() -> None:
        while queue:
            take(await judge(queue.pop()))

    await asyncio.gather(*(work() for _ in range(at_once)))

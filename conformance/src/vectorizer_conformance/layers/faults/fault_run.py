"""The layer: every client row meets every fault, all rows at once."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TypeVar

from vectorizer_conformance.adapter import Adapter
from vectorizer_conformance.layers.faults.case import FaultCase
from vectorizer_conformance.layers.faults.catalogue import catalogue, of_tier
from vectorizer_conformance.layers.faults.client_processes import ClientProcesses
from vectorizer_conformance.layers.faults.fault_target import FaultTarget
from vectorizer_conformance.layers.faults.fixtures import Fixtures, FixturesError
from vectorizer_conformance.layers.faults.histories import histories, run_history
from vectorizer_conformance.layers.faults.retrying import InProcess, RetryingClient, started
from vectorizer_conformance.layers.faults.tls import Tls
from vectorizer_conformance.processes.lateness import Lateness
from vectorizer_conformance.processes.tasks import together
from vectorizer_conformance.proxy import RecordingProxy
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.offer import WHOLE, Offer
from vectorizer_conformance.targets.servers import ServerPool

# Calls under way at once on each row. Most of them wait. What is measured in time gets a machine with less to do.
AT_ONCE = 14
TIMED_AT_ONCE = 4
HISTORIES_AT_ONCE = 2

Take = Callable[[Verdict], None]
T = TypeVar("T")


class FaultRun:
    """A run over a tier, or the cases whose id is one of `topics` or starts with one."""

    def __init__(
        self,
        spec: Spec,
        seed: int,
        tier: str,
        topics: Sequence[str] = (),
        cwd: str | None = None,
        offer: Offer = WHOLE,
    ) -> None:
        self.spec, self.cwd, self.offer = spec, cwd, offer

        def chosen(ident: str) -> bool:
            return not topics or any(ident == t or ident.startswith(f"{t.rstrip('/')}/") for t in topics)

        self.cases = [case for case in of_tier(catalogue(spec), tier) if chosen(case.id)]
        self.histories = [history for history in histories(spec, tier, seed) if chosen(history.id)]

    async def run(
        self, servers: ServerPool, clients: Sequence[tuple[str, Adapter]], server_row: str | None, take: Take
    ) -> None:
        """Judge every client (row id, adapter), and the server if it has a row; verdicts go to `take` as they come.

        An adapter tells how to start more of its kind: what hangs or dies here takes nothing else with it.
        The server is judged by histories of a client that is right.
        """
        if not (self.cases or self.histories):
            return
        url = await servers.get()
        nonce = secrets.token_hex(4)
        async with RecordingProxy(url, patient=True) as proxy, Tls(proxy) as tls, Lateness() as lateness:
            rows = []
            for number, (row, adapter) in enumerate(clients):
                assert adapter.started is not None
                ground = Fixtures(self.spec, url, f"{nonce}{number}", self.offer)
                adapters = ClientProcesses(adapter.command, self.cwd)
                rows.append(FaultTarget(row, adapters, adapter.started, ground, proxy, tls, lateness))
            everyone = list(rows)
            if server_row is not None:
                ground = Fixtures(self.spec, url, f"{nonce}s", self.offer)
                right = InProcess(RetryingClient(self.spec))
                everyone.append(
                    FaultTarget(server_row, right, started(self.spec), ground, proxy, tls, lateness)
                )
            try:
                await together(*(self._prepare(row, row in rows) for row in everyone))
                told = (partial(run_history, row) for row in everyone)
                await together(
                    *(self._bulk(row, take) for row in rows),
                    *(_each(self.histories, HISTORIES_AT_ONCE, judge, take) for judge in told),
                )
                await together(*(self._timed(row, take) for row in rows))
            finally:
                for one in everyone:
                    await one.close()
                    with contextlib.suppress(FixturesError):
                        await one.ground.close()

    async def _prepare(self, row: FaultTarget, judged: bool) -> None:
        cases = self.cases if judged else []
        row.number(cases)
        await row.warm_up()
        if row.ground.lacks(()):
            return
        try:
            await row.ground.prepare(row.tokens([one for one in cases if not row.absent(one)]))
        except FixturesError as error:
            row.broken = f"the server could not be prepared: {error}"

    async def _bulk(self, row: FaultTarget, take: Take) -> None:
        await _each([case for case in self.cases if not case.timed], AT_ONCE, row.run, take)

    async def _timed(self, row: FaultTarget, take: Take) -> None:
        timed: list[FaultCase] = [case for case in self.cases if case.timed]
        await _each(timed, TIMED_AT_ONCE, row.run, take)


async def _each(
    items: Sequence[T], at_once: int, judge: Callable[[T], Awaitable[Verdict]], take: Take
) -> None:
    queue = list(reversed(items))

    async def work() -> None:
        while queue:
            take(await judge(queue.pop()))

    await together(*(work() for _ in range(at_once)))

"""Runs each requirement of the tier on a server of its own."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from vectorizer_conformance.failure import Failure, unexpected
from vectorizer_conformance.layers.endurance.clients import idle_connections, overload, slow_clients
from vectorizer_conformance.layers.endurance.lifetime import memory, stops_on_sigterm
from vectorizer_conformance.layers.endurance.traffic import NEEDED, NotSeenError
from vectorizer_conformance.layers.endurance.while_written import searches_under_writes, slow_export
from vectorizer_conformance.processes.busy import MUCH, patience
from vectorizer_conformance.report.contents import Outcome, Verdict
from vectorizer_conformance.targets.offer import TEXTS, WHOLE, Offer, lacking
from vectorizer_conformance.targets.servers import ServerError, ServerPool, ServerProcess
from vectorizer_conformance.wire import WireError

Check = Callable[[ServerProcess, bool], Awaitable[list[Failure]]]


@dataclass(frozen=True)
class EnduranceCheck:
    """One requirement; `short` ones belong to pr too, where they are told to be brief."""

    name: str
    clause: str
    title: str
    check: Check
    short: bool
    needs: tuple[str, ...] = ()
    """The operations that it needs besides those of the ordinary traffic."""


CHECKS = (
    EnduranceCheck("idle-connections", "hostile: Server 53", "Idle connections keep nobody from being served", idle_connections, True),
    EnduranceCheck("stops-on-sigterm", "hostile: Server 56", "SIGTERM lets requests in flight end, and ends the server", stops_on_sigterm, True, (TEXTS,)),
    EnduranceCheck("slow-export", "/paths/~1collections~1{collection}~1export/get", "An export that is read slowly is of its beginning, whatever is written meanwhile", slow_export, True, ("exportVectors", "batchUpdate", "deleteVector", "insertVector")),
    EnduranceCheck("searches-under-writes", "/paths/~1collections~1{collection}~1batch_search/post", "Searches of much find the nearest of what is not written, whatever is written beside them", searches_under_writes, True, ("batchSearch",)),
    EnduranceCheck("slow-clients", "hostile: Server 52", "Clients that send a byte every 10 s are closed, and slow nobody down", slow_clients, False),
    EnduranceCheck("overload", "hostile: Server 54", "Too many requests are told so, and the server recovers", overload, False),
    EnduranceCheck("memory", "hostile: Server 55", "A million updates of the same ids take no more memory", memory, False, ("batchUpdate",)),
)  # fmt: skip


class EnduranceRun:
    """The requirements of a tier, or those that `topics` name."""

    def __init__(self, tier: str, topics: Sequence[str] = (), offer: Offer = WHOLE) -> None:
        self._offer = offer
        self._brief = tier != "nightly"
        self.chosen = [
            one
            for one in CHECKS
            if (one.short or not self._brief)
            and (not topics or any(f"endurance/{one.name}".startswith(t.rstrip("/")) for t in topics))
        ]

    async def run(self, servers: ServerPool, row: str, take: Callable[[Verdict], None]) -> None:
        """Verdicts go to `take` as they come; one requirement after another, as each wants the machine."""
        for one in self.chosen:
            verdict = await self._judge(one, servers, row)
            if verdict.outcome == "fail" and patience() > MUCH:
                verdict = await self._judge(one, servers, row)
            take(verdict)

    async def _judge(self, one: EnduranceCheck, servers: ServerPool, row: str) -> Verdict:
        started = time.monotonic()
        outcome: Outcome
        if missing := self._offer.lacks((*NEEDED, *one.needs)):
            outcome, reasons = "not implemented", [lacking(missing)]
        elif not servers.starts:
            outcome, reasons = "skipped", ["not applicable: it needs a server that the suite starts"]
        else:
            try:
                server = await servers.fresh(())
                try:
                    reasons = list(map(str, await one.check(server, self._brief)))
                finally:
                    await server.stop()
                outcome = "fail" if reasons else "pass"
            except NotSeenError as error:
                outcome, reasons = "skipped", [str(error)]
            except WireError as error:
                outcome, reasons = "fail", [f"the server gave no answer: {error}"]
            except (ServerError, OSError) as error:
                outcome, reasons = "errored", [str(error)]
            except Exception as error:
                outcome, reasons = "errored", [unexpected(error)]
        return Verdict(
            row, "endurance", f"endurance/{one.name}", "endurance", "MUST", outcome, one.title,
            one.clause, tuple(reasons), ms=(time.monotonic() - started) * 1000,
        )  # fmt: skip

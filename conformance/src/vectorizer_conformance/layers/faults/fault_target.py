"""One client under faults."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from vectorizer_conformance.adapter import AdapterBroken
from vectorizer_conformance.adapter.protocol import AdapterDescription, run_command
from vectorizer_conformance.casefile.demands import by_clause
from vectorizer_conformance.failure import Failure, unexpected
from vectorizer_conformance.layers.faults.call_checks import Late, ObservedCall, judge, said, whole
from vectorizer_conformance.layers.faults.calls import Names, Witness, witness_of
from vectorizer_conformance.layers.faults.case import CALL_TIMEOUT, HANGS_AFTER, FaultCall, FaultCase
from vectorizer_conformance.layers.faults.client_endpoint import ClientEndpoint, Unavailable
from vectorizer_conformance.layers.faults.client_processes import ClientProcesses, Hangs
from vectorizer_conformance.layers.faults.fixtures import Fixtures, FixturesError
from vectorizer_conformance.layers.faults.tls import Tls
from vectorizer_conformance.processes.lateness import Lateness
from vectorizer_conformance.processes.tasks import together
from vectorizer_conformance.proxy import CALL_HEADER, CLIENT_HEADER, FaultPlan, RecordingProxy
from vectorizer_conformance.report.contents import Outcome, Verdict
from vectorizer_conformance.targets.offer import lacking
from vectorizer_conformance.wire import WireError

# How long the first call may take, which no verdict is made of.
WARM_UP = 30.0
# How long attempts that are under way may take to end, once all calls have.
SETTLE = 0.6
# A client's allowance of retries is its own: so many cases share one and do not empty it.
CASES_A_CLIENT = 20
# A fault of time counts when it shows so many times more, with nothing beside it but what runs already.
CONFIRMED = 2

NOT_REUSED = "the second call did not come on the first one's connection: nothing was tried"


class FaultOutcome(NamedTuple):
    """The outcome of a case; `late` when time alone may explain every reason, `clocked` when it may on a machine that is
    late itself.
    """

    outcome: Outcome
    reasons: Sequence[str]
    late: bool = False
    clocked: bool = False


class FaultTarget:
    """Judges cases through a row's adapters."""

    def __init__(
        self,
        row: str,
        adapters: ClientProcesses,
        started: AdapterDescription,
        ground: Fixtures,
        proxy: RecordingProxy,
        tls: Tls,
        lateness: Lateness,
    ) -> None:
        self.row, self.adapters, self.started = row, adapters, started
        self.ground, self.proxy, self.tls, self.lateness = ground, proxy, tls, lateness
        self.broken: str | None = None
        """Why nothing can be judged."""
        self._numbers: dict[str, int] = {}
        self._again: dict[str, int] = {}

    async def warm_up(self) -> None:
        """Start the adapter and make a first call, which is slower than any after it."""
        with contextlib.suppress(AdapterBroken, Hangs):
            client = {"base_url": self.proxy.base_url, "api_key": None}
            await self.adapters.ask(run_command("getHealth", {}, client, {"timeout": CALL_TIMEOUT}), WARM_UP)

    def number(self, cases: Sequence[FaultCase]) -> None:
        """Give every case its number, which its names on the server are made of."""
        self._numbers = {case.id: number for number, case in enumerate(cases)}

    def tokens(self, cases: Sequence[FaultCase]) -> list[tuple[str, str]]:
        """Each call's operation and token: what must be prepared for them."""
        return [(call.operation, self._token(case, n)) for case in cases for n, call in enumerate(case.calls)]

    def _token(self, case: FaultCase, call: int) -> str:
        again = self._again.get(case.id)
        return f"{self._numbers[case.id]}-{call}" + (f"-{again}" if again else "")

    async def close(self) -> None:
        await self.adapters.close()

    async def run(self, case: FaultCase) -> Verdict:
        """The verdict on one case."""
        began = time.monotonic()
        trace: list[Mapping[str, Any]] = []
        judged = self._unable(case) or await self._judged(case, trace)
        tried, again = began, 0
        while again < self._tries(case, judged, tried):
            again += 1
            async with self.lateness.alone(again) as tried:
                trace.clear()
                self._again[case.id] = again
                judged = await self._judged(case, trace)
        excuse = self.lateness.excuse(tried)
        if judged.outcome == "fail" and (judged.late or judged.clocked) and excuse:
            judged = FaultOutcome("errored", [excuse + reason for reason in judged.reasons])
        kept = () if judged.outcome == "pass" else tuple(trace)
        return Verdict(
            self.row, "faults", case.id, case.topic, case.level, judged.outcome, case.title, case.clause,
            tuple(judged.reasons), kept, (time.monotonic() - began) * 1000,
        )  # fmt: skip

    def _tries(self, case: FaultCase, judged: FaultOutcome, since: float) -> int:
        """How often the case is asked again at most, as chance or time alone may explain what was found."""
        # A name server that loses a question costs five seconds, whoever asks.
        named = judged.outcome == "fail" and case.door == "unknown-host"
        sure = CONFIRMED if judged.late or named or judged.reasons == [NOT_REUSED] else 0
        return max(sure, self.lateness.tries(since) if judged.late or judged.clocked else 0)

    def absent(self, case: FaultCase) -> list[str]:
        """What the server lacks of what the case needs."""
        return self.ground.lacks({call.operation for call in case.calls})

    def _unable(self, case: FaultCase) -> FaultOutcome | None:
        if absent := self.absent(case):
            return FaultOutcome("not implemented", [lacking(absent)])
        if self.broken is not None:
            return FaultOutcome("errored", [self.broken])
        missing = sorted({call.operation for call in case.calls} - self.started.operations)
        if missing:
            return FaultOutcome("not implemented", [f"the client has no {', '.join(missing)}"])
        rule = by_clause().get(case.clause)
        without = sorted((case.needs | {rule.lacks if rule else ""}) & self.started.lacks)
        if without:
            return FaultOutcome("not supported", [f"the client does not offer {', '.join(without)}"])
        return None

    async def _judged(self, case: FaultCase, trace: list[Mapping[str, Any]]) -> FaultOutcome:
        try:
            return await self._tried(case, trace)
        except Exception as error:
            return FaultOutcome("errored", [unexpected(error)])

    async def _tried(self, case: FaultCase, trace: list[Mapping[str, Any]]) -> FaultOutcome:
        try:
            if case.id in self._again:  # with names of its own, for what was written is written
                await self.ground.add(self.tokens([case]))
            entrance = ClientEndpoint(
                case.door, self.proxy, own=case.own_client, tls=self.tls, adapters=self.adapters
            )
            async with entrance:
                made = await self._calls(case, entrance, trace)
        except Unavailable as reason:
            return FaultOutcome("errored" if reason.ours else "not supported", [str(reason)])
        except Hangs as hang:
            return FaultOutcome("fail", [str(hang)])
        except _Refusal as reply:
            return FaultOutcome(reply.outcome, [str(reply)])
        except AdapterBroken as error:
            return FaultOutcome("errored", [str(error)])
        except (WireError, FixturesError) as error:
            return FaultOutcome("errored", [f"the server, not the client: {error}"])
        several = len(made) > 1
        unused = case.id.startswith(("faults/F18", "faults/F23")) and not _reused(made)
        if unused:
            made = made[:1]  # the next call met no connection that had died, and says nothing of one
        faults: list[Failure] = []
        for number, one in enumerate(made):
            words = f"call {number + 1}: " if several else ""
            faults += [fault.after(words) for fault in judge(one)]
        faults = [*faults, *whole(case, made)][:6]
        if faults:
            late = all(isinstance(fault, Late) for fault in faults)
            # A call that ran out of time, had little left to try again, or was cut short by a clock, may have met anything.
            clocked = case.timed or any(one.kind == "timeout" or one.total > CALL_TIMEOUT / 2 for one in made)
            return FaultOutcome("fail", list(map(str, faults)), late, clocked)
        if unused:
            return FaultOutcome("not supported", [NOT_REUSED])
        return FaultOutcome("pass", [])

    async def _calls(
        self, case: FaultCase, entrance: ClientEndpoint, trace: list[Mapping[str, Any]]
    ) -> list[ObservedCall]:
        made = [self._call(case, n, call, entrance, trace) for n, call in enumerate(case.calls)]
        if case.parallel:
            return list(await together(*made))
        done = []
        for index, one in enumerate(made):
            try:
                done.append(await one)
            except BaseException:
                for rest in made[index + 1 :]:
                    rest.close()
                raise
        return done

    async def _call(
        self,
        case: FaultCase,
        number: int,
        call: FaultCall,
        entrance: ClientEndpoint,
        trace: list[Mapping[str, Any]],
    ) -> ObservedCall:
        names = self.ground.names(self._token(case, number))
        row = self.ground.rows[call.operation]
        operation = self.ground.spec.operations[call.operation]
        plan = FaultPlan(f"{self.row}/{case.id}/{number}/{call.operation}", call.steps, call.repeat)
        exchange = self.proxy.watch(plan, operation.id)
        slot = case.id if case.own_client else str(self._numbers[case.id] // CASES_A_CLIENT)
        options: dict[str, Any] = {"timeout": CALL_TIMEOUT, **call.options}
        command = run_command(
            operation.id,
            names.arguments(row),
            {
                "base_url": entrance.url,
                "api_key": case.api_key,
                "retries": 2,
                "headers": {CLIENT_HEADER: slot},
            },
            {**options, "headers": {CALL_HEADER: plan.case}},
            None if call.cancel_after is None else call.cancel_after * 1000,
        )
        limit = float(options["timeout"]) + HANGS_AFTER
        await entrance.adapters.start()
        started = time.monotonic()
        entrance.begins()
        try:
            reply = await entrance.adapters.ask(command, limit)
        except (Hangs, AdapterBroken):
            trace.append({"call": {"operation": operation.id, "gave": None}, "attempts": exchange.shown()})
            exchange.ended = True
            raise
        replied = time.monotonic()
        trace.append({"call": {"operation": operation.id, "gave": said(reply)}, "attempts": exchange.shown()})
        if reply["type"] not in ("ok", "error"):
            raise _Refusal(reply)
        await exchange.settle(SETTLE)
        exchange.ended = True
        trace[-1] = {**trace[-1], "attempts": exchange.shown()}
        first = exchange.attempts[0].at if exchange.attempts and case.door is None else started
        return ObservedCall(
            case,
            call,
            operation,
            exchange,
            reply,
            replied - first,
            replied - started,
            None if call.cancel_after is None else replied - started - call.cancel_after,
            await self._effects(witness_of(row), names),
            self.started.lacks,
        )

    async def _effects(self, witness: Witness | None, names: Names) -> int | None:
        if witness is None:
            return None
        return witness.count(*await self.ground.ask(witness.operation, witness.arguments(names)))


class _Refusal(Exception):
    def __init__(self, reply: Mapping[str, Any]) -> None:
        super().__init__(f"the adapter: {reply.get('reason', reply['type'])}")
        self.outcome: Outcome = "skipped" if reply["type"] == "skipped" else "errored"


def _reused(made: Sequence[ObservedCall]) -> bool:
    """Whether the second call came on a connection that had died meanwhile; one that was closed in time needs no luck."""
    first = made[0].exchange
    return first.stale_hits > 0 or any(attempt.step.end == "fin" for attempt in first.attempts)

"""A client under test: each operation step goes through it, with a recording proxy before the server."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from vectorizer_conformance.adapter import Adapter, AdapterBroken, NoReply
from vectorizer_conformance.adapter.protocol import CLIENT, run_command
from vectorizer_conformance.adapter.required import ADAPTER
from vectorizer_conformance.casefile import Case, Step, expand
from vectorizer_conformance.casefile.expand import ExpandError
from vectorizer_conformance.failure import Failure
from vectorizer_conformance.processes.tasks import together
from vectorizer_conformance.proxy import CALL_HEADER, Exchange, RecordingProxy
from vectorizer_conformance.reference import NotSendableError, decode_body
from vectorizer_conformance.reference.reference_client import NAME as REFERENCE
from vectorizer_conformance.report.contents import Outcome, Verdict
from vectorizer_conformance.repro import Client
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.check_answer import compact
from vectorizer_conformance.targets.check_call import check_call
from vectorizer_conformance.targets.check_reply import SERVERS
from vectorizer_conformance.targets.client_call import ClientCall
from vectorizer_conformance.targets.client_needs import needs, offers
from vectorizer_conformance.targets.client_repro import act_of, beyond, exchanged
from vectorizer_conformance.targets.context import Context, SetupError
from vectorizer_conformance.targets.leaks import leaks
from vectorizer_conformance.targets.mixed import Replies
from vectorizer_conformance.targets.observation import CallObservation, Keep, after, ignore
from vectorizer_conformance.targets.offer import WHOLE, Offer
from vectorizer_conformance.targets.offer import lacking as without
from vectorizer_conformance.targets.prepared_answers import script_of
from vectorizer_conformance.targets.server_target import CaseEnd, ServerTarget, record
from vectorizer_conformance.wire import WireError

CALL_TIMEOUT = 100.0
NOT_THE_CLIENT = "the server, not the client: "
# What is said of an answer and of what it does; a value that is not the answer's is told by other words, too.
_ANSWERED = (SERVERS, "value/", "value:", "it must change nothing", "expected the statuses")
# What cases call the ways to the server, and to nowhere.
ORIGINS = ("base_url", "json_url", "late_url", "lame_url", "other_origin")


class ClientTarget:
    """Judges cases through one adapter."""

    kind = "client"

    def __init__(self, row: str, spec: Spec, nonce: str, adapter: Adapter, offer: Offer = WHOLE) -> None:
        self.row, self.spec, self.nonce, self.adapter, self.offer = row, spec, nonce, adapter, offer
        self._looks = ServerTarget(row, spec, nonce, offer)
        self.keep: Keep = ignore
        # Statuses of prepared answers after which the client did what it should.
        self.scripted: set[tuple[str, int]] = set()
        self._proxies: dict[str, RecordingProxy] = {}
        self._opening = asyncio.Lock()
        self._replies = Replies()
        self._tokens = itertools.count(1)

    @property
    def lacks(self) -> frozenset[str]:
        """The features that the client does not set out to have."""
        assert self.adapter.started is not None
        return self.adapter.started.lacks

    async def proxy(self, url: str, *, patient: bool = True) -> RecordingProxy:
        async with self._opening:
            if url not in self._proxies:
                self._proxies[url] = await RecordingProxy(url, patient=patient).__aenter__()
        return self._proxies[url]

    async def close(self) -> None:
        for proxy in self._proxies.values():
            await proxy.__aexit__()
        await self._looks.close()

    @property
    def untracked(self) -> Verdict:
        """Whether every request of this client could be laid to one of its calls."""
        strays = [stray for proxy in self._proxies.values() for stray in proxy.strays]
        lines = sorted({f"{stray.method} {stray.target.split('?')[0]}" for stray in strays})
        reasons = (
            (f"{len(strays)} requests without the headers of a call: {', '.join(lines[:8])}",)
            if strays
            else ()
        )
        unheard = tuple(self.adapter.unheard)
        outcome: Outcome = "fail" if strays else "errored" if unheard else "pass"
        return Verdict(
            self.row, "cases", "adapter/untracked", "adapter", "MUST", outcome,
            *ADAPTER["adapter/untracked"], (*reasons, *unheard),
        )  # fmt: skip

    async def run(self, case: Case, url: str) -> Verdict:
        """The verdict on one case."""
        started = time.monotonic()
        proxy = await self.proxy(url, patient=not case.server.flags)
        names = {name: getattr(proxy, name) for name in ORIGINS}
        context = Context(
            case, self.spec, self._looks.wire(url, case), f"{self.nonce}/{self.row}", self.offer, **names
        )
        outcome, reasons, repro = await self._judge(case, context, proxy)
        ms = (time.monotonic() - started) * 1000
        if outcome == "pass":
            self.keep(self.row, case, context.seen)
        trace = () if outcome == "pass" else tuple(entry() for entry in context.trace)
        return Verdict(
            self.row,
            "cases",
            case.id,
            case.topic,
            case.level,
            outcome,
            case.title,
            case.clause,
            tuple(reasons),
            trace,
            ms,
            repro,
        )

    async def _judge(
        self, case: Case, context: Context, proxy: RecordingProxy
    ) -> tuple[Outcome, list[str], dict[str, str]]:
        reason = self._unable(case)
        if reason is not None:
            return *reason, {}
        try:
            await context.setup()
            for number, step in enumerate(case.steps, 1):
                if step.operation is None:
                    faults = await self._looks.step(context, step)
                else:
                    faults = await self._step(context, step, proxy)
                if faults and self._of_the_server(step, faults):
                    return "errored", [str(fault.after(NOT_THE_CLIENT)) for fault in faults], {}
                if faults:
                    faults = [fault.after(f"step {number}: ") for fault in faults]
                    return "fail", list(map(str, faults)), self._repro(context, step, faults[0])
            return "pass", [], {}
        except CaseEnd as end:
            return end.outcome, [str(end)], {}
        except AdapterBroken as error:
            return "errored", [str(error)], {}
        except (SetupError, WireError) as error:
            return "errored", [f"{NOT_THE_CLIENT}{error}"], {}
        except ExpandError as error:
            return "errored", [f"the case can't be run: {error}"], {}
        finally:
            with contextlib.suppress(WireError):
                await context.teardown()

    def _of_the_server(self, step: Step, faults: Sequence[Failure]) -> bool:
        """Whether only the server can be to blame: the suite's own client met them, and did what it should."""
        assert self.adapter.started is not None
        if self.adapter.started.name != REFERENCE or step.replies:
            return False
        return step.operation is None or all(str(fault).startswith(_ANSWERED) for fault in faults)

    def _repro(self, context: Context, step: Step, failure: Failure) -> dict[str, str]:
        """The programs of what failed, through the client and on the server that the case used."""
        if not context.calls:
            return {}  # what a look at the server shows, its own row shows too
        assert self.adapter.started is not None
        return context.repro(self.row, failure, Client.of(self.adapter.started), parallel=step.parallel)

    def _unable(self, case: Case) -> tuple[Outcome, list[str]] | None:
        started = self.adapter.started
        assert started is not None
        missing = sorted({s.operation for s in case.steps if s.operation} - started.operations)
        if missing:
            return "not implemented", [f"the client has no {', '.join(missing)}"]
        aliases = {step.call["as"] for step in case.steps if "as" in step.call}
        asked = (set(case.features) | offers(case)) - started.features | aliases - started.operations
        lacking = sorted((needs(case) & started.lacks) | asked)
        if lacking:
            return "not supported", [f"the client does not offer {', '.join(lacking)}"]
        if gone := self.offer.missing(self.spec, case, client=True):
            return "skipped", [f"not applicable: {without(gone)}"]
        return None

    async def _step(self, context: Context, step: Step, proxy: RecordingProxy) -> list[Failure]:
        before = await context.before() if step.changes_nothing else None
        context.begin()
        if step.parallel:
            results = await together(*(self._once(context, step, i, proxy) for i in range(step.times)))
        else:
            results = [await self._once(context, step, index, proxy) for index in range(step.times)]
        faults = [fault for found, _ in results for fault in found][:5]
        responses = [after(exchange) for _, exchange in results]
        return faults + await self._looks.whole(context, step, responses, before)

    async def _once(
        self, context: Context, step: Step, index: int, proxy: RecordingProxy
    ) -> tuple[list[Failure], Exchange]:
        env = context.env.with_names(i=index) if step.times > 1 else context.env
        arguments = context.arguments(step, env)
        call: dict[str, Any] = expand(dict(step.call), env)
        options: dict[str, Any] = expand(dict(step.client_options), env)
        operation = self.spec.operations[step.operation or ""]
        token = f"{self.row}-{next(self._tokens)}"
        client = {**CLIENT, "base_url": proxy.base_url, "api_key": context.case.server.api_key, **options}
        # Null stands for what the client has by itself; no key is said so.
        client = {name: value for name, value in client.items() if value is not None or name == "api_key"}
        try:
            wanted = context.request(operation, arguments, call)
        except NotSendableError:
            wanted = None
        alias = call.pop("as", None)
        fixed = operation.aliases[alias] if alias else {}
        given = {name: value for name, value in arguments.items() if name not in fixed}
        told = {**call, "headers": {**call.get("headers", {}), CALL_HEADER: token}}
        asked = (
            {**client, "timeout": client["timeout"] * context.longer} if context.case.leisurely else client
        )
        command = run_command(alias or operation.id, given, asked, told, step.cancel_after_ms)
        script = script_of(step, env)
        act = act_of(self.spec, operation, arguments, client, call, wanted)
        context.calls.append(replace(act, beyond=beyond(step, client["base_url"] != proxy.base_url)))
        with proxy.exchange(token, operation.id, script) as exchange:
            started = time.monotonic()
            about = f"{operation.id} of {context.case.id}"
            self._replies.begin(token, about, exchange)
            try:
                reply = await self.adapter.ask(command, CALL_TIMEOUT, about)
            except NoReply as silent:
                if waits := _waits(exchange, silent.seconds):
                    raise CaseEnd("fail", waits) from None
                raise
            seconds = time.monotonic() - started
        self._record(context, command, exchange, reply)
        context.exchanges += exchanged(exchange)
        if other := self._replies.other(token, reply):
            words = f"the adapter answered {about} with the reply to {other}, as its request id shows"
            raise CaseEnd("errored", Failure(words))
        if reply["type"] in ("skipped", "errored"):
            outcome: Outcome = "skipped" if reply["type"] == "skipped" else "errored"
            raise CaseEnd(outcome, Failure(f"the adapter: {reply['reason']}"))
        judged: Mapping[str, Any] = expand(dict(step.client), env) if isinstance(step.client, Mapping) else {}
        prefix = client["base_url"].split("://", 1)[-1].partition("/")[2].strip("/")
        made = ClientCall(
            operation, step, expand(dict(step.expect), env), judged, call, wanted,
            f"/{prefix}" if prefix else "", reply, exchange, seconds, self.lacks,
            proxy.asked[(client.get("headers") or {}).get("X-Client")],
        )  # fmt: skip
        context.seen.append(CallObservation(step, env.with_names(), made))
        faults = check_call(self.spec, made) + leaks(reply, client, call)
        if faults and all(str(fault).startswith(SERVERS) for fault in faults):
            raise CaseEnd("errored", faults[0].after(NOT_THE_CLIENT))
        if not faults and step.replies:
            self.scripted |= {(operation.id, a.response.status) for a in exchange.attempts if a.response}
        if not faults and step.save:
            report = reply.get("value") if reply["type"] == "ok" else reply["error"].get("report")
            faults = context.save(step, made.last, decode_body(made.last) if made.last else None, report)
        return faults, exchange

    def _record(
        self, context: Context, command: Mapping[str, Any], exchange: Exchange, reply: Mapping[str, Any]
    ) -> None:
        def called() -> dict[str, Any]:
            arguments, gave = compact(command["arguments"]), compact(reply)
            return {"call": {"operation": command["operation"], "arguments": arguments, "gave": gave}}

        if not exchange.attempts:
            context.trace.append(called)
        for number, attempt in enumerate(exchange.attempts):
            record(context, attempt.request, attempt.response, dict if number else called)
        for request in exchange.elsewhere:
            record(context, request, None, lambda: {"note": "to the other origin"})


def _waits(exchange: Exchange, seconds: float) -> Failure | None:
    """The failure of a client that was told to wait and still does: it hangs no more than it was told to."""
    last = exchange.attempts[-1].response if exchange.attempts else None
    told = last.index.get("retry-after") if last else None
    if last is None or not told:
        return None
    words = f"attempt {len(exchange.attempts)} was answered {last.status} with Retry-After: {told[0]}"
    late = f"{seconds:g} s later the client has neither tried again nor given up: it waits"
    return Failure(f"{words}; {late}", ("error", "kind"), {"$any": True})

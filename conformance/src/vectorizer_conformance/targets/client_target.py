"""A client under test: each operation step goes through it, with a recording proxy before the server."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

from vectorizer_conformance.adapter import Adapter, AdapterBroken, NoReply
from vectorizer_conformance.adapter.protocol import CLIENT, run_command
from vectorizer_conformance.adapter.required import ADAPTER
from vectorizer_conformance.casefile import Case, Environment, Step, expand
from vectorizer_conformance.casefile.demands import FINER, by_clause
from vectorizer_conformance.casefile.expand import ExpandError
from vectorizer_conformance.failure import Failure
from vectorizer_conformance.processes.tasks import together
from vectorizer_conformance.proxy import CALL_HEADER, Exchange, FaultStep, RecordingProxy
from vectorizer_conformance.reference import NotSendableError, decode_body
from vectorizer_conformance.reference.encode import to_json
from vectorizer_conformance.report.contents import Outcome, Verdict
from vectorizer_conformance.repro import Call as Act
from vectorizer_conformance.repro import Client
from vectorizer_conformance.repro import ProgramExchange as Exchanged
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.targets.check_answer import compact
from vectorizer_conformance.targets.check_call import check_call
from vectorizer_conformance.targets.check_reply import SERVERS
from vectorizer_conformance.targets.client_call import ClientCall
from vectorizer_conformance.targets.context import Context, SetupError
from vectorizer_conformance.targets.http_step import parts
from vectorizer_conformance.targets.leaks import leaks
from vectorizer_conformance.targets.mixed import Replies
from vectorizer_conformance.targets.observation import CallObservation, Keep, after, ignore
from vectorizer_conformance.targets.offer import WHOLE, Offer
from vectorizer_conformance.targets.offer import lacking as without
from vectorizer_conformance.targets.server_target import CaseEnd, ServerTarget, record
from vectorizer_conformance.wire import Request, WireError

CALL_TIMEOUT = 100.0
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
        trace = () if outcome == "pass" else tuple(context.trace)
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
                if faults:
                    faults = [fault.after(f"step {number}: ") for fault in faults]
                    return "fail", list(map(str, faults)), self._repro(context, step, faults[0])
            return "pass", [], {}
        except CaseEnd as end:
            return end.outcome, [str(end)], {}
        except AdapterBroken as error:
            return "errored", [str(error)], {}
        except (SetupError, WireError) as error:
            return "errored", [f"the server, not the client: {error}"], {}
        except ExpandError as error:
            return "errored", [f"the case can't be run: {error}"], {}
        finally:
            with contextlib.suppress(WireError):
                await context.teardown()

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
        command = run_command(alias or operation.id, given, client, told, step.cancel_after_ms)
        script = script_of(step, env)
        act = act_of(self.spec, operation, arguments, client, call, wanted)
        context.calls.append(replace(act, beyond=_beyond(step, client["base_url"] != proxy.base_url)))
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
            raise CaseEnd("errored", faults[0].after("the server, not the client: "))
        if not faults and step.replies:
            self.scripted |= {(operation.id, a.response.status) for a in exchange.attempts if a.response}
        if not faults and step.save:
            report = reply.get("value") if reply["type"] == "ok" else reply["error"].get("report")
            faults = context.save(step, made.last, decode_body(made.last) if made.last else None, report)
        return faults, exchange

    def _record(
        self, context: Context, command: Mapping[str, Any], exchange: Exchange, reply: Mapping[str, Any]
    ) -> None:
        called = {
            "operation": command["operation"],
            "arguments": compact(command["arguments"]),
            "gave": compact(reply),
        }
        if not exchange.attempts:
            context.trace.append({"call": called})
        for attempt in exchange.attempts:
            record(context, attempt.request, attempt.response, call=called)
            called = {}
        for request in exchange.elsewhere:
            record(context, request, None, note="to the other origin")


def act_of(
    spec: Spec,
    operation: Operation,
    arguments: Mapping[str, Any],
    client: Mapping[str, Any],
    call: Mapping[str, Any],
    wanted: Request | None,
) -> Act:
    """The call as a reproduction makes it."""
    raw = spec.document["paths"][operation.path][operation.method.lower()]
    positional = tuple(raw.get("x-sdk-signature", {}).get("positional", ()))
    media = operation.responses.get("200", {}).get("content", {})
    return Act(operation.id, arguments, client, call, positional, "application/x-ndjson" in media, wanted)


def _waits(exchange: Exchange, seconds: float) -> Failure | None:
    """The failure of a client that was told to wait and still does: it hangs no more than it was told to."""
    last = exchange.attempts[-1].response if exchange.attempts else None
    told = last.index.get("retry-after") if last else None
    if last is None or not told:
        return None
    words = f"attempt {len(exchange.attempts)} was answered {last.status} with Retry-After: {told[0]}"
    late = f"{seconds:g} s later the client has neither tried again nor given up: it waits"
    return Failure(f"{words}; {late}", ("error", "kind"), {"$any": True})


def _beyond(step: Step, elsewhere: bool) -> str:
    """Why no plain program makes this step's call as the case does."""
    if step.replies:
        return "the suite answers in the server's place"
    if step.cancel_after_ms is not None:
        return f"the call is cancelled after {step.cancel_after_ms} ms"
    if "progress" in step.call or {"copy", "read_timeout", "max_response_bytes"} & set(step.client_options):
        return "the client is set up or watched as only an adapter does"
    return "the client is given another address than the server's" if elsewhere else ""


def exchanged(exchange: Exchange) -> list[Exchanged]:
    """A client's requests and the answers, as a reproduction sends it again in raw HTTP."""
    return [Exchanged(_plain(attempt.request), attempt.response) for attempt in exchange.attempts]


def _plain(request: Request) -> Request:
    """A client's request without what belongs to its connection and to the suite."""
    left_out = {CALL_HEADER.lower(), "host", "connection", "content-length", "user-agent", "accept-encoding"}
    headers = [(name, value) for name, value in request.headers if name.lower() not in left_out]
    return Request(request.method, request.target, headers, request.body)


# Members of a command that only a client with the feature is sent.
_OFFERS = {
    "batch-options": {"concurrency", "resume", "progress"},
    "copies": {"copy"},
    "leaving": {"take"},
    "small-reports": {"compact", "keep_results"},
    "limits": {"read_timeout", "max_response_bytes"},
}


# Values that only a client with the feature `more-values` is sent.
_MORE_VALUES = frozenset({"$file", "$native", "$broken", "$async"})


def offers(case: Case) -> set[str]:
    """The features that the steps' options and values stand for."""
    given = {name for step in case.steps for name in (*step.call, *step.client_options)}
    offered = {feature for feature, names in _OFFERS.items() if names & given}
    if any("timeout" in step.call and step.call["timeout"] is None for step in case.steps):
        offered.add("limits")
    return offered | ({"more-values"} if any(_more(step.arguments) for step in case.steps) else set())


def _more(value: Any) -> bool:
    """Whether a value of these is anywhere in it."""
    if isinstance(value, Mapping):
        return any(key in _MORE_VALUES or _more(item) for key, item in value.items())
    return isinstance(value, list) and any(map(_more, value))


def needs(case: Case) -> set[str]:
    """The features that a client must set out to have for this case."""
    rule = by_clause().get(case.clause)
    if rule is not None and rule.always:
        return set(case.needs)  # what is about safety is asked of everybody
    found: set[str] = set(case.needs) | ({rule.lacks} if rule and rule.lacks in FINER else set())
    for step in case.steps:
        wanted = step.client if isinstance(step.client, Mapping) else {}
        if step.client == "refuses" or _names(wanted.get("error", {}).get("kind")) & {
            "validation",
            "configuration",
        }:
            found.add("validation")
        if _names(wanted.get("error", {}).get("kind")) & {"response", "not-supported"}:
            found.add("response-checks")
        if step.call.get("collect") == "all":
            found.add("paging")
        if step.cancel_after_ms is not None:
            found.add("cancel")
            if step.replies and step.replies[0].get("status", 200) >= 400:
                found.add("retries")
        if any(reply.get("close") == "before" for reply in step.replies):
            found.add("lost-connections")
        if any(reply.get("status") == 408 for reply in step.replies):
            found.add("status-408")
        if {"concurrency", "resume", "progress"} & set(step.call):
            found.add("splitting")
        if any("holds" in reply for reply in step.replies):
            found |= {"retries", "splitting"}
        elif step.replies and wanted.get("sent", 1) != 1:
            found.add("retries")
        if not step.replies and wanted.get("sent", 1) not in (0, 1) and step.call.get("collect") != "all":
            found.add("splitting")
    return found


def _names(value: Any) -> set[str]:
    """The texts in a matcher."""
    if isinstance(value, str):
        return {value}
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return {name for item in items for name in _names(item)}


# Where an answer of a case ends, in the words of the proxy.
_CUTS: Mapping[str, int | Literal["head", "body"]] = {"before": 0, "headers": "head", "body": "body"}


def script_of(step: Step, env: Environment) -> list[FaultStep]:
    """The prepared answers of a step."""
    script = []
    for reply in expand([dict(reply) for reply in step.replies], env):
        headers = {
            name: [str(item) for item in (value if isinstance(value, list) else [value])]
            for name, value in reply.get("headers", {}).items()
        }
        body = b""
        if "json" in reply:
            body = to_json(reply["json"])
            if "content-type" not in map(str.lower, headers):
                kind = "application/problem+json" if reply.get("status", 200) >= 400 else "application/json"
                headers["Content-Type"] = [kind]
        elif "text" in reply:
            body = str(reply["text"]).encode("utf-8", "surrogatepass")
        elif "bytes" in reply:
            body = parts(reply["bytes"])
        forward, close, stall = reply.get("forward", False), reply.get("close"), reply.get("stall_ms", 0)
        script.append(
            FaultStep(
                deliver=1 if forward else 0,
                status=None if forward else reply.get("status", 200),
                headers={} if forward else headers,
                body=body,
                latency=reply.get("delay_ms", 0) / 1000,
                slice="body" if stall else None,
                pause=stall / 1000,
                cut=_CUTS[close] if close else None,
                end="fin" if close else "keep",
                holds=reply.get("holds"),
            )
        )
    return script

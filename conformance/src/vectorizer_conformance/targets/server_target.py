"""A server under test: every step is sent raw, every answer is held against the contract."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from vectorizer_conformance.casefile import Case, Step, expand
from vectorizer_conformance.casefile.expand import ExpandError
from vectorizer_conformance.failure import Failure
from vectorizer_conformance.processes.tasks import together
from vectorizer_conformance.reference import NotSendableError, decode_body
from vectorizer_conformance.report.contents import Outcome, Verdict
from vectorizer_conformance.spec import Checker, Spec
from vectorizer_conformance.spec.vector_format import misformatted
from vectorizer_conformance.targets.check_answer import check_answer, shown
from vectorizer_conformance.targets.context import Context, SetupError
from vectorizer_conformance.targets.evidence import Evidence
from vectorizer_conformance.targets.http_step import request_of
from vectorizer_conformance.targets.observation import (
    AnswerObservation,
    Keep,
    SnapshotObservation,
    StatusObservation,
    count,
    ignore,
    tallied,
)
from vectorizer_conformance.targets.offer import WHOLE, Offer, lacking
from vectorizer_conformance.wire import Request, Response, WireClient, WireError

STEP_TIMEOUT = 20.0


class CaseEnd(Exception):
    """The case ends here with another outcome than pass or fail."""

    def __init__(self, outcome: Outcome, failure: Failure) -> None:
        super().__init__(str(failure))
        self.outcome, self.failure = outcome, failure


def _no_such_route(response: Response) -> bool:
    if response.status in (405, 501):
        return True
    return response.status == 404 and b'"route-not-found"' in response.content


def _unrouted(words: str, response: Response) -> Failure:
    if response.status == 404:
        return Failure(words, ("body",), {"$not": {"code": "route-not-found"}})
    return Failure(words, ("status",), {"$not": response.status})


class ServerTarget:
    """Judges cases against a server."""

    kind = "server"

    def __init__(self, row: str, spec: Spec, nonce: str, offer: Offer = WHOLE) -> None:
        self.row, self.spec, self.nonce, self.offer = row, spec, nonce, offer
        self.checker = Checker(spec)
        self.keep: Keep = ignore
        self.reached: set[tuple[str, int]] = set()
        self.evidence = Evidence(spec)
        self._wires: dict[str, WireClient] = {}

    def wire(self, url: str, case: Case) -> WireClient:
        # A limit that the case is about is not waited for.
        patient = not case.server.flags
        return self._wires.setdefault(url, WireClient(url, STEP_TIMEOUT, patient=patient))

    async def close(self) -> None:
        for wire in self._wires.values():
            await wire.close()

    async def run(self, case: Case, url: str) -> Verdict:
        """The verdict on one case."""
        started = time.monotonic()
        context = Context(
            case,
            self.spec,
            self.wire(url, case),
            f"{self.nonce}/{self.row}",
            self.offer,
            base_url=url,
            json_url=url,
            late_url=url,
            lame_url=url,
            other_origin="",
        )
        outcome, reasons, repro = await self._judge(case, context)
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

    async def _judge(self, case: Case, context: Context) -> tuple[Outcome, list[str], dict[str, str]]:
        outcome: Outcome = "fail"
        if missing := self.offer.missing(self.spec, case):
            return "not implemented", [lacking(missing)], {}
        try:
            await context.setup()
            for number, step in enumerate(case.steps, 1):
                faults = await self.step(context, step)
                if faults:
                    faults = [fault.after(f"step {number}: ") for fault in faults]
                    repro = context.repro(self.row, faults[0], parallel=step.parallel)
                    return outcome, list(map(str, faults)), repro
            return "pass", [], {}
        except CaseEnd as end:
            outcome, faults = end.outcome, [end.failure]
        except SetupError as error:
            outcome, faults = "errored", [error.fault.after("set-up: ")]
        except WireError as error:
            faults = [Failure(f"the server gave no answer: {error}", ("answered",), True)]
        except (ExpandError, NotSendableError) as error:
            return "errored", [f"the case can't be run: {error}"], {}
        finally:
            await self._clean(context)
        shows = outcome in ("fail", "not implemented", "errored")
        return outcome, list(map(str, faults)), context.repro(self.row, faults[0]) if shows else {}

    async def _clean(self, context: Context) -> None:
        with contextlib.suppress(WireError):
            await context.teardown()

    async def step(self, context: Context, step: Step) -> list[Failure]:
        """Do one step, `times` times; the faults of its answers."""
        before = await context.before() if step.changes_nothing else None
        context.begin()
        if step.parallel:
            results = await together(*(self._once(context, step, i) for i in range(step.times)))
        else:
            results = [await self._once(context, step, index) for index in range(step.times)]
        faults = [fault for found, _ in results for fault in found][:5]
        return faults + await self.whole(context, step, [response for _, response in results], before)

    async def whole(
        self, context: Context, step: Step, responses: list[Response | None], before: list[Any] | None
    ) -> list[Failure]:
        """The faults of a step as a whole, after all of its answers."""
        faults: list[Failure] = []
        if "tally" in step.expect:
            counted = count(responses)
            context.seen.append(StatusObservation(step, counted))
            faults += tallied(step.expect, counted)
        if before is not None:
            context.seen.append(SnapshotObservation(step, len(before)))
            if await context.snapshot() != before:
                words = "it must change nothing, but the collection is another one now"
                faults.append(Failure(words, ("unchanged",), True))
        return faults

    async def _once(self, context: Context, step: Step, index: int) -> tuple[list[Failure], Response]:
        env = context.env.with_names(i=index) if step.times > 1 else context.env
        request: Request | bytes
        if step.http is not None:
            request = request_of(expand(dict(step.http), env), context.headers())
        else:
            operation = self.spec.operations[step.operation or ""]
            request = context.request(operation, context.arguments(step, env), expand(dict(step.call), env))
        response = await context.send(request)
        record(context, request, response)
        context.seen.append(AnswerObservation(step, env.with_names(), response))
        route = self.spec.route(*_target(request))
        if route:
            self.reached.add((route[0].id, response.status))
        if isinstance(request, Request) and request.method != "HEAD":
            self.evidence.exchange(route[0] if route else None, request, response)
        expect: dict[str, Any] = expand(dict(step.expect), env)
        if step.operation is not None and _no_such_route(response):
            words = f"the server has no {step.operation}: it answers {response.status}"
            raise CaseEnd("not implemented", _unrouted(words, response))
        faults = check_answer(self.spec, expect, response)
        if isinstance(request, Request) and request.method == "HEAD":
            return faults, response
        if isinstance(request, Request):
            faults += self.checker.answer(
                route[0] if route else None, response.status, response.index, response.content
            )
            if response.status == 200 and not faults:
                faults += misformatted(request.target, decode_body(response))
        elif response.status >= 500:
            words = f"a bad request must not make the server fail, got {response.status}"
            faults.append(Failure(words, ("status",), {"$lt": 500}))
        if not faults and step.save:
            faults += context.save(step, response, decode_body(response))
        return faults, response


def _target(request: Request | bytes) -> tuple[str, str]:
    """Method and target, of raw bytes as far as they have some."""
    if isinstance(request, Request):
        return request.method, request.target
    words = request.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    return (words[0], words[1]) if len(words) == 3 else ("", "")


def record(
    context: Context,
    request: Request | bytes,
    response: Response | None,
    more: Callable[[], dict[str, Any]] = dict,
) -> None:
    """Add an exchange to the trace, unless the trace is long already."""
    if len(context.trace) < 20:
        context.trace.append(partial(_entry, request, response, more))


def _entry(
    request: Request | bytes, response: Response | None, more: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    if isinstance(request, bytes):
        entry["request"] = {"raw": shown(request)}
    else:
        entry["request"] = {
            "line": f"{request.method} {request.target}"[:2000],
            "headers": [f"{k}: {v}"[:300] for k, v in request.headers],
            "body": shown(request.content),
        }
    if response is not None:
        entry["response"] = {
            "line": f"{response.status} {response.reason}".strip(),
            "headers": [f"{k}: {v}"[:300] for k, v in response.headers],
            "body": shown(response.content),
        }
    return {**entry, **more()}

"""A client under test as a caller: through its adapter, with a recording proxy before the server."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

from vectorizer_conformance.adapter import Adapter
from vectorizer_conformance.adapter.protocol import CLIENT, run_command
from vectorizer_conformance.casefile import Step as CaseStep
from vectorizer_conformance.failure import Failure
from vectorizer_conformance.layers.model.raw_caller import (
    CallRecord,
    CallResult,
    joined,
    native,
    packed,
    seen_of,
)
from vectorizer_conformance.layers.model.sequence import Namespace, SequenceStep
from vectorizer_conformance.layers.model.transcript import entry
from vectorizer_conformance.match.atoms import with_vectors
from vectorizer_conformance.oracle.json_values import same
from vectorizer_conformance.processes.busy import longer
from vectorizer_conformance.proxy import CALL_HEADER, Exchange, RecordingProxy
from vectorizer_conformance.reference import encode
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.check_call import check_call
from vectorizer_conformance.targets.client_call import ClientCall
from vectorizer_conformance.targets.client_repro import exchanged

CALL_TIMEOUT = 100.0
# The client's own deadline. Nothing here is about time, and beside other work it has more of it.
DEADLINE = 30.0
# Codes of a 422 that only the server can know: a client must not answer in its place.
_STATE = frozenset(
    {"dimension-mismatch", "zero-vector", "batch-aborted", "idempotency-key-reused", "unknown-provider"}
)


class AdapterRefusal(Exception):
    """The adapter could not or would not try this call."""


class ClientCaller:
    """Calls through one adapter."""

    def __init__(self, row: str, spec: Spec, adapter: Adapter, proxy: RecordingProxy) -> None:
        self.row, self.spec, self.adapter, self.proxy = row, spec, adapter, proxy
        self._tokens = itertools.count(1)
        started = adapter.started
        self.pages = started is not None and "paging" not in started.lacks

    async def make(self, step: SequenceStep, space: Namespace) -> CallResult:
        if step.call.get("collect") != "all" or self.pages:
            return await self._once(step, step.args, space)
        made, pages, cursor = CallResult(None), [], None
        for _ in range(40):
            page = SequenceStep(step.operation, step.args, {})
            one = await self._once(page, {**step.args, **({"cursor": cursor} if cursor else {})}, space)
            made.faults += one.faults
            made.entries += one.entries
            made.exchanges += one.exchanges
            if one.seen is None:
                return made
            pages.append(one.seen)
            cursor = one.seen.body.get("next_cursor") if isinstance(one.seen.body, dict) else None
            if not isinstance(cursor, str):
                break
        made.seen = made.value = joined(pages)
        return made

    async def _once(self, step: SequenceStep, args: Mapping[str, Any], space: Namespace) -> CallResult:
        operation = self.spec.operations[step.operation]
        number = next(self._tokens)
        real, call = space.args(args), space.call(step.call)
        token = f"model-{self.row}-{number}".replace(" ", "-")
        command = run_command(
            operation.id,
            space.args(native(dict(args), CLIENT_FORMS)),
            {**CLIENT, "timeout": DEADLINE * longer(), "base_url": self.proxy.base_url},
            {**call, "headers": {CALL_HEADER: token}},
        )
        with self.proxy.exchange(token, operation.id) as exchange:
            reply = await self.adapter.ask(command, CALL_TIMEOUT)
        if reply["type"] in ("skipped", "errored"):
            raise AdapterRefusal(f"the adapter: {reply['reason']}")
        answers = _answers(exchange, space)
        entries = [
            entry(a.request, a.response, space, format_given="vector_format" in step.args)
            for a in exchange.attempts
        ]
        if not exchange.attempts and reply["type"] == "error" and reply["error"]["kind"] == "validation":
            return CallResult(None)
        seen = (joined(answers) if step.call.get("collect") == "all" else answers[-1]) if answers else None
        made = ClientCall(
            operation, CaseStep(0, operation.id, real, call), {}, {}, call, encode(operation, real, call),
            "", reply, exchange, 0.0,
        )  # fmt: skip
        faults = check_call(self.spec, made)
        value = _value(reply, seen, space)
        if step.call.get("collect") == "all" and seen is not None and seen.status == 200:
            faults += _walk(reply, seen)
        return CallResult(seen or CallRecord(0), faults, entries, value, exchanged(exchange))


def may_refuse(codes: tuple[str, ...]) -> bool:
    """Whether a client may refuse, before sending, a call that the server would refuse with one of these."""
    return any(
        code not in _STATE and code.split("-")[-1] not in ("found", "exists", "conflict") for code in codes
    )


def _answers(exchange: Exchange, space: Namespace) -> list[CallRecord]:
    found = []
    for attempt in exchange.attempts:
        if attempt.response is not None:
            try:
                found.append(seen_of(attempt.response, space))
            except (ValueError, RecursionError):
                found.append(CallRecord(attempt.response.status))
    return found


def _value(reply: Mapping[str, Any], seen: CallRecord | None, space: Namespace) -> CallRecord | None:
    """The result of the client itself, as an answer."""
    status = seen.status if seen else 0
    if reply["type"] == "ok":
        value = with_vectors(reply["value"])
        return CallRecord(
            status,
            None,
            {"vectors": value} if isinstance(value, list) and seen and isinstance(seen.body, dict) else value,
        )
    error = reply["error"]
    body = {"report": with_vectors(error["report"])} if "report" in error else None
    if error["kind"] == "batch-partial":
        return CallRecord(200, None, with_vectors(error.get("report")))
    return CallRecord(error.get("status") or 0, error.get("code"), body)


def _walk(reply: Mapping[str, Any], seen: CallRecord) -> list[Failure]:
    """A walk over all pages gives the vectors of each, in order."""
    if reply["type"] != "ok":
        return [Failure(f"the pages were answered, the client gave {reply['error'].get('class')}")]
    value = with_vectors(reply["value"])
    got = value.get("vectors") if isinstance(value, dict) else value
    words = "the walk over all pages gave not what the pages said"
    return [] if same(seen.body["vectors"], got) else [Failure(words)]


# The forms of a vector that every client takes, by turns.
CLIENT_FORMS: tuple[Callable[[list[float]], Any], ...] = (
    lambda numbers: numbers,
    lambda numbers: {"$f32": packed(numbers)},
    lambda numbers: {"$tuple": numbers},
)

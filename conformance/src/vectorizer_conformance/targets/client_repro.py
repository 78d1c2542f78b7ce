"""The calls of a client and its requests, as reproductions make them again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vectorizer_conformance.casefile import Step
from vectorizer_conformance.proxy import CALL_HEADER, Exchange
from vectorizer_conformance.repro import Call as Act
from vectorizer_conformance.repro import ProgramExchange as Exchanged
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.wire import Request


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


def beyond(step: Step, elsewhere: bool) -> str:
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

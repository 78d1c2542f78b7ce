"""Holds the requests that a client put on the wire against what its call stands for."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.match import match, with_vectors
from vectorizer_conformance.proxy import Attempt
from vectorizer_conformance.reference import decode_body, differences
from vectorizer_conformance.reference.arguments import query_pairs
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.client_call import ClientCall, is_redirect
from vectorizer_conformance.targets.once import twice
from vectorizer_conformance.wire import Request, Response
from vectorizer_conformance.wire.message import index_headers

# With this word a client says that it sends no keys of its own making.
KEYS = "idempotency-keys"


def count_requests(call: ClientCall) -> list[Failure]:
    faults: list[Failure] = []
    number = len(call.exchange.attempts)
    if "sent" in call.client:
        faults += [
            Failure(
                f"requests sent: {str(fault).removeprefix('value: ')}",
                ("sent",),
                {"$len": call.client["sent"]},
            )
            for fault in match(call.client["sent"], number)
        ]
    elif number != 1 and not call.step.replies and not call.collects and call.wanted is not None:
        faults.append(Failure(f"requests sent: expected 1, got {number}", ("sent",), {"$len": 1}))
    elsewhere = call.client.get("elsewhere", 0)
    faults += [
        Failure(
            f"requests to another origin: {str(fault).removeprefix('value: ')}",
            ("elsewhere",),
            {"$len": elsewhere},
        )
        for fault in match(elsewhere, len(call.exchange.elsewhere))
    ]
    for request in call.exchange.elsewhere:
        leaked = [n for n in ("authorization", "x-api-key") if request.header(n) is not None]
        faults += [Failure(f"the header {name} went to another origin") for name in leaked]
    if "gaps_ms" in call.client:
        times = [attempt.at for attempt in call.exchange.attempts]
        gaps = [(b - a) * 1000 for a, b in itertools.pairwise(times)]
        faults += [
            fault.failure(fault.under("waiting times in ms"), "gaps")
            for fault in match(call.client["gaps_ms"], gaps)
        ]
    return faults


def compare_requests(spec: Spec, call: ClientCall) -> list[Failure]:
    sent = call.exchange.attempts
    faults: list[Failure] = []
    if sent and call.wanted is not None and not _split(call):
        faults += [
            fault.after("on the wire: ")
            for fault in differences(
                spec, call.operation, call.wanted, sent[0].request, call.prefix, keyless=KEYS in call.lacks
            )
        ]
    if call.step.replies and not call.collects:
        faults += apart(sent) if call.parts else _repeated(sent)
    for number, attempt in enumerate(sent, 1):
        faults += twice(attempt.request, number)
    wires = call.client.get("wire")
    if isinstance(wires, Mapping):
        wires = [wires] * max(1, len(sent))
    for number, wire in enumerate(wires or (), 1):
        if number > len(sent):
            words = f"request {number}: expected one, got nothing"
            faults.append(Failure(words, ("sent", number - 1), {"$absent": False}))
            continue
        faults += [
            fault.failure(f"request {number}: {fault}", ("sent", number - 1))
            for fault in match(dict(wire), _shown(sent[number - 1].request))
        ]
    return faults


def _split(call: ClientCall) -> bool:
    """Whether the first request is not all that the call stands for."""
    if "resume" in call.call or call.parts or _items_of(call) > call.call.get("batch_size", math.inf):
        return True
    return (
        call.operation.batch_items is not None and len(call.exchange.attempts) > 1 and not call.step.replies
    )


def _items_of(call: ClientCall) -> int:
    """How many items of a batch the arguments name; none of an atomic one, which is a single request."""
    body = _shown(call.wanted)["body"] if call.wanted and "batch_size" in call.call else None
    if isinstance(body, dict):
        body = [] if body.get("atomic") else body.get(call.operation.batch_items or "")
    return len(body) if isinstance(body, list) else 0


def apart(sent: list[Attempt]) -> list[Failure]:
    """Of a call that is made as several requests: those with the same body are attempts of one, and no two share a key."""
    parts: dict[bytes, list[Attempt]] = {}
    for attempt in sent:
        parts.setdefault(attempt.request.content, []).append(attempt)
    faults = [fault for attempts in parts.values() for fault in _repeated(attempts)]
    for name in ("Idempotency-Key", "X-Request-Id"):
        told = [attempts[0].request.header(name.lower()) for attempts in parts.values()]
        if None in told or len(set(told)) < len(told):
            faults.append(
                Failure(f"{len(told)} requests must each have an {name} of their own, got {told!r}")
            )
    return faults


def _repeated(sent: list[Attempt]) -> list[Failure]:
    """Each attempt must be the same request, with the same key; a redirect leads it to another place."""
    faults: list[Failure] = []
    moved = False
    for number, (before, later) in enumerate(itertools.pairwise(sent), 2):
        moved = moved or is_redirect(before)
        for name, one, other in (
            ("method", before.request.method, later.request.method),
            ("target", before.request.target, later.request.target),
            ("body", before.request.content, later.request.content),
            ("X-Request-Id", before.request.header("x-request-id"), later.request.header("x-request-id")),
            (
                "Idempotency-Key",
                before.request.header("idempotency-key"),
                later.request.header("idempotency-key"),
            ),
        ):
            if one != other and not (moved and name == "target"):
                words = f"attempt {number} is another request: its {name} differs"
                faults.append(Failure(words, ("sent", number - 1)))
    return faults


def _shown(request: Request) -> dict[str, Any]:
    """A request as the tree that `wire` is matched with."""
    text = request.content.decode("utf-8", "replace")
    try:
        answer = Response(200, headers=request.headers, body=request.body)
        body: Any = with_vectors(decode_body(answer))
    except (ValueError, RecursionError):
        body = text
    index = index_headers(request.headers)
    headers = {name: values[0] if len(values) == 1 else values for name, values in index.items()}
    try:
        query: dict[str, Any] = {}
        for name, value in query_pairs(request.target):
            query.setdefault(name, []).append(value)
    except ValueError:
        query = {}
    query = {name: values[0] if len(values) == 1 else values for name, values in query.items()}
    path = request.target.split("?")[0]
    shown = {"method": request.method, "target": request.target, "path": path, "query": query}
    return {**shown, "headers": headers, "body": body, "text": text}

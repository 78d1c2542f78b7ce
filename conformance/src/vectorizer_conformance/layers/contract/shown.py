"""A generated request that failed, as programs: the fixture, the request, and what was wrong with its answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from vectorizer_conformance.adapter.protocol import Started
from vectorizer_conformance.fault import Fault
from vectorizer_conformance.layers.contract.events import Generated
from vectorizer_conformance.layers.contract.fixture import COLLECTION, DIMENSION, vectors
from vectorizer_conformance.reference.encode import to_json
from vectorizer_conformance.report.model import Verdict
from vectorizer_conformance.repro import Call, Repro, Send, check_of, programs
from vectorizer_conformance.spec import Checker, Operation, Spec
from vectorizer_conformance.wire import Request

_JSON = ("Content-Type", "application/json")
_KEPT = frozenset({"accept", "content-type", "if-match", "if-none-match", "idempotency-key"})


def _fixture() -> list[Send]:
    """What the generated requests meet."""
    made = to_json({"name": COLLECTION, "dimension": DIMENSION})
    filled = to_json({"vectors": vectors()})
    path = f"/collections/{COLLECTION}/batch_insert"
    return [
        Send([Request("POST", "/collections", [_JSON], made)]),
        Send([Request("POST", path, [_JSON], filled)]),
    ]


def of_server(spec: Spec, operation: Operation | None, case: Generated, verdict: Verdict) -> dict[str, str]:
    """The programs of one request; none where it follows from others, or where its answer alone shows nothing."""
    if case.phase == "stateful" or case.request is None or case.response is None:
        return {}
    answer = case.response
    found = Checker(spec).answer(operation, answer.status, answer.index, answer.content)
    fault = next((one for one in found if isinstance(one, Fault)), None)
    if fault is None and not case.valid and answer.status < 400:
        words = f"a request that the contract does not allow is answered {answer.status}"
        fault = Fault(words, ("status",), {"$gte": 400})
    if fault is None:
        return {}
    headers = [(name, value) for name, value in case.request.headers if name.lower() in _KEPT]
    request = Request(case.request.method, case.request.target, headers, case.request.body)
    return _programs(spec, verdict, fault, Send([request]))


def of_route(verdict: Verdict, fault: Fault, request: Request) -> Verdict:
    """A verdict on routes with the programs of the one request that shows it."""
    names = (verdict.id, verdict.row, verdict.title, verdict.clause)
    made = Repro(*names, str(fault), (), Send([request]), check_of(fault))
    return replace(verdict, repro=programs(made, ""))


def of_client(spec: Spec, verdict: Verdict, fault: str, act: Call, client: Started) -> dict[str, str]:
    """The programs of one call through a client."""
    if not isinstance(fault, Fault):
        return {}
    is_async = "async" in client.features
    return _programs(spec, verdict, fault, Send([act]), language=client.language, is_async=is_async)


def _programs(spec: Spec, verdict: Verdict, fault: Fault, act: Send, **more: Any) -> dict[str, str]:
    names = (verdict.id, verdict.row, verdict.title, verdict.clause)
    # Another API than ours has no collections.
    before, made = (_fixture(), (COLLECTION,)) if "batchInsert" in spec.operations else ([], ())
    return programs(Repro(*names, str(fault), before, act, check_of(fault), made, **more), "")

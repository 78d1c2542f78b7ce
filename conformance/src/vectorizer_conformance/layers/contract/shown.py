"""A generated request that failed, as programs: the fixture, the requests before it, and what was wrong with its answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from vectorizer_conformance.adapter.protocol import Started
from vectorizer_conformance.fault import Fault
from vectorizer_conformance.layers.contract.chains import chain, created, led_to, made
from vectorizer_conformance.layers.contract.events import Generated
from vectorizer_conformance.layers.contract.fixture import COLLECTION, DROP, vectors
from vectorizer_conformance.reference.encode import to_json
from vectorizer_conformance.report.model import Verdict
from vectorizer_conformance.repro import Call, Repro, Send, check_of, programs, whose
from vectorizer_conformance.spec import Checker, Operation, Spec
from vectorizer_conformance.wire import Request, Response

_JSON = ("Content-Type", "application/json")
# Names that only the run's hooks give.
_MADE = re.compile(rf"\b(?:made|{DROP})-[0-9]+\b")
# What Schemathesis says no to for the status alone, which must be another one then.
_ACCEPTED = "negative_data_rejection:"
_STATUS = ("use_after_free:", "ensure_resource_availability:", "positive_data_acceptance:")


def _fixture() -> list[Send]:
    """What the generated requests meet."""
    path = f"/collections/{COLLECTION}/batch_insert"
    return [made(COLLECTION), Send([Request("POST", path, [_JSON], to_json({"vectors": vectors()}))])]


def of_server(
    spec: Spec, operation: Operation | None, case: Generated, cases: Sequence[Generated], verdict: Verdict
) -> dict[str, str]:
    """The programs of one request and of those among `cases` that led to it; none where its answer alone shows nothing."""
    if case.request is None or case.response is None:
        return {}
    fault = _fault(spec, operation, case, case.response)
    if fault is None:
        return {}
    *before, act = chain([*led_to(case, cases), case])
    sent = [ask for one in (*before, act) for ask in one.asks if isinstance(ask, Request)]
    names = _MADE.findall(b" ".join(one.to_bytes() for one in sent).decode("utf-8", "replace"))
    names += created(sent)
    more = {"statuses": _telling(fault, case.response)}
    return _programs(spec, verdict, fault, act, before, names, **more)


def _fault(spec: Spec, operation: Operation | None, case: Generated, answer: Response) -> Fault | None:
    """What was wrong with the answer, as a program can see it: its status before its content."""
    found = Checker(spec).answer(operation, answer.status, answer.index, answer.content)
    fault = next((one for one in found if isinstance(one, Fault)), None)
    if fault is not None and fault.check.path == ("status",):
        return fault
    if answer.status >= 500:
        return Fault(f"{case.label} is answered {answer.status}", ("status",), {"$lt": 500})
    words = next((words for words in case.failures if words.startswith(_STATUS)), "")
    if words:
        return Fault(words, ("status",), {"$not": answer.status})
    accepted = any(words.startswith(_ACCEPTED) for words in case.failures)
    if (accepted or fault is None) and not case.valid and answer.status < 400:
        words = f"a request that the contract does not allow is answered {answer.status}"
        fault = Fault(words, ("status",), {"$gte": 400})
    return fault


def _telling(fault: Fault, answer: Response) -> tuple[int, ...]:
    """The statuses of the answers in which what failed can be seen: what the run left may have led to this one."""
    path, want = fault.check.path, fault.check.want
    if path != ("status",):
        return (answer.status,)
    # A problem's code and its status are no pair.
    return (answer.status, want) if isinstance(want, int) else ()


def of_route(verdict: Verdict, fault: Fault, request: Request) -> Verdict:
    """A verdict on routes with the programs of the one request that shows it."""
    names = (verdict.id, verdict.row, verdict.title, verdict.clause)
    made = Repro(*names, str(fault), (), Send([request]), check_of(fault))
    return replace(verdict, repro=programs(made, ""))


def of_client(spec: Spec, verdict: Verdict, fault: str, act: Call, client: Started) -> dict[str, str]:
    """The programs of one call through a client."""
    if not isinstance(fault, Fault):
        return {}
    return _programs(spec, verdict, fault, Send([act]), **whose(client))


def _programs(
    spec: Spec,
    verdict: Verdict,
    fault: Fault,
    act: Send,
    before: Sequence[Send] = (),
    names: Iterable[str] = (),
    **more: Any,
) -> dict[str, str]:
    about = (verdict.id, verdict.row, verdict.title, verdict.clause)
    # Another API than ours has no collections.
    fixture, known = (
        (_fixture(), dict.fromkeys((COLLECTION, *names))) if "batchInsert" in spec.operations else ([], {})
    )
    steps = [*fixture, *before]
    return programs(Repro(*about, str(fault), steps, act, check_of(fault), list(known), **more), "")

"""Whether what a case expects can come by the contract: statuses, problems, headers and fields of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from vectorizer_conformance.casefile.structure import Case, Step
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.syntax.problem import FileProblem

# What any operation may answer, whether it lists the code or not.
GENERAL = frozenset(
    [
        "malformed-request",
        "malformed-json",
        "unauthorized",
        "forbidden",
        "origin-not-allowed",
        "misdirected-request",
        "route-not-found",
        "method-not-allowed",
        "not-acceptable",
        "idempotency-in-progress",
        "payload-too-large",
        "unsupported-media-type",
        "validation-failed",
        "unknown-field",
        "idempotency-key-reused",
        "rate-limited",
        "headers-too-large",
        "internal-error",
        "unavailable",
    ]
)
# Headers of HTTP itself, which a contract need not name.
OF_HTTP = frozenset(
    [
        "content-type",
        "content-length",
        "content-encoding",
        "transfer-encoding",
        "connection",
        "date",
        "server",
        "allow",
        "vary",
        "cache-control",
        "accept",
        "accept-encoding",
        "keep-alive",
        "x-content-type-options",
        "access-control-allow-origin",
        "access-control-expose-headers",
    ]
)
# Statuses that any request may get, whatever its operation: see `Checker.answer`.
ANYWHERE = frozenset({400, 404, 405, 413, 431})


def misfits(cases: Iterable[Case], spec: Spec) -> list[FileProblem]:
    """A problem for each expectation that no answer by the contract can meet, and each that no client by its `x-retry`."""
    found = []
    for case in cases:
        for step in case.steps:
            operation = operation_of(spec, step)
            if operation is None:
                continue
            if step.replies:
                faults = [*_retries(spec, step)]
            else:
                faults = [*_step(spec, operation, step)] if "server" in case.judges else []
            found += [
                FileProblem(case.file, step.line, "expect", f"{case.id}: {operation.id}: {fault}")
                for fault in faults
            ]
    return found


def _retries(spec: Spec, step: Step) -> Iterator[str]:
    """Prepared answers after which a client is expected to try again, and that the contract does not have tried again."""
    retry = spec.document.get("x-retry")
    sent = step.client.get("sent") if isinstance(step.client, Mapping) else None
    # Of a call in several requests nobody knows here which one it is that is made again.
    if retry is None or not isinstance(sent, int) or any("holds" in reply for reply in step.replies):
        return
    for reply in step.replies[: sent - 1]:
        status, body = reply.get("status", 200), reply.get("json")
        code = body.get("code") if isinstance(body, Mapping) else None
        if reply.get("forward") or reply.get("close") or not isinstance(status, int) or status < 400:
            continue
        if status not in retry["statuses"] and code not in retry["codes"]:
            named = f"{status} {code}" if code else status
            yield f"a client is expected to try again after {named}, which is not in x-retry"


def operation_of(spec: Spec, step: Step) -> Operation | None:
    """The operation of a step, by its name or by its request's route."""
    if step.http is not None:
        route = spec.route(str(step.http.get("method", "")), str(step.http.get("path", "")))
        return route[0] if route else None
    return spec.operations.get(step.operation or "")


def _step(spec: Spec, operation: Operation, step: Step) -> Iterator[str]:
    expect = step.expect
    statuses = _statuses(expect.get("status"))
    codes = expect.get("problem")
    wanted = codes if isinstance(codes, list) else [codes] if codes else []
    faults = [fault for code in wanted if (fault := _problem(spec, operation, code))]
    # Of several, which a contract may choose from, one is enough.
    if len(faults) == len(wanted):
        yield from faults
    statuses += [spec.problem_codes[code]["status"] for code in wanted if not _problem(spec, operation, code)]
    # An interim answer is HTTP's own.
    known = [one for one in statuses if str(one) in operation.responses or one in ANYWHERE or one < 200]
    if not known:
        yield from (f"the status {status} is not documented" for status in statuses)
    answer = operation.responses.get(str(statuses[0])) if len(statuses) == 1 else None
    if answer is not None:
        yield from _answer(spec, answer, expect, statuses[0])


def _problem(spec: Spec, operation: Operation, code: str) -> str | None:
    if code not in spec.problem_codes:
        return f"the contract has no problem code {code!r}"
    listed = code in GENERAL or code in operation.problems
    return None if listed else f"the problem {code!r} is not among its x-problems"


def _statuses(expected: Any) -> list[int]:
    if isinstance(expected, int):
        return [expected]
    inside = expected.get("$in") if isinstance(expected, Mapping) else None
    return [one for one in inside if isinstance(one, int)] if isinstance(inside, list) else []


def _answer(spec: Spec, answer: Mapping[str, Any], expect: Mapping[str, Any], status: int) -> Iterator[str]:
    known = {name.lower() for name in answer.get("headers", {})} | OF_HTTP
    for name, wanted in expect.get("headers", {}).items():
        if name.lower() not in known and wanted != {"$absent": True}:
            yield f"the header {name} is not documented for {status}"
    for media, content in answer.get("content", {}).items():
        lines = media == "application/x-ndjson"
        bodies = expect.get("body") if lines else [expect.get("body")]
        for body in bodies if isinstance(bodies, list) else [bodies]:
            yield from _body(spec, content.get("schema", {}), body, f"the answer {status}")


def _body(spec: Spec, schema: Any, expected: Any, place: str) -> Iterator[str]:
    """Expected members that no schema of this place has."""
    schema = spec.resolve(schema)
    if isinstance(expected, list):
        items = schema.get("items")
        for item in expected if items is not None else ():
            yield from _body(spec, items, item, place)
    if not isinstance(expected, Mapping) or not isinstance(schema, Mapping):
        return
    if len(expected) == 1 and (inner := next(iter(expected))) in (
        "$exact",
        "$open",
        "$unordered",
        "$each",
        "$contains",
    ):
        value = expected[inner]
        if inner in ("$each", "$contains") and not isinstance(value, list):
            value = [value]
        yield from _body(spec, schema, value, place)
        return
    properties = schema.get("properties")
    if not isinstance(properties, Mapping) or "additionalProperties" in schema:
        return
    for name, value in expected.items():
        if name.startswith("$") or value == {"$absent": True}:
            continue
        if name not in properties:
            yield f"{place} has no field {name!r}"
        else:
            yield from _body(spec, properties[name], value, f"{place}, field {name!r}")

"""Holds one answer against a step's `expect`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.match import match, with_vectors
from vectorizer_conformance.processes.busy import patience
from vectorizer_conformance.reference import decode_body
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.spec.checker import PROBLEM
from vectorizer_conformance.wire import Response

_UNREADABLE = object()
# What is said of an answer that came too late.
TOOK = "it took"


def check_answer(
    spec: Spec, expect: Mapping[str, Any], response: Response, *, tallied: bool = False
) -> list[Failure]:
    """Everything in which the answer is not what the step expects."""
    faults: list[Failure] = []
    body: Any = _body(response)
    if "status" in expect:
        faults += _match("status", expect["status"], response.status)
    if "problem" in expect:
        faults += _problem(spec, expect["problem"], response, body)
    if "pointers" in expect:
        errors = body.get("errors") if isinstance(body, dict) else None
        named = [error.get("pointer") for error in errors] if isinstance(errors, list) else []
        faults += [
            Failure(
                f"errors: expected the pointer {p!r}, got {named}",
                ("body", "errors"),
                {"$contains": {"pointer": p}},
            )
            for p in expect["pointers"]
            if p not in named
        ]
    if "headers" in expect:
        actual = {name: values[0] if len(values) == 1 else values for name, values in response.index.items()}
        faults += _match("header", {k.lower(): v for k, v in expect["headers"].items()}, actual, "headers")
    if "body" in expect:
        if body is _UNREADABLE:
            words = f"the body must be JSON, got {response.content[:120]!r}"
            faults.append(Failure(words, ("body",), {"$not": {"$type": "string"}}))
        else:
            found = match(with_vectors(expect["body"]), with_vectors(body))
            faults += [fault.failure(fault.under("body"), "body") for fault in found]
    if "text" in expect:
        faults += _match("text", expect["text"], response.content.decode("utf-8", "replace"))
    if "closed" in expect and expect["closed"] != response.closed:
        words = f"the connection was {'closed' if response.closed else 'kept open'}"
        faults.append(Failure(words, ("closed",), expect["closed"]))
    if "within_ms" in expect and response.elapsed * 1000 > expect["within_ms"] * patience():
        words = f"{TOOK} {response.elapsed * 1000:.0f} ms, allowed are {expect['within_ms']}"
        faults.append(Failure(words))
    return faults


def _body(response: Response) -> Any:
    try:
        return decode_body(response)
    except (ValueError, RecursionError):
        return _UNREADABLE


def _match(name: str, expected: Any, actual: Any, root: str = "") -> list[Failure]:
    return [fault.failure(fault.under(name), root or name) for fault in match(expected, actual)]


def _problem(spec: Spec, expected: Any, response: Response, body: Any) -> list[Failure]:
    codes = expected if isinstance(expected, list) else [expected]
    code = body.get("code") if isinstance(body, dict) else None
    if code not in codes:
        text = response.content[:160].decode("utf-8", "replace")
        words = f"expected the problem {' or '.join(codes)}, got {response.status} {code or text!r}"
        return [Failure(words, ("body", "code"), codes[0] if len(codes) == 1 else {"$in": codes})]
    faults: list[Failure] = []
    wanted = spec.problem_codes.get(str(code), {}).get("status")
    if wanted is not None and response.status != wanted:
        faults.append(Failure(f"{code} has status {wanted}, got {response.status}", ("status",), wanted))
    media = response.index.get("content-type", [""])[0].split(";")[0].strip()
    if media != PROBLEM:
        words = f"a problem is {PROBLEM}, got {media!r}"
        faults.append(Failure(words, ("headers", "content-type"), {"$contains": PROBLEM}))
    return faults


def shown(data: bytes, limit: int = 4000) -> str:
    """Bytes for a trace: text where it is text, never too long."""
    text = data[:limit].decode("utf-8", "backslashreplace")
    return text + (f"… ({len(data)} bytes)" if len(data) > limit else "")


def compact(value: Any, limit: int = 4000) -> str:
    """A JSON value for a trace."""
    try:
        text = json.dumps(value, ensure_ascii=True, default=repr)
    except (ValueError, RecursionError):
        text = repr(value)
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text)} characters)"

"""Whether two requests say the same.

Spelling that carries no meaning is ignored: the order of query parameters and object keys, the case of
percent-encoding, compression, how many digits of a second a moment has, and whether a vector travels as numbers
or as base64.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.match.atoms import deep_difference, first_difference, with_vectors
from vectorizer_conformance.reference.arguments import query_pairs
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.spec.requests import typed
from vectorizer_conformance.wire import Request

_FIRST = ("sent", 0)
_KEY = (*_FIRST, "headers", "idempotency-key")
_COMPARED = ("if-match", "if-none-match")
_GIVEN_AS_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z")


def differences(
    spec: Spec,
    operation: Operation,
    expected: Request,
    actual: Request,
    prefix: str = "",
    *,
    keyless: bool = False,
) -> list[Failure]:
    """The differences between the client's request (`actual`) and the one that its arguments stand for (`expected`).

    A client that is `keyless` makes no idempotency keys by itself.
    """
    faults: list[Failure] = []
    if expected.method != actual.method:
        words = f"method: expected {expected.method}, sent {actual.method}"
        faults.append(Failure(words, (*_FIRST, "method"), expected.method))
    want_path, got_path = prefix + expected.target.split("?")[0], actual.target.split("?")[0]
    if _segments(want_path) != _segments(got_path):
        segments = [part.decode("utf-8", "replace") for part in _segments(want_path)]
        words = f"path: expected {want_path}, sent {got_path}"
        faults.append(Failure(words, (*_FIRST, "segments"), segments))
    faults += _query(spec, operation, expected.target, actual.target)
    for name in _COMPARED:
        want, got = expected.header(name), actual.header(name)
        if want != got:
            words = f"header {name}: expected {_header(want)}, sent {_header(got)}"
            place = (*_FIRST, "headers", name)
            faults.append(Failure(words, place, {"$absent": True} if want is None else want))
    faults += _key(operation, expected, actual, keyless)
    return faults + _body(operation, expected, actual)


def _header(value: str | None) -> str:
    return "nothing" if value is None else repr(value)


def _segments(path: str) -> list[bytes]:
    return [unquote_to_bytes(part) for part in path.split("/")]


def _query(spec: Spec, operation: Operation, expected: str, actual: str) -> list[Failure]:
    schemas = {p.name: p for p in operation.parameters if p.place == "query"}

    def read(target: str) -> list[tuple[str, Any]]:
        pairs: list[tuple[str, Any]] = []
        for name, text in query_pairs(target):
            value: Any = text
            if name in schemas:
                schema = spec.resolve(schemas[name].schema)
                value = text if schema.get("type") == "array" else typed(schema, text, schemas[name].as_json)
            pairs.append((name, value))
        return sorted(pairs, key=lambda pair: pair[0])

    try:
        wanted, sent = read(expected), read(actual)
    except ValueError as error:
        return [Failure(f"query: {urlsplit(actual).query!r}: {error}")]
    if not any(name == "vector_format" for name, _ in wanted):
        # A client may choose how vectors travel.
        sent = [pair for pair in sent if pair[0] != "vector_format"]
    difference = deep_difference([list(p) for p in wanted], [list(p) for p in sent])
    if not difference:
        return []
    words = f"query: expected {urlsplit(expected).query!r}, sent {urlsplit(actual).query!r}"
    return [Failure(words, (*_FIRST, "query"), urlsplit(expected).query)]


def _key(operation: Operation, expected: Request, actual: Request, keyless: bool) -> list[Failure]:
    want, got = expected.header("idempotency-key"), actual.header("idempotency-key")
    if want is not None and want != got:
        return [Failure(f"header idempotency-key: expected {_header(want)}, sent {_header(got)}", _KEY, want)]
    if operation.needs_key and not got and not keyless:
        return [Failure(f"no Idempotency-Key on {operation.method}", _KEY, {"$absent": False})]
    return []


def with_moments(expected: Any, actual: Any) -> Any:
    """`actual`, where a moment is written as `expected` has it: how many digits the second has is a client's choice.

    Only text of six digits, as moments that were given as such have it, is taken for one; other text stays as it is.
    """
    if isinstance(expected, dict) and isinstance(actual, dict):
        return {key: with_moments(expected.get(key), item) for key, item in actual.items()}
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        return [with_moments(one, other) for one, other in zip(expected, actual, strict=True)]
    same = _moment(expected) is not None and _moment(expected) == _moment(actual)
    return expected if same and _GIVEN_AS_MOMENT.fullmatch(expected) else actual


def _moment(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value.replace("Z", "+00:00")) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _body(operation: Operation, expected: Request, actual: Request) -> list[Failure]:
    if operation.body is None:
        words = f"body: expected none, sent {len(actual.body)} bytes"
        return [Failure(words, (*_FIRST, "text"), "")] if actual.body else []
    media = (actual.header("content-type") or "").split(";")[0].strip().lower()
    faults: list[Failure] = []
    if media != operation.body:
        words = f"content type: expected {operation.body}, sent {media!r}"
        faults.append(Failure(words, (*_FIRST, "headers", "content-type"), {"$contains": operation.body}))
    try:
        if operation.body == "application/x-ndjson":
            wanted, sent = (
                [json.loads(line) for line in request.content.split(b"\n") if line.strip()]
                for request in (expected, actual)
            )
        else:
            wanted, sent = json.loads(expected.content), json.loads(actual.content)
    except (ValueError, RecursionError) as error:
        return [*faults, Failure(f"body: not JSON: {error}")]
    try:
        wanted, sent = with_vectors(wanted), with_vectors(sent)
        sent = with_moments(wanted, sent)
        difference, place = deep_difference(wanted, sent, "/body"), first_difference(wanted, sent)
    except RecursionError:
        return [*faults, Failure("body: nested too deep to be compared")]
    if difference and place:
        faults.append(Failure(difference, (*_FIRST, "body", *place[0]), place[1]))
    return faults

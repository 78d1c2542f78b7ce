"""Hooks that Schemathesis loads: they lead generated cases to real state, and change nothing that is under test.

- Names in paths become those of a fixture (a collection of a fixed dimension with a few vectors), also in negative
  cases, so that a wrong body meets an existing collection and not a 404. A name that an answer gave is never rewritten.
- Vectors in valid bodies get the fixture's dimension; an Idempotency-Key is used once; If-Match is a tag that can be.
- After a deletion the fixture is filled up again.
"""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import os
import struct
from typing import Any
from urllib.parse import quote, unquote

import requests
import schemathesis

from vectorizer_conformance.layers.contract.fixture import COLLECTION, DIMENSION, DROP, IDS, Fixture
from vectorizer_conformance.layers.contract.no_answer import blame_silence

blame_silence()
BIGGEST = 50_000
# The filter language is explored whole at this path, and one time in so many elsewhere.
FILTERS, WHOLE = 10, "/search"
_fixture = Fixture(
    os.environ["CONFORMANCE_BASE_URL"], json.loads(os.environ.get("CONFORMANCE_HEADERS", "[]"))
)
_numbers = itertools.count(1)
# Names and ids that answers gave: where a case has one, a link put it there.
_given: set[str] = set()


def _phase(case: Any) -> str:
    return str(case.meta.phase.name.value) if case.meta is not None else ""


def _positive(case: Any, part: str) -> bool:
    """Whether this part of the case is valid by the schema."""
    if case.meta is None:
        return True
    found = {location.value: info.mode.value for location, info in case.meta.components.items()}
    return bool(found.get(part, "positive") == "positive")


def _drops(case: Any) -> bool:
    """Whether it deletes a whole collection."""
    return bool(case.method == "DELETE" and case.path.endswith("{collection}"))


def _makes(case: Any) -> bool:
    """Whether it makes a collection: no other body has a name."""
    return isinstance(case.body, dict) and "name" in case.body


def _size(value: Any) -> int:
    """About how long a value is as JSON; stops counting when it is too long."""
    total, stack = 0, [value]
    while stack and total <= BIGGEST:
        item = stack.pop()
        if isinstance(item, str):
            total += len(item)
        elif isinstance(item, dict):
            stack += [*item, *item.values()]
        elif isinstance(item, list):
            stack += item
        total += 4
    return total


@schemathesis.hook
def filter_case(context: Any, case: Any) -> bool:
    """Leave out bodies that are only long, and most of the same filters at the second place where they can stand."""
    if isinstance(case.body, dict | list | str) and _size(case.body) > BIGGEST:
        return False
    if _phase(case) != "coverage" or case.path.endswith(f"}}{WHOLE}"):
        return True
    data = case.meta.phase.data
    where = f"{data.location} {data.parameter}"
    # A valid filter has no place of its own: it is known by what it says.
    said = (case.query or {}).get("filter") or (
        case.body.get("filter") if isinstance(case.body, dict) else None
    )
    if "filter" not in where and (data.location is not None or not said):
        return True
    return bool(hash_of(f"{where} {data.description} {said}") % FILTERS == 0)


@schemathesis.hook
def map_case(context: Any, case: Any) -> Any:
    _names(case)
    _headers(case)
    if _positive(case, "query") and case.query and "cursor" in case.query and _phase(case) != "stateful":
        case.query["cursor"] = _fixture.cursor
    if isinstance(case.body, dict) and _positive(case, "body"):
        case.body = _body(case)
    return case


def _names(case: Any) -> None:
    if not _positive(case, "path") or not case.path_parameters:
        return
    for name, value in case.path_parameters.items():
        if _phase(case) == "stateful" and unquote(str(value)) in _given:
            continue
        if name == "collection":
            case.path_parameters[name] = f"{DROP}-{next(_numbers)}" if _drops(case) else COLLECTION
        elif name == "id" and case.method != "PUT":
            case.path_parameters[name] = quote(IDS[hash_of(value) % len(IDS)], safe="")


def hash_of(value: Any) -> int:
    """A stable number from a value: `hash` differs from run to run."""
    return sum(str(value).encode("utf-8", "surrogatepass"))


def _headers(case: Any) -> None:
    for name in list(case.headers or {}):
        lowered = name.lower()
        if lowered == "idempotency-key" and _positive(case, "header"):
            case.headers[name] = f"conformance-{next(_numbers)}"
        if lowered == "if-match" and _positive(case, "header"):
            case.headers[name] = "*" if hash_of(case.headers[name]) % 2 else '"1"'


def _body(case: Any) -> Any:
    """Give vectors the fixture's dimension, wherever they are in a valid body."""
    body = _vectors(case.body)
    if _makes(case) and _phase(case) in ("stateful", "fuzzing"):
        body = {**body, "dimension": DIMENSION, "name": f"made-{next(_numbers)}"}
        body.pop("embedding", None)
    elif _makes(case):
        body = {**body, **({"embedding": {"provider": "hashing"}} if "embedding" in body else {})}
    if "provider" in body:
        body = {**body, "provider": "hashing"}
    for name in ("vectors", "updates"):
        if isinstance(body.get(name), list):
            body = {**body, name: _distinct(body[name])}
    return body


def _distinct(items: list[Any]) -> list[Any]:
    """Two items with one id are refused, and no schema can say so."""
    seen: set[Any] = set()
    kept = []
    for item in items:
        ident = item.get("id") if isinstance(item, dict) else None
        if ident is None or ident not in seen:
            kept.append(item)
        seen.add(ident)
    return kept


def _vectors(value: Any, key: str = "") -> Any:
    if key == "metadata" or key == "filter":
        return value
    if key == "vector" and isinstance(value, list):
        return [float(hash_of(value) % 7 - 3), *range(1, DIMENSION)]
    if key == "vector" and isinstance(value, str):
        return base64.b64encode(struct.pack(f"<{DIMENSION}f", 1, 2, 3, hash_of(value) % 5)).decode()
    if isinstance(value, dict):
        return {name: _vectors(item, name) for name, item in value.items()}
    return [_vectors(item) for item in value] if isinstance(value, list) else value


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """A collection that is to be deleted must be there. Written examples reach no other hook than this one."""
    if _phase(case) == "examples":
        map_case(context, case)
    name = str((case.path_parameters or {}).get("collection", ""))
    if case.method == "DELETE" and name.startswith(f"{DROP}-"):
        _fixture.make(name)


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    if 200 <= response.status_code < 300:
        try:
            body = json.loads(response.content)
        except ValueError:
            body = None
        _remember(body)
    deleting = case.method == "DELETE" or "delete" in case.path or case.path.endswith(("by_filter", "import"))
    if deleting and response.status_code < 300 and _phase(case) != "stateful":
        with contextlib.suppress(OSError):  # a server that can't be mended is judged as it is
            _fixture.fill()


def _remember(body: Any) -> None:
    if isinstance(body, dict):
        for key in ("name", "id", "collection"):
            if isinstance(body.get(key), str):
                _given.add(body[key])
        for key in ("results", "collections", "vectors"):
            for item in body.get(key) or ():
                _remember(item)


@schemathesis.hook
def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
    """A refusal that depends on state, not on the schema, is no failure of a valid request."""
    if failure.title != "Schema-valid request rejected":
        return True
    try:
        code = json.loads(response.content).get("code")
    except (ValueError, AttributeError):
        return True
    depends = {"batch-aborted", "version-conflict", "precondition-failed"}
    if _phase(case) == "stateful":
        depends |= {"dimension-mismatch", "invalid-cursor"}
    return code not in depends


@schemathesis.serializer("application/x-ndjson")
def ndjson(context: Any, value: Any) -> bytes:
    """One record a line."""
    records = value if isinstance(value, list) else [value]
    return "".join(json.dumps(record) + "\n" for record in records).encode()


__all__ = ["after_call", "before_call", "filter_case", "filter_failure", "map_case", "ndjson", "requests"]

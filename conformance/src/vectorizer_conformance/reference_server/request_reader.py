"""A request to the operation and arguments it stands for, or to its refusal."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_to_bytes

from vectorizer_conformance.reference.arguments import query_pairs
from vectorizer_conformance.reference_server.body_validator import BodyValidator
from vectorizer_conformance.reference_server.refusals import FieldProblem, RefusedError, refusal_of
from vectorizer_conformance.reference_server.strict_json import strict
from vectorizer_conformance.spec import Operation, Parameter, Spec
from vectorizer_conformance.spec.requests import typed
from vectorizer_conformance.wire import Request

BODY = 32 << 20
_TAG = re.compile(r'\s*(\*|(W/)?"[!#-~]*"(\s*,\s*(W/)?"[!#-~]*")*)\s*')
_NUMBER = re.compile(r"-?[0-9]{1,15}")


def operation_of(spec: Spec, request: Request) -> tuple[Operation, dict[str, str]]:
    """The route; 404 or 405 where there is none."""
    found = spec.route(request.method, request.target)
    if found is not None and request.method == found[0].method:
        return found
    path = request.target.split("?", 1)[0]
    methods = sorted(o.method for o in spec.operations.values() if o.pattern.match(path))
    if not methods:
        raise RefusedError("route-not-found")
    raise RefusedError("method-not-allowed", headers={"Allow": ", ".join(methods)})


def negotiate(operation: Operation, request: Request) -> None:
    """406 and 415."""
    offered = {
        media
        for status, answer in operation.responses.items()
        if status < "300"
        for media in answer.get("content", {})
    }
    accept = request.header("accept")
    if accept and offered and not any(_wanted(accept, media) for media in offered):
        raise RefusedError("not-acceptable", f"answers {', '.join(sorted(offered))}")
    if operation.body is not None:
        media, *rest = (part.strip().lower() for part in (request.header("content-type") or "").split(";"))
        charsets = [part[8:].strip('"') for part in rest if part.startswith("charset=")]
        if media != operation.body or any(charset != "utf-8" for charset in charsets):
            raise RefusedError("unsupported-media-type", f"reads {operation.body}")


def _wanted(accept: str, media: str) -> bool:
    best = (-1, 0.0)
    for part in accept.split(","):
        name, *options = (piece.strip().lower() for piece in part.split(";"))
        quality = next((_quality(o[2:]) for o in options if o.startswith("q=")), 1.0)
        for rank, pattern in enumerate(("*/*", f"{media.split('/')[0]}/*", media)):
            if name == pattern:
                best = max(best, (rank, quality))
    return best[1] > 0


def _quality(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def arguments(
    spec: Spec, walk: BodyValidator, operation: Operation, path: dict[str, str], request: Request
) -> dict[str, Any]:
    """The arguments of a call that the contract's schemas allow."""
    found: dict[str, Any] = {}
    for name, text in path.items():
        found[name] = _segment(text)
    body = _body(operation, request)
    faults = list(_unknown(operation, request))
    for parameter in operation.parameters:
        faults += _parameter(spec, walk, parameter, request, found)
    if operation.whole_body is not None:
        lines = [strict(line) for line in body.split(b"\n") if line.strip()]
        listed = {
            "type": "array",
            "items": operation.body_schema,
            "minItems": 1,
            "maxItems": spec.limits["batch_items"],
        }
        faults += walk.faults(listed, lines, "/body")
        found[operation.whole_body] = lines
    elif operation.body_schema is not None:
        value = strict(body)
        faults += walk.faults(operation.body_schema, value, "/body")
        if isinstance(value, dict):
            found.update(value)
    if faults:
        raise refusal_of(faults)
    return found


def _segment(text: str) -> str:
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise RefusedError("malformed-request", "the path has a broken percent-encoding")
    try:
        decoded = unquote_to_bytes(text.encode("utf-8", "surrogateescape")).decode("utf-8")
    except UnicodeDecodeError:
        raise RefusedError("malformed-request", "the path is not UTF-8") from None
    if any(ord(c) < 32 or 127 <= ord(c) < 160 for c in decoded):
        raise RefusedError("malformed-request", "the path holds a control character")
    return decoded


def _body(operation: Operation, request: Request) -> bytes:
    encoding = (request.header("content-encoding") or "identity").strip().lower()
    if operation.body is None:
        return b""
    if encoding not in ("gzip", "identity"):
        raise RefusedError("unsupported-media-type", f"can't undo {encoding}")
    body = request.body
    if encoding == "gzip":
        try:
            body = zlib.decompressobj(31).decompress(body, BODY + 1)
            if len(body) <= BODY:
                body = gzip.decompress(request.body)
        except (OSError, EOFError, zlib.error):
            raise RefusedError("malformed-request", "the body is not gzip") from None
    if len(body) > BODY:
        raise RefusedError("payload-too-large", f"the body is longer than {BODY} bytes", limit=BODY)
    return body


def _unknown(operation: Operation, request: Request) -> Iterator[FieldProblem]:
    """The parameters of a query that the operation lacks; an operation without 422 takes any query."""
    if "422" not in operation.responses:
        return
    try:
        given = query_pairs(request.target)
    except ValueError:
        raise RefusedError("malformed-request", "the query is not UTF-8") from None
    known = {parameter.name for parameter in operation.parameters if parameter.place == "query"}
    for name, _ in given:
        if name not in known:
            yield FieldProblem(f"/query/{name}", "unknown-field", f"there is no {name!r}")


def _parameter(
    spec: Spec, walk: BodyValidator, parameter: Parameter, request: Request, found: dict[str, Any]
) -> list[FieldProblem]:
    at = f"/{parameter.place}/{parameter.name.lower() if parameter.place == 'header' else parameter.name}"
    if parameter.place == "header":
        texts = [value for name, value in request.headers if name.lower() == parameter.name.lower()]
        if not texts:
            return []
        text = ", ".join(texts)
        tag = parameter.name == "If-Match"
        if (tag and not _TAG.fullmatch(text)) or (not tag and text != "*"):
            faults = (FieldProblem(at, "malformed-request", "is no entity tag"),)
            raise RefusedError("malformed-request", f"{parameter.name} is no entity tag", faults)
        found[parameter.argument] = text.strip()
        return []
    if parameter.place == "path":
        return list(walk.faults(parameter.schema, found[parameter.argument], at))
    try:
        texts = [text for name, text in query_pairs(request.target) if name == parameter.name]
    except ValueError:
        raise RefusedError("malformed-request", "the query is not UTF-8") from None
    if not texts:
        return []
    schema = spec.resolve(parameter.schema)
    if schema.get("type") == "array":
        found[parameter.argument] = texts
        return list(walk.faults(parameter.schema, texts, at))
    if len(texts) > 1:
        return [FieldProblem(at, "validation-failed", "is there twice")]
    if parameter.as_json:
        value = _json_parameter(texts[0], at)
    elif schema.get("type") == "integer" and not _NUMBER.fullmatch(texts[0]):
        return [FieldProblem(at, "validation-failed", "must be an integer")]
    else:
        try:
            value = typed(schema, texts[0], as_json=False)
        except ValueError:
            return [FieldProblem(at, "validation-failed", "is not what it must be")]
    found[parameter.argument] = value
    return list(walk.faults(parameter.schema, value, at))


def _json_parameter(text: str, at: str) -> Any:
    try:
        return strict(text.encode("utf-8", "surrogatepass"))
    except RefusedError as error:
        raise RefusedError(
            "invalid-filter", error.detail, [FieldProblem(at, "invalid-filter", error.detail)]
        ) from None

"""Arguments to a request, as the contract says and nothing more."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

from vectorizer_conformance.spec import Operation, Parameter
from vectorizer_conformance.syntax.float32 import from_f32
from vectorizer_conformance.wire import Request

ACCEPT = ("Accept", "application/json, application/x-ndjson, application/problem+json")


class NotSendableError(ValueError):
    """The arguments hold what no request can: a function, a missing path parameter."""


def plain(value: Any) -> Any:
    """The JSON that the adapter protocol's special values stand for."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        (key, item), *_ = value.items()
        if key == "$f32" and isinstance(item, str):
            return from_f32(base64.b64decode(item))
        if key == "$float":
            return float(item)
        if key == "$bigint":
            return int(item)
        if key == "$bytes":
            return item
        if key == "$date":
            return _utc(item)
        if key in ("$tuple", "$iter"):
            return plain(item)
        if key == "$array":
            return plain(item["items"])
        if key == "$native":
            return plain(item["value"])
        if key == "$async":
            return plain(item)
        if key == "$broken":
            raise NotSendableError("its items end with an error")
        if key == "$file":
            if "items" not in item:
                raise NotSendableError("the file has no records")
            return plain(item["items"])
        if key == "$unsupported":
            raise NotSendableError(f"a {item} is no JSON")
    return {key: plain(item) for key, item in value.items()}


def _utc(text: str) -> str:
    """The same moment in UTC, with six digits of the second and `Z`: such texts sort as the moments do."""
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise NotSendableError(f"{text!r} names no zone")
    return moment.astimezone(timezone.utc).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def to_json(value: Any) -> bytes:
    """JSON bytes; a lone surrogate travels as its escape, NaN as the token that is no JSON."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode("ascii")


def encode(
    operation: Operation, arguments: Mapping[str, Any], call: Mapping[str, Any] | None = None
) -> Request:
    """The request that these arguments stand for; without an Idempotency-Key unless `call` has one."""
    given = {name: plain(value) for name, value in arguments.items()}
    unknown = set(given) - operation.arguments
    if unknown:
        raise NotSendableError(f"{operation.id} takes no {', '.join(sorted(unknown))}")
    path, query, headers = (
        operation.path,
        [],
        [ACCEPT],
    )
    for parameter in operation.parameters:
        if parameter.argument not in given:
            if parameter.required:
                raise NotSendableError(f"{operation.id} needs {parameter.argument}")
            continue
        value = given[parameter.argument]
        if value is None or (parameter.place == "header" and isinstance(value, float)):
            # A null is neither absent nor a text, and half a version is no condition.
            raise NotSendableError(f"{parameter.argument} must be a text or a whole number, got {value}")
        if parameter.place == "path":
            path = path.replace(f"{{{parameter.name}}}", _quote(str(value)))
        elif parameter.place == "query":
            query += [f"{_quote(parameter.name)}={_quote(text)}" for text in texts(parameter, value)]
        else:
            headers.append((parameter.name, f'"{value}"' if isinstance(value, int) else str(value)))
    body = b""
    if operation.whole_body is not None:
        records = given.get(operation.whole_body, [])
        body = b"".join(to_json(record) + b"\n" for record in records)
    elif operation.body is not None:
        body = to_json({name: given[name] for name in operation.body_fields if name in given})
    if operation.body is not None:
        headers.append(("Content-Type", operation.body))
    call = call or {}
    if call.get("idempotency_key") is not None:
        headers.append(("Idempotency-Key", str(call["idempotency_key"])))
    if call.get("request_id") is not None:
        headers.append(("X-Request-Id", str(call["request_id"])))
    headers += [(name, str(value)) for name, value in call.get("headers", {}).items()]
    return Request(operation.method, path + (f"?{'&'.join(query)}" if query else ""), headers, body)


def texts(parameter: Parameter, value: Any) -> list[str]:
    """How a query parameter's value is written; a list repeats the parameter."""
    if parameter.as_json:
        return [to_json(value).decode()]
    values = value if isinstance(value, list) else [value]
    return [item if isinstance(item, str) else to_json(item).decode() for item in values]


def _quote(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")

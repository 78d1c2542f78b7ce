"""Requests as programs send them: data where they are data, bytes where nothing else says the same."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from vectorizer_conformance.reference.encode import ACCEPT, to_json
from vectorizer_conformance.wire import Request

JSON_TYPE = ("Content-Type", "application/json")
_METHODS = frozenset({"GET", "PUT", "POST", "PATCH", "DELETE"})
_TARGET = re.compile(r"/[A-Za-z0-9\-._~%!$&'()*+,;=:@/?\ue0f0\ue0f1_]*")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_DOTS = re.compile(r"(?:^|/)(?:\.|%2e){1,2}(?:/|\?|$)", re.IGNORECASE)
# What an HTTP library sets itself, or refuses to send.
_ITS_OWN = frozenset(
    [
        "host",
        "connection",
        "content-length",
        "transfer-encoding",
        "expect",
        "keep-alive",
        "upgrade",
        "te",
        "trailer",
    ]
)
_PARSED = 1 << 20
_SAFE = 2**53


@dataclass(frozen=True)
class Json:
    """A body that is JSON; `exact` tells that any JSON library writes the numbers as they stood."""

    value: Any
    exact: bool


def is_plain(request: Request | bytes) -> bool:
    """Whether any HTTP library sends this request as it stands."""
    if isinstance(request, bytes) or request.method not in _METHODS:
        return False
    names = [name.lower() for name, _ in request.headers]
    return (
        _TARGET.fullmatch(request.target) is not None
        and not _DOTS.search(request.target.split("?")[0])
        and len(set(names)) == len(names)
        and not set(names) & _ITS_OWN
        and not (request.method == "GET" and request.body)
        and all(_NAME.fullmatch(name) and _text(value) for name, value in request.headers)
    )


def _text(value: str) -> bool:
    return value == value.strip() and all(" " <= c <= "~" or c in "\ue0f0\ue0f1" for c in value)


def headers_of(request: Request) -> list[tuple[str, str]]:
    """The headers that matter: without the reference client's Accept, which any answer of the contract meets."""
    return [pair for pair in request.headers if pair != ACCEPT]


def raw_bytes(request: Request | bytes) -> bytes:
    """The whole request for a socket; the host is any, for the server has one name only."""
    if isinstance(request, bytes):
        return request
    names = {name.lower() for name, _ in request.headers}
    headers = list(request.headers)
    if "host" not in names:
        headers.insert(0, ("Host", "localhost"))
    if not names & {"content-length", "transfer-encoding"} and (
        request.body or request.method in ("POST", "PUT", "PATCH")
    ):
        headers.append(("Content-Length", str(len(request.body))))
    return Request(request.method, request.target, headers, request.body).to_bytes()


def body_of(request: Request) -> Json | bytes | None:
    """The body as JSON where writing that JSON gives the same bytes again."""
    if not request.body:
        return None
    if len(request.body) > _PARSED:
        return request.body
    try:
        value = json.loads(request.body)
        if to_json(value) == request.body:
            return Json(value, _exact(value))
    except (ValueError, RecursionError):
        pass
    return request.body


def _exact(value: Any) -> bool:
    if isinstance(value, dict):
        return "__proto__" not in value and all(_exact(item) for item in value.values())
    if isinstance(value, list):
        return all(_exact(item) for item in value)
    if isinstance(value, float):
        return not value.is_integer()
    return not isinstance(value, int) or abs(value) < _SAFE

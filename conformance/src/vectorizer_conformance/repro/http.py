"""Requests as programs send them: through an HTTP library where it sends the same, else as bytes."""

from __future__ import annotations

import re

from vectorizer_conformance.reference.encode import ACCEPT
from vectorizer_conformance.repro.reproduction import CLOSE, OPEN
from vectorizer_conformance.wire import Request

_METHODS = frozenset({"GET", "PUT", "POST", "PATCH", "DELETE"})
_TARGET = re.compile(rf"/[A-Za-z0-9\-._~%!$&'()*+,;=:@/?{OPEN}{CLOSE}_]*")
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
        and all(_NAME.fullmatch(name) and _is_text(value) for name, value in request.headers)
    )


def _is_text(value: str) -> bool:
    return value == value.strip() and all(" " <= c <= "~" or c in (OPEN, CLOSE) for c in value)


def headers_of(request: Request) -> list[tuple[str, str]]:
    """The headers that matter: without the reference client's Accept, which any answer of the contract meets."""
    return [pair for pair in request.headers if pair != ACCEPT]


def text_of(body: bytes) -> str | None:
    """The body as a text, if it is one in UTF-8."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


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

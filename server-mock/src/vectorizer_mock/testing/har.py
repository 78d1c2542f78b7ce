"""The journal as a HAR file (HTTP Archive 1.2), which browsers' developer tools and proxies read."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from .._version import __version__
from ..clock import rfc3339
from .journal import Entry, Side
from .redact import Redactor


def to_har(entries: Iterable[Entry], redactor: Redactor) -> dict[str, Any]:
    """The log; bodies as the journal has them."""
    return {
        "log": {
            "version": "1.2",
            "creator": {"name": "vectorizer-mock", "version": __version__},
            "entries": [_entry(entry, redactor) for entry in entries],
        }
    }


def _entry(entry: Entry, redactor: Redactor) -> dict[str, Any]:
    waited, received = entry.waited * 1000, max(entry.seconds - entry.waited, 0) * 1000
    return {
        "startedDateTime": rfc3339(entry.started_at),
        "time": entry.seconds * 1000,
        "request": _request(entry, redactor),
        "response": _response(entry, redactor),
        "cache": {},
        "timings": {"send": 0, "wait": waited, "receive": received},
        "comment": entry.operation,
    }


def _request(entry: Entry, redactor: Redactor) -> dict[str, Any]:
    headers = dict(entry.request.headers)
    query = f"?{entry.query}" if entry.query else ""
    made: dict[str, Any] = {
        "method": entry.method,
        "url": f"http://{headers.get('host', 'memory')}{entry.path}{query}",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(entry.request.headers),
        "queryString": _pairs(parse_qsl(entry.query, keep_blank_values=True)),
        "headersSize": -1,
        "bodySize": entry.request.body_bytes,
    }
    if entry.request.body_bytes:
        kind = headers.get("content-type", "application/octet-stream")
        made["postData"] = {"mimeType": kind, "text": _text(entry.request, redactor), "params": []}
    return made


def _response(entry: Entry, redactor: Redactor) -> dict[str, Any]:
    headers = dict(entry.response.headers)
    known = entry.status in set(HTTPStatus)
    return {
        "status": entry.status,
        "statusText": HTTPStatus(entry.status).phrase if known else "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(entry.response.headers),
        "content": {
            "size": entry.response.body_bytes,
            "mimeType": headers.get("content-type", ""),
            "text": _text(entry.response, redactor),
        },
        "redirectURL": headers.get("location", ""),
        "headersSize": -1,
        "bodySize": entry.response.body_bytes,
    }


def _text(side: Side, redactor: Redactor) -> str:
    return redactor.text(side.text)


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]

"""Transcripts of the wire, without what may differ between two runs: names, keys, times, request ids, cursors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from vectorizer_conformance.layers.model.sequence import Namespace
from vectorizer_conformance.match.atoms import with_vectors
from vectorizer_conformance.reference.arguments import query_pairs
from vectorizer_conformance.syntax.json_reader import read_json
from vectorizer_conformance.wire import Request, Response

_CONDITIONS = ("if-match", "if-none-match", "content-type")
_TOLD = ("etag", "idempotency-replayed", "location", "content-type")
_HIDDEN = {"created_at": "<time>", "updated_at": "<time>", "request_id": "<id>", "next_cursor": "<cursor>"}


def entry(
    request: Request, response: Response | None, space: Namespace, *, format_given: bool = False
) -> dict[str, Any]:
    """One exchange, as it is compared with another client's."""
    path, pairs = request.target.split("?")[0], query_pairs(request.target)
    query = [
        [name, _value(name, value)]
        for name, value in sorted(pairs)
        if name != "vector_format" or format_given
    ]
    asked = {
        "method": request.method,
        "path": [_short(unquote(part), space) for part in path.split("/")],
        "query": query,
        "headers": {n: _plain(n, v) for n in _CONDITIONS if (v := request.header(n)) is not None},
        "key": None,  # one that a client minted is its own affair
        "body": _body(request.content, space),
    }
    key = request.header("idempotency-key")
    if key and key.startswith(space.token):
        asked["key"] = _short(key, space)
    if response is None:
        return {"request": asked, "response": None}
    index = response.index
    told = {
        "status": response.status,
        "headers": {n: _short(_plain(n, index[n][0]), space) for n in _TOLD if n in index},
        "body": _body(response.content, space),
    }
    return {"request": asked, "response": told}


def _value(name: str, text: str) -> Any:
    """What a parameter of the query says: a filter is JSON, whose members come in any order."""
    try:
        return "<cursor>" if name == "cursor" else read_json(text) if name == "filter" else text
    except ValueError:
        return text


def _plain(name: str, value: str) -> str:
    return value.split(";")[0].strip().lower() if name == "content-type" else value


def _short(text: str, space: Namespace) -> str:
    return space.short(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")


def _body(content: bytes, space: Namespace) -> Any:
    """The JSON of a body, or of each of its lines."""
    text = space.short(content).decode("utf-8", "replace")
    try:
        return hidden(with_vectors(read_json(text))) if text else None
    except ValueError:
        pass
    try:
        return [hidden(with_vectors(read_json(line))) for line in text.split("\n") if line]
    except ValueError:
        return text


def hidden(value: Any) -> Any:
    """A decoded answer with the server's own choices hidden; metadata is left as it is."""
    if isinstance(value, list):
        return [hidden(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    return {key: _hidden(key, item) for key, item in value.items()}


def _hidden(key: str, item: Any) -> Any:
    if key in _HIDDEN and isinstance(item, str):
        return _HIDDEN[key]
    if key == "collections" and isinstance(item, list):
        # Others work on this server too.
        item = [one for one in item if not isinstance(one, dict) or "-" not in str(one.get("name"))]
    return item if key in ("metadata", "filter") else hidden(item)

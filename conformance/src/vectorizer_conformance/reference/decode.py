"""An answer to the value a client must give back."""

from __future__ import annotations

import base64
from typing import Any

from vectorizer_conformance.match.atoms import Vector, with_vectors
from vectorizer_conformance.syntax.json_reader import read_json
from vectorizer_conformance.wire import Response


def decode_body(response: Response) -> Any:
    """The JSON of an answer, the list of lines of NDJSON, None without a body; `ValueError` when it is neither."""
    media = response.index.get("content-type", [""])[0].split(";")[0].strip().lower()
    content = response.content
    if not content and media != "application/x-ndjson":
        return None
    text = content.decode("utf-8")
    if media == "application/x-ndjson":
        return [read_json(line) for line in text.split("\n") if line]
    return read_json(text)


def decode_value(response: Response) -> Any:
    """The decoded answer with every vector as `{"$f32": base64}`, the form of the adapter protocol."""
    return _protocol(with_vectors(decode_body(response)))


def _protocol(value: Any) -> Any:
    if isinstance(value, Vector):
        return {"$f32": base64.b64encode(value.data).decode()}
    if isinstance(value, list):
        return [_protocol(item) for item in value]
    if isinstance(value, dict):
        return {key: _protocol(item) for key, item in value.items()}
    return value

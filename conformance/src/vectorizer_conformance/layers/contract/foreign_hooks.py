"""Hooks that Schemathesis loads for any API: bodies of kinds that it does not know, and what goes with every query."""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.parse import quote

import schemathesis

from vectorizer_conformance.layers.contract.no_answer import blame_silence

blame_silence()
# What the parameters of valid paths are, where it is known.
_PATHS: dict[str, str] = json.loads(os.environ.get("CONFORMANCE_PATHS", "{}"))
_QUERY: dict[str, str] = json.loads(os.environ.get("CONFORMANCE_QUERY", "{}"))


def as_body(value: Any, media: str) -> bytes:
    """A value as a body: lines of JSON where the media type says so, text and bytes as they are, JSON otherwise."""
    if isinstance(value, bytes):
        return value
    if any(word in media for word in ("ndjson", "jsonl", "json-lines", "json-seq")):
        records = value if isinstance(value, list) else [value]
        return "".join(json.dumps(record) + "\n" for record in records).encode()
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else json.dumps(value).encode()


def _register(media: str) -> None:
    @schemathesis.serializer(media)
    def serialize(context: Any, value: Any) -> bytes:
        return as_body(value, media)


for _media in json.loads(os.environ.get("CONFORMANCE_MEDIA", "[]")):
    _register(_media)


@schemathesis.hook
def map_case(context: Any, case: Any) -> Any:
    """Lead valid paths to what is there."""
    components = {place.value: info.mode.value for place, info in case.meta.components.items()}
    if components.get("path", "positive") == "positive":
        for name in _PATHS.keys() & (case.path_parameters or {}).keys():
            case.path_parameters[name] = quote(_PATHS[name], safe="")
    return case


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """A key in the query goes with every request. Written examples reach no other hook than this one."""
    if _PATHS and case.meta.phase.name.value == "examples":
        map_case(context, case)
    if _QUERY:
        case.query = {**(case.query or {}), **_QUERY}
        # Nothing else tells Schemathesis that a key in it is right, and what it takes for made up must be refused.
        case._has_explicit_auth = True

"""JSON as the contract wants it: UTF-8, no duplicate keys, no NaN, not too deep."""

from __future__ import annotations

import re
from typing import Any

from vectorizer_conformance.reference_server.refusals import FieldProblem, RefusedError
from vectorizer_conformance.syntax.json_reader import read_strict_json

_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{}]', re.DOTALL)
DEPTH = 64
CONTAINERS = 250_000


def strict(data: bytes) -> Any:
    """The value; `RefusedError` malformed-json for anything else, limit-exceeded for more than fits in memory."""
    depth = containers = 0
    for token in _TOKENS.finditer(data):
        depth += {b"[": 1, b"{": 1, b"]": -1, b"}": -1}.get(token.group(), 0)
        containers += token.group() in b"[{"
        if depth > DEPTH:
            raise RefusedError("malformed-json", f"nested deeper than {DEPTH}")
        if containers > CONTAINERS:
            words = f"has more than {CONTAINERS} lists and objects"
            raise RefusedError(
                "limit-exceeded", words, [FieldProblem("/body", "limit-exceeded", words)], CONTAINERS
            )
    try:
        return read_strict_json(data.decode("utf-8"), _integer, float)
    except ValueError as error:
        raise RefusedError("malformed-json", str(error)) from None


def _integer(text: str) -> int | float:
    return -0.0 if text == "-0" else int(text)

"""The shapes of generators' arguments: a case file that would end a run is refused with its place before one begins."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema_rs

# More than any case needs, and less than what fills a machine.
MOST_ITEMS = 1_000_000
MOST_TIMES = 100_000_000
MOST_LEVELS = 100_000


def _whole(most: int) -> dict[str, Any]:
    # A text is a place such as `${i}`, which is filled in when the case runs.
    return {
        "anyOf": [{"type": "integer", "minimum": 0, "maximum": most}, {"type": "string", "pattern": r"\$\{"}]
    }


def _options(required: list[str], **members: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": members}


_NUMBERS = {
    "anyOf": [
        {"type": "array", "items": {"type": ["number", "object"]}},
        {"type": ["string", "object"]},
    ]
}
_SHAPES: dict[str, Any] = {
    "$times": _whole(MOST_TIMES),
    "$seq": _options(
        ["count", "item"], count=_whole(MOST_ITEMS), start={"type": ["integer", "string"]}, item={}
    ),
    "$floats": _options(
        ["count"], count=_whole(MOST_ITEMS), seed={}, kind={"enum": ["unit", "wide", "subnormal"]}
    ),
    "$bits": {
        "type": "array",
        "items": {
            "type": ["string", "integer"],
            "pattern": "^([0-9a-fA-F]{8}|.*[$][{].*)$",
            "minimum": 0,
            "maximum": 99999999,
        },
    },
    "$nest": _options(["depth"], depth=_whole(MOST_LEVELS), key={"type": "string"}, value={}),
    "$keys": _options(["count"], count=_whole(MOST_ITEMS), prefix={"type": "string"}, value={}),
    "$concat": {"type": "array"},
    "$f32": _NUMBERS,
    "$b64f32": _NUMBERS,
    "$ref": {"type": "string"},
    "$from_json": {"type": "string"},
}


@cache
def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(_SHAPES[name])


def shape_fault(name: str, value: Any) -> str | None:
    """Why a generator can't run on this, if it can't."""
    if name not in _SHAPES:
        return None
    error = next(iter(_validator(name).iter_errors(value)), None)
    if error is not None:
        at = "".join(f"/{part}" for part in error.instance_path)
        return f"{name}{at}: {error.message[:200]}"
    if name == "$from_json" and "${" not in value:
        try:
            json.loads(value)
        except (ValueError, RecursionError) as problem:
            return f"must be JSON: {problem}"
    return None

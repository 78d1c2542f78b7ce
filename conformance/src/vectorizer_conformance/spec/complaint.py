"""A schema's complaint about a value, in words: what is wrong, and which keyword of the contract says so."""

from __future__ import annotations

import json
from typing import Any

LONGEST = 200


def complaint(error: Any) -> str:
    """An error of jsonschema-rs. Of alternatives none of which fits, what the nearest one says, and of which value."""
    nearest = _nearest(error)
    inside = "" if nearest is error else f" in {_short(json.dumps(error.instance, ensure_ascii=False))}"
    steps = [str(step).replace("~", "~0").replace("/", "~1") for step in nearest.schema_path]
    keyword = f" (/{'/'.join(steps)})" if steps[:1] == ["components"] else ""
    return f"{_short(nearest.message)}{inside}{keyword}"


def _nearest(error: Any) -> Any:
    """The error that lies deepest in the value; of those, one that is about more than its type."""
    alternatives = getattr(error.kind, "context", None) or ()
    found = [_nearest(one) for errors in alternatives for one in errors]
    return max(found, key=lambda one: (len(one.instance_path), one.kind.name != "type"), default=error)


def _short(text: str) -> str:
    """Both ends of a text: a message begins with the value and ends with what is wrong with it."""
    half = LONGEST // 2
    return text if len(text) <= LONGEST else f"{text[:half]} … {text[-half:]}"

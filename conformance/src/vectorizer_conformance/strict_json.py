"""JSON from implementations under test: what is nested without end is refused where it is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

# The contract's own values are at most 32 deep, and its answers hold those.
DEEPEST = 100


def read_json(text: str | bytes, parse_constant: Callable[[str], Any] | None = None) -> Any:
    """The value; `ValueError` when it is no JSON or nested too deep."""
    try:
        value = json.loads(text, parse_constant=parse_constant)
    except RecursionError:
        raise _too_deep() from None
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(DEEPEST):
        inside = (item for one in level for item in (one.values() if isinstance(one, dict) else one))
        level = [item for item in inside if isinstance(item, (dict, list))]
        if not level:
            return value
    raise _too_deep()


def _too_deep() -> ValueError:
    return ValueError(f"nested more than {DEEPEST} deep")

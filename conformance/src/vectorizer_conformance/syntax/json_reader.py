"""Readers of JSON: a lenient one for what implementations under test say, and a strict one for files and requests."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

# The contract's own values are at most 32 deep, and its answers hold those.
DEEPEST = 100


def read_json(text: str | bytes, parse_constant: Callable[[str], Any] | None = None) -> Any:
    """The value; `ValueError` when it is not JSON, or nested more than `DEEPEST` deep."""
    try:
        # Python alone reads the integer `-0` as 0; to everybody else it is the number that `-0.0` is.
        zero = ("-0" if isinstance(text, str) else b"-0") in text  # type: ignore[operator]
        parse_int = _integer if zero else None
        value = json.loads(text, parse_constant=parse_constant, parse_int=parse_int)
    except RecursionError:
        raise _too_deep() from None
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(DEEPEST):
        inside = (item for one in level for item in (one.values() if isinstance(one, dict) else one))
        level = [item for item in inside if isinstance(item, (dict, list))]
        if not level:
            return value
    raise _too_deep()


def _integer(text: str) -> int | float:
    return -0.0 if text == "-0" else int(text)


def written(value: Any, most: int = 160) -> str:
    """A value as JSON in one short line, for people: `null`, not another language's word."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=repr)
    except (ValueError, RecursionError):
        text = repr(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def read_strict_json(
    text: str,
    parse_int: Callable[[str], Any] | None = None,
    parse_float: Callable[[str], Any] | None = None,
) -> Any:
    """The value; `ValueError` when it is not JSON: `NaN` and `Infinity` are not, and a key stands once in an object. Nor is a
    number one that no double holds, unless `parse_float` says so."""
    try:
        return json.loads(
            text,
            parse_int=parse_int,
            parse_float=parse_float or _finite,
            parse_constant=refuse_constant,
            object_pairs_hook=_object,
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:40]} is beyond every number")
    return number


def refuse_constant(constant: str) -> Any:
    """A `parse_constant` for readers that take no `NaN` and no `Infinity`."""
    raise ValueError(f"{constant} is not JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for index, name in enumerate(names) if name in names[:index])
        raise ValueError(f"{twice!r} is twice in one object")
    return value


def _too_deep() -> ValueError:
    return ValueError(f"nested more than {DEEPEST} deep")

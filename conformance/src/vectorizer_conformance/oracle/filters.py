"""Filters over metadata."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from vectorizer_conformance.oracle.json_values import same

_MISSING = object()


def invalid(condition: Any) -> bool:
    """Whether a filter is one that must be refused."""
    if not isinstance(condition, dict):
        return True
    for key, value in condition.items():
        if key in ("$and", "$or"):
            if not isinstance(value, list) or not value or any(invalid(item) for item in value):
                return True
        elif key == "$not":
            if invalid(value):
                return True
        elif key.startswith("$") or (isinstance(value, dict) and _bad_operators(value)):
            return True
    return False


def _bad_operators(operators: Mapping[str, Any]) -> bool:
    return not operators or any(name not in _OPERATORS for name in operators)


def matches(condition: Mapping[str, Any], metadata: Mapping[str, Any]) -> bool:
    """Whether metadata satisfies a valid filter: all of its members hold."""
    return all(_holds(key, wanted, metadata) for key, wanted in condition.items())


def _holds(key: str, wanted: Any, metadata: Mapping[str, Any]) -> bool:
    if key == "$and":
        return all(matches(part, metadata) for part in wanted)
    if key == "$or":
        return any(matches(part, metadata) for part in wanted)
    if key == "$not":
        return not matches(wanted, metadata)
    value = _lookup(metadata, key)
    if isinstance(wanted, dict):
        return all(_OPERATORS[name](value, operand) for name, operand in wanted.items())
    return _equal(value, wanted)


def _lookup(metadata: Any, key: str) -> Any:
    """A key as it stands, or else a dotted path into objects."""
    if key in metadata:
        return metadata[key]
    for part in key.split("."):
        if not isinstance(metadata, dict) or part not in metadata:
            return _MISSING
        metadata = metadata[part]
    return metadata


def _elements(value: Any) -> list[Any]:
    return [value, *value] if isinstance(value, list) else [value]


def _equal(value: Any, wanted: Any) -> bool:
    """Equal to the value or, where it is an array, to one of its elements."""
    return value is not _MISSING and any(same(item, wanted) for item in _elements(value))


def _kind(value: Any) -> type | None:
    if isinstance(value, bool):
        return None
    return str if isinstance(value, str) else float if isinstance(value, int | float) else None


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def holds(value: Any, bound: Any) -> bool:
        kind = _kind(bound)
        return value is not _MISSING and any(
            kind is not None and _kind(item) is kind and compare(item, bound) for item in _elements(value)
        )

    return holds


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "$eq": _equal,
    "$ne": lambda value, wanted: not _equal(value, wanted),
    "$in": lambda value, options: any(_equal(value, option) for option in options),
    "$nin": lambda value, options: not any(_equal(value, option) for option in options),
    "$exists": lambda value, there: (value is not _MISSING) is there,
    "$lt": _ordered(lambda a, b: a < b),
    "$lte": _ordered(lambda a, b: a <= b),
    "$gt": _ordered(lambda a, b: a > b),
    "$gte": _ordered(lambda a, b: a >= b),
}

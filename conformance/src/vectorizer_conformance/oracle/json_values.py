"""JSON values: equality by type and value, and RFC 7396's merge."""

from __future__ import annotations

from typing import Any

from vectorizer_conformance.match.atoms import Vector, as_vector, deep_difference


def same(one: Any, other: Any) -> bool:
    """JSON equality: `true` is not 1."""
    return deep_difference(one, other) is None


def merge(target: Any, patch: Any) -> Any:
    """RFC 7396, section 2: the target is not changed."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge(result.get(key), value)
    return result


def has_null(value: Any) -> bool:
    """Whether an object has a null member somewhere that a merge would take as a removal."""
    return isinstance(value, dict) and any(v is None or has_null(v) for v in value.values())


def vector(value: Any) -> Vector:
    """The float32 vector of an argument: numbers, base64, or the adapter's native form."""
    found = as_vector(value)
    if found is None:
        raise ValueError(f"no vector: {value!r}")
    return found

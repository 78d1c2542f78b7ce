"""JSON Merge Patch (RFC 7396)."""

from __future__ import annotations

from typing import Any


def merge_patch(target: Any, patch: Any) -> Any:
    """The target with the patch applied; neither is changed, and untouched parts are shared."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        elif type(value) is dict:
            result[key] = merge_patch(result.get(key), value)
        else:
            result[key] = value
    return result


def same_json(one: Any, other: Any) -> bool:
    """Whether two documents say the same: 3 and 3.0 are one number, true is none, the order of keys does not matter."""
    # Python finds 1 and True equal, and nothing unequal that is the same.
    return bool(one == other) and _same_kinds(one, other)


def _same_kinds(one: Any, other: Any) -> bool:
    """Whether what Python finds equal has true and false at the same places."""
    if type(one) is dict:
        return all(_same_kinds(value, other[key]) for key, value in one.items())
    if type(one) is list:
        return all(map(_same_kinds, one, other))
    return (type(one) is bool) == (type(other) is bool)

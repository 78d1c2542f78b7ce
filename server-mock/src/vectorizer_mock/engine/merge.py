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
        else:
            result[key] = merge_patch(result.get(key), value)
    return result


def same_json(one: Any, other: Any) -> bool:
    """Whether two documents say the same: 3 and 3.0 are one number, true is none, the order of keys does not matter."""
    if type(one) is dict:
        return (
            type(other) is dict
            and one.keys() == other.keys()
            and all(same_json(one[key], other[key]) for key in one)
        )
    if type(one) is list:
        return type(other) is list and len(one) == len(other) and all(map(same_json, one, other))
    # Python finds 1 and True equal.
    return bool(one == other) and (type(one) is bool) == (type(other) is bool)

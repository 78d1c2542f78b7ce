"""JSON Merge Patch (RFC 7396)."""

from __future__ import annotations

from typing import Any

import orjson

from ..stores import Metadata


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


def same_json(one: Metadata, other: Metadata) -> bool:
    """Whether two documents say the same: 1, 1.0 and true differ, the order of keys does not matter."""
    # Python finds 1, 1.0 and True equal, so what it finds equal is looked at again as text.
    return one == other and orjson.dumps(one, option=orjson.OPT_SORT_KEYS) == orjson.dumps(
        other, option=orjson.OPT_SORT_KEYS
    )

"""The contract without limits that are only long, or too fine.

A batch of 10,001 items or a text over 1 MiB says nothing more when it is generated a hundred times, and takes
minutes. The cases test these limits; here they are left out of the schema, so that they are neither reached nor broken.
"""

from __future__ import annotations

import copy
from typing import Any

# As float32 the last numbers round to each other, so no double is surely beyond the bound.
GREATEST = 1e38
LONGEST = {"maxItems": 500, "maxLength": 2100, "maxProperties": 100}


def relax(document: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """A copy without them, and how many there were."""
    result = copy.deepcopy(document)
    removed = 0
    stack: list[Any] = [result.get("components", {}).get("schemas", {}), result.get("paths", {})]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            for key, most in LONGEST.items():
                if isinstance(node.get(key), int) and node[key] > most:
                    del node[key]
                    removed += 1
            for key in ("minimum", "maximum"):
                if isinstance(node.get(key), float) and abs(node[key]) > GREATEST:
                    del node[key]
                    removed += 1
            # A threshold is no float32: its bounds are as sharp as they are written.
            stack += [child for name, child in node.items() if name != "score_threshold"]
        elif isinstance(node, list):
            stack += node
    return result, removed

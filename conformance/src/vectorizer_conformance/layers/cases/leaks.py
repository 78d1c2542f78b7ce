"""Looks for the caller's key in what a client's errors show: that ends in logs and bug reports."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any


def leaks(reply: Mapping[str, Any], key: str | None) -> list[str]:
    """Where an error shows the key that the client was given, whole or a line of it."""
    if key is None or reply["type"] != "error":
        return []
    words = re.findall(r"[\w-]{6,}", key)
    return [
        f"the error's {name} shows the API key"
        for name, value in reply["error"].items()
        if any(word in json.dumps(value, ensure_ascii=False) for word in words)
    ]

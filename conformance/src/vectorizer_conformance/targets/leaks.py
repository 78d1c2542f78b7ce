"""Looks for the caller's secrets in what a client's errors show: that ends in logs and bug reports."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from vectorizer_conformance.failure import Failure

# What a case puts into a header as a credential begins so.
CANARY = "canary"


def leaks(reply: Mapping[str, Any], client: Mapping[str, Any], call: Mapping[str, Any]) -> list[Failure]:
    """Where an error shows the key or a credential that the client was given, whole or a line of it."""
    if reply["type"] != "error":
        return []
    headers = {**client["headers"], **call.get("headers", {})}.values()
    secrets = [client["api_key"] or "", *(value for value in headers if CANARY in str(value))]
    words = {word for secret in secrets for word in re.findall(r"[\w-]{6,}", secret)}
    return [
        Failure(f"the error's {name} shows a credential")
        for name, value in reply["error"].items()
        if any(word in json.dumps(value, ensure_ascii=False) for word in words)
    ]

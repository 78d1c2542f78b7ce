"""The limits on metadata: numbers both languages can read, depth, keys and size."""

from __future__ import annotations

from typing import Any

import orjson

from ..contract.limits import LIMITS
from ..problems import Path, Report

MAX_SAFE_INTEGER = 2**53 - 1
_TOO_SMALL = 1280
"""Bytes of JSON that cannot hold an object of more keys than there may be."""


def check_metadata(value: Any, path: Path, report: Report) -> None:
    """Reports every violation in a metadata object."""
    if type(value) is not dict:
        report.add(path, "validation-failed", "must be an object.")
        return
    longest = LIMITS["metadata_bytes"]
    if _size(value) > longest:
        report.add(path, "limit-exceeded", f"must be at most {longest} bytes.", longest)
    else:
        _walk(value, 1, path, report)


def check_merged(value: dict[str, Any], path: Path) -> None:
    """Raises the problem of what two objects within the limits are only together: too long, or of too many keys."""
    if _size(value) >= _TOO_SMALL:
        report = Report()
        check_metadata(value, path, report)
        report.raise_if_any()


def _size(value: dict[str, Any]) -> int:
    """Bytes as compact JSON. Looked at first, so that nobody walks through megabytes only to refuse them."""
    try:
        return len(orjson.dumps(value))
    except TypeError:
        # A number that is too large to be written; the walk will find it.
        return 0


def check_number(value: int | float, path: Path, report: Report) -> None:
    """Reports a number that not every language reads alike."""
    if not -MAX_SAFE_INTEGER <= value <= MAX_SAFE_INTEGER:
        report.add(path, "unsafe-integer", "must be within ±(2^53−1).", MAX_SAFE_INTEGER)


def _walk(value: Any, depth: int, path: Path, report: Report) -> None:
    kind = type(value)
    if kind is dict or kind is list:
        if depth > LIMITS["metadata_depth"]:
            report.add(
                path,
                "limit-exceeded",
                f"must be nested at most {LIMITS['metadata_depth']} deep.",
                LIMITS["metadata_depth"],
            )
            return
        if kind is list:
            for index, item in enumerate(value):
                _walk(item, depth + 1, (path, index), report)
            return
        if len(value) > LIMITS["metadata_keys"]:
            report.add(
                path,
                "limit-exceeded",
                f"must have at most {LIMITS['metadata_keys']} keys.",
                LIMITS["metadata_keys"],
            )
        for key, item in value.items():
            kind = type(item)
            if kind is int or kind is float:
                check_number(item, (path, key), report)
            elif kind is dict or kind is list:
                _walk(item, depth + 1, (path, key), report)
    elif kind is int or kind is float:
        check_number(value, path, report)

"""Checks of the values that mean something here: ids, texts, vectors, metadata, filters."""

from __future__ import annotations

import base64
import re
from typing import Any

import numpy as np
import numpy.typing as npt

from ..contract.limits import LIMITS
from ..engine.filters import Filter, compile_filter
from ..engine.metadata import check_metadata
from ..problems import Path, Report
from .checks import kind_of
from .cut_vectors import LARGEST, to_float32

_BLANK = "\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CONTROL = "\u0000-\u001f\u007f-\u009f"
_PLAIN_ID = re.compile("[A-Za-z0-9_][!-~]*")
_ID = re.compile(f"[^{_BLANK}](?:[^{_CONTROL}]*[^{_BLANK}])?")


def vector_id(value: Any, path: Path, report: Report) -> Any:
    """1–256 UTF-8 bytes, no control characters, no blank at either end, never `.` or `..`."""
    if type(value) is not str:
        report.add(path, "validation-failed", f"must be a string, got {kind_of(value)}.")
    elif _PLAIN_ID.fullmatch(value) and len(value) <= LIMITS["id_bytes"]:
        pass  # as almost all are
    elif len(value) > LIMITS["id_bytes"] or len(value.encode("utf-8", "surrogatepass")) > LIMITS["id_bytes"]:
        report.add(
            path, "invalid-id", f"must be at most {LIMITS['id_bytes']} bytes of UTF-8.", LIMITS["id_bytes"]
        )
    elif value in (".", "..") or not _ID.fullmatch(value):
        report.add(
            path,
            "invalid-id",
            "must not be empty, . or .., have control characters, or start or end with a blank.",
        )
    return value


def text(value: Any, path: Path, report: Report) -> Any:
    """At least one character, at most 1 MiB."""
    longest = LIMITS["text_bytes"]
    if type(value) is not str:
        report.add(path, "validation-failed", f"must be a string, got {kind_of(value)}.")
    elif not value:
        report.add(path, "validation-failed", "must not be empty.")
    elif len(value) * 4 > longest and len(value.encode("utf-8", "surrogatepass")) > longest:
        report.add(path, "limit-exceeded", f"must be at most {longest} bytes of UTF-8.", longest)
    return value


def vector(value: Any, path: Path, report: Report) -> Any:
    """Numbers or base64 to float32; the reader of the body may have made an array of it already."""
    kind = type(value)
    if kind is np.ndarray:
        numbers: npt.NDArray[np.float32] | None = value  # finite: the reader has looked at all at once
    elif kind is list:
        numbers = _from_list(value, path, report)
    elif kind is str:
        numbers = _from_base64(value, path, report)
    else:
        report.add(path, "validation-failed", f"must be a list of numbers or base64, got {kind_of(value)}.")
        numbers = None
    if numbers is None:
        return None
    longest = LIMITS["dimension"]
    if len(numbers) > longest:
        report.add(path, "limit-exceeded", f"must have at most {longest} numbers.", longest)
    elif len(numbers) == 0:
        report.add(path, "validation-failed", "must have at least one number.")
    elif kind is not np.ndarray and not np.isfinite(numbers).all():
        for index in np.flatnonzero(~np.isfinite(numbers))[:10]:
            report.add((path, int(index)), "not-finite", "must be finite as float32.")
    return numbers


def _from_list(value: list[Any], path: Path, report: Report) -> npt.NDArray[np.float32] | None:
    # bool is a kind of int in Python, so the exact types are looked at.
    if not set(map(type, value)) <= {int, float}:
        for index, item in enumerate(value):
            if type(item) is not int and type(item) is not float:
                report.add((path, index), "validation-failed", f"must be a number, got {kind_of(item)}.")
                break
        return None
    # An integer may be too large even for float64.
    return to_float32(
        np.array([item if -LARGEST <= item <= LARGEST else float("inf") for item in value], dtype=np.float64)
    )


def _from_base64(value: str, path: Path, report: Report) -> npt.NDArray[np.float32] | None:
    try:
        packed = base64.b64decode(value, validate=True)
    except ValueError:
        packed = b"?"
    if len(packed) % 4 == 0 and len(value) % 4 == 0:
        return np.frombuffer(packed, dtype="<f4").astype(np.float32)
    report.add(path, "validation-failed", "must be base64 of float32 numbers (4 bytes each).")
    return None


def metadata(value: Any, path: Path, report: Report) -> Any:
    """Open JSON within the limits."""
    check_metadata(value, path, report)
    return value


def filter(value: Any, path: Path, report: Report) -> Filter:
    """A condition on metadata, compiled."""
    return compile_filter(value, path, report)


def non_empty_filter(value: Any, path: Path, report: Report) -> Filter:
    """A condition on metadata that is not the empty one, which would hold for everything."""
    if value == {}:
        report.add(path, "empty-filter", "must not be empty: an empty filter matches every vector.")
    return compile_filter(value, path, report)

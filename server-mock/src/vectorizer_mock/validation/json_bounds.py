"""How deep a text of JSON is and how many values it holds, counted before any of it is read."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from ..contract.limits import LIMITS
from ..problems import Path, problem_at

_PIECE = 1 << 20
"""Bytes of a text that a check looks at together."""
MOST_VALUES = 500_000
"""Members and items in one body, the numbers of vectors left out: a few bytes each on the wire, some hundred in memory."""


def check_depth(raw: bytes, path: Path) -> None:
    """Refuses what is nested deeper than the contract lets it be, before there is an object for each level."""
    deepest = LIMITS["json_depth"]
    if raw.count(b"[") + raw.count(b"{") <= deepest:
        return
    depth = 0
    for piece in _outside_strings(raw):
        opening = (piece == ord("[")) | (piece == ord("{"))
        closing = (piece == ord("]")) | (piece == ord("}"))
        depths = depth + np.cumsum(opening.astype(np.int8) - closing.astype(np.int8), dtype=np.int64)
        if len(depths) and int(depths.max()) > deepest:
            raise problem_at(path, "malformed-json", f"must be nested at most {deepest} deep.")
        depth = int(depths[-1]) if len(depths) else depth


def check_number(raw: bytes, path: Path) -> None:
    """Refuses more values than are worth the memory, before there is an object for each."""
    if raw.count(b",") + raw.count(b"[") + raw.count(b"{") <= MOST_VALUES:
        return
    values = 0
    for piece in _outside_strings(raw):
        values += sum(int(np.count_nonzero(piece == character)) for character in b"[{,")
        if values > MOST_VALUES:
            detail = f"must have at most {MOST_VALUES} members and items."
            raise problem_at(path, "limit-exceeded", detail, MOST_VALUES)


def _outside_strings(raw: bytes) -> Iterator[npt.NDArray[np.uint8]]:
    """The bytes of a text that are not part of a string, piece by piece, so that no check takes much memory."""
    # Without escapes, each quote that is left begins or ends a string.
    text = np.frombuffer(raw.replace(b"\\\\", b"").replace(b'\\"', b""), dtype=np.uint8)
    inside = False
    for start in range(0, len(text), _PIECE):
        piece = text[start : start + _PIECE]
        quotes = piece == ord('"')
        # Sums that wrap around at 256 still tell odd from even.
        is_inside = (np.cumsum(quotes, dtype=np.uint8) % 2 == 1) ^ inside
        yield piece[~is_inside & ~quotes]
        inside = bool(is_inside[-1])

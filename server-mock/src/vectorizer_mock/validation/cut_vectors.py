"""The vectors of a JSON text, lists of numbers or base64 under the key `vector`: cut out of it, and read together."""

from __future__ import annotations

import itertools
import re
import secrets
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pybase64
import simdjson

LARGEST = 3.4028235e38
"""The largest float32, as it is written with the fewest digits."""
LIST, STRING = secrets.token_hex(8), secrets.token_hex(8)
"""Stand in the text where a list of numbers or a string was cut out; no request can know them."""
MINUS_ZERO = re.compile(rb"-0(?![0-9.eE])")

_LIST_TOKEN, _STRING_TOKEN = f'"{LIST}"'.encode(), f'"{STRING}"'.encode()
_KEY = b'"vector"'
_COLON = re.compile(rb"[ \t\r\n]*:[ \t\r\n]*([\[\"])")
_SHORTEST_CUT = 32
_PIECE = 8 << 20  # bytes
_TOGETHER = 1 << 16
"""Bytes of numbers that are read at once."""


def cut(raw: bytes) -> tuple[bytes, list[bytes], list[bytes]]:
    """The text without its vectors, and the insides of the lists and strings that stood there."""
    if _KEY not in raw:
        return raw, [], []
    kept: list[bytes] = []
    lists: list[bytes] = []
    strings: list[bytes] = []
    done = found = 0
    while (found := raw.find(_KEY, found)) >= 0:
        opening = _COLON.match(raw, found + len(_KEY))
        # After a backslash the quote is part of a longer key or string, not the beginning of this key.
        if opening is None or raw[found - 1] == ord("\\"):
            found += len(_KEY)
            continue
        start = opening.end()
        is_list = raw[start - 1] == ord("[")
        end = raw.find(b"]" if is_list else b'"', start)
        if end < 0:
            break
        if end - start < _SHORTEST_CUT:
            found = start
            continue
        kept += (raw[done : start - 1], _LIST_TOKEN if is_list else _STRING_TOKEN)
        (lists if is_list else strings).append(raw[start:end])
        done = found = end + 1
    kept.append(raw[done:])
    return b"".join(kept), lists, strings


def read_numbers(lists: list[bytes]) -> list[npt.NDArray[np.float32]] | None:
    """Lists of numbers as rows of one matrix; None where one of them is odd."""
    if not lists:
        return []
    pieces = [list(_pieces(one)) for one in lists]
    parser, numbers, sizes = simdjson.Parser(), [], []
    try:
        for group in _groups(itertools.chain.from_iterable(pieces)):
            read, lengths = _parse_numbers(parser, group)
            if not read.all() and MINUS_ZERO.search(group):
                # As integers, -0 and 0 are one; as numbers of a vector they are not.
                read, lengths = _parse_numbers(parser, MINUS_ZERO.sub(b"-0.0", group))
            numbers.append(to_float32(read))
            sizes += lengths
    except (ValueError, TypeError, RuntimeError):
        return None
    # A list inside of a list is read as its numbers.
    if len(sizes) != sum(map(len, pieces)) or any(b"[" in one for one in lists):
        return None
    if len(sizes) > len(lists):
        if 0 in sizes:  # there was a comma too many where it was cut
            return None
        rest = iter(sizes)
        sizes = [sum(itertools.islice(rest, len(some))) for some in pieces]
    return _parts(np.concatenate(numbers), sizes)


def _pieces(numbers: bytes) -> Iterator[bytes]:
    """A list that is far too long in pieces, as a parser takes ten times their memory; any other as it is."""
    end = -1
    while end < len(numbers):
        start, end = end + 1, numbers.find(b",", end + 1 + _PIECE)
        end = len(numbers) if end < 0 else end
        yield numbers[start:end]


def _groups(lists: Iterable[bytes]) -> Iterator[bytes]:
    """Lists of some of the lists, which stay in a processor's cache while they are read."""
    group: list[bytes] = []
    size = 0
    for one in lists:
        group.append(one)
        size += len(one)
        if size > _TOGETHER:
            yield b"[[" + b"],[".join(group) + b"]]"
            group, size = [], 0
    if group:
        yield b"[[" + b"],[".join(group) + b"]]"


def _parse_numbers(parser: Any, text: bytes) -> tuple[npt.NDArray[np.float64], list[int]]:
    """All numbers of a list of lists, and how many each of them has."""
    found: Any = parser.parse(text)
    return np.frombuffer(found.as_buffer(of_type="d"), dtype=np.float64), list(map(len, found))


def read_base64(strings: list[bytes]) -> list[npt.NDArray[np.float32]] | None:
    """Strings in base64 as rows of one matrix; None where one of them is odd."""
    if not strings:
        return []
    try:
        packed = [pybase64.b64decode(text, validate=True) for text in strings]
    except ValueError:
        return None
    sizes = [len(one) for one in packed]
    if any(size % 4 for size in sizes):
        return None
    numbers = np.frombuffer(b"".join(packed), dtype="<f4").astype(np.float32, copy=False)
    return _parts(numbers, [size // 4 for size in sizes])


def _parts(numbers: npt.NDArray[np.float32], sizes: list[int]) -> list[npt.NDArray[np.float32]] | None:
    """The vectors of these sizes in a row of finite numbers; None where one is not, whose place is yet to be told."""
    if not np.isfinite(numbers).all():
        return None
    if len(set(sizes)) == 1:
        return list(numbers.reshape(len(sizes), sizes[0]))
    ends = itertools.accumulate(sizes)
    return [numbers[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def to_float32(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """The nearest float32 of each number; infinity for those beyond the largest."""
    with np.errstate(over="ignore", under="ignore"):
        rounded = numbers.astype(np.float32)
    # A little beyond the largest, a number would still be rounded down to it.
    rounded[np.abs(numbers) > LARGEST] = np.inf
    return rounded

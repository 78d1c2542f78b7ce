"""Strict JSON: UTF-8, no duplicate keys, no NaN, bounded depth; the numbers of vectors without an object for each.

Vectors, lists of numbers or base64 under the key `vector`, are cut out of the text and read together into one float32
matrix: by simdjson, or by pybase64. What is left is small, and orjson reads it. It lets keys stand twice, so what it
read is written again, which must have as many members. Where anything is odd, the text is read uncut by the standard
library's scanner with hooks, which is slower and decides what is refused, and in which words.
"""

from __future__ import annotations

import itertools
import json
import re
import secrets
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson
import pybase64
import simdjson

from ..contract.limits import LIMITS
from ..problems import Path, Problem, problem_at
from .json_bounds import check_depth, check_number

LARGEST = 3.4028235e38
"""The largest float32, as it is written with the fewest digits."""

_KEY = b'"vector"'
_SHORTEST_CUT = 32
_TOGETHER = 1 << 16
"""Bytes of numbers that are read at once."""
_COLON = re.compile(rb"[ \t\r\n]*:[ \t\r\n]*([\[\"])")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_MINUS_ZERO = re.compile(rb"-0(?![0-9.eE])")
_ESCAPED_COLON = re.compile(rb"\\u003[aA]")

_LIST, _STRING = secrets.token_hex(8), secrets.token_hex(8)
"""Stand in the text where a list of numbers or a string was cut out; no request can know them."""
_LIST_TOKEN, _STRING_TOKEN = f'"{_LIST}"'.encode(), f'"{_STRING}"'.encode()


class _MalformedError(ValueError):
    pass


def read_json(raw: bytes, path: Path) -> Any:
    """The value that the bytes stand for; what stands under a key `vector` may come as a float32 array."""
    if not raw.isascii():
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _malformed(path, f"must be UTF-8, and byte {error.start} is not.") from None
        if raw.startswith(b"\xef\xbb\xbf"):
            raise _malformed(path, "must not begin with a byte-order mark.")
    if not raw.strip(b" \t\r\n"):
        raise _malformed(path, "must not be empty.")
    value = _read_cut(raw, path)
    if value is None:
        value = _scan(raw, path)
        if _SURROGATE.search(raw):
            _refuse_surrogates(value, path)
    return value


def _read_cut(raw: bytes, path: Path) -> Any:
    """The value with vectors as arrays, or None when it has to be read uncut."""
    text, lists, strings = _cut(raw)
    if len(lists) + len(strings) > LIMITS["batch_items"]:
        return None
    vectors = {_LIST: _read_numbers(lists), _STRING: _read_base64(strings)}
    # As integers, -0 and 0 are one.
    if None in vectors.values() or _MINUS_ZERO.search(text) or _ESCAPED_COLON.search(text):
        return None
    check_depth(text, path)
    check_number(text, path)
    try:
        value = orjson.loads(text)
        if type(value) is not dict or orjson.dumps(value).count(b":") != text.count(b":"):
            return None
    except (ValueError, TypeError):
        return None
    rest = {token: iter(rows or ()) for token, rows in vectors.items()}
    placed = 0
    for one in _holders(value):
        found = rest.get(one["vector"]) if type(one["vector"]) is str else None
        if found is not None:
            one["vector"] = next(found)
            placed += 1
    # One that stands anywhere else, as under metadata, must be what it is.
    return value if placed == len(lists) + len(strings) else None


def _cut(raw: bytes) -> tuple[bytes, list[bytes], list[bytes]]:
    """The text without its vectors, and the insides of the lists and strings that stood there."""
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


def _holders(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The objects that have a vector, of a request and of the lists in it, in the order of the text."""
    for key, member in value.items():
        if key == "vector":
            yield value
        elif type(member) is list:
            yield from [item for item in member if type(item) is dict and "vector" in item]


def _read_numbers(lists: list[bytes]) -> list[npt.NDArray[np.float32]] | None:
    parser, numbers, sizes = simdjson.Parser(), [], []
    try:
        for group in _groups(lists):
            read, lengths = _parse_numbers(parser, group)
            if not read.all() and _MINUS_ZERO.search(group):
                # As integers, -0 and 0 are one; as numbers of a vector they are not.
                read, lengths = _parse_numbers(parser, _MINUS_ZERO.sub(b"-0.0", group))
            numbers.append(to_float32(read))
            sizes += lengths
    except (ValueError, TypeError, RuntimeError):
        return None
    # A list inside of a list is read as its numbers.
    if len(sizes) != len(lists) or any(b"[" in one for one in lists):
        return None
    return _parts(np.concatenate(numbers), sizes) if lists else []


def _groups(lists: list[bytes]) -> Iterator[bytes]:
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


def _read_base64(strings: list[bytes]) -> list[npt.NDArray[np.float32]] | None:
    if not strings:
        return []
    try:
        packed = [pybase64.b64decode(text, validate=True) for text in strings]
    except ValueError:
        return None
    sizes = [len(one) for one in packed]
    if any(size % 4 for size in sizes):
        return None
    numbers = np.frombuffer(b"".join(packed), dtype="<f4").astype(np.float32)
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


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _MalformedError(f'must not have the key "{key[:100]}" twice.')
            seen.add(key)
    return made


def _scan(raw: bytes, path: Path) -> Any:
    check_depth(raw, path)
    check_number(raw, path)
    try:
        # Given bytes, it would guess at UTF-16 and UTF-32 as well.
        integer = _integer if _MINUS_ZERO.search(raw) else None
        return json.loads(
            raw.decode("utf-8"), object_pairs_hook=_object, parse_constant=_refuse_constant, parse_int=integer
        )
    except json.JSONDecodeError as error:
        raise _malformed(
            path, f"must be JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from None
    except (ValueError, RecursionError) as error:
        detail = str(error) if isinstance(error, _MalformedError) else "must be JSON."
        raise _malformed(path, detail) from None


def _integer(digits: str) -> int | float:
    return -0.0 if digits == "-0" else int(digits)


def _refuse_constant(name: str) -> Any:
    raise _MalformedError(f"must not contain {name}.")


def _refuse_surrogates(value: Any, path: Path) -> None:
    """Refuses halves of surrogate pairs: they are no characters, and no UTF-8 can carry them back."""
    if type(value) is str:
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise problem_at(path, "validation-failed", "must not contain a lone surrogate.") from None
    elif type(value) is dict:
        for key, member in value.items():
            try:
                key.encode("utf-8")
            except UnicodeEncodeError:
                _refuse_surrogates(key, path)
            _refuse_surrogates(member, (path, key))
    elif type(value) is list:
        for index, member in enumerate(value):
            _refuse_surrogates(member, (path, index))


def _malformed(path: Path, detail: str) -> Problem:
    return problem_at(path, "malformed-json", detail)

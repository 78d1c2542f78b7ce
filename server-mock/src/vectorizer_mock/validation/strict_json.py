"""Strict JSON: UTF-8, no duplicate keys, no NaN, bounded depth; the numbers of vectors without an object for each.

Lists of numbers under the key `vector` are cut out of the text first and read in one go by simdjson into one float32
array, and so are strings in base64; what is left is small and goes through the standard library's scanner, which sees every key of every object. When
anything about the cut is odd (a list in a list, a string in it, a number that does not fit), the text is read uncut.
"""

from __future__ import annotations

import binascii
import itertools
import json
import re
import secrets
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import simdjson

from ..contract.limits import LIMITS
from ..problems import Path, Problem, problem_at
from .json_bounds import check_depth, check_number

LARGEST = 3.4028235e38
"""The largest float32, as it is written with the fewest digits."""

_KEY = b'"vector"'
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_PIECE = 8 << 20  # bytes
_SHORTEST_CUT = 32
_COLON = re.compile(rb"[ \t\r\n]*:[ \t\r\n]*([\[\"])")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_MINUS_ZERO = re.compile(rb"-0(?![0-9.eE])")

_TOKEN = secrets.token_hex(8)
"""Stands in the text where a list of numbers was cut out; no request can know it."""


class _MalformedError(ValueError):
    pass


def read_json(raw: bytes, path: Path) -> Any:
    """The value that the bytes stand for; lists of numbers under a key `vector` may come as float32 arrays."""
    try:
        whole = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _malformed(path, f"must be UTF-8, and byte {error.start} is not.") from None
    if raw.startswith(b"\xef\xbb\xbf"):
        raise _malformed(path, "must not begin with a byte-order mark.")
    if not raw.strip(b" \t\r\n"):
        raise _malformed(path, "must not be empty.")
    value = _read_cut(raw, path)
    if value is None:
        value = _scan(raw, whole, path)
    if _SURROGATE.search(raw):
        _refuse_surrogates(value, path)
    return value


def _read_cut(raw: bytes, path: Path) -> Any:
    """The value with vectors as arrays, or None when it has to be read uncut."""
    kept, lists, strings = _cut(raw)
    if not (lists or strings) or len(lists) + len(strings) > LIMITS["batch_items"] or (lists and strings):
        return None
    arrays = _read_numbers(lists) if lists else _read_base64(strings)
    if arrays is None:
        return None
    rest = iter(arrays)
    text = f'"{_TOKEN}"'.encode().join(kept)
    try:
        check_depth(text, path)
        check_number(text, path)
        value = json.loads(
            text.decode("utf-8"),
            object_pairs_hook=lambda pairs: _object(pairs, rest),
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError, StopIteration, TypeError):
        return None
    # Every array must have found its place, in order; one under metadata must be an ordinary list.
    return value if next(rest, None) is None and not _misplaced(value) else None


def _cut(raw: bytes) -> tuple[list[bytes], list[bytes], list[bytes]]:
    """The rest of the text, and the lists and strings that stood between."""
    kept: list[bytes] = []
    lists: list[bytes] = []
    strings: list[bytes] = []
    done = found = 0
    while (found := raw.find(_KEY, found)) >= 0:
        opening = _COLON.match(raw, found + len(_KEY))
        # After a backslash the quote is part of a longer key or string, not the beginning of this key.
        if opening is None or raw[found - 1 : found] == b"\\":
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
        kept.append(raw[done : start - 1])
        (lists if is_list else strings).append(raw[start:end])
        done = found = end + 1
    kept.append(raw[done:])
    return kept, lists, strings


def _read_numbers(lists: list[bytes]) -> list[npt.NDArray[np.float32]] | None:
    sizes = [numbers.count(b",") + 1 for numbers in lists]
    try:
        numbers = np.concatenate([_read_piece(piece) for piece in _pieces(b",".join(lists))])
    except (ValueError, TypeError, RuntimeError):
        return None
    return _parts(numbers, sizes) if len(numbers) == sum(sizes) else None


def _pieces(text: bytes) -> Iterator[bytes]:
    """Numbers with commas between them, not too many at once, as a parser takes ten times their memory."""
    end = -1
    while end < len(text):
        start, end = end + 1, text.find(b",", end + 1 + _PIECE)
        end = len(text) if end < 0 else end
        yield text[start:end]


def _read_piece(text: bytes) -> npt.NDArray[np.float32]:
    text = b"[" + text + b"]"
    numbers = _parse_numbers(text)
    if not numbers.all() and _MINUS_ZERO.search(text):
        # As integers, -0 and 0 are one; as numbers of a vector they are not.
        numbers = _parse_numbers(_MINUS_ZERO.sub(b"-0.0", text))
    return to_float32(numbers)


def _read_base64(strings: list[bytes]) -> list[npt.NDArray[np.float32]] | None:
    # Only what every reader agrees on: whole groups of the alphabet, padded at the end; the rest is read uncut.
    if b"".join(strings).translate(None, _ALPHABET):
        return None
    packed = []
    for text in strings:
        unpadded = text.rstrip(b"=")
        if len(text) % 4 or len(text) - len(unpadded) > 2 or b"=" in unpadded:
            return None
        decoded = binascii.a2b_base64(text)
        if len(decoded) % 4:
            return None
        packed.append(decoded)
    numbers = np.frombuffer(b"".join(packed), dtype="<f4").astype(np.float32)
    return _parts(numbers, [len(one) // 4 for one in packed])


def _parts(numbers: npt.NDArray[np.float32], sizes: list[int]) -> list[npt.NDArray[np.float32]] | None:
    """The vectors of these sizes in a row of finite numbers; None where one is not, whose place is yet to be told."""
    if not np.isfinite(numbers).all():
        return None
    ends = itertools.accumulate(sizes)
    return [numbers[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def to_float32(numbers: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """The nearest float32 of each number; infinity for those beyond the largest."""
    with np.errstate(over="ignore", under="ignore"):
        rounded = numbers.astype(np.float32)
    # A little beyond the largest, a number would still be rounded down to it.
    rounded[np.abs(numbers) > LARGEST] = np.inf
    return rounded


def _parse_numbers(text: bytes) -> npt.NDArray[np.float64]:
    found: Any = simdjson.Parser().parse(text)
    return np.frombuffer(found.as_buffer(of_type="d"), dtype=np.float64)


def _object(pairs: list[tuple[str, Any]], arrays: Iterator[Any] | None = None) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _MalformedError(f'must not have the key "{key[:100]}" twice.')
            seen.add(key)
    if arrays is not None and made.get("vector") == _TOKEN:
        made["vector"] = next(arrays)
    return made


def _misplaced(value: Any) -> bool:
    """Whether an array stands anywhere but as the vector of a request or of one of its items."""
    if type(value) is not dict:
        return True
    items = [value]
    for member in value.values():
        if type(member) is list:
            items += [item for item in member if type(item) is dict]
    return sum(type(item.get("vector")) is np.ndarray for item in items) != _count_arrays(value)


def _count_arrays(value: Any) -> int:
    if type(value) is np.ndarray:
        return 1
    if type(value) is dict:
        return sum(map(_count_arrays, value.values()))
    if type(value) is list:
        return sum(map(_count_arrays, value))
    return 0


def _scan(raw: bytes, whole: str, path: Path) -> Any:
    check_depth(raw, path)
    check_number(raw, path)
    try:
        # Given bytes, it would guess at UTF-16 and UTF-32 as well.
        integer = _integer if _MINUS_ZERO.search(raw) else None
        return json.loads(
            whole, object_pairs_hook=_object, parse_constant=_refuse_constant, parse_int=integer
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

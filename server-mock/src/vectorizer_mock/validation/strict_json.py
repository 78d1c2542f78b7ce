"""Strict JSON: UTF-8, no duplicate keys, no NaN, bounded depth; the numbers of vectors without an object for each.

Vectors, lists of numbers or base64 under the key `vector`, are cut out of the text and read together into one float32
matrix: by simdjson, or by pybase64. What is left is small, and orjson reads it. It lets keys stand twice, so what it
read is written again, which must have as many members. Where anything is odd, the text is read uncut by the standard
library's scanner with hooks, which is slower and decides what is refused, and in which words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import orjson

from ..contract.limits import LIMITS
from ..problems import Path, Problem, problem_at
from .cut_vectors import LIST, MINUS_ZERO, STRING, cut, read_base64, read_numbers
from .json_bounds import check_depth, check_number

_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_ESCAPED_COLON = re.compile(rb"\\u003[aA]")


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
    text, lists, strings = cut(raw)
    if len(lists) + len(strings) > LIMITS["batch_items"]:
        return None
    vectors = {LIST: read_numbers(lists), STRING: read_base64(strings)}
    # As integers, -0 and 0 are one.
    if None in vectors.values() or MINUS_ZERO.search(text) or _ESCAPED_COLON.search(text):
        return None
    check_depth(text, path)
    check_number(text, path)
    try:
        value = orjson.loads(text)
        if type(value) is not dict or orjson.dumps(value).count(b":") != text.count(b":"):
            return None
    except (ValueError, TypeError):
        return None
    if not (lists or strings):
        return value
    rest = {token: iter(rows or ()) for token, rows in vectors.items()}
    placed = 0
    for one in _holders(value):
        found = rest.get(one["vector"]) if type(one["vector"]) is str else None
        if found is not None:
            one["vector"] = next(found)
            placed += 1
    # One that stands anywhere else, as under metadata, must be what it is.
    return value if placed == len(lists) + len(strings) else None


def _holders(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The objects that have a vector, of a request and of the lists in it, in the order of the text."""
    for key, member in value.items():
        if key == "vector":
            yield value
        elif type(member) is list:
            yield from [item for item in member if type(item) is dict and "vector" in item]


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
        integer = _integer if MINUS_ZERO.search(raw) else None
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

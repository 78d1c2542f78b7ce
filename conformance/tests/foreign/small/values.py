"""Strict JSON, and the values of requests."""

from __future__ import annotations

import base64
import json
import math
import re
import struct
from typing import Any

from refusals import Refusal, need

SAFE, F32 = 2**53 - 1, 3.4028235677973366e38


def strict(data: bytes) -> Any:
    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        need(len(dict(found)) == len(found), "malformed-json")
        return dict(found)

    def constant(text: str) -> None:
        raise Refusal("malformed-json")

    depth = most = 0
    for char in re.sub(rb'"(?:[^"\\]|\\.)*"', b"", data):
        depth += (char in b"[{") - (char in b"]}")
        most = max(most, depth)
    need(most <= 64 and not data.startswith(b"\xef\xbb\xbf"), "malformed-json")
    try:
        value = json.loads(data.decode(), object_pairs_hook=pairs, parse_constant=constant, parse_int=number)
    except (ValueError, RecursionError):
        raise Refusal("malformed-json") from None
    surrogates(value)
    return value


def number(text: str) -> Any:
    return -0.0 if text == "-0" else int(text) if len(text) < 30 else float(text)


def surrogates(value: Any, pointer: str = "/body") -> None:
    if isinstance(value, str):
        need(not re.search("[\ud800-\udfff]", value), pointer=pointer)
    for key, item in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        surrogates(str(key), pointer)
        surrogates(item, f"{pointer}/{escape(key)}")


def escape(key: Any) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def closed(body: Any, *names: str) -> dict[str, Any]:
    need(isinstance(body, dict), pointer="/body")
    for name in body:
        need(name in names, "unknown-field", f"/body/{escape(name)}")
    return dict(body)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def integer(value: Any, least: int, most: int, pointer: str) -> int:
    need(is_number(value) and value == int(value) and least <= value, pointer=pointer)
    need(value <= most, pointer=pointer, limit=most)
    return int(value)


def text_of(value: Any, pointer: str) -> str:
    need(isinstance(value, str) and value, pointer=pointer)
    need(len(value.encode()) <= 1 << 20, "limit-exceeded", pointer, limit=1 << 20)
    return str(value)


def ident(value: Any, pointer: str) -> str:
    need(isinstance(value, str), pointer=pointer)
    blank = value != value.strip() or value.startswith("\ufeff") or value.endswith("\ufeff")
    good = value and not re.search(r"[\x00-\x1f\x7f-\x9f]", value) and not blank and value not in (".", "..")
    need(good, "invalid-id", pointer)
    need(len(value.encode()) <= 256, "invalid-id", pointer, limit=256)
    return str(value)


def vector_of(value: Any, place: dict[str, Any], pointer: str) -> list[float]:
    if isinstance(value, str):
        try:
            data = base64.b64decode(value, validate=True)
            need(len(data) % 4 == 0 and data and base64.b64encode(data).decode() == value, pointer=pointer)
        except ValueError:
            raise Refusal("validation-failed", pointer) from None
        numbers = list(struct.unpack(f"<{len(data) // 4}f", data))
    else:
        need(isinstance(value, list) and 1 <= len(value) <= 4096, pointer=pointer)
        for index, one in enumerate(value):
            need(is_number(one), pointer=f"{pointer}/{index}")
        numbers = [one if abs(one) < F32 else math.inf for one in value]
    for index, one in enumerate(numbers):
        need(math.isfinite(one), "not-finite", f"{pointer}/{index}" if isinstance(value, list) else pointer)
    numbers = [struct.unpack("<f", struct.pack("<f", one))[0] for one in numbers]
    need(len(numbers) == place["dimension"], "dimension-mismatch", pointer)
    need(place["metric"] != "cosine" or any(numbers), "zero-vector", pointer)
    return numbers


def metadata_of(value: Any, pointer: str = "/body/metadata") -> dict[str, Any]:
    need(isinstance(value, dict), pointer=pointer)

    def walk(node: Any, at: str, depth: int) -> None:
        need(not is_number(node) or abs(node) <= SAFE, "unsafe-integer", at)
        if isinstance(node, dict | list):
            need(depth <= 32, "limit-exceeded", pointer, limit=32)
            need(isinstance(node, list) or len(node) <= 256, "limit-exceeded", pointer, limit=256)
            for key, item in node.items() if isinstance(node, dict) else enumerate(node):
                walk(item, f"{at}/{escape(key)}", depth + 1)

    walk(value, pointer, 1)
    size = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
    need(size <= 40960, "limit-exceeded", pointer, limit=40960)
    return dict(value)


def flag(query: Any, name: str, default: bool) -> bool:
    values = query.get(name, [str(default).lower()])
    need(len(values) == 1 and values[0] in ("true", "false"), pointer=f"/query/{name}")
    return bool(values[0] == "true")


def numbers(vector: list[float], query: Any) -> Any:
    form = query.get("vector_format", ["json"])
    need(len(form) == 1 and form[0] in ("json", "base64"), pointer="/query/vector_format")
    packed = struct.pack(f"<{len(vector)}f", *vector)
    return vector if form[0] == "json" else base64.b64encode(packed).decode()

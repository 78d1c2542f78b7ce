"""Requests number by number: the same seed makes the same ones, most of them nearly right."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import zstandard

from .hostile import FRAGMENTS, HEADERS, JSON, KEYS, METHODS, QUERY, SEGMENTS

_VECTOR = {
    "id": "a",
    "vector": [1, 0.5],
    "metadata": {"n": 1, "s": "x", "tags": ["a", None], "in": {"b": True}},
}
_TEXT = {"id": "b", "text": "Tides follow the moon."}
_FILTER = {
    "$or": [{"n": {"$gte": 0, "$lt": 9}}, {"s": {"$in": ["x", "y"]}}, {"$not": {"in.b": {"$exists": False}}}]
}
_UPDATE = {"text": None, "vector": [0, 1], "metadata": {"n": 2, "s": None}}
_RECORD = {
    **_VECTOR,
    "version": 3,
    "created_at": "2026-01-02T03:04:05Z",
    "updated_at": "2026-01-02T03:04:05.678Z",
}
_SEARCH = {
    "vector": [1, 1],
    "limit": 3,
    "filter": _FILTER,
    "score_threshold": 0.1,
    "with_vector": True,
    "with_metadata": False,
}
SEEDS: list[tuple[str, str, Any]] = [
    ("GET", "/health", None),
    ("GET", "/info", None),
    ("GET", "/collections", None),
    ("POST", "/collections", {"name": "e", "dimension": 2, "metric": "euclidean", "embedding": {"provider": "hashing"}}),
    ("GET", "/collections/c", None),
    ("DELETE", "/collections/e", None),
    ("POST", "/collections/c/insert?upsert=true", _VECTOR),
    ("POST", "/collections/t/insert?upsert=true", _TEXT),
    ("POST", "/collections/c/batch_insert", {"vectors": [_VECTOR, {**_VECTOR, "id": "b"}], "atomic": True, "upsert": True}),
    ("GET", "/collections/c/vectors?limit=2&with_vector=true&vector_format=base64", None),
    ("GET", "/collections/c/vectors?ids=a&ids=b&filter=%7B%22n%22%3A1%7D", None),
    ("GET", "/collections/c/vectors/a", None),
    ("PUT", "/collections/c/vectors/a?upsert=true", {"vector": [1, 2], "metadata": {"n": 3}}),
    ("PATCH", "/collections/c/vectors/a", {**_UPDATE, "metadata_mode": "merge"}),
    ("DELETE", "/collections/c/vectors/a", None),
    ("POST", "/collections/c/batch_update", {"updates": [{"id": "a", **_UPDATE, "if_version": 1}], "metadata_mode": "merge", "upsert": True}),
    ("POST", "/collections/c/batch_delete", {"ids": ["a", "b"]}),
    ("POST", "/collections/c/delete_by_filter", {"filter": _FILTER, "dry_run": True}),
    ("POST", "/collections/c/update_by_filter", {"filter": _FILTER, "metadata": {"m": 1}, "metadata_mode": "replace", "dry_run": False}),
    ("POST", "/collections/c/search", _SEARCH),
    ("POST", "/collections/t/search", {"query": "moon", "limit": 2}),
    ("POST", "/collections/c/batch_search", {"searches": [_SEARCH, {"vector": [0, 1]}]}),
    ("GET", "/collections/c/export?vector_format=base64", None),
    ("POST", "/collections/c/import", [_RECORD, {**_RECORD, "id": "b"}]),
    ("POST", "/embed", {"texts": ["moon", "tides"], "provider": "hashing", "dimension": 8}),
]  # fmt: skip
SETTING_UP = [
    *(("DELETE", f"/collections/{name}", None) for name in "cdet"),
    ("POST", "/collections", {"name": "c", "dimension": 2}),
    ("POST", "/collections", {"name": "d", "dimension": 3, "metric": "dot_product"}),
    ("POST", "/collections", {"name": "t", "dimension": 64}),
    ("POST", "/collections/c/insert", _VECTOR),
    ("POST", "/collections/t/insert", _TEXT),
]
_LARGEST = 200_000
"""Bytes of a body: beyond that, a second is spent on few requests."""


@dataclass
class Ask:
    """A request."""

    method: bytes
    target: bytes
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes | None = None


class _Raw:
    """Bytes in the place of a value."""

    def __init__(self, data: bytes) -> None:
        self.data = data


def seed_ask(method: str, target: str, value: Any) -> Ask:
    """A request as it should be."""
    if value is None:
        return Ask(method.encode(), target.encode())
    lines = type(value) is list
    kind = b"application/x-ndjson" if lines else b"application/json"
    return Ask(method.encode(), target.encode(), [(b"content-type", kind)], _body(value, lines))


def positions(every: int = 1) -> Iterator[Ask]:
    """Every fragment in the place of every value and of every name of every body; of so many one."""
    places = [(seed, place) for seed in SEEDS if seed[2] is not None for place in range(_count(seed[2]))]
    for number in range(0, len(places) * len(FRAGMENTS), every):
        (method, target, value), place = places[number // len(FRAGMENTS)]
        made = seed_ask(method, target, value)
        fragment = _Raw(FRAGMENTS[number % len(FRAGMENTS)])
        made.body = _body(_replaced(value, place, fragment), type(value) is list)
        yield made


def ask(seed: int, number: int) -> Ask:
    """One request at random."""
    random = Random(f"{seed}-{number}")
    method, target, value = random.choice(SEEDS)
    tree = json.loads(json.dumps(value))
    if value is not None:
        for _ in range(random.choice((0, 1, 1, 1, 2, 3))):
            tree = _mutated(random, tree)
    made = seed_ask(method, target, value)
    if value is not None:
        made.body = _body(tree, type(value) is list)
        if random.random() < 0.15:
            made.body = _scrambled(random, made.body)
        made.body = made.body[:_LARGEST]
    chance = random.random()
    if chance < 0.15:
        made.target = _other_target(random, made.target)
    elif chance < 0.3:
        path, _, query = made.target.partition(b"?")
        made.target = (
            path + b"?" + b"&".join([*([query] if random.random() < 0.5 else []), random.choice(QUERY)])
        )
    for _ in range(random.choice((0, 0, 0, 1, 1, 2))):
        name, content = random.choice(HEADERS)
        made.headers = [*(pair for pair in made.headers if pair[0] != name), (name, content)]
    if random.random() < 0.03:
        made.method = random.choice(METHODS)
    _pack(random, made)
    return made


def _pack(random: Random, made: Ask) -> None:
    coding = dict(made.headers).get(b"content-encoding")
    if made.body is not None and coding in (b"gzip", b"zstd") and random.random() < 0.8:
        made.body = gzip.compress(made.body, 1) if coding == b"gzip" else zstandard.compress(made.body, 1)
        if random.random() < 0.3:
            made.body = _scrambled(random, made.body)


def _other_target(random: Random, target: bytes) -> bytes:
    path, mark, query = target.partition(b"?")
    segments = path.split(b"/")
    place = random.randrange(1, len(segments) + 1)
    segments[place : place + random.randrange(2)] = [random.choice(SEGMENTS)]
    return b"/".join(segments) + mark + query


def _scrambled(random: Random, data: bytes) -> bytes:
    """Bytes of it changed, left out, doubled, or put in between."""
    for _ in range(random.choice((1, 1, 2, 4))):
        start = random.randrange(len(data) + 1)
        end = min(len(data), start + random.choice((1, 1, 2, 8, 40)))
        piece = data[start:end]
        match random.randrange(6):
            case 0:
                data = data[:start] + bytes(byte ^ 1 << random.randrange(8) for byte in piece) + data[end:]
            case 1:
                data = data[:start] + data[end:]
            case 2:
                data = data[:end] + piece * random.choice((1, 2, 50)) + data[end:]
            case 3:
                data = data[:start] + random.choice(FRAGMENTS) + data[end:]
            case 4:
                data = (
                    data[:start]
                    + random.choice((b'"', b"\\", b"{", b"}", b"[", b"]", b",", b":", b"\n", b"\0", b" "))
                    + data[start:]
                )
            case _:
                data = data[:start]
    return data


def _fragment(random: Random) -> _Raw:
    return _Raw(random.choice(JSON if random.random() < 0.9 else FRAGMENTS))


def _mutated(random: Random, tree: Any) -> Any:
    place = random.randrange(_count(tree))
    match random.randrange(6):
        case 0 | 1 | 2:
            return _replaced(tree, place, _fragment(random))
        case 3:
            return _replaced(tree, place, random.choice(SEEDS)[2])
        case 4:
            return _replaced(tree, place, [_at(tree, place)] * random.choice((1, 2, 30)))
        case _:
            key = random.choice(KEYS)
            value = random.choice((_fragment(random), _at(tree, place)))
            return _replaced(tree, place, {"a": _at(tree, place), _Name(key): value})


class _Name(_Raw):
    """Bytes in the place of a name."""


def _parts(tree: Any) -> list[tuple[Any, Any]]:
    if isinstance(tree, dict):
        return list(tree.items())
    return list(enumerate(tree)) if isinstance(tree, list) else []


def _count(tree: Any) -> int:
    """The places of a tree: itself, each value in it, and each name."""
    return 1 + sum(_count(value) + isinstance(tree, dict) for _, value in _parts(tree))


def _at(tree: Any, place: int) -> Any:
    for key, value in _parts(tree) if place else []:
        if isinstance(tree, dict):
            if place == 1:
                return key
            place -= 1
        if place <= _count(value):
            return _at(value, place - 1)
        place -= _count(value)
    return tree


def _replaced(tree: Any, place: int, new: Any) -> Any:
    if place == 0:
        return new
    made: list[tuple[Any, Any]] = []
    for key, value in _parts(tree):
        name, inside = key, value
        if isinstance(tree, dict):
            if place == 1:
                name = _Name(_written(new))
            place -= 1
        if 1 <= place <= _count(value):
            inside = _replaced(value, place - 1, new)
        place -= _count(value)
        made.append((name, inside))
    return dict(made) if isinstance(tree, dict) else [value for _, value in made]


def _body(value: Any, lines: bool) -> bytes:
    return b"\n".join(map(_written, value)) if lines and isinstance(value, list) else _written(value)


def _written(value: Any) -> bytes:
    if isinstance(value, _Raw):
        return value.data
    if isinstance(value, dict):
        return b"{" + b",".join(_written(key) + b":" + _written(one) for key, one in value.items()) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(map(_written, value)) + b"]"
    return json.dumps(value).encode()

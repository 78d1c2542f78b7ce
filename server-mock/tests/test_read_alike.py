"""Vectors that are cut out of a body are read as the slower reader reads them, which sees the whole text."""

from __future__ import annotations

import base64
import json
import random
import struct
from typing import Any

import numpy as np
import pytest
from vectorizer_mock._generated.routes import OPERATIONS
from vectorizer_mock.http.body import parse_body
from vectorizer_mock.problems import Problem
from vectorizer_mock.validation import strict_json

UPDATE = next(one for one in OPERATIONS if one.operation_id == "batchUpdate").body
assert UPDATE is not None
GOOD = base64.b64encode(struct.pack("<12f", *range(12))).decode()
PADDED = [base64.b64encode(struct.pack(f"<{n}f", *range(1, n + 1))).decode() for n in (9, 10, 11, 13)]
ODD = [
    *(
        GOOD[:20] + odd + GOOD[21:]
        for odd in ("=", "==", "-", "_", " ", "\\n", "\\u0041", "\\/", "\u00e9", "\x00", '"')
    ),
    *(GOOD + odd for odd in ("=", "==", "====", "A", "AAA=", "AA==", " ")),
    *(one.rstrip("=") for one in PADDED),
    *(one.replace("=", "A") for one in PADDED),
    "AA==" * 12,
    "=" * 36,
    base64.b64encode(struct.pack("<12f", *range(11), float("nan"))).decode(),
    base64.b64encode(struct.pack("<12f", *range(11), float("inf"))).decode(),
    base64.b64encode(bytes(45)).decode(),
]


def both(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The result of each reader for a body."""
    made = []
    for cuts in (True, False):
        with monkeypatch.context() as patch:
            if not cuts:
                patch.setattr(strict_json, "_read_cut", lambda raw, path: None)
            made.append(read(raw))
    return made


def read(raw: bytes) -> Any:
    try:
        return plain(parse_body(raw, UPDATE))  # type: ignore[arg-type]
    except Problem as problem:
        return problem.to_json("r")


def plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return (str(value.dtype), value.tobytes())
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("text", [GOOD, *PADDED])
def test_whole_base64_is_cut_out(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = json.dumps({"updates": [{"id": "a", "vector": text}, {"id": "b", "vector": GOOD}]}).encode()
    assert strict_json._read_cut(raw, None) is not None
    one, other = both(raw, monkeypatch)
    assert one == other
    assert one["updates"][0]["vector"][1] == base64.b64decode(text)


def body(items: list[str]) -> bytes:
    return ('{"updates": [' + ", ".join(items) + "]}").encode()


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("more", ["", ', "metadata": {"vector": "TEXT"}'])
def test_odd_base64_is_read_alike(text: str, more: str, monkeypatch: pytest.MonkeyPatch) -> None:
    item = '{"id": "a", "vector" :\n"TEXT"MORE}'.replace("MORE", more).replace("TEXT", text)
    one, other = both(body([item, f'{{"id": "b", "vector": "{GOOD}"}}']), monkeypatch)
    assert one == other


@pytest.mark.parametrize("piece", [1, 7, 30, 8 << 20])
def test_mixed_bodies_are_read_alike(monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    monkeypatch.setattr(strict_json, "_PIECE", piece)
    chance = random.Random(7)
    numbers = [json.dumps([chance.uniform(-9, 9) for _ in range(12)]), "[]", "null", "[[1]]"]
    numbers.append("[1, -0, 3.5e38, 1e-50, 2, 3, 4, 5, 6, 7, 8, 9]")
    texts = [json.dumps(one) for one in (GOOD, *PADDED)] + [f'"{one}"' for one in ODD]
    for _ in range(400):
        items = []
        for number in range(chance.randint(1, 4)):
            vector = chance.choice(numbers if chance.random() < 0.4 else texts)
            nested = (
                f'"metadata": {{"vector": {chance.choice(texts[:3])}}}, ' if chance.random() < 0.5 else ""
            )
            items.append(f'{{"id": "v{number}", {nested}"vector": {vector}}}')
        one, other = both(body(items), monkeypatch)
        assert one == other

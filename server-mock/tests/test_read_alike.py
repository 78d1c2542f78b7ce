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
from vectorizer_mock.validation import cut_vectors, strict_json

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
    # Python finds 1, 1.0 and true equal, and 0 and -0.0; their names differ.
    return [plain(one) for one in value] if isinstance(value, list) else repr(value)


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
    monkeypatch.setattr(cut_vectors, "_PIECE", piece)
    chance = random.Random(7)
    numbers = [json.dumps([chance.uniform(-9, 9) for _ in range(12)]), "[]", "null", "[[1]]"]
    numbers.append("[1, -0, 3.5e38, 1e-50, 2, 3, 4, 5, 6, 7, 8, 9]")
    numbers += [f"[{', ' * at}{json.dumps([*range(11)])[1:-1]}{',' * (1 - at)}]" for at in (0, 1)]
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


NUMBERS = json.dumps([0.5, -0.0, 1e-45, *range(12)])
_VALUES = 'null -0 -0.0 0 1E5 0.1 1e-400 5e-324 "a:b" "\\u003a" 9007199254740991 [[]]'
VALUES = _VALUES.split()
_MEMBERS = '"a":1, "a":{"a":1}, "\\u0061":2, "a:b":":", "\\u003A":"\\u003a", "\\ud83d\\ude00":"\\u00e9",'
MEMBERS = [
    *_MEMBERS.split(),
    f'"vector":{NUMBERS},',
    f'"vector":"{GOOD}",',
    f'"\\u0076ector":{NUMBERS},',
    f'"a":{{"vector":{NUMBERS}}},',
]
_PIECES = '" \\ : , [ ] { } null true -0 -0.0 0 1e400 1E5 NaN "\\ud800" 9007199254740993 123456789012345678901234567890'
FRAGMENTS = [
    *MEMBERS,
    *_PIECES.split(),
    *(" ", "\n", "\x00", "\x7f", "\ufeff", "\u2028", "\u00e9", "[" * 40, '{"a":' * 40),
]


def test_damaged_bodies_are_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(11)
    refused = 0
    for _ in range(3000):
        items = [
            f'{{"id": "v{number}", "vector": {chance.choice([NUMBERS, json.dumps(GOOD), "[1, 2]"])}, '
            f'"metadata": {{"n": {chance.choice(VALUES)}, "b": [1.0, false, {{"c": "d:e"}}], "f": 0}}}}'
            for number in range(2)
        ]
        raw = body(items)
        for _ in range(chance.choice([0, 1, 2])):
            # Many where a member may begin, which leaves JSON.
            starts = [at + 1 for at in range(len(raw)) if raw[at] in b"{"]
            whole = chance.random() < 0.7
            start = chance.choice(starts) if whole else chance.randrange(len(raw))
            piece = chance.choice(MEMBERS if whole else [*FRAGMENTS, "\udcff"])
            cut = 0 if whole else chance.choice([0, 1, 5])
            raw = raw[:start] + piece.encode("utf-8", "surrogateescape") + raw[start + cut :]
        one, other = both(raw, monkeypatch)
        assert one == other, raw
        refused += "code" in one
    assert 1000 < refused < 2500, "of either kind there are many"


def test_what_orjson_would_let_through_is_refused() -> None:
    for members in ('"a":1,"a":1', '"a":{"b":[{"c":1,"c":2}]}', '"a":1,"\\u0061":2', '"a":":","a":1'):
        raw = body([f'{{"id": "x", "vector": {NUMBERS}, "metadata": {{{members}}}}}'])
        with pytest.raises(Problem, match="twice"):
            parse_body(raw, UPDATE)  # type: ignore[arg-type]

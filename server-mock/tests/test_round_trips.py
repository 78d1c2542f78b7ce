"""Reads give back what was written: numbers to the bit, texts to the character, times in order."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import zlib
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
from support import Api, vector_path
from vectorizer_mock.clock import Clock, IdFactory, rfc3339, seeded
from vectorizer_mock.settings import Settings

FLOATS = np.random.default_rng(50).integers(0, 2**32, 10_100, dtype=np.uint32).view(np.float32)
FLOATS = np.concatenate(
    [
        FLOATS[np.isfinite(FLOATS)][:9990],
        np.array([0.0, -0.0, 1e-45, -1e-45, 3.4028235e38, 1.1754944e-38, 0.1, 1, 16777217, 5e-324]),
    ]
)


@pytest.mark.parametrize(
    "text_of",
    [repr, lambda x: f"{x:.9e}", lambda x: f"{x:.40f}"],
    ids=["shortest", "nine digits", "expanded"],
)
def test_every_float32_comes_back_bit_by_bit(api: Api, text_of: Any) -> None:
    api.collection("f", 100, metric="euclidean")
    rows = FLOATS.reshape(100, 100)
    for index, row in enumerate(rows):
        numbers = ",".join(text_of(float(x)) for x in row)
        body = f'{{"id":"v{index}","vector":[{numbers}]}}'.encode()
        assert api("POST", "/collections/f/insert", body).status == 201
        found = json.loads(api("GET", vector_path(f"v{index}", "f")).text)["vector"]
        sent = np.array([float(text_of(float(x))) for x in row]).astype(np.float32)
        assert np.array(found, dtype=np.float64).astype(np.float32).tobytes() == sent.tobytes()
        packed = api("GET", vector_path(f"v{index}", "f") + "?vector_format=base64").json["vector"]
        assert base64.b64decode(packed) == sent.astype("<f4").tobytes()


def test_minus_zero_is_not_zero(api: Api) -> None:
    api.collection("f", 50, metric="euclidean")
    for body in (
        b'{"id":"x","vector":[%s-0]}' % (b"-0, 0," * 24 + b"1,"),
        b'{"id":"y","vector":[-0,%s]}' % (b"0," * 48 + b"-0.0"),
    ):
        assert api("POST", "/collections/f/insert", body).status == 201
    assert np.signbit(api.get("x", "f")["vector"]).tolist() == [True, False] * 24 + [False, True]
    assert np.signbit(api.get("y", "f")["vector"]).tolist() == [True] + [False] * 48 + [True]


def test_numbers_beyond_float32_are_rounded_once(api: Api) -> None:
    api.insert("x", vector=[0.1 + 2**-30, 16777217])
    assert api.get("x")["vector"] == [0.1, 16777216.0]


TEXTS = [
    "\r\n",
    "trailing  ",
    "\n\n\n\n",
    "a\u200db",
    "\u2028\u2029",
    "\u0000",
    "\ufeff",
    "é e\u0301",
    "👩‍👩‍👧",
    '"\\/\b\f',
    "\x7f\x85",
]


@pytest.mark.parametrize("text", TEXTS)
def test_texts_come_back_unchanged(api: Api, text: str) -> None:
    api.insert("x", text=text, metadata={"a": text, "b": [text]})
    found = api.get("x")
    assert (found["text"], found["metadata"]) == (text, {"a": text, "b": [text]})
    (line,) = api.everything()
    assert line == found
    reply = api("GET", f"/collections/c/vectors?filter={quote(json.dumps({'a': text}))}")
    assert len(reply.json["vectors"]) == 1


def test_export_and_import_carry_a_collection_over(api: Api) -> None:
    for index in range(700):
        api.insert(
            f"v{index * 37 % 700:03}", text=f"text {index}", vector=[index / 7, 1], metadata={"n": index}
        )
    exported = api("GET", "/collections/c/export")
    assert exported.headers["content-type"] == "application/x-ndjson"
    assert [record["id"] for record in exported.lines] == [f"v{index:03}" for index in range(700)]
    api.collection("d")
    url = "/collections/d/import"
    ndjson = {"content_type": "application/x-ndjson"}
    assert api("POST", url, exported.body, **ndjson).json["created"] == 700
    without_times = [{k: v for k, v in r.items() if not k.endswith("_at")} for r in exported.lines]
    assert [
        {k: v for k, v in r.items() if not k.endswith("_at")} for r in api.everything("d")
    ] == without_times
    again = api("POST", url, exported.body, **ndjson).json
    assert (again["count"], again["failed"], again["errors"][3]["code"]) == (700, 700, "vector-exists")
    assert api("POST", url + "?upsert=true", exported.body, **ndjson).json["unchanged"] == 700


@pytest.mark.parametrize(
    ("lines", "code", "pointer"),
    [
        (b'{"id":"a","text":"t"}\n{"id":"b"\n', "malformed-json", "/body/1"),
        (b'{"id":"a","text":"t"}\n\n{"id":"b","text":"t"}\n', "malformed-json", "/body/1"),
        (b'{"id":"a","text":"t"}\n[]', "validation-failed", "/body/1"),
        (b'{"id":"a","text":"t"}\n{"id":"b","text":"t","payload":1}', "unknown-field", "/body/1/payload"),
        (b'{"id":"a","text":"t"}\n{"id":" ","text":"t"}', "invalid-id", "/body/1/id"),
        (b'{"id":"a","text":"t"}\r\n{"id":"a","text":"t"}\r\n', "duplicate-id", "/body/1/id"),
        (b'{"text":"t"}', "validation-failed", "/body/0/id"),
        (b'{"id":"a","text":"t","created_at":"yesterday"}', "validation-failed", "/body/0/created_at"),
        (b'{"id":"a","text":"t","version":0}', "validation-failed", "/body/0/version"),
    ],
)
def test_a_wrong_line_refuses_an_import(api: Api, lines: bytes, code: str, pointer: str) -> None:
    reply = api("POST", "/collections/c/import", lines, content_type="application/x-ndjson")
    assert (reply.code, reply.pointers) == (code, [pointer])
    assert api.everything() == []


def test_an_import_of_nothing_is_one(api: Api) -> None:
    reply = api("POST", "/collections/c/import", b"", content_type="application/x-ndjson")
    assert (reply.status, reply.json["count"]) == (200, 0)


def test_an_export_is_of_one_moment(api: Api) -> None:
    for index in range(600):
        api.insert(f"v{index:03}")

    async def read_while_writing() -> list[str]:
        seen = []
        records = await api.app._application._handlers["exportVectors"](collection="c", vector_format="json")
        assert records.lines is not None
        async for piece in records.lines:
            seen += [record["id"] + str(record["vector"][0]) for record in piece]
            await api.send(
                "POST", "/collections/c/batch_delete", {"ids": [f"v{n:03}" for n in range(300, 600)]}
            )
            await api.send("POST", "/collections/c/insert", {"id": f"v{len(seen)}x", "vector": [5, 5]})
        return seen

    assert api.run(read_while_writing()) == [f"v{index:03}1.0" for index in range(600)]


def test_pages(api: Api) -> None:
    for key in ("b", "a", "é", "Z", "10", "9"):
        api.insert(key, text=key, metadata={"k": key})
    everything = api("GET", "/collections/c/vectors").json
    assert [record["id"] for record in everything["vectors"]] == ["10", "9", "Z", "a", "b", "é"]
    assert everything["next_cursor"] is None
    assert set(everything["vectors"][0]) == {"id", "text", "metadata", "version", "created_at", "updated_at"}
    walked, cursor = [], ""
    while cursor is not None:
        page = api(
            "GET", f"/collections/c/vectors?limit=2{cursor and '&cursor=' + cursor}&with_metadata=false"
        ).json
        walked += [record["id"] for record in page["vectors"]]
        cursor = page["next_cursor"]
    assert walked == ["10", "9", "Z", "a", "b", "é"]
    some = api("GET", "/collections/c/vectors?ids=b&ids=nobody&ids=a&ids=b&with_vector=true&limit=1").json
    assert [record["id"] for record in some["vectors"]] == ["a"]
    more = api("GET", f"/collections/c/vectors?ids=b&ids=a&limit=1&cursor={some['next_cursor']}").json
    assert ([record["id"] for record in more["vectors"]], more["next_cursor"]) == (["b"], None)


def test_only_this_server_makes_cursors(api: Api) -> None:
    for key in ("a", "b"):
        api.insert(key)
    mine = api("GET", "/collections/c/vectors?limit=1").json["next_cursor"]
    packed = base64.urlsafe_b64decode(mine + "=" * (-len(mine) % 4))
    crc = zlib.crc32(b"c\0a").to_bytes(4, "big")
    forged = [
        packed[:-1] + b"b",
        packed[:-1] + b"ab",
        b"\x01" + crc + b"a",
        packed[:1] + bytes(16) + b"a",
        packed[:9] + b"a",
        packed[:1],
    ]
    for one in forged:
        cursor = base64.urlsafe_b64encode(one).decode().rstrip("=")
        assert api("GET", f"/collections/c/vectors?cursor={cursor}").code == "invalid-cursor", one
    other = Api()
    try:
        other.collection()
        assert other("GET", f"/collections/c/vectors?cursor={mine}").code == "invalid-cursor"
    finally:
        other.close()
    assert [one["id"] for one in api("GET", f"/collections/c/vectors?cursor={mine}").json["vectors"]] == ["b"]


def test_a_cursor_belongs_to_its_collection(api: Api) -> None:
    for name in ("c", api.collection("d")):
        api.insert("a", name)
        api.insert("b", name)
    cursor = api("GET", "/collections/c/vectors?limit=1").json["next_cursor"]
    reply = api("GET", f"/collections/d/vectors?limit=1&cursor={cursor}")
    assert (reply.status, reply.code, reply.pointers) == (400, "invalid-cursor", ["/query/cursor"])


def test_times_go_up_even_when_the_clock_goes_back() -> None:
    now = [1_700_000_000_000_000]
    clock = Clock(lambda: now[0])
    first = clock.now()
    now[0] -= 3_600_000_000
    assert clock.now() == first + 1
    assert rfc3339(first) == "2023-11-14T22:13:20.000000Z"


def test_times_do_not_depend_on_the_time_zone() -> None:
    program = "from vectorizer_mock.clock import rfc3339; print(rfc3339(1711846800000001))"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"TZ": zone}
        ).stdout
        for zone in ("UTC", "Asia/Kolkata", "Europe/Stockholm", "America/New_York")
    }
    assert outputs == {"2024-03-31T01:00:00.000001Z\n"}


def test_updates_are_later_than_what_they_update(api: Api) -> None:
    api.insert("x")
    times = [api.get("x")["updated_at"]]
    for index in range(20):
        times.append(api("PATCH", vector_path("x"), {"metadata": {"n": index}}).json["updated_at"])
    assert times == sorted(set(times))
    assert api.get("x")["created_at"] == times[0]
    assert api("GET", "/collections/c").json["updated_at"] == times[-1]


def test_ids_are_uuids_of_version_7_and_go_up() -> None:
    ids = IdFactory(lambda: 1_700_000_000_000, lambda bits: (1 << bits) - 1)
    made = [ids.new() for _ in range(3000)]
    assert made == sorted(set(made))
    assert {(one[14], one[19]) for one in made} <= {("7", digit) for digit in "89ab"}


def test_a_seed_fixes_ids_and_times() -> None:
    def run() -> list[bytes]:
        api = Api(Settings(mock=True), seed=5)
        replies = []
        for _ in range(2):
            api.collection()
            replies.append(
                api("POST", "/collections/c/insert", {"text": "a"}).body
                + api("GET", "/collections/c/export").body
            )
            assert api("POST", "/__mock/reset").status == 204
            assert api("GET", "/collections").json == {"collections": []}
        api.close()
        assert replies[0] == replies[1]
        return replies

    assert run() == run()
    assert seeded(5)[1].new() != seeded(6)[1].new()


def test_a_reset_is_there_only_when_asked_for(api: Api) -> None:
    assert api("POST", "/__mock/reset").code == "route-not-found"


@pytest.mark.parametrize("padding", [0, 40])
def test_the_largest_number_is_the_largest(api: Api, padding: int) -> None:
    api.collection("f", padding + 1, metric="euclidean")
    zeros = b"0," * padding
    for number, status in (
        (b"3.4028235e38", 201),
        (b"-3.4028234663852886e38", 201),
        (b"3.40282351e38", 422),
        (b"-3.4028236e38", 422),
    ):
        assert api("POST", "/collections/f/insert", b'{"vector":[%s%s]}' % (zeros, number)).status == status

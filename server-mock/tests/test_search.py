"""Search: exact, against a naive oracle, with ties that hold to the last bit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from support import Api

METRICS = ["cosine", "euclidean", "dot_product"]


def naive(metric: str, query: np.ndarray, row: np.ndarray) -> float:
    a, b = [float(x) for x in query], [float(x) for x in row]
    dot = math.fsum(x * y for x, y in zip(a, b, strict=True))
    if metric == "dot_product":
        return dot
    if metric == "euclidean":
        return 1 / (1 + math.sqrt(math.fsum((x - y) ** 2 for x, y in zip(a, b, strict=True))))
    return dot / math.sqrt(math.fsum(x * x for x in a) * math.fsum(y * y for y in b))


def fill(api: Api, metric: str, vectors: np.ndarray, name: str = "s") -> None:
    api.collection(name, vectors.shape[1], metric=metric)
    items = [
        {"id": f"v{index:04}", "vector": [float(x) for x in row], "metadata": {"third": index % 3}}
        for index, row in enumerate(vectors)
    ]
    assert api("POST", f"/collections/{name}/batch_insert", {"vectors": items}).json["failed"] == 0


def search(api: Api, name: str = "s", **body: Any) -> list[Any]:
    reply = api("POST", f"/collections/{name}/search", body)
    assert reply.status == 200, reply.text
    return list(reply.json["results"])


@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("scale", [1.0, 1e-25, 1e25, 1e4])
def test_results_are_those_of_the_oracle(api: Api, metric: str, scale: float) -> None:
    generator = np.random.default_rng(7)
    vectors = (generator.normal(size=(400, 24)) * scale).astype(np.float32)
    fill(api, metric, vectors)
    # Deleted rows are used again, so that the matrix has holes and new tenants.
    api("POST", "/collections/s/batch_delete", {"ids": [f"v{n:04}" for n in range(0, 400, 7)]})
    api("POST", "/collections/s/insert", {"id": "new", "vector": vectors[0].tolist()})
    live = {f"v{n:04}": vectors[n] for n in range(400) if n % 7} | {"new": vectors[0]}
    for seed in range(5):
        query = (np.random.default_rng(seed).normal(size=24) * scale).astype(np.float32)
        scores = {key: naive(metric, query, row) for key, row in live.items()}
        expected = sorted(scores, key=lambda key: (-scores[key], key))
        found = search(api, vector=query.tolist(), limit=50)
        for hit, key in zip(found, expected, strict=False):
            assert hit["score"] == pytest.approx(scores[key], rel=1e-9, abs=1e-12 * abs(scores[expected[0]]))
        if scale in (1.0, 1e4):
            assert [hit["id"] for hit in found] == expected[:50]
        third = [key for key in expected if key != "new" and int(key[1:]) % 3 == 1]
        found = search(api, vector=query.tolist(), limit=7, filter={"third": 1})
        assert [hit["id"] for hit in found] == third[:7] or scale not in (1.0, 1e4)


@pytest.mark.parametrize("metric", METRICS)
def test_equal_vectors_tie_exactly_and_go_by_id(api: Api, metric: str) -> None:
    generator = np.random.default_rng(3)
    vectors = generator.normal(size=(300, 19)).astype(np.float32)
    vectors[5:300:9] = vectors[5]
    fill(api, metric, vectors)
    tied = [f"v{index:04}" for index in range(5, 300, 9)]
    found = [hit for hit in search(api, vector=vectors[5].tolist(), limit=300) if hit["id"] in tied]
    assert [hit["id"] for hit in found] == tied
    assert len({hit["score"] for hit in found}) == 1


@pytest.mark.parametrize("metric", METRICS)
def test_a_shorter_limit_is_a_prefix(api: Api, metric: str) -> None:
    vectors = np.random.default_rng(5).integers(-2, 3, size=(200, 4)).astype(np.float32)
    vectors[~vectors.any(axis=1)] = 1
    fill(api, metric, vectors)
    longest = search(api, vector=[1, 2, -1, 0.5], limit=200)
    assert len(longest) == 200
    assert longest == sorted(longest, key=lambda hit: (-hit["score"], hit["id"]))
    for limit in (1, 2, 3, 10, 50, 199):
        assert search(api, vector=[1, 2, -1, 0.5], limit=limit) == longest[:limit]


def test_cosine_ignores_scale_and_stays_within_one(api: Api) -> None:
    rows = [[3e38, 3e38], [1e-44, 1e-44], [1, 1], [-1, -1], [1e-20, 3e19], [0.1, 0.3]]
    fill(api, "cosine", np.array(rows, dtype=np.float32))
    for query in ([1, 1], [3e38, 3e38], [1e-44, 1e-44]):
        found = search(api, vector=query, limit=3)
        assert [hit["score"] for hit in found] == pytest.approx([1.0, 1.0, 1.0], abs=1e-6)
        assert all(-1 <= hit["score"] <= 1 for hit in search(api, vector=query))


def test_no_score_overflows(api: Api) -> None:
    rows = np.full((20, 8), 3.4e38, dtype=np.float32)
    rows[::2] *= -1
    for metric in METRICS:
        fill(api, metric, rows, metric)
        found = search(api, metric, vector=[3.4e38] * 8, limit=20)
        assert all(math.isfinite(hit["score"]) for hit in found)
        assert [int(hit["id"][1:]) % 2 for hit in found] == [1] * 10 + [0] * 10


def test_what_is_asked_for_is_returned(api: Api) -> None:
    api.insert("x", text="a text", vector=[1, 0], metadata={"a": 1})
    (hit,) = search(api, "c", vector=[1, 0])
    assert hit == {"id": "x", "score": 1.0, "text": "a text", "metadata": {"a": 1}}
    (hit,) = search(api, "c", vector=[1, 0], with_vector=True, with_metadata=False)
    assert hit == {"id": "x", "score": 1.0, "text": "a text", "vector": [1.0, 0.0]}
    assert search(api, "c", vector=[0, 1], score_threshold=0.5) == []
    assert len(search(api, "c", vector=[0, 1], score_threshold=0.0)) == 1
    assert search(api, "c", vector=[1, 0], limit=10.0) != []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/body"),
        ({"query": "a", "vector": [1, 0]}, "/body"),
        ({"query": ""}, "/body/query"),
        ({"query": "a", "limit": 0}, "/body/limit"),
        ({"query": "a", "limit": 1001}, "/body/limit"),
        ({"query": "a", "limit": 1.5}, "/body/limit"),
        ({"query": "a", "limit": "1"}, "/body/limit"),
        ({"query": "a", "limit": True}, "/body/limit"),
        ({"query": "a", "score_threshold": "high"}, "/body/score_threshold"),
        ({"query": "a", "with_vector": 1}, "/body/with_vector"),
    ],
)
def test_what_is_no_search_is_422(api: Api, body: Any, pointer: str) -> None:
    reply = api("POST", "/collections/c/search", body)
    assert (reply.status, reply.pointers) == (422, [pointer])


def test_many_searches_are_each_answered_as_alone(api: Api) -> None:
    vectors = np.random.default_rng(1).normal(size=(300, 8)).astype(np.float32)
    fill(api, "cosine", vectors)
    searches: list[Any] = [{"vector": row.tolist(), "limit": 3} for row in vectors[:40]]
    searches[7]["filter"] = {"third": 2}
    searches[8] = {"query": "some words", "limit": 2, "with_vector": True}
    reply = api("POST", "/collections/s/batch_search", {"searches": searches})
    assert [one["results"] for one in reply.json["results"]] == [search(api, **one) for one in searches]
    bad = api("POST", "/collections/s/batch_search", {"searches": [*searches, {"vector": [1]}]})
    assert (bad.code, bad.pointers) == ("dimension-mismatch", ["/body/searches/40/vector"])


def test_similar_texts_are_near(api: Api) -> None:
    api.collection("t", 384)
    texts = {
        "update": "Update a vector's metadata in place",
        "updating": "Updating the metadata of vectors",
        "food": "A recipe for tomato soup with basil",
        "legal": "This agreement is governed by the laws of Sweden",
    }
    for key, text in texts.items():
        api.insert(key, "t", text=text)
    found = search(api, "t", query="how to update vector metadata", limit=4)
    assert {hit["id"] for hit in found[:2]} == {"update", "updating"}
    assert found[1]["score"] > 2 * found[2]["score"]


def test_an_empty_collection_has_no_hits(api: Api) -> None:
    assert search(api, "c", query="a") == []

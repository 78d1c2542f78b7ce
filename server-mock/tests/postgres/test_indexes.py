"""Approximate searches of a collection: asked for, measured, and as fresh as exact ones."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import psycopg
import pytest
from support import Api
from vectorizer_mock.cli import main

COUNT, DIMENSION = 1500, 16


@pytest.fixture
def url(database: str) -> str:
    return "postgresql://vectorizer@/postgres?" + database.split()[0]


def vectors(seed: int = 1) -> Any:
    return np.random.default_rng(seed).normal(size=(COUNT, DIMENSION)).astype(np.float32)


@pytest.fixture
def filled(api: Api, request: pytest.FixtureRequest) -> Iterator[Api]:
    """The collection `many`, by the metric that the test names."""
    api.collection("many", dimension=DIMENSION, metric=getattr(request, "param", "cosine"))
    fill(api, vectors())
    yield api
    api("DELETE", "/collections/many")


def fill(api: Api, rows: Any) -> None:
    items = [{"id": f"v{n:04}", "vector": row.tolist(), "metadata": {"n": n}} for n, row in enumerate(rows)]
    for start in range(0, COUNT, 500):
        part = {"vectors": items[start : start + 500]}
        assert api("POST", "/collections/many/batch_insert", part).status == 200


def hits(api: Api, vector: Any, limit: int = 10, **more: Any) -> list[tuple[str, float]]:
    body = {"vector": vector.tolist(), "limit": limit, "with_metadata": False, **more}
    reply = api("POST", "/collections/many/search", body)
    assert reply.status == 200, reply.text
    return [(hit["id"], hit["score"]) for hit in reply.json["results"]]


def index_of(database: str) -> list[tuple[int, float]]:
    with psycopg.connect(database) as connection:
        return connection.execute("SELECT ef_search, recall FROM vectorizer.indexes").fetchall()


def scans(database: str) -> int:
    """How often indexes on vectors were looked at."""
    with psycopg.connect(database) as connection:
        connection.execute("SELECT pg_stat_clear_snapshot()")
        row = connection.execute(
            "SELECT coalesce(sum(idx_scan), 0)::int FROM pg_stat_all_indexes WHERE indexrelname LIKE 'nearest_%'"
        ).fetchone()
        assert row is not None
        return int(row[0])


@pytest.mark.parametrize("filled", ["cosine", "dot_product", "euclidean"], indirect=True)
def test_an_index_finds_what_it_says_with_exact_scores(
    filled: Api, url: str, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = vectors(2)[:20]
    exact = [hits(filled, vector) for vector in asked]
    assert main(["index", "--store", url, "many"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("searches of many without a filter use its index: recall@10 ")
    # A process counts for others a while after it looked.
    ends = time.monotonic() + 30
    while scans(database) < 100 and time.monotonic() < ends:
        time.sleep(0.1)
    assert scans(database) >= 100, "the index was not asked when it was measured"
    found = [hits(filled, vector) for vector in asked]
    right = sum(
        len({key for key, _ in one} & {key for key, _ in other})
        for one, other in zip(found, exact, strict=True)
    )
    assert right / (10 * len(asked)) >= 0.95
    for one, wanted in zip(found, exact, strict=True):
        assert len(one) == 10
        assert one == sorted(one, key=lambda pair: (-pair[1], pair[0]))
        same = dict(wanted)
        assert all(same[key] == score for key, score in one if key in same)


def test_what_is_written_and_deleted_is_seen_at_once(filled: Api, url: str) -> None:
    assert main(["index", "--store", url, "many"]) == 0
    vector = vectors(3)[0]
    path = "/collections/many/vectors/v0007"
    assert filled("PATCH", path, {"vector": vector.tolist()}).status == 200
    assert hits(filled, vector, 1)[0][0] == "v0007"
    assert filled("DELETE", path).status == 204
    assert hits(filled, vector, 1)[0][0] != "v0007"
    assert len(hits(filled, vector, 1000)) == 1000
    only = hits(filled, vector, 5, filter={"n": {"$lt": 3}})
    assert {key for key, _ in only} == {"v0000", "v0001", "v0002"}
    # Nearly all are gone, and the index still has them.
    gone = {"filter": {"n": {"$gte": 20}}}
    assert filled("POST", "/collections/many/delete_by_filter", gone).status == 200
    assert len(hits(filled, vector, 10)) == 10


def test_an_index_that_finds_too_little_is_not_used(
    filled: Api, url: str, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    # Vectors that are all alike have no ten nearest that any index could find.
    fill_alike = np.repeat(vectors()[:1], COUNT, axis=0)
    for start in range(0, COUNT, 500):
        updates = [{"id": f"v{n:04}", "vector": fill_alike[n].tolist()} for n in range(start, start + 500)]
        assert filled("POST", "/collections/many/batch_update", {"updates": updates}).status == 200
    assert main(["index", "--store", url, "many", "--m", "2", "--ef-construction", "4"]) == 1
    said = capsys.readouterr().err
    assert "less than 0.98: many stays exact" in said
    assert index_of(database) == []
    assert [key for key, _ in hits(filled, fill_alike[0], 3)] == ["v0000", "v0001", "v0002"]


def test_an_index_is_removed_with_the_word_or_with_its_collection(
    filled: Api, url: str, database: str
) -> None:
    def indexes() -> int:
        with psycopg.connect(database) as connection:
            found = connection.execute("SELECT FROM pg_class WHERE relname LIKE 'nearest_%'").fetchall()
            return len(found)

    assert main(["index", "--store", url, "many"]) == 0
    assert (indexes(), len(index_of(database))) == (1, 1)
    assert main(["index", "--store", url, "many", "--drop"]) == 0
    assert (indexes(), index_of(database)) == (0, [])
    assert main(["index", "--store", url, "many"]) == 0
    filled("DELETE", "/collections/many")
    assert (indexes(), index_of(database)) == (1, [])
    filled.collection("other")
    filled.insert("a", "other")
    assert main(["index", "--store", url, "other"]) == 0
    with psycopg.connect(database) as connection:
        number = connection.execute(
            "SELECT number FROM vectorizer.collections WHERE name = 'other'"
        ).fetchone()
        names = connection.execute("SELECT relname FROM pg_class WHERE relname LIKE 'nearest_%'").fetchall()
    assert number is not None
    assert names == [(f"nearest_{number[0]}",)]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["none"], 1, "there is no collection none"),
        (["wide"], 1, "wide has 2001 numbers a vector, and an index takes 2000"),
        (["c"], 1, "there is nothing in it yet"),
        (["c", "--recall", "2"], 2, "--recall: must be a number, more than 0 and at most 1"),
        (["c", "--m", "1"], 1, "the database refused: 22023"),
    ],
)
def test_what_cannot_be_built_is_said(
    api: Api, url: str, capsys: pytest.CaptureFixture[str], words: list[str], status: int, said: str
) -> None:
    api.collection("wide", dimension=2001)
    try:
        found = main(["index", "--store", url, *words])
    except SystemExit as ended:
        found = int(str(ended.code))
    assert found == status
    assert said in capsys.readouterr().err

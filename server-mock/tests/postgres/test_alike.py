"""Both stores find the same, to the last bit and in the same order."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from stores.samples import collection
from vectorizer_mock.engine.filters import compile_filter
from vectorizer_mock.problems import Report
from vectorizer_mock.stores import MemoryStore, Query, Record, Store

pytestmark = pytest.mark.anyio
KEYS = ["a", "b", "a.b", "c d", "ü", "e"]
SCALARS: list[Any] = [
    None, True, False, 0, 1, 1.0, -0.0, 1.5, 0.1, 2**53 - 1, 1.5e-10, 5e-324,
    "", "a", "A", "é", "é", "\U00010000", "￮", "a\0b", "\\u0000", '"', "1", "%s", "true",
]  # fmt: skip


def value(generator: random.Random, depth: int = 0) -> Any:
    kind = generator.random()
    if kind < 0.2 and depth < 2:
        return [value(generator, depth + 1) for _ in range(generator.randrange(4))]
    if kind < 0.35 and depth < 2:
        return {generator.choice(KEYS): value(generator, depth + 1) for _ in range(generator.randrange(3))}
    return generator.choice(SCALARS)


def condition(generator: random.Random, depth: int = 0) -> dict[str, Any]:
    kind = generator.randrange(9 if depth < 2 else 6)
    key, scalar = generator.choice([*KEYS, "a.c", "x"]), generator.choice(SCALARS)
    if kind == 0:
        return {key: [generator.choice(SCALARS) for _ in range(generator.randrange(3))]}
    if kind == 1:
        return {key: {generator.choice(["$eq", "$ne"]): scalar}}
    if kind == 2:
        some = [generator.choice(SCALARS) for _ in range(generator.randrange(3))]
        return {key: {generator.choice(["$in", "$nin"]): some}}
    if kind == 3:
        operand = generator.choice([one for one in SCALARS if type(one) in (int, float, str)])
        return {key: {generator.choice(["$lt", "$lte", "$gt", "$gte"]): operand}}
    if kind == 4:
        return {key: {"$exists": generator.random() < 0.5}}
    if kind == 5:
        return {key: scalar}
    if kind == 6:
        return {"$not": condition(generator, depth + 1)}
    parts = [condition(generator, depth + 1) for _ in range(generator.randrange(1, 4))]
    return {"$and" if kind == 7 else "$or": parts}


def compiled(tree: dict[str, Any]) -> Any:
    report = Report()
    made = compile_filter(tree, None, report)
    assert not report.errors, tree
    return made


async def filled(store: Store, records: list[Record], metric: str = "cosine") -> Store:
    await store.create(collection(dimension=len(records[0].vector), metric=metric))
    async with store.transaction("c") as transaction:
        await transaction.put(records)
    return store


async def test_filters(store: Store) -> None:
    generator = random.Random(5)
    records = [
        Record(
            f"v{number:03}", np.array([1, number], dtype=np.float32), None,
            {key: value(generator) for key in KEYS if generator.random() < 0.6}, 1, 1, 1,
        )
        for number in range(120)
    ]  # fmt: skip
    await filled(store, records)
    found_any = 0
    for _ in range(250):
        where = compiled(condition(generator))
        wanted = [one.id for one in records if where.matches(one.metadata)]
        assert [one.id for one in await store.page("c", after=None, limit=200, where=where)] == wanted, (
            where.tree
        )
        found_any += 0 < len(wanted) < len(records)
    assert found_any > 100
    assert {one.id: one.metadata for one in await store.page("c", after=None, limit=200)} == {
        one.id: one.metadata for one in records
    }


def vectors(kind: str, generator: np.random.Generator) -> Any:
    made = generator.normal(size=(600, 24)).astype(np.float32)
    if kind == "equal":
        made[100:300] = made[0]
    elif kind == "near":
        made[:] = made[0] + generator.normal(size=made.shape) * 1e-6
    elif kind == "wild":
        made[::7] *= np.float32(1e30)
        made[::5] *= np.float32(1e-30)
    return made.astype(np.float32)


@pytest.mark.parametrize("metric", ["cosine", "dot_product", "euclidean"])
@pytest.mark.parametrize("kind", ["random", "equal", "near", "wild"])
async def test_searches(make_store: Callable[[], Store], store: Store, metric: str, kind: str) -> None:
    generator = np.random.default_rng(4)
    rows = vectors(kind, generator)
    records = [Record(f"v{n:03}", row, None, {"n": n % 10}, 1, 1, 1) for n, row in enumerate(rows)]
    await filled(store, records, metric)
    memory = await filled(MemoryStore(), records, metric)
    few, many = compiled({"n": 3}), compiled({"n": {"$ne": 3}})
    queries = [
        Query(vector, limit, threshold, where)
        for vector in (rows[0], rows[7], generator.normal(size=24).astype(np.float32))
        for limit, threshold, where in ((1, None, None), (10, None, few), (50, 0.2, many), (1000, None, None))
    ]
    found, wanted = await store.search("c", queries), await memory.search("c", queries)
    for one, other in zip(found, wanted, strict=True):
        assert [(hit.record.id, hit.score) for hit in one] == [(hit.record.id, hit.score) for hit in other]

"""Measures the server beside what one would write first; prints milliseconds and ratios.

The application is called in this process, without sockets, so that what is measured is the server and not a client.
Run: python benchmarks/bench_server.py [--quick] [--json FILE]
"""

from __future__ import annotations

import asyncio
import base64
import json
import math
from typing import Any

from measuring import arguments, best, call, keep, write  # before numpy, whose threads it sets

# isort: split
import jsonschema
import numpy as np
from vectorizer_mock._generated.routes import OPERATIONS
from vectorizer_mock.build import build_application
from vectorizer_mock.embedding import HashingProvider
from vectorizer_mock.http.body import parse_body
from vectorizer_mock.log import Log
from vectorizer_mock.stores import Query
from vectorizer_mock.stores.memory.ranking import rank
from vectorizer_mock.stores.memory.table import VectorTable

DIMENSION = 384
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["vectors"],
    "properties": {
        "vectors": {
            "type": "array",
            "minItems": 1,
            "maxItems": 10_000,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "anyOf": [{"required": ["text"]}, {"required": ["vector"]}],
                "properties": {
                    "id": {"type": "string", "minLength": 1, "maxLength": 256},
                    "text": {"type": "string", "minLength": 1},
                    "vector": {"type": "array", "items": {"type": "number"}},
                    "metadata": {"type": "object"},
                },
            },
        }
    },
}


def main() -> None:
    given = arguments(__doc__)
    scale = 10 if given.quick else 1
    print(f"{'':44} {'ours':>10} {'naive':>10} {'ratio':>8}")
    bench_bodies(1000 // scale)
    bench_search(20_000 // scale)
    bench_embedding(500 // scale)
    bench_requests(2000 // scale)
    write(given.json)


def bench_bodies(count: int) -> None:
    """Reading and checking a batch of vectors: our reader against json and jsonschema."""
    operation = next(one for one in OPERATIONS if one.operation_id == "batchInsert")
    body = operation.body
    assert body is not None
    vectors = np.random.default_rng(0).normal(size=(count, DIMENSION)).astype(np.float32)
    items = [
        {"id": f"v{n}", "vector": [float(str(x)) for x in row], "metadata": {"n": n}}
        for n, row in enumerate(vectors)
    ]
    numbers = json.dumps({"vectors": items}).encode()
    packed = json.dumps(
        {
            "vectors": [
                {**item, "vector": base64.b64encode(row.tobytes()).decode()}
                for item, row in zip(items, vectors, strict=True)
            ]
        }
    ).encode()
    validator = jsonschema.Draft202012Validator(SCHEMA)

    def naive() -> Any:
        value = json.loads(numbers)
        validator.validate(value)
        return [np.array(item["vector"], dtype=np.float32) for item in value["vectors"]]

    slow = best(naive, 1)
    show(
        f"read {count} × {DIMENSION} numbers (json + jsonschema)",
        best(lambda: parse_body(numbers, body)),
        slow,
    )
    show(
        f"read {count} × {DIMENSION} as base64 (json + jsonschema, of numbers)",
        best(lambda: parse_body(packed, body)),
        slow,
    )


def bench_search(count: int) -> None:
    """The ten nearest by cosine: the exact search against a loop over rows."""
    generator = np.random.default_rng(1)
    vectors = generator.normal(size=(count, DIMENSION)).astype(np.float32)
    table = VectorTable(DIMENSION)
    for index, row in enumerate(vectors):
        table.add(f"v{index:06}", row)
    queries = generator.normal(size=(32, DIMENSION)).astype(np.float32)
    as_lists = [row.tolist() for row in vectors[: count // 20]]
    query = queries[0].tolist()

    def cosine(row: list[float]) -> float:
        dot = sum(x * y for x, y in zip(row, query, strict=True))
        return float(dot / math.sqrt(sum(x * x for x in row) * sum(y * y for y in query)))

    slow = best(lambda: sorted(map(cosine, as_lists), reverse=True)[:10], 1) * 20
    one = best(lambda: rank("cosine", table.view(), [Query(queries[0], 10)], [None]))
    show(f"search {count} × {DIMENSION} (a Python loop)", one, slow)
    many = best(lambda: rank("cosine", table.view(), [Query(row, 10) for row in queries], [None] * 32))
    show("32 searches at once (32 times one)", many, one * 32)


def bench_embedding(count: int) -> None:
    """Embedding texts in a batch against one by one."""
    texts = [
        f"The quick brown fox number {n} jumps over the lazy dog and some {n * 7} more words"
        for n in range(count)
    ]
    provider = HashingProvider()
    batch = best(lambda: provider.embed(texts, DIMENSION))
    show(
        f"embed {count} texts (one by one)",
        batch,
        best(lambda: [provider.embed([text], DIMENSION) for text in texts]),
    )


def bench_requests(count: int) -> None:
    """Whole requests through the application: one batch against single requests."""
    application = build_application(log=Log("off"))
    loop = asyncio.new_event_loop()

    def run(*calls: tuple[str, str, Any]) -> None:
        async def one_after_another() -> None:
            for method, path, body in calls:
                await call(application, method, path, json.dumps(body).encode())

        loop.run_until_complete(one_after_another())

    run(("POST", "/collections", {"name": "c", "dimension": DIMENSION}))
    texts = [{"id": f"v{n}", "text": f"text number {n} of many"} for n in range(count)]
    inserts = [("POST", "/collections/c/insert", item) for item in texts]
    single = best(lambda: run(*inserts), 1)
    run(("POST", "/collections", {"name": "d", "dimension": DIMENSION}))
    together = best(lambda: run(("POST", "/collections/d/batch_insert", {"vectors": texts})), 1)
    show(f"insert {count} texts in a batch (one by one)", together, single)
    patches = [("PATCH", f"/collections/c/vectors/v{n}", {"metadata": {"seen": n}}) for n in range(count)]
    single = best(lambda: run(*patches), 1)
    updates = [{"id": f"v{n}", "metadata": {"seen": n + 1}} for n in range(count)]
    together = best(lambda: run(("POST", "/collections/c/batch_update", {"updates": updates})), 1)
    show(f"update {count} in a batch (one by one)", together, single)
    print(f"{'one by one, updates a second':44} {count / single:>10,.0f}")
    loop.close()


def show(what: str, ours: float, naive: float) -> None:
    print(f"{what:44} {ours * 1000:>7.1f} ms {naive * 1000:>7.0f} ms {naive / ours:>7.1f}×", flush=True)
    name, _, beside = what.removesuffix(")").partition(" (")
    keep(name, ours * 1000, beside, naive * 1000, "ms")


if __name__ == "__main__":
    main()

"""`batch_update` of 1,000 vectors of 384, the whole call, beside what it is made of; prints ratios.

    python benchmarks/bench_batch.py [--json FILE]

The floor writes the same bodies with orjson and base64, sends them by the same HTTP library and reads the answers with
orjson: no check, no report, no retry. The transport answers at once, so that only the client's side is measured, in
this process's CPU time; best of several rounds, interleaved, since a machine's noise only ever adds.
"""

from __future__ import annotations

import base64
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import vectorizer_client

LIBRARY = next(name for name in ("httpx2", "httpx") if find_spec(name))
COUNT, DIMENSION, AT_ONCE, ROUNDS = 1000, 384, 500, 15
BUDGETS = {"numpy": 1.5, "lists": 3.0}
_LIMITS = (
    "body_bytes batch_items text_bytes metadata_bytes metadata_depth metadata_keys json_depth id_bytes dimension "
    "search_limit page_limit filter_depth filter_conditions answer_bytes search_results collections work_seconds"
)
_INFO = {
    "name": "bench", "version": "1", "spec_version": "0.1.0", "features": [],
    "limits": dict.fromkeys(_LIMITS.split(), COUNT), "vector_formats": ["json", "base64"], "embedding_providers": [],
}  # fmt: skip


def answers() -> Callable[[Any], Any]:
    """A handler for the library's mock transport: /info, and the report of a batch in which all was updated."""
    httpx = import_module(LIBRARY)
    kept: dict[bytes, bytes] = {}

    def report(body: bytes) -> bytes:
        ids = [item["id"] for item in orjson.loads(body)["updates"]]
        counts = {
            "count": len(ids),
            "updated": len(ids),
            "created": 0,
            "unchanged": 0,
            "failed": 0,
            "aborted": 0,
        }
        results = [
            {"index": index, "id": name, "status": "updated", "version": 2} for index, name in enumerate(ids)
        ]
        return orjson.dumps({"collection": "c", "atomic": False, **counts, "results": results, "errors": []})

    def answer(request: Any) -> Any:
        if request.url.path == "/info":
            return httpx.Response(200, json=_INFO)
        # Bodies of a round begin alike; reading them anew each time would be the server's work.
        key = request.content[:64]
        body = kept.get(key) or kept.setdefault(key, report(request.content))
        return httpx.Response(
            200, content=body, headers={"content-type": "application/json", "x-request-id": "r"}
        )

    return answer


def measured(calls: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Milliseconds of CPU a call, the best of the rounds."""
    best = dict.fromkeys(calls, float("inf"))
    for _ in range(ROUNDS):
        for name, call in calls.items():
            began = time.process_time()
            call()
            best[name] = min(best[name], (time.process_time() - began) * 1000)
    return best


def main() -> int:
    httpx = import_module(LIBRARY)
    handler = answers()
    client = vectorizer_client.SyncVectorizerClient(
        "http://bench", transport=httpx.Client(transport=httpx.MockTransport(handler))
    )
    bare = httpx.Client(transport=httpx.MockTransport(handler))
    numbers = np.random.default_rng(1).random((COUNT, DIMENSION), dtype="f4")
    given = {
        "numpy": [{"id": f"v{index}", "vector": row} for index, row in enumerate(numbers)],
        "lists": [{"id": f"v{index}", "vector": row.tolist()} for index, row in enumerate(numbers)],
    }

    def floor(items: list[dict[str, Any]]) -> None:
        for start in range(0, COUNT, AT_ONCE):
            updates = [
                {"id": item["id"], "vector": base64.b64encode(np.asarray(item["vector"], "f4").data).decode()}
                for item in items[start : start + AT_ONCE]
            ]
            body = orjson.dumps({"updates": updates})
            said = bare.post("http://bench/c", content=body, headers={"content-type": "application/json"})
            orjson.loads(said.content)

    calls: dict[str, Callable[[], Any]] = {}
    for kind, items in given.items():
        calls[f"batch_update from {kind}"] = partial(client.batch_update, "c", items)
        calls[f"orjson, base64 and {LIBRARY} bare, {kind}"] = partial(floor, items)
    calls["json.dumps of the lists alone"] = partial(json.dumps, given["lists"])
    found = measured(calls)
    for name, milliseconds in found.items():
        print(f"{name:44} {milliseconds:7.1f} ms")
    rows = []
    for kind, budget in BUDGETS.items():
        ours, floor_of = (
            found[f"batch_update from {kind}"],
            found[f"orjson, base64 and {LIBRARY} bare, {kind}"],
        )
        print(f"{f'from {kind}, by the floor':44} {ours / floor_of:7.2f}    (aim {budget})")
        beside = f"orjson, base64 and {LIBRARY}"
        name = f"batch_update of {COUNT:,} × {DIMENSION}, from {kind}"
        rows.append({"name": name, "ours": ours, "beside": beside, "theirs": floor_of, "unit": "ms"})
    if "--json" in sys.argv:
        Path(sys.argv[sys.argv.index("--json") + 1]).write_text(json.dumps(rows), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What tests of batches share: small requests, and a server that applies what it is sent."""

from __future__ import annotations

import json
from typing import Any

import vectorizer_client as v
from sides import Answer
from vectorizer_client import Request

FAST = v.RetryPolicy(retries=0)
MANY = 10
"""Items of a request here: the contract's 10,000 would show the same, slowly."""


def applied(request: Request) -> Answer:
    """A server that applies everything, and fails ids that begin with `bad`."""
    updates = json.loads(request.content or b"")["updates"]
    results, errors = [], []
    for index, item in enumerate(updates):
        if item["id"].startswith("bad"):
            error = {"code": "vector-not-found", "status": 404, "title": "t", "detail": "d"}
            results.append({"index": index, "id": item["id"], "status": "failed", "error": error})
            errors.append({"index": index, "id": item["id"], "code": "vector-not-found", "detail": "d"})
        else:
            results.append({"index": index, "id": item["id"], "status": "updated", "version": 2})
    counts = {"count": len(updates), "updated": len(updates) - len(errors), "failed": len(errors)}
    return Answer(
        200,
        {
            "collection": "c",
            "created": 0,
            "unchanged": 0,
            "aborted": 0,
            "atomic": False,
            **counts,
            "errors": errors,
            "results": results,
        },
    )


def items(count: int, **bad: str) -> list[dict[str, Any]]:
    return [{"id": bad.get(f"_{i}", f"v{i}"), "text": "t"} for i in range(count)]


NOTHING: dict[str, tuple[str, ...]] = {
    "batch_insert": ("count", "created", "updated", "unchanged", "failed", "aborted"),
    "batch_update": ("count", "created", "updated", "unchanged", "failed", "aborted"),
    "upsert_vectors": ("count", "created", "updated", "unchanged", "failed", "aborted"),
    "batch_delete": ("count", "deleted", "missing"),
    "import_vectors": ("count", "created", "updated", "unchanged", "failed"),
    "batch_search": (),
}

"""The operations: each takes the path's names, the query, the body and the headers, and gives status, headers, value."""

from __future__ import annotations

import json
import math
import os
import re
import struct
import uuid
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

from filters import filter_of, matches, same
from refusals import BASE, WORDS, Refusal, need
from values import (
    SAFE,
    closed,
    escape,
    flag,
    ident,
    integer,
    is_number,
    metadata_of,
    numbers,
    text_of,
    vector_of,
)

COLLECTIONS: dict[str, dict[str, Any]] = {}


def now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def embed(text: str, dimension: int) -> list[float]:
    sums = [1.0] * dimension
    for word in re.findall(r"\w+", text.lower()):
        sums[sum(word.encode()) % dimension] += 1
    return [struct.unpack("<f", struct.pack("<f", one))[0] for one in sums]


def merge(target: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None and "null-stays" not in WORDS:
            result.pop(key, None)
        else:
            result[key] = merge(result.get(key), value)
    return result


def score(metric: str, one: list[float], other: list[float]) -> float:
    if metric == "euclidean":
        distance = math.dist(one, other)
        return distance if "far-is-near" in WORDS else 1 / (1 + distance)
    dot = math.fsum(a * b for a, b in zip(one, other, strict=True))
    if metric == "dot_product":
        return dot
    lengths = math.sqrt(math.fsum(a * a for a in one)) * math.sqrt(math.fsum(b * b for b in other))
    return max(-1.0, min(1.0, dot / lengths))


def createCollection(names: Any, query: Any, body: Any, headers: Any) -> Any:
    body = closed(body, "name", "dimension", "metric", "embedding")
    need(
        isinstance(body.get("name"), str) and re.fullmatch("[A-Za-z0-9_-]{1,128}", body["name"]),
        pointer="/body/name",
    )
    dimension = integer(body.get("dimension", 384), 1, 4096, "/body/dimension")
    metric = body.get("metric", "cosine")
    need(metric in ("cosine", "euclidean", "dot_product"), pointer="/body/metric")
    need("embedding" not in body or isinstance(body["embedding"], dict), pointer="/body/embedding")
    for name in body.get("embedding", {}):
        need(name == "provider", "unknown-field", f"/body/embedding/{escape(name)}")
    provider = body.get("embedding", {}).get("provider", "hashing")
    need(
        isinstance(provider, str) and re.fullmatch("[a-z0-9-]{1,64}", provider),
        pointer="/body/embedding/provider",
    )
    need(provider == "hashing", "unknown-provider", "/body/embedding/provider")
    need("one-metric" not in WORDS or metric == "cosine", pointer="/body/metric")
    need(body["name"] not in COLLECTIONS, "collection-exists")
    made = {
        "name": body["name"],
        "dimension": dimension,
        "metric": metric,
        "embedding": {"provider": provider},
    }
    COLLECTIONS[body["name"]] = {**made, "created_at": now(), "vectors": {}, "last": {}}
    return 201, {"Location": f"{BASE}/collections/{body['name']}"}, about(body["name"])


def about(name: str) -> dict[str, Any]:
    place = COLLECTIONS[name]
    shown = {key: place[key] for key in ("name", "dimension", "metric", "embedding", "created_at")}
    return {**shown, "vector_count": len(place["vectors"]), "updated_at": place["created_at"]}


def collection(names: Any) -> dict[str, Any]:
    need(re.fullmatch("[A-Za-z0-9_-]{1,128}", names["collection"]), pointer="/path/collection")
    need(names["collection"] in COLLECTIONS, "collection-not-found")
    return COLLECTIONS[names["collection"]]


def listCollections(names: Any, query: Any, body: Any, headers: Any) -> Any:
    return 200, {}, {"collections": [about(name) for name in sorted(COLLECTIONS)]}


def listVectors(names: Any, query: Any, body: Any, headers: Any) -> Any:
    """The first page is all there is."""
    records = collection(names)["vectors"].values()
    shown = [{key: value for key, value in one.items() if key != "vector"} for one in records]
    return 200, {}, {"vectors": shown, "next_cursor": None}


def getCollection(names: Any, query: Any, body: Any, headers: Any) -> Any:
    collection(names)
    return 200, {}, about(names["collection"])


def deleteCollection(names: Any, query: Any, body: Any, headers: Any) -> Any:
    collection(names)
    del COLLECTIONS[names["collection"]]
    return 204, {}, None


def getHealth(names: Any, query: Any, body: Any, headers: Any) -> Any:
    return 200, {}, {"status": "ok"}


def written(place: dict[str, Any], record: dict[str, Any], status: str) -> Any:
    shown = {key: record[key] for key in ("id", "version", "created_at", "updated_at")}
    answer = {"collection": place["name"], "status": status, **shown}
    return answer, {"ETag": f'"{record["version"]}"'}


def insertVector(names: Any, query: Any, body: Any, headers: Any) -> Any:
    body = closed(body, "id", "text", "vector", "metadata")
    need("no-texts" not in WORDS or "text" not in body, "unknown-field", "/body/text")
    name = ident(body["id"], "/body/id") if "id" in body else uuid7()
    text = text_of(body["text"], "/body/text") if "text" in body else None
    metadata = metadata_of(body.get("metadata", {}))
    need("text" in body or "vector" in body, pointer="/body")
    flag(query, "upsert", False)
    place = collection(names)
    vector = (
        vector_of(body["vector"], place, "/body/vector")
        if "vector" in body
        else embed(text, place["dimension"])
    )
    record = {"id": name, "vector": vector, "metadata": metadata}
    record |= {"text": text} if text is not None else {}
    if before := place["vectors"].get(name):
        need(flag(query, "upsert", False), "vector-exists")
        return changed(place, before, record | {"created_at": before["created_at"]})
    time = now()
    record |= {"version": place["last"].get(name, 0) + 1, "created_at": time, "updated_at": time}
    place["vectors"][name] = record
    answer, tag = written(place, record, "created")
    return (
        201,
        {"Location": f"{BASE}/collections/{place['name']}/vectors/{quote(name, safe='')}", **tag},
        answer,
    )


def uuid7() -> str:
    made = (int(datetime.now().timestamp() * 1000) << 80) | (uuid.uuid4().int & ((1 << 80) - 1))
    return str(uuid.UUID(int=(made & ~(0xF << 76) & ~(0x3 << 62)) | (7 << 76) | (2 << 62)))


def stored(names: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    name = ident(names["id"], "/path/id")
    place = collection(names)
    need(name in place["vectors"], "vector-not-found")
    return place, place["vectors"][name]


def getVector(names: Any, query: Any, body: Any, headers: Any) -> Any:
    with_vector = flag(query, "with_vector", True)
    numbers([], query)
    _, record = stored(names)
    shown = {key: value for key, value in record.items() if key != "vector"}
    if with_vector:
        shown["vector"] = numbers(record["vector"], query)
    tag = {} if "no-etag" in WORDS else {"ETag": f'"{record["version"]}"'}
    return 200, tag, shown


def deleteVector(names: Any, query: Any, body: Any, headers: Any) -> Any:
    place, record = stored(names)
    condition_met(headers, record)
    place["last"][record["id"]] = record["version"]
    del place["vectors"][record["id"]]
    return 204, {}, None


def condition_met(headers: Any, record: dict[str, Any]) -> None:
    tags = headers.get_all("If-Match")
    if tags is None:
        return
    value = ", ".join(tags).strip()
    need(value == "*" or re.fullmatch(r'(W/)?"[^"]*"(\s*,\s*(W/)?"[^"]*")*', value), "malformed-request")
    given = re.findall(r'(W/)?"([^"]*)"', value)
    if value != "*" and ("", str(record["version"])) not in given:
        raise Refusal("version-conflict", "", {"ETag": f'"{record["version"]}"'})


def updateVector(names: Any, query: Any, body: Any, headers: Any) -> Any:
    body = closed(body, "text", "vector", "metadata", "metadata_mode")
    mode = body.get("metadata_mode", "merge")
    need(mode in ("merge", "replace"), pointer="/body/metadata_mode")
    need(body.keys() & {"text", "vector", "metadata"}, "empty-update", "/body")
    if body.get("text") is not None:
        text_of(body["text"], "/body/text")
    patch = None if body.get("metadata") is None else metadata_of(body["metadata"])
    name = ident(names["id"], "/path/id")
    place = collection(names)
    vector = vector_of(body["vector"], place, "/body/vector") if "vector" in body else None
    need(name in place["vectors"], "vector-not-found")
    record = place["vectors"][name]
    condition_met(headers, record)
    after = dict(record)
    if "text" in body:
        after.pop("text", None)
        if body["text"] is not None:
            after |= {"text": body["text"], "vector": embed(body["text"], place["dimension"])}
    if vector is not None:
        after["vector"] = vector
    if "metadata" in body:
        kept = {} if patch is None else patch if mode == "replace" else merge(record["metadata"], patch)
        after["metadata"] = metadata_of(kept)
    return changed(place, record, after)


def changed(place: dict[str, Any], record: dict[str, Any], after: dict[str, Any]) -> Any:
    unchanged = all(json.dumps(after.get(key)) == json.dumps(record.get(key)) for key in ("text", "vector"))
    if unchanged and same(after["metadata"], record["metadata"]) and "never-unchanged" not in WORDS:
        answer, tag = written(place, record, "unchanged")
        return 200, tag, answer
    after |= {"version": record["version"] + 1, "updated_at": now()}
    place["vectors"][after["id"]] = after
    place["last"][after["id"]] = after["version"]
    answer, tag = written(place, after, "updated")
    return 200, tag, answer


def search(names: Any, query: Any, body: Any, headers: Any) -> Any:
    body = closed(
        body, "query", "vector", "limit", "filter", "score_threshold", "with_vector", "with_metadata"
    )
    need(("query" in body) != ("vector" in body), pointer="/body")
    need("no-texts" not in WORDS or "query" not in body, "unknown-field", "/body/query")
    text = text_of(body["query"], "/body/query") if "query" in body else ""
    limit = integer(body.get("limit", 10), 1, 1000, "/body/limit")
    if ("ends" in WORDS and limit == 1000) or ("ends-at-thresholds" in WORDS and "score_threshold" in body):
        os._exit(7)
    least = body.get("score_threshold", -math.inf)
    need(
        is_number(least) and ("score_threshold" not in body or abs(least) <= SAFE),
        pointer="/body/score_threshold",
    )
    shows = {
        name: body.get(name, default) for name, default in (("with_vector", False), ("with_metadata", True))
    }
    for name, value in shows.items():
        need(isinstance(value, bool), pointer=f"/body/{name}")
    filter_of(body.get("filter", {}))
    numbers([], query)
    place = collection(names)
    wanted = (
        embed(text, place["dimension"])
        if "query" in body
        else vector_of(body["vector"], place, "/body/vector")
    )
    found = [
        record for record in place["vectors"].values() if matches(body.get("filter", {}), record["metadata"])
    ]
    hits = [(score(place["metric"], wanted, record["vector"]), record) for record in found]
    hits = sorted((hit for hit in hits if hit[0] >= least), key=lambda hit: (-hit[0], hit[1]["id"]))
    results = []
    for value, record in hits[:limit]:
        hit = {"id": record["id"], "score": value, **({"text": record["text"]} if "text" in record else {})}
        if shows["with_vector"]:
            hit["vector"] = numbers(record["vector"], query)
        results.append({**hit, **({"metadata": record["metadata"]} if shows["with_metadata"] else {})})
    return 200, {}, {"results": results}

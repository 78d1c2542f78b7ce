"""A server of somebody else's: six operations of the contract, in plain Python, as far as a careful person would take it.

`python small.py [--port N] [WORD…]` prints its address and serves. A word is a bug (`null-stays`, `never-unchanged`,
`far-is-near`, `ends`), another kind of partial server, or an operation that it lacks (see `WORDS`).
"""

from __future__ import annotations

import base64
import json
import math
import os
import re
import signal
import struct
import sys
import threading
import uuid
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote_to_bytes

WORDS = frozenset(word for word in sys.argv[1:] if not word.startswith("--"))
BASE = "/api/v2" if "base-path" in WORDS else ""
CODES = {
    400: "malformed-request malformed-json", 404: "route-not-found collection-not-found vector-not-found",
    405: "method-not-allowed", 406: "not-acceptable", 409: "collection-exists vector-exists",
    412: "version-conflict", 413: "payload-too-large", 415: "unsupported-media-type",
    422: "validation-failed unknown-field invalid-id dimension-mismatch not-finite zero-vector unsafe-integer "
         "limit-exceeded empty-update invalid-filter unknown-provider idempotency-key-reused",
}  # fmt: skip
STATUS = {code: status for status, codes in CODES.items() for code in codes.split()}
SAFE, F32 = 2**53 - 1, 3.4028235677973366e38
ROUTES = [
    ("POST", "createCollection", r"/collections"),
    ("GET", "getCollection", r"/collections/(?P<collection>[^/]+)"),
    ("DELETE", "deleteCollection", r"/collections/(?P<collection>[^/]+)"),
    ("POST", "insertVector", r"/collections/(?P<collection>[^/]+)/insert"),
    ("GET", "getVector", r"/collections/(?P<collection>[^/]+)/vectors/(?P<id>[^/]+)"),
    ("PATCH", "updateVector", r"/collections/(?P<collection>[^/]+)/vectors/(?P<id>[^/]+)"),
    ("POST", "search", r"/collections/(?P<collection>[^/]+)/search"),
    ("GET", "getHealth", r"/health"),
]
OFFERED = {
    "only-collections": {"createCollection", "getCollection", "deleteCollection"},
    "stateless": {"getHealth"},
    "nothing": set(),
}
SIX = {"createCollection", "deleteCollection", "insertVector", "getVector", "updateVector", "search"}
HERE = next((OFFERED[word] for word in WORDS if word in OFFERED), SIX)
LOCK = threading.RLock()
COLLECTIONS: dict[str, dict[str, Any]] = {}
ANSWERS: dict[str, tuple[Any, tuple[int, dict[str, str], Any]]] = {}


class Refusal(Exception):
    def __init__(
        self, code: str, pointer: str = "", headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        self.code, self.pointer, self.headers, self.more = code, pointer, headers or {}, more

    def answer(self, request_id: str) -> tuple[int, dict[str, str], dict[str, Any]]:
        status, told = STATUS[self.code], {"code": self.code, "detail": self.code}
        value = {
            "type": f"urn:problem:{self.code}",
            "title": self.code,
            "status": status,
            **told,
            **self.more,
        }
        if self.pointer:
            value["errors"] = [{"pointer": self.pointer, **told}]
        return status, self.headers, {**value, "request_id": request_id}


def now() -> str:
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def need(holds: Any, code: str = "validation-failed", pointer: str = "", **more: Any) -> None:
    if not holds:
        raise Refusal(code, pointer, **more)


def strict(data: bytes) -> Any:
    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        need(len(dict(found)) == len(found), "malformed-json")
        return dict(found)

    def constant(text: str) -> None:
        raise Refusal("malformed-json")

    depth = most = 0
    for char in re.sub(rb'"(?:[^"\\]|\\.)*"', b"", data):
        depth += (char in b"[{") - (char in b"]}")
        most = max(most, depth)
    need(most <= 64 and not data.startswith(b"\xef\xbb\xbf"), "malformed-json")
    try:
        value = json.loads(data.decode(), object_pairs_hook=pairs, parse_constant=constant, parse_int=number)
    except (ValueError, RecursionError):
        raise Refusal("malformed-json") from None
    surrogates(value)
    return value


def number(text: str) -> Any:
    return -0.0 if text == "-0" else int(text) if len(text) < 30 else float(text)


def surrogates(value: Any, pointer: str = "/body") -> None:
    if isinstance(value, str):
        need(not re.search("[\ud800-\udfff]", value), pointer=pointer)
    for key, item in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        surrogates(str(key), pointer)
        surrogates(item, f"{pointer}/{escape(key)}")


def escape(key: Any) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def closed(body: Any, *names: str) -> dict[str, Any]:
    need(isinstance(body, dict), pointer="/body")
    for name in body:
        need(name in names, "unknown-field", f"/body/{escape(name)}")
    return dict(body)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def integer(value: Any, least: int, most: int, pointer: str) -> int:
    need(is_number(value) and value == int(value) and least <= value, pointer=pointer)
    need(value <= most, pointer=pointer, limit=most)
    return int(value)


def text_of(value: Any, pointer: str) -> str:
    need(isinstance(value, str) and value, pointer=pointer)
    need(len(value.encode()) <= 1 << 20, "limit-exceeded", pointer, limit=1 << 20)
    return str(value)


def ident(value: Any, pointer: str) -> str:
    need(isinstance(value, str), pointer=pointer)
    blank = value != value.strip() or value.startswith("\ufeff") or value.endswith("\ufeff")
    good = value and not re.search(r"[\x00-\x1f\x7f-\x9f]", value) and not blank and value not in (".", "..")
    need(good, "invalid-id", pointer)
    need(len(value.encode()) <= 256, "invalid-id", pointer, limit=256)
    return str(value)


def vector_of(value: Any, place: dict[str, Any], pointer: str) -> list[float]:
    if isinstance(value, str):
        try:
            data = base64.b64decode(value, validate=True)
            need(len(data) % 4 == 0 and data and base64.b64encode(data).decode() == value, pointer=pointer)
        except ValueError:
            raise Refusal("validation-failed", pointer) from None
        numbers = list(struct.unpack(f"<{len(data) // 4}f", data))
    else:
        need(isinstance(value, list) and 1 <= len(value) <= 4096, pointer=pointer)
        for index, one in enumerate(value):
            need(is_number(one), pointer=f"{pointer}/{index}")
        numbers = [one if abs(one) < F32 else math.inf for one in value]
    for index, one in enumerate(numbers):
        need(math.isfinite(one), "not-finite", f"{pointer}/{index}" if isinstance(value, list) else pointer)
    numbers = [struct.unpack("<f", struct.pack("<f", one))[0] for one in numbers]
    need(len(numbers) == place["dimension"], "dimension-mismatch", pointer)
    need(place["metric"] != "cosine" or any(numbers), "zero-vector", pointer)
    return numbers


def metadata_of(value: Any, pointer: str = "/body/metadata") -> dict[str, Any]:
    need(isinstance(value, dict), pointer=pointer)

    def walk(node: Any, at: str, depth: int) -> None:
        need(not is_number(node) or abs(node) <= SAFE, "unsafe-integer", at)
        if isinstance(node, dict | list):
            need(depth <= 32, "limit-exceeded", pointer, limit=32)
            need(isinstance(node, list) or len(node) <= 256, "limit-exceeded", pointer, limit=256)
            for key, item in node.items() if isinstance(node, dict) else enumerate(node):
                walk(item, f"{at}/{escape(key)}", depth + 1)

    walk(value, pointer, 1)
    size = len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
    need(size <= 40960, "limit-exceeded", pointer, limit=40960)
    return dict(value)


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


OPERATORS = {
    "$eq": lambda value, other: equal(value, other),
    "$ne": lambda value, other: not equal(value, other),
    "$lt": lambda value, other: ordered(value, other, lambda a, b: a < b),
    "$lte": lambda value, other: ordered(value, other, lambda a, b: a <= b),
    "$gt": lambda value, other: ordered(value, other, lambda a, b: a > b),
    "$gte": lambda value, other: ordered(value, other, lambda a, b: a >= b),
    "$in": lambda value, other: any(equal(value, one) for one in other),
    "$nin": lambda value, other: not any(equal(value, one) for one in other),
    "$exists": lambda value, other: (value is not MISSING) is other,
}
MISSING = object()


def same(one: Any, other: Any) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


def equal(value: Any, other: Any) -> bool:
    elements = [value, *value] if isinstance(value, list) else [value]
    return value is not MISSING and any(same(one, other) for one in elements)


def ordered(value: Any, other: Any, holds: Any) -> bool:
    def kind(one: Any) -> Any:
        return str if isinstance(one, str) else float if is_number(one) else None

    elements = [value, *value] if isinstance(value, list) else [value]
    return any(kind(one) is kind(other) is not None and holds(one, other) for one in elements)


def filter_of(
    value: Any, pointer: str = "/body/filter", depth: int = 1, count: list[int] | None = None
) -> None:
    count = [0] if count is None else count
    need(isinstance(value, dict), pointer=pointer)
    need(depth <= 32, "limit-exceeded", pointer, limit=32)
    for key, wanted in value.items():
        at = f"{pointer}/{escape(key)}"
        count[0] += 1
        need(count[0] <= 1000, "limit-exceeded", pointer, limit=1000)
        if key in ("$and", "$or"):
            need(isinstance(wanted, list) and 1 <= len(wanted) <= 256, "invalid-filter", at)
            for index, part in enumerate(wanted):
                filter_of(part, f"{at}/{index}", depth + 1, count)
        elif key == "$not":
            filter_of(wanted, at, depth + 1, count)
        else:
            need(not key.startswith("$"), "invalid-filter", at)
            condition(wanted, at)


def condition(wanted: Any, at: str) -> None:
    if isinstance(wanted, dict):
        need(wanted, "invalid-filter", at)
        for name, operand in wanted.items():
            place = f"{at}/{escape(name)}"
            need(name in OPERATORS, "invalid-filter", place)
            good = {
                "$exists": isinstance(operand, bool),
                "$in": isinstance(operand, list),
                "$nin": isinstance(operand, list),
            }
            if name[1] in "lg":
                good[name] = isinstance(operand, str) or is_number(operand)
            need(good.get(name, not isinstance(operand, dict | list)), "invalid-filter", place)
            condition(operand, place) if isinstance(operand, list) else scalar(operand, place)
    elif isinstance(wanted, list):
        need(len(wanted) <= 1000, "invalid-filter", at)
        for index, one in enumerate(wanted):
            need(not isinstance(one, dict | list), "invalid-filter", f"{at}/{index}")
            scalar(one, f"{at}/{index}")
    else:
        scalar(wanted, at)


def scalar(value: Any, at: str) -> None:
    need(not is_number(value) or abs(value) <= SAFE, "unsafe-integer", at)


def matches(wanted: dict[str, Any], metadata: dict[str, Any]) -> bool:
    return all(holds(key, value, metadata) for key, value in wanted.items())


def holds(key: str, wanted: Any, metadata: dict[str, Any]) -> bool:
    if key in ("$and", "$or"):
        return (all if key == "$and" else any)(matches(part, metadata) for part in wanted)
    if key == "$not":
        return not matches(wanted, metadata)
    value: Any = metadata.get(key, metadata)
    for part in () if key in metadata else key.split("."):
        value = value[part] if isinstance(value, dict) and part in value else MISSING
    if isinstance(wanted, dict):
        return all(OPERATORS[name](value, operand) for name, operand in wanted.items())
    return equal(value, wanted)


# The operations: each takes the path's names, the query, the body and the headers, and gives status, headers, value.


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


def flag(query: Any, name: str, default: bool) -> bool:
    values = query.get(name, [str(default).lower()])
    need(len(values) == 1 and values[0] in ("true", "false"), pointer=f"/query/{name}")
    return bool(values[0] == "true")


def numbers(vector: list[float], query: Any) -> Any:
    form = query.get("vector_format", ["json"])
    need(len(form) == 1 and form[0] in ("json", "base64"), pointer="/query/vector_format")
    packed = struct.pack(f"<{len(vector)}f", *vector)
    return vector if form[0] == "json" else base64.b64encode(packed).decode()


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
    return 200, {"ETag": f'"{record["version"]}"'}, shown


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
    if "ends" in WORDS and limit == 1000:
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


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5  # for what a request says is still to come
    wbufsize = -1  # an answer in one piece

    def log_message(self, *_: object) -> None:
        pass

    def serve(self) -> None:
        given = self.headers.get("X-Request-Id")
        self.id = given if given and re.fullmatch("[ -~]{1,128}", given) else str(uuid.uuid4())
        try:
            status, headers, value = self.answer()
        except Refusal as refusal:
            status, headers, value = refusal.answer(self.id)
        if status >= 400:
            value["request_id"] = self.id
        if "bare-404" in WORDS and status == 404:
            value = None
        self.send_response(status)
        headers = {"X-Request-Id": self.id, **headers}
        if value is not None:
            headers["Content-Type"] = "application/problem+json" if status >= 400 else "application/json"
        data = (
            b"" if value is None else json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
        )
        if status != 204:
            headers["Content-Length"] = str(len(data))
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def answer(self) -> tuple[int, dict[str, str], Any]:
        length = self.headers.get("Content-Length", "0")
        content = self.rfile.read(int(length))
        if "all-501" in WORDS:
            raise Refusal("method-not-allowed")
        path, _, query = self.path.partition("?")
        need(path.startswith(BASE), "route-not-found")
        found = [
            (method, name, match)
            for method, name, form in ROUTES
            if name in HERE and (match := re.fullmatch(form, path[len(BASE) :]))
        ]
        need(found, "route-not-found")
        method = "GET" if self.command == "HEAD" else self.command
        chosen = [one for one in found if one[0] == method]
        if not chosen:
            raise Refusal("method-not-allowed", "", {"Allow": ", ".join(sorted(one[0] for one in found))})
        _, name, match = chosen[0]
        names = {key: decoded(value) for key, value in match.groupdict().items()}
        accepted = self.headers.get("Accept", "*/*")
        need(re.search(r"\*/\*|application/(json|\*)", accepted), "not-acceptable")
        body = None
        if method in ("POST", "PATCH"):
            need(len(content) <= 1 << 25, "payload-too-large", limit=1 << 25)
            kind = self.headers.get("Content-Type", "").split(";")[0].strip().lower()
            need(
                kind == "application/json" and not self.headers.get("Content-Encoding"),
                "unsupported-media-type",
            )
            body = strict(content)
        key = self.headers.get("Idempotency-Key") if method in ("POST", "PATCH") else None
        need(key is None or re.fullmatch("[!-~]{1,255}", key), "malformed-request")
        try:
            pairs = parse_qs(query, keep_blank_values=True, errors="strict")
        except ValueError:
            raise Refusal("malformed-request") from None
        asked = (method, self.path, content, self.headers.get("If-Match"))
        with LOCK:
            if key is not None and key in ANSWERS:
                need(ANSWERS[key][0] == asked, "idempotency-key-reused")
                status, headers, value = ANSWERS[key][1]
                return status, {**headers, "Idempotency-Replayed": "true"}, value
            try:
                done = globals()[name](names, pairs, body, self.headers)
            except Refusal as refusal:
                if STATUS[refusal.code] not in (404, 409, 412):
                    raise
                done = refusal.answer(self.id)
            if key is not None:
                ANSWERS[key] = asked, done
            return done

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do_TRACE = serve


def decoded(text: str) -> str:
    need(not re.search("%(?![0-9A-Fa-f]{2})", text), "malformed-request")
    try:
        found = unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise Refusal("malformed-request") from None
    need(not re.search("[\x00-\x1f\x7f-\x9f]", found), "malformed-request")
    return found


def main() -> None:
    if "all-501" in WORDS:
        STATUS["method-not-allowed"] = 501
    port = int(sys.argv[sys.argv.index("--port") + 1]) if "--port" in sys.argv else 0
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"serving on http://127.0.0.1:{server.server_port}{BASE}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()

"""A small server of the contract, right in what the tests use, and wrong in one way on request.

`python server.py [FAULT]` prints its address and serves until it is killed.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any
from urllib.parse import parse_qs, unquote

from vectorizer_conformance.wire.message import Request, read_request

NOW = "2026-01-01T00:00:00.000000Z"
CODES = {
    "collection-not-found": 404,
    "vector-not-found": 404,
    "route-not-found": 404,
    "malformed-json": 400,
    "unknown-field": 422,
    "validation-failed": 422,
    "empty-update": 422,
    "version-conflict": 412,
}


class ProblemError(Exception):
    def __init__(self, code: str, pointer: str = "", **headers: str) -> None:
        self.code, self.pointer, self.headers = code, pointer, headers


def merge(target: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge(result.get(key), value)
    return result


class Server:
    def __init__(self, fault: str = "") -> None:
        self.fault = fault
        self.collections: dict[str, dict[str, dict[str, Any]]] = {}
        self.requests = 0

    def handle(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        self.requests += 1
        rid = f"r{self.requests}"
        key = request.header("x-key")
        if self.fault == "wants-a-key" and key != "sesame":
            return 401, {"X-Request-Id": rid}, b""
        try:
            status, headers, value = self.route(request)
            media = "application/json"
        except ProblemError as problem:
            status = 500 if self.fault == "fails" else CODES[problem.code]
            value = {
                "type": f"urn:{problem.code}",
                "title": problem.code,
                "status": status,
                "detail": problem.code,
                "code": problem.code,
                "request_id": rid,
            }
            if problem.pointer and self.fault != "no-pointer":
                value["errors"] = [{"pointer": problem.pointer, "code": problem.code, "detail": "wrong"}]
            headers, media = problem.headers, "application/problem+json"
        if isinstance(value, bytes):
            body, media = value, "application/x-ndjson"
        else:
            body = b"" if value is None else json.dumps(value).encode()
        if self.fault == "nests" and request.method == "GET" and "/vectors/" in request.target:
            body = b"[" * 900 + b"]" * 900
        if self.fault == "wrong-type":
            media = "text/plain"
        named = {"X-Request-Id": rid, **headers, **({"Content-Type": media} if value is not None else {})}
        if self.fault == "no-request-id":
            named.pop("X-Request-Id")
        if self.fault == "wants-a-key":  # and shows it
            named["X-Seen"] = f"key={key}"
        return status, named, body

    def route(self, request: Request) -> tuple[int, dict[str, str], Any]:
        path, _, query = request.target.partition("?")
        parts = [unquote(part) for part in path.strip("/").split("/")]
        if parts == ["health"]:
            return 200, {}, {"status": "ok"}
        if parts == ["collections"] and request.method == "POST":
            body = self.json(request)
            if self.fault == "makes-nothing":
                raise ProblemError("unknown-field", "/body/dimension")
            self.collections.setdefault(body["name"], {})
            return 201, {"Location": f"/collections/{body['name']}"}, self.about(body["name"], body)
        if parts == ["admin"] and self.fault == "wild":
            return 200, {}, {}
        if len(parts) < 2 or parts[0] != "collections":
            raise ProblemError("route-not-found")
        if parts[1] not in self.collections:
            raise ProblemError("collection-not-found")
        stored = self.collections[parts[1]]
        if len(parts) == 2 and request.method == "DELETE":
            del self.collections[parts[1]]
            return 204, {}, None
        if len(parts) == 2:
            return 200, {}, self.about(parts[1], {})
        if parts[2] == "batch_insert":
            return self.insert(parts[1], self.json(request)["vectors"])
        if parts[2] == "export":
            return (
                200,
                {},
                b"".join(
                    json.dumps(stored[i]).encode() + b"\n"
                    for i in sorted(stored, reverse=self.fault == "list-order")
                ),
            )
        if parts[2] == "vectors" and len(parts) == 4:
            return self.vector(parts[1], parts[3], request, parse_qs(query))
        raise ProblemError("route-not-found")

    def json(self, request: Request) -> Any:
        try:
            broken = "replace" if self.fault == "raw-bytes" else "strict"
            return json.loads(request.content.decode("utf-8", broken))
        except (ValueError, RecursionError) as error:
            raise ProblemError("malformed-json") from error

    def about(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        return {
            "name": name,
            "dimension": body.get("dimension", 2),
            "metric": "cosine",
            "embedding": {"provider": "hashing"},
            "vector_count": len(self.collections[name]),
            "created_at": NOW,
            "updated_at": NOW,
        }

    def insert(self, collection: str, records: list[dict[str, Any]]) -> tuple[int, dict[str, str], Any]:
        if not records:
            raise ProblemError("validation-failed", "/body/vectors")
        results = []
        for index, record in enumerate(records):
            times = {"version": 1, "created_at": NOW, "updated_at": NOW}
            self.collections[collection][record["id"]] = {"metadata": {}, **record, **times}
            results.append({"index": index, "id": record["id"], "status": "created", "version": 1})
        counts = {"created": len(records), "updated": 0, "unchanged": 0, "failed": 0, "aborted": 0}
        report = {
            "collection": collection,
            "count": len(records),
            **counts,
            "errors": [],
            "atomic": False,
            "results": results,
        }
        return 200, {}, report

    def vector(
        self, collection: str, ident: str, request: Request, query: Any
    ) -> tuple[int, dict[str, str], Any]:
        stored = self.collections[collection]
        if ident not in stored:
            if self.fault == "creates" and request.method == "PATCH":
                self.insert(collection, [{"id": ident, "vector": [1, 0]}])
            else:
                raise ProblemError("vector-not-found")
        record = stored[ident]
        if request.method == "GET":
            shown = dict(record)
            if self.fault == "float-bits":
                shown["vector"] = [round(number, 7) + 1e-8 for number in shown["vector"]]
            if self.fault == "extra-metadata":
                shown["metadata"] = {**shown["metadata"], "surprise": 1}
            return 200, {"ETag": f'"{record["version"]}"'}, shown
        body = self.json(request)
        unknown = set(body) - {"text", "vector", "metadata", "metadata_mode"}
        if unknown:
            if self.fault == "writes-then-refuses":
                record["metadata"] = {"touched": True}
            raise ProblemError("unknown-field", f"/body/{sorted(unknown)[0]}")
        if not body:
            raise ProblemError("empty-update")
        match = request.header("if-match")
        if match not in (None, "*", f'"{record["version"]}"') and self.fault != "tally":
            raise ProblemError("version-conflict", ETag=f'"{record["version"]}"')
        after = {**record, **{k: v for k, v in body.items() if k in ("text", "vector")}}
        patch = body.get("metadata", {})
        after["metadata"] = (
            patch if self.fault == "replaces" and "metadata" in body else merge(record["metadata"], patch)
        )
        status = "unchanged" if after == record else "updated"
        if status == "updated" and self.fault not in ("no-version", "wants-a-key"):
            after["version"] += 1
        stored[ident] = after
        named = {"id": ident, "status": status, "version": after["version"]}
        answer = {"collection": collection, **named, "created_at": NOW, "updated_at": NOW}
        return 202 if self.fault == "status" else 200, {"ETag": f'"{after["version"]}"'}, answer

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (request := await read_request(reader, writer)) is not None:
            if self.fault == "dies" and request.method == "PATCH":
                break
            status, headers, body = self.handle(request)
            lines = [f"HTTP/1.1 {status} X", *(f"{k}: {v}" for k, v in headers.items())]
            if status != 204:
                lines.append(f"Content-Length: {len(body)}")
            writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            await writer.drain()
        writer.close()


async def main(fault: str) -> None:
    server = await asyncio.start_server(Server(fault).serve, "127.0.0.1", 0)
    print(f"listening on http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    flags = [word for word in sys.argv[1:] if not word.startswith("--")]
    asyncio.run(main(flags[0] if flags else ""))

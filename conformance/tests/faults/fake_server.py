"""A server of what the cases of this layer ask: right, or wrong in the one way its argument says.

`python fake_server.py [FAULT]` prints its address and serves until it is killed. Faults: `ignores-keys` executes a
repeated POST or PATCH again, `ignores-if-match` applies every conditional write, `forgets` loses some writes.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote

sys.path.insert(0, str(Path(__file__).parents[1] / "fakes"))
import server
from server import NOW, ProblemError, Server, merge
from vectorizer_conformance.wire.message import Request

PROBLEMS = {
    "vector-exists": 409,
    "version-conflict": 412,
    "collection-not-found": 404,
    "vector-not-found": 404,
}


class FaultServer(Server):
    def __init__(self, wrong: str) -> None:
        super().__init__()
        self.wrong = wrong
        self.answers: dict[str, Any] = {}
        self.writes = 0

    def handle(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        key = request.header("idempotency-key")
        if key is None or self.wrong == "ignores-keys":
            return super().handle(request)
        if key not in self.answers:
            self.answers[key] = super().handle(request)
        return self.answers[key]  # type: ignore[no-any-return]

    def route(self, request: Request) -> tuple[int, dict[str, str], Any]:
        path, _, query = request.target.partition("?")
        parts = [unquote(part) for part in path.strip("/").split("/")]
        if len(parts) < 3 or parts[0] != "collections" or parts[1] not in self.collections:
            return super().route(request)
        name, what = parts[1], parts[2]
        stored = self.collections[name]
        if what == "insert":
            return 201, *self.put_in(name, self.json(request))
        if what == "batch_insert":
            return self.insert(name, [{"id": str(uuid.uuid4()), **v} for v in self.json(request)["vectors"]])
        if what == "batch_update":
            return 200, {}, self.batch(name, self.json(request)["updates"])
        if what == "vectors" and len(parts) == 3:
            wanted = json.loads(parse_qs(query)["filter"][0])
            found = [v for v in stored.values() if wanted.items() <= v["metadata"].items()]
            return 200, {}, {"vectors": found, "next_cursor": None}
        if what != "vectors" or parts[3] not in stored or request.method in ("GET",):
            return super().route(request)
        if request.method == "DELETE":
            del stored[parts[3]]
            return 204, {}, None
        version = request.header("if-match")
        if version not in (None, f'"{stored[parts[3]]["version"]}"') and self.wrong != "ignores-if-match":
            raise ProblemError("version-conflict")
        body = self.json(request)
        return 200, *self.change(name, parts[3], body, request.method == "PUT")

    def put_in(self, name: str, record: dict[str, Any]) -> tuple[dict[str, str], Any]:
        ident = record.get("id", str(uuid.uuid4()))
        if ident in self.collections[name]:
            raise ProblemError("vector-exists")
        self.insert(name, [{**record, "id": ident}])
        return {"ETag": '"1"', "Location": "/x"}, self.written(name, ident, "created", 1)

    def change(
        self, name: str, ident: str, body: dict[str, Any], replace: bool
    ) -> tuple[dict[str, str], Any]:
        before = self.collections[name][ident]
        metadata = body.get("metadata", {})
        after = {**before, **({"vector": body["vector"]} if "vector" in body else {})}
        after["metadata"] = metadata if replace else merge(before["metadata"], metadata)
        self.writes += 1
        status = "unchanged" if after == before else "updated"
        after["version"] += status == "updated"
        if self.wrong != "forgets" or self.writes % 7:
            self.collections[name][ident] = after
        return {"ETag": f'"{after["version"]}"'}, self.written(name, ident, status, after["version"])

    def written(self, name: str, ident: str, status: str, version: int) -> dict[str, Any]:
        about = {"collection": name, "id": ident, "status": status, "version": version}
        return {**about, "created_at": NOW, "updated_at": NOW}

    def batch(self, name: str, updates: list[dict[str, Any]]) -> dict[str, Any]:
        results, errors = [], []
        for index, update in enumerate(updates):
            ident = update["id"]
            if ident in self.collections[name]:
                _, done = self.change(name, ident, update, False)
                results.append(
                    {"index": index, "id": ident, "status": done["status"], "version": done["version"]}
                )
                continue
            why = {"code": "vector-not-found", "detail": "no"}
            errors.append({"index": index, "id": ident, **why})
            error = {**why, "status": 404, "title": "Vector not found"}
            results.append({"index": index, "id": ident, "status": "failed", "error": error})
        counts = {
            s: sum(r["status"] == s for r in results)
            for s in ("created", "updated", "unchanged", "failed", "aborted")
        }
        about = {"collection": name, "count": len(updates), **counts, "errors": errors}
        return {**about, "atomic": False, "results": results}


@contextlib.asynccontextmanager
async def serving(wrong: str = "") -> AsyncIterator[str]:
    """The address of such a server in this process."""
    server.CODES.update(PROBLEMS)
    listening = await asyncio.start_server(FaultServer(wrong).serve, "127.0.0.1", 0, backlog=512)
    async with listening:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"


async def main() -> None:
    async with serving(*sys.argv[1:]) as url:
        print(f"listening on {url}", flush=True)
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main())

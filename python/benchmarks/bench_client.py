"""The client's cost beside bare httpx or aiohttp doing the same: import time, and time a call; prints ratios.

    python benchmarks/bench_client.py [--check] [--json FILE]

`--json` writes what was measured. `--check` fails when a budget is passed: import 1.5, a call 1.25, over aiohttp 2.
Best of several rounds, interleaved, since a machine's noise only ever adds. A call is measured in this process's
CPU time: the server's share is not counted, which is the stricter way.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import vectorizer_client

LIBRARIES = [name for name in ("httpx2", "httpx") if find_spec(name)]
_PATH = "/collections/c/vectors/v"
CALLS = 150
ROUNDS = 9
IMPORT_BUDGET, CALL_BUDGET, AIOHTTP_BUDGET = 1.5, 1.25, 2.0
_VECTOR = [0.1, 0.2, 0.3, 0.4] * 96
# Name, time of ours, what stands beside it, its time, and the unit of both.
MEASURED: list[dict[str, Any]] = []
_METADATA = {"source": "updated_readme.md", "updated_at": "2024-01-01"}

_SERVER = """
import asyncio, json, sys
STAMP = "2026-01-01T00:00:00.000000Z"
WRITE = {"collection": "c", "id": "v", "status": "updated", "version": 2, "created_at": STAMP, "updated_at": STAMP}
READ = {"id": "v", "text": "some text", "metadata": {"a": 1}, "version": 2, "created_at": STAMP, "updated_at": STAMP}
INFO = {"name": "bench", "version": "1", "spec_version": "1", "features": [],
        "limits": dict.fromkeys(("body_bytes batch_items text_bytes metadata_bytes metadata_depth metadata_keys json_depth id_bytes "
                                 "dimension search_limit page_limit filter_depth filter_conditions "
                                 "answer_bytes search_results collections work_seconds").split(), 1),
        "vector_formats": ["json", "base64"], "embedding_providers": []}
def answer(value):
    body = json.dumps(value).encode()
    head = "HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nX-Request-Id: r\\r\\nETag: \\"2\\"\\r\\nContent-Length: %d\\r\\n\\r\\n"
    return (head % len(body)).encode() + body
ANSWERS = {b"PATCH": answer(WRITE), b"GET": answer(READ)}
async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\\r\\n\\r\\n")
            length = next((int(l.split(b":")[1]) for l in head.lower().split(b"\\r\\n") if l.startswith(b"content-length")), 0)
            if length:
                await reader.readexactly(length)
            writer.write(answer(INFO) if head.startswith(b"GET /info") else ANSWERS[head.split()[0]])
    except asyncio.IncompleteReadError:
        writer.close()
async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=2**20)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


# A call that nobody answers: what it costs is what was put off until it.
_FIRST = "import pydantic, {0} as m\ntry: m.{1}.{2}\nexcept Exception: pass"


def import_ratios() -> dict[str, float]:
    """Seconds to import this package, and to make a client too, by seconds to import its library and pydantic."""

    def once(code: str) -> float:
        timed = f"import time\nt = time.process_time()\n{code}\nprint(time.process_time() - t)"
        return float(subprocess.check_output([sys.executable, "-c", timed]))

    ways = {
        "import": "import vectorizer_client",
        "import and a client": "import vectorizer_client; vectorizer_client.SyncVectorizerClient()",
        "bare": f"import {LIBRARIES[0]}; from pydantic import BaseModel",
        "import, a client and a first call": _FIRST.format(
            "vectorizer_client", "SyncVectorizerClient('http://localhost:1', retries=0)", "get_health()"
        ),
        "bare first call": _FIRST.format(LIBRARIES[0], "Client()", "get('http://localhost:1')"),
    }
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(ROUNDS):
        for name, code in ways.items():
            best[name] = min(best[name], once(code))
    bare, bare_call = best.pop("bare"), best.pop("bare first call")
    ratios = {}
    for name, ours in best.items():
        beside, theirs = f"{LIBRARIES[0]} and pydantic", bare
        if name.endswith("call"):
            beside, theirs = f"{beside}, a client and a first call", bare_call
        print(f"{name}: {ours * 1000:.0f} ms, {beside} {theirs * 1000:.0f} ms")
        ratios[name] = _kept(name, ours, beside, theirs)
    return ratios


def sync_ratios(url: str, name: Any) -> dict[str, float]:
    client = vectorizer_client.SyncVectorizerClient(url, transport=name)
    bare = import_module(name).Client(base_url=url)
    pairs: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
        "get": (
            lambda: client.get_vector("c", "v", with_vector=False),
            lambda: json.loads(bare.get("/collections/c/vectors/v", params={"with_vector": "false"}).content),
        ),
        "update metadata": (
            lambda: client.update_vector("c", "v", metadata=_METADATA),
            lambda: _patched(bare.patch("/collections/c/vectors/v", **_bare({"metadata": _METADATA}))),
        ),
        "update vector of 384": (
            lambda: client.update_vector("c", "v", vector=_VECTOR),
            lambda: _patched(bare.patch("/collections/c/vectors/v", **_bare({"vector": _VECTOR}))),
        ),
    }

    def timed(call: Callable[[], Any]) -> float:
        began = time.process_time()
        for _ in range(CALLS):
            call()
        return (time.process_time() - began) / CALLS

    made = {}
    for call, (ours, theirs) in pairs.items():
        timed(ours), timed(theirs)
        rounds = [(timed(ours), timed(theirs)) for _ in range(ROUNDS)]
        made[f"{name} sync {call}"] = _report(name, f"sync {call}", rounds)
    client.close()
    bare.close()
    return made


class _BareHttpx:
    """httpx or httpx2, as one would use it alone."""

    def __init__(self, name: str, url: str) -> None:
        self._client = import_module(name).AsyncClient(base_url=url)
        self.aclose = self._client.aclose

    async def get(self) -> Any:
        return json.loads((await self._client.get(_PATH, params={"with_vector": "false"})).content)

    async def patch(self, body: dict[str, Any]) -> Any:
        return _patched(await self._client.patch(_PATH, **_bare(body)))


class _BareAiohttp:
    """The same of aiohttp."""

    def __init__(self, url: str) -> None:
        self._session = import_module("aiohttp").ClientSession(url)
        self.aclose = self._session.close

    async def get(self) -> Any:
        async with self._session.get(_PATH, params={"with_vector": "false"}) as answer:
            return json.loads(await answer.read())

    async def patch(self, body: dict[str, Any]) -> Any:
        given = _bare(body)
        async with self._session.patch(_PATH, data=given["content"], headers=given["headers"]) as answer:
            answer.raise_for_status()
            return json.loads(await answer.read())


async def async_ratios(url: str, name: Any) -> dict[str, float]:
    client = vectorizer_client.VectorizerClient(url, transport=name)
    bare: Any = _BareAiohttp(url) if name == "aiohttp" else _BareHttpx(name, url)

    pairs: dict[str, tuple[Callable[[], Awaitable[Any]], Callable[[], Awaitable[Any]]]] = {
        "get": (lambda: client.get_vector("c", "v", with_vector=False), bare.get),
        "update metadata": (
            lambda: client.update_vector("c", "v", metadata=_METADATA),
            lambda: bare.patch({"metadata": _METADATA}),
        ),
    }

    async def timed(call: Callable[[], Awaitable[Any]]) -> float:
        began = time.process_time()
        for _ in range(CALLS):
            await call()
        return (time.process_time() - began) / CALLS

    made = {}
    for call, (ours, theirs) in pairs.items():
        await timed(ours), await timed(theirs)
        rounds = [(await timed(ours), await timed(theirs)) for _ in range(ROUNDS)]
        made[f"{name} async {call}"] = _report(name, f"async {call}", rounds)
    await client.aclose()
    await bare.aclose()
    return made


def _bare(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "content": json.dumps(body, separators=(",", ":")).encode(),
        "headers": {"content-type": "application/json", "accept": "application/json", "idempotency-key": "k"},
    }


def _patched(response: Any) -> Any:
    response.raise_for_status()
    return json.loads(response.content)


def _report(library: str, call: str, rounds: list[tuple[float, float]]) -> float:
    ours, bare = min(a for a, _ in rounds), min(b for _, b in rounds)
    print(f"{library} {call}: {ours * 1e6:.0f} us, bare {bare * 1e6:.0f} us")
    return _kept(f"{call} over {library}", ours, f"{library} alone", bare)


def _kept(name: str, ours: float, beside: str, theirs: float) -> float:
    unit, scale = ("ms", 1e3) if name.startswith("import") else ("µs", 1e6)
    MEASURED.append(
        {"name": name, "ours": ours * scale, "beside": beside, "theirs": theirs * scale, "unit": unit}
    )
    return ours / theirs


def main() -> int:
    ratios = import_ratios()
    with subprocess.Popen([sys.executable, "-c", _SERVER], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            url = f"http://127.0.0.1:{int(server.stdout.readline())}"
            for name in LIBRARIES:
                ratios |= sync_ratios(url, name)
                ratios |= asyncio.run(async_ratios(url, name))
            if find_spec("aiohttp"):
                ratios |= asyncio.run(async_ratios(url, "aiohttp"))
        finally:
            server.kill()
    if "--json" in sys.argv:
        Path(sys.argv[sys.argv.index("--json") + 1]).write_text(json.dumps(MEASURED), "utf-8")
    failed = False
    for name, ratio in ratios.items():
        budget = (
            IMPORT_BUDGET
            if name.startswith("import")
            else AIOHTTP_BUDGET
            if "aiohttp" in name
            else CALL_BUDGET
        )
        failed |= ratio > budget
        print(f"{name:36} {ratio:5.2f} (budget {budget})")
    return int(failed and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())

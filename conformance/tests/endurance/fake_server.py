"""A server that knows just what the endurance layer asks, and is wrong in one way: `python fake_server.py [FAULT]`."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import signal
import sys
from array import array

from vectorizer_conformance.wire.message import Request, read_request

FAULT = sys.argv[1] if len(sys.argv) > 1 else ""
# What is no route answers otherwise, or each operation would seem to have none.
ROUTES = re.compile(
    r"/health|/collections(/[^/?]+(/(batch_)?(insert|update|search)|/export|/vectors/[^/?]+)?)?(\?.*)?"
)
ending = asyncio.Event()
kept: list[bytes] = []
records: dict[str, dict[str, object]] = {}


class Server:
    def __init__(self) -> None:
        self.open = self.busy = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            if FAULT == "few" and self.open > 50:
                return
            while request := await read_request(reader):
                if "/export?" in request.target:
                    await export(writer)
                    return
                self.busy += 1
                status, body = await self.answer(request)
                self.busy -= 1
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
                await writer.drain()
        except (OSError, ValueError):
            pass
        finally:
            self.open -= 1
            writer.close()

    async def answer(self, request: Request) -> tuple[int, bytes]:
        if FAULT == "slow-beside-others" and request.method == "PATCH" and self.open > 100:
            await asyncio.sleep(2)
        if FAULT == "leaks":
            kept.append(bytes(100_000))
        if request.target.endswith("batch_insert") and len(request.content) > 10_000:
            await asyncio.sleep(1)  # in flight when SIGTERM comes
        if not ROUTES.fullmatch(request.target):
            return 404, b"{}"
        if "/batch_search?" in request.target:
            return 200, await search(json.loads(request.content)["searches"])
        write(request)
        return 201 if request.target == "/collections" else 200, json.dumps({}).encode()


def write(request: Request) -> None:
    name = request.target.rpartition("/")[2]
    if request.method == "DELETE":
        records.pop(name)
    body = json.loads(request.content or b"{}")
    whole = request.method == "PATCH" or name == "insert"
    for one in body.get("vectors") or body.get("updates") or [{"id": name, **body}] * whole:
        records[one["id"]] = {**records.get(one["id"], {}), **one}


async def search(searches: list[dict[str, str]]) -> bytes:
    places = {ident: place(str(one["vector"])) for ident, one in records.items()}
    found = []
    for wanted in (place(one["vector"]) for one in searches):
        found.append(sorted(places, key=lambda ident: abs(places[ident] - wanted))[:3])
    if FAULT == "searches-late":
        await asyncio.sleep(0.2)
    shown = [[{"id": ident, "vector": records[ident]["vector"]} for ident in ids] for ids in found]
    return json.dumps({"results": [{"results": hits} for hits in shown]}).encode()


def place(vector: str) -> float:
    return float(array("f", base64.b64decode(vector[:8])[:4])[0])


async def export(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 X\r\nConnection: close\r\n\r\n")
    view = records if FAULT == "exports-late" else dict(records)
    for ident in sorted(view):
        if ident in view:
            writer.write(json.dumps(view[ident]).encode() + b"\n")
            await writer.drain()


async def main() -> None:
    server = Server()
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    print(f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}", flush=True)
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, ending.set)
    await ending.wait()
    if FAULT == "drops":
        os._exit(0)
    if FAULT == "goes-on":
        await asyncio.sleep(60)
    listener.close()
    while server.busy:
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.05)
    os._exit(3 if FAULT == "exit-3" else 0)


asyncio.run(main())

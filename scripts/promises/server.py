"""A small server for the promises, in a process of its own: it prints its port. The first part of a path is what it does.

`right` answers at once, `silent` never, `drip-head` and `drip-body` a byte at a time, `busy` with 503, `cut` closes,
`told` refuses with all that it was sent in its answer.
"""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from vectorizer_client import __version__

STAMP = "2026-01-01T00:00:00.000000Z"
_LIMITS = (
    "body_bytes batch_items text_bytes metadata_bytes metadata_depth metadata_keys json_depth id_bytes dimension "
    "search_limit page_limit filter_depth filter_conditions answer_bytes search_results collections work_seconds"
)
INFO = {
    "name": "promises", "version": "1", "spec_version": __version__, "features": [],
    "limits": dict.fromkeys(_LIMITS.split(), 1000), "vector_formats": ["json", "base64"], "embedding_providers": [],
}  # fmt: skip


def whole(value: Any, status: int = 200, *more: str) -> bytes:
    body = json.dumps(value).encode()
    lines = [f"HTTP/1.1 {status} X", "Content-Type: application/json", f"Content-Length: {len(body)}", *more]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def right(path: str, body: bytes) -> bytes:
    if path.endswith("/info"):
        return whole(INFO)
    if "/batch_" in path:
        ids = [name.decode() for name in re.findall(rb'"id":"([^"]*)"', body)]
        results = [
            {"index": at, "id": name, "status": "created", "version": 1} for at, name in enumerate(ids)
        ]
        counts = {
            "count": len(ids),
            "created": len(ids),
            "updated": 0,
            "unchanged": 0,
            "failed": 0,
            "aborted": 0,
        }
        return whole({"collection": "c", "atomic": False, **counts, "results": results, "errors": []})
    name = path.partition("?")[0].rpartition("/")[2]
    return whole({"id": name, "text": name, "version": 1, "created_at": STAMP, "updated_at": STAMP})


def told(head: bytes) -> bytes:
    """A refusal by a server that repeats what it should not, as text, in a header and in a member's name."""
    sent = head.decode("latin-1")
    key = next(
        (line for line in sent.split("\r\n") if line.lower().startswith("authorization")), ""
    ).partition(": ")[2]
    problem = {
        "code": "validation-failed",
        "title": "T",
        "detail": f"got {sent}",
        "status": 422,
        key or "k": [key],
    }
    return whole(problem, 422, f"X-Request-Id: {key}", f"X-Echo: {key}")


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    async def drip(data: bytes) -> None:
        for at in range(len(data)):
            writer.write(data[at : at + 1])
            await writer.drain()
            await asyncio.sleep(0.02)

    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: *(\d+)", head)
            body = await reader.readexactly(int(length[1])) if length else b""
            path = head.split()[1].decode("ascii")
            kind = path.split("/")[1]
            if kind == "right" or path.endswith("/info") != (kind == "silent-info"):
                writer.write(right(path, body))
            elif kind == "drip-head":
                await drip(right(path, body))
            elif kind == "drip-body":
                start, _, rest = right(path, body).partition(b"\r\n\r\n")
                writer.write(start + b"\r\n\r\n")
                await drip(rest)
            elif kind == "busy":
                writer.write(whole({"code": "unavailable", "title": "T", "status": 503}, 503))
            elif kind == "told":
                writer.write(told(head))
            elif kind == "cut":
                writer.close()
                return
            else:
                await asyncio.sleep(3600)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=2**20, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

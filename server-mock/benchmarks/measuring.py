"""What the benchmarks share: the application called in this process, without sockets, and the figures that are kept."""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as `vectorizer-mock serve` does; before numpy is there

MEASURED: list[dict[str, Any]] = []


def arguments(description: str | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="a tenth of the data")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was measured")
    return parser.parse_known_args()[0]


def keep(name: str, ours: float, beside: str, theirs: float, unit: str) -> None:
    MEASURED.append({"name": name, "ours": ours, "beside": beside, "theirs": theirs, "unit": unit})


def write(file: Path | None) -> None:
    if file:
        file.write_text(json.dumps(MEASURED), "utf-8")


def best(work: Callable[[], Any], times: int = 3) -> float:
    """The shortest of some runs, in seconds of processor time, which other work on the machine does not lengthen."""
    return both(lambda _: work(), lambda _: None, times)[0]


def both(ours: Callable[[int], Any], theirs: Callable[[int], Any], times: int = 12) -> tuple[float, float]:
    """The shortest of each in turns, so that both meet the same machine."""
    shortest = [math.inf, math.inf]
    for turn in range(times):
        for which, work in enumerate((ours, theirs)):
            started = time.process_time()
            work(turn)
            shortest[which] = min(shortest[which], time.process_time() - started)
    return shortest[0], shortest[1]


async def call(application: Any, method: str, path: str, raw: bytes = b"") -> list[bytes]:
    """The pieces of the answer to a request, which has to succeed."""
    target, _, query = path.partition("?")
    waiting = [{"type": "http.request", "body": raw, "more_body": False}]
    kind = b"application/x-ndjson" if target.endswith("/import") else b"application/json"
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.Event().wait()  # the client stays until the answer is there
        return waiting.pop()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": target,
        "raw_path": target.encode(),
        "query_string": query.encode(),
        "headers": [(b"content-type", kind), (b"host", b"localhost")],
    }
    await application(scope, receive, send)
    assert sent[0]["status"] < 300, (path, sent)
    return [message["body"] for message in sent if "body" in message]

"""`./run fuzz -- --seconds 600 --seed 1` asks servers what is hostile, and fails with what they answer by 5xx or not at all.

Each server has its share of the time: uvicorn with a store in memory and in PostgreSQL, and granian. Every fragment of
`hostile.py` stands in every place of every body, and between these requests are made at random; `--from N` begins with
another one.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from random import Random
from typing import Any

from .asks import SETTING_UP, Ask, ask, positions, seed_ask
from .wire import Answer, Wire, is_framed

SERVERS = ("uvicorn", "postgres", "granian")
AT_ONCE = 8
AGAIN = 4_000
"""Requests after which all collections are made anew, as they grow."""
SLOW = 20.0
"""Seconds that no answer takes, whatever else the machine does."""


@contextmanager
def served(name: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A server's process, and its port."""
    with ExitStack() as stack:
        environment = {**os.environ, "VECTORIZER_MOCK_LOG_LEVEL": "off"}
        if name == "granian":
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = int(free.getsockname()[1])
            words = [
                "granian",
                "--interface",
                "asginl",
                "--http",
                "1",
                "--factory",
                "vectorizer_mock.asgi:make_application",
            ]
            words += ["--port", str(port), "--log-level", "critical"]
        else:
            port = 0
            words = ["vectorizer_mock", "serve", "--port", "0"]
            if name == "postgres":
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="vectorizer-"))
                words += ["--store", "embedded", "--data", folder]
        command = [sys.executable, "-m", *words]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        try:
            if port == 0:
                assert process.stdout is not None
                port = int(process.stdout.readline().rsplit(":", 1)[1])
            wait(process, port)
            yield process, port
        finally:
            process.terminate()
            process.communicate(timeout=60)


def wait(process: subprocess.Popen[str], port: int) -> None:
    until = time.monotonic() + 60
    while tell(Wire(port), Ask(b"GET", b"/health")).status != 200:
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.1)


def tell(wire: Wire, one: Ask) -> Answer:
    wire.send(one, Random(0))
    return wire.receive()


def wrong(one: Ask, answer: Answer) -> str:
    """What is wrong with an answer; empty where nothing is."""
    if answer.status == 0:
        return "no answer" if is_framed(one) else ""
    if answer.status >= 500:
        return f"{answer.status}"
    if answer.seconds > SLOW:
        return f"{answer.seconds:.1f} seconds"
    headers = answer.headers or {}
    if answer.status >= 400 and headers.get(b"content-type") == b"application/problem+json" and answer.body:
        if b"content-encoding" in headers:
            return ""
        problem: Any = json.loads(answer.body)
        return "" if problem["status"] == answer.status and problem["code"] else "a problem of another status"
    return (
        ""
        if answer.status < 400 or one.method == b"HEAD" or not is_framed(one)
        else "a refusal that is no problem"
    )


def ask_all(
    name: str, asks: Iterator[tuple[str, Ask]], seconds: float
) -> tuple[Counter[int], list[str], float]:
    """Ask until the time is over: how often each status came, what was wrong, and the longest time for an answer."""
    counts: Counter[int] = Counter()
    found: list[str] = []
    slowest = 0.0
    with served(name) as (process, port):
        wires = [Wire(port) for _ in range(AT_ONCE)]
        until = time.monotonic() + seconds
        for turn in itertools.count():
            if turn % (AGAIN // AT_ONCE) == 0:
                for one in itertools.starmap(seed_ask, SETTING_UP):
                    tell(wires[0], one)
            batch = list(itertools.islice(asks, AT_ONCE))
            if not batch or time.monotonic() > until or len(found) >= 20:
                break
            for wire, (number, one) in zip(wires, batch, strict=False):
                wire.send(one, Random(number))
            for wire, (number, one) in zip(wires, batch, strict=False):
                answer = wire.receive()
                if not is_framed(one):
                    wire.close()  # what follows it may be its rest
                elif answer.status == 0:
                    # A connection that was kept may have been ended meanwhile.
                    answer = tell(wire, one)
                counts[answer.status] += 1
                slowest = max(slowest, answer.seconds)
                if reason := wrong(one, answer):
                    found.append(f"{name}: {number}: {reason}: {shown(one)} -> {answer.body[:300]!r}")
                    print(found[-1], flush=True)
            if process.poll() is not None:
                found.append(
                    f"{name}: the server ended with {process.returncode}, at the latest after {batch[-1][0]}"
                )
                break
        else:
            raise AssertionError
        wait(process, port)
        for wire in wires:
            wire.close()
    return counts, found, slowest


def in_turn(*sources: Iterator[tuple[str, Ask]]) -> Iterator[tuple[str, Ask]]:
    """One of each, as long as it has any."""
    for some in itertools.zip_longest(*sources):
        yield from (one for one in some if one is not None)


def shown(one: Ask) -> str:
    """A request in a line, shortened."""
    parts = [one.method.decode(), repr(one.target)[:300], repr(one.headers)[:300]]
    return " ".join(parts) + (f" {one.body!r}"[:600] if one.body is not None else "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=date.today().toordinal(), help="another one each day")
    parser.add_argument(
        "--from", type=int, default=0, dest="first", help="the number of the first request at random"
    )
    parser.add_argument(
        "--server", choices=SERVERS, action="append", help="one of these alone; may be repeated"
    )
    parser.add_argument("--without-positions", action="store_true", help="only at random")
    given = parser.parse_args()
    servers = given.server or SERVERS
    failed = False
    for name in servers:
        at_random = ((f"--from {n}", ask(given.seed, n)) for n in itertools.count(given.first))
        everywhere = ((f"position {n}", one) for n, one in enumerate(positions()))
        asks = at_random if given.without_positions else in_turn(everywhere, at_random)
        share = given.seconds / len(servers)
        started = time.monotonic()
        counts, found, slowest = ask_all(name, asks, share)
        took = time.monotonic() - started
        print(
            f"{name}: {counts.total():,} requests of seed {given.seed} in {took:.0f} s: {sum(map(counts.__getitem__, range(500, 600)))}"
            f" answered 5xx, {len(found)} wrong; slowest {slowest * 1000:.0f} ms; "
            + ", ".join(f"{status or 'none'}: {count:,}" for status, count in sorted(counts.items())),
            flush=True,
        )
        failed = failed or bool(found)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())

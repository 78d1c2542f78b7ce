"""What one client can cost the others: a real server under attacks, with default flags.

For crowds (1,000 slow writers, 50 clients that send full bodies, 20 exports that nobody reads) it prints how long `/health` takes meanwhile,
and how long the server takes to end at SIGTERM while they go on. For single requests of at most 32 MiB it prints the CPU
that the server takes, and the memory above what it had before. Linux only, as it reads /proc.
Run: python benchmarks/bench_attacks.py [--seconds 10]
"""

from __future__ import annotations

import argparse
import base64
import gzip
import http.client
import json
import multiprocessing
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import zstandard

DIMENSION = 384
STORED = 5000
HERE = "/collections/c"
MIB = 1 << 20
MOST = 32 * MIB
JSON = {"content-type": "application/json"}
Request = tuple[str, str, bytes, dict[str, str]]


class Server:
    """`vectorizer-mock serve`, filled."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "vectorizer_mock", "serve", "--port", "0", "--log-level", "off"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])
        self._about = psutil.Process(self.process.pid)
        self.send("POST", "/collections", json.dumps({"name": "c", "dimension": DIMENSION}).encode())
        self.send("POST", f"{HERE}/batch_insert", batch("vectors", STORED))

    def send(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] = JSON) -> int:
        """The status of the answer, all of which is read."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request(method, path, body, headers)
            reply = connection.getresponse()
            while reply.read(MIB):
                pass
            return reply.status
        finally:
            connection.close()

    def cost(self, request: Request) -> tuple[int, float, float]:
        """Status, seconds of CPU, and MiB above what there was before, at most."""
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")  # the peak begins anew
        before, spent = self._memory("VmRSS"), self._cpu()
        status = self.send(*request)
        return status, self._cpu() - spent, self._memory("VmHWM") - before

    def _cpu(self) -> float:
        times = self._about.cpu_times()
        return float(times.user + times.system)

    def _memory(self, name: str) -> float:
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) / 1024
        raise LookupError(name)

    def _ran(self) -> float:
        """Milliseconds on a processor, of all its threads."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e6

    def health(self, seconds: float) -> list[tuple[float, float]]:
        """Milliseconds of requests on connections of their own, one after another; infinite where there is no 200.

        And what of them the server was on a processor, which other work on this machine does not lengthen.
        """
        taken, until = [], time.monotonic() + seconds
        while time.monotonic() < until:
            began, ran = time.monotonic(), self._ran()
            try:
                status = self.send("GET", "/health", headers={})
            except (OSError, http.client.HTTPException):
                status = 0
            wall = 1000 * (time.monotonic() - began) if status == 200 else float("inf")
            taken.append((wall, self._ran() - ran))
            time.sleep(0.01)
        return taken

    def end(self) -> float:
        """Seconds from SIGTERM to the end."""
        began = time.monotonic()
        self.process.terminate()
        self.process.communicate(timeout=120)
        return time.monotonic() - began


def batch(name: str, count: int) -> bytes:
    rows = np.random.default_rng(1).normal(size=(count, DIMENSION)).astype("<f4")
    items = [
        {"id": f"v{number}", "vector": base64.b64encode(row.tobytes()).decode()}
        for number, row in enumerate(rows)
    ]
    return json.dumps({name: items}).encode()


# Crowds: each runs in a process of its own until it is ended.


def slow_writers(port: int) -> None:
    head = b"POST /collections/c/insert HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 900\r\n"

    def begin(number: int) -> socket.socket | None:
        try:
            made = socket.create_connection(("127.0.0.1", port), timeout=5)
            # Half of them are slow in their headers, half in their bodies.
            made.sendall(head + (b"\r\n{" if number % 2 else b"x-slow: "))
            return made
        except OSError:
            return None

    writers = [begin(number) for number in range(1000)]
    while True:
        for number, writer in enumerate(writers):
            try:
                assert writer is not None
                writer.sendall(b" " if number % 2 else b"a")
            except (OSError, AssertionError):
                writers[number] = begin(number)
            time.sleep(0.002)


def send_again_and_again(port: int, given: list[Request]) -> None:
    """50 clients."""
    import threading

    def send(method: str, path: str, body: bytes, headers: dict[str, str]) -> None:
        head = f"{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {len(body)}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        while True:
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=60) as made:
                    made.sendall(head.encode() + b"\r\n")
                    made.sendall(body)
                    made.recv(65536)
            except OSError:
                time.sleep(0.1)

    for number in range(50):
        threading.Thread(target=send, args=given[number % len(given)], daemon=True).start()
    time.sleep(3600)


def full_bodies(port: int) -> None:
    send_again_and_again(port, [("POST", f"{HERE}/batch_update", batch("updates", 10_000), JSON)])


def bodies_at_the_limit(port: int) -> None:
    send_again_and_again(port, list(longest().values()))


def unread_exports(port: int) -> None:
    request = b"GET /collections/c/export HTTP/1.1\r\nhost: localhost\r\n\r\n"
    while True:
        readers = []
        for _ in range(20):
            try:
                readers.append(socket.create_connection(("127.0.0.1", port), timeout=5))
                readers[-1].sendall(request)
            except OSError:
                time.sleep(0.1)
        time.sleep(30)


CROWDS: dict[str, Callable[[int], None]] = {
    "nobody": lambda port: time.sleep(3600),
    "1,000 slow writers": slow_writers,
    "50 full bodies": full_bodies,
    "50 bodies of 32 MiB": bodies_at_the_limit,
    "20 unread exports": unread_exports,
}


def crowd(name: str, seconds: float) -> None:
    server = Server()
    attackers = multiprocessing.Process(target=CROWDS[name], args=(server.port,), daemon=True)
    attackers.start()
    time.sleep(2)
    wall, cpu = map(sorted, zip(*server.health(seconds), strict=True))
    ended = server.end()
    assert attackers.is_alive()
    attackers.kill()
    attackers.join()
    last = int(len(wall) * 0.99)
    print(
        f"  {name:20} {len(wall):6} {statistics.median(wall):8.0f} {wall[last]:6.0f} ms {cpu[last]:8.0f} ms {ended:13.1f} s",
        flush=True,
    )


def filled(piece: bytes, head: bytes = b"", tail: bytes = b"") -> bytes:
    """A body of 32 MiB."""
    return head + piece * ((MOST - len(head) - len(tail) - 1) // len(piece)) + tail


def longest() -> dict[str, Request]:
    """Requests whose bodies are as long as they may be."""
    insert, update = f"{HERE}/insert", f"{HERE}/batch_update"
    numbers = ",".join(["0.123456789"] * DIMENSION)
    items = b'{"updates":[' + filled(f'{{"id":"a","vector":[{numbers}]}},'.encode())[: MOST - 30]
    empty, frame = gzip.compress(b"", mtime=0), zstandard.ZstdCompressor().compress(b"")
    return {
        "empty members of gzip": ("POST", insert, filled(empty), {**JSON, "content-encoding": "gzip"}),
        "empty frames of zstd": ("POST", insert, filled(frame), {**JSON, "content-encoding": "zstd"}),
        "brackets": ("POST", insert, filled(b"["), JSON),
        "metadata of empty lists": (
            "POST",
            insert,
            filled(b"[],", b'{"id":"a","metadata":{"a":[', b"1]}}"),
            JSON,
        ),
        "one number without end": ("POST", insert, filled(b"9", b'{"id":"a","vector":[', b"]}"), JSON),
        "one text": ("POST", insert, filled(b"ab ", b'{"id":"a","text":"', b'"}'), JSON),
        "escapes": ("POST", insert, filled(b"\\u00e9", b'{"id":"a","text":"', b'"}'), JSON),
        "a vector of too many numbers": (
            "POST",
            insert,
            filled(b"1,", b'{"id":"a","vector":[', b"1]}"),
            JSON,
        ),
        "items that are cut off": ("POST", update, items, JSON),
    }


def requests() -> dict[str, Request]:
    insert, search = f"{HERE}/insert", f"{HERE}/search"
    bomb, compressor = bytes(1 << 30), zstandard.ZstdCompressor(level=1)
    many = json.dumps({"searches": [{"query": "a", "limit": 1000, "with_vector": True}] * 1000}).encode()
    nested: Any = {"n": 1}
    for _ in range(30):
        nested = {"$not": nested}
    return {
        **longest(),
        "1 GiB in gzip": ("POST", insert, gzip.compress(bomb, 9), {**JSON, "content-encoding": "gzip"}),
        "1 GiB in zstd": ("POST", insert, compressor.compress(bomb), {**JSON, "content-encoding": "zstd"}),
        "10,000 updates": ("POST", f"{HERE}/batch_update", batch("updates", 10_000), JSON),
        "1,000 searches for all": ("POST", f"{HERE}/batch_search", many, JSON),
        "a filter of 30 negations": (
            "POST",
            search,
            json.dumps({"query": "a", "filter": nested, "limit": 1000}).encode(),
            JSON,
        ),
        "a filter of many": (
            "POST",
            search,
            json.dumps({"query": "a", "filter": {"n": {"$nin": list(range(100_000))}}}).encode(),
            JSON,
        ),
        "an export": ("GET", f"{HERE}/export", b"", {}),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=CROWDS, help="one crowd, and no single requests")
    parser.add_argument("--seconds", type=float, default=10.0, help="for each crowd")
    given, _ = parser.parse_known_args()
    print(
        f"  {'/health under':20} {'asked':>6} {'median':>8} {'p99':>9} {'p99 of CPU':>11} {'SIGTERM ends in':>15}"
    )
    for name in [given.only] if given.only else CROWDS:
        crowd(name, given.seconds)
    if given.only:
        return 0
    server = Server()
    print(f"  {'one request':32} {'MiB':>6} {'status':>8} {'CPU':>9} {'memory':>10}")
    for name, request in requests().items():
        status, seconds, mebibytes = server.cost(request)
        print(
            f"  {name:32} {len(request[2]) / MIB:6.1f} {status:8} {seconds:7.2f} s {mebibytes:6.0f} MiB",
            flush=True,
        )
    server.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())

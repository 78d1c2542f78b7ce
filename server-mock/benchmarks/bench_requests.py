"""Measures small requests, the start and the memory of a real server; prints figures and ratios.

The server, a bare ASGI application and its twin in FastAPI run as processes of their own under uvicorn, and what is
measured is their processor time: not a client's, nor that of other work on the machine.
Run: python benchmarks/bench_requests.py [--quick] [--json FILE]
"""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import orjson
from measuring import arguments, keep, write

DIMENSION = 384
TWINS = Path(__file__).with_name("twins.py")
SERVE = ["-m", "vectorizer_mock", "serve", "--port", "0", "--log-level", "error"]


def main() -> None:
    given = arguments(__doc__)
    scale = 10 if given.quick else 1
    bench_requests(3000 // scale)
    bench_start(10 // min(scale, 5))
    bench_memory(100_000 // scale)
    write(given.json)


class Process:
    """A server in a process of its own, asked over one connection."""

    def __init__(self, words: Sequence[str]) -> None:
        # With bytecode, as an installed package has it.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self._process = subprocess.Popen(
            [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline().decode()
        self._connection = socket.create_connection(("127.0.0.1", int(line.rsplit(":", 1)[1])))

    def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
        self._connection.sendall(head.encode() + str(len(body)).encode() + b"\r\n\r\n" + body)
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._connection.recv(1 << 16)
        answered, _, rest = got.partition(b"\r\n\r\n")
        length = next(
            int(line[15:]) for line in answered.lower().split(b"\r\n") if line.startswith(b"content-length:")
        )
        while len(rest) < length:
            rest += self._connection.recv(1 << 16)
        assert answered.split()[1][:1] == b"2", answered
        return rest

    def seconds(self) -> float:
        """Of processor time so far, of all its threads."""
        tasks = Path(f"/proc/{self._process.pid}/task").glob("*/schedstat")
        return sum(int(one.read_text("ascii").split()[0]) for one in tasks) / 1e9

    def memory(self) -> int:
        """Bytes that are resident."""
        return int(Path(f"/proc/{self._process.pid}/statm").read_text("ascii").split()[1]) * os.sysconf(
            "SC_PAGE_SIZE"
        )

    def end(self) -> float:
        """End it; the processor time that it took."""
        self._connection.close()
        self._process.kill()
        _, _, used = os.wait4(self._process.pid, 0)
        self._process.returncode = 0
        return used.ru_utime + used.ru_stime


@contextmanager
def running(*words: str) -> Iterator[Process]:
    process = Process(words)
    try:
        yield process
    finally:
        process.end()


def bench_requests(count: int) -> None:
    """One vector read, and its metadata changed, beside a bare ASGI application and FastAPI."""
    with (
        running(*SERVE) as ours,
        running(str(TWINS), "raw") as raw,
        running(str(TWINS), "fastapi") as fastapi,
    ):
        ours.ask("POST", "/collections", b'{"name": "c", "dimension": 4}')
        vectors = [{"id": f"v{n}", "vector": [0.5] * 4, "metadata": {"n": n}} for n in range(1000)]
        ours.ask("POST", "/collections/c/batch_insert", orjson.dumps({"vectors": vectors}))
        for name, method in (("GET of a vector", "GET"), ("PATCH of metadata", "PATCH")):
            rates = [[], [], []]  # type: list[list[float]]
            for turn in range(5):
                for which, process in enumerate((ours, raw, fastapi)):
                    before = process.seconds()
                    for n in range(count // 5):
                        body = (
                            orjson.dumps({"metadata": {"seen": turn * count + n}})
                            if method == "PATCH"
                            else b""
                        )
                        process.ask(method, f"/collections/c/vectors/v{n % 1000}", body)
                    rates[which].append(count // 5 / (process.seconds() - before))
            best = [max(one) for one in rates]
            show(name, best[0], "a bare ASGI application", best[1], "per CPU-second")
            show(name, best[0], "FastAPI", best[2], "per CPU-second")


def bench_start(times: int) -> None:
    """The start until it listens, beside what it stands on."""
    ours = min(Process(SERVE).end() for _ in range(times))
    code = "import numpy, uvicorn, uvloop, httptools"
    theirs = min(_used([sys.executable, "-c", code]) for _ in range(times))
    show("start until it listens", ours * 1000, "importing numpy and uvicorn", theirs * 1000, "ms")


def _used(words: list[str]) -> float:
    process = subprocess.Popen(words)
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    return used.ru_utime + used.ru_stime


def bench_memory(count: int) -> None:
    """What vectors add to the memory, beside their numbers; and after each has been replaced many times."""
    generator = np.random.default_rng(2)
    with running(*SERVE) as process:
        process.ask("POST", "/collections", b'{"name": "c", "dimension": %d}' % DIMENSION)
        before = process.memory()
        for operation, key, rounds in (("batch_insert", "vectors", 1), ("batch_update", "updates", 3)):
            for _ in range(rounds):
                for start in range(0, count, 1000):
                    numbers = generator.normal(size=(min(1000, count), DIMENSION)).astype(np.float32)
                    items = [
                        {"id": f"v{start + n:06}", "vector": base64.b64encode(row.tobytes()).decode()}
                        for n, row in enumerate(numbers)
                    ]
                    process.ask("POST", f"/collections/c/{operation}", orjson.dumps({key: items}))
            name = f"memory of {count:,} × {DIMENSION}" + (", replaced 3 times" if rounds > 1 else "")
            used = process.memory() - before
            show(name, used / 2**20, "their numbers", count * DIMENSION * 4 / 2**20, "MiB")


def show(what: str, ours: float, beside: str, theirs: float, unit: str) -> None:
    print(f"{what:36} {ours:>9,.1f} {theirs:>9,.1f} {unit} ({beside}) {ours / theirs:>6.2f}×", flush=True)
    keep(what, ours, beside, theirs, unit)


if __name__ == "__main__":
    main()

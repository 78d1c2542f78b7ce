"""Servers and databases that are killed and come back, and moves of collections that are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import psycopg
from vectorizer_mock.stores import StoreError
from vectorizer_mock.stores.postgres import embedded, moving

COMMAND = [sys.executable, "-m", "vectorizer_mock", "serve", "--port", "0", "--log-level", "off"]
# Moves at random, one after another, whatever becomes of them.
MOVES = """
import random, sys
from contextlib import suppress
from vectorizer_mock.stores import StoreError
from vectorizer_mock.stores.postgres import moving
url, names, nodes = sys.argv[1], sys.argv[2].split(","), int(sys.argv[3])
while True:
    with suppress(StoreError):
        moving.move(url, random.choice(names), random.randrange(nodes))
        print("moved", flush=True)
"""


class World:
    """Servers of one folder with its database, or of several, between which collections are moved."""

    def __init__(self, folder: Path, nodes: int) -> None:
        self.folders = [folder / str(number) for number in range(nodes)]
        self.names = [f"c{number}" for number in range(nodes)]
        self.ports: list[int] = []
        self.servers: list[subprocess.Popen[str]] = []
        self.mover: subprocess.Popen[bytes] | None = None
        self._moves = folder / "moves"
        self.stopped = threading.Event()
        self.lost: list[str] = []
        # Of one database alone, its server is the only user, which starts it again.
        self.databases = [embedded.start(one) for one in self.folders] if nodes > 1 else []
        self.urls = [f"postgresql://vectorizer@/postgres?host={one}" for one in self.folders]
        for url in self.urls[1:]:
            moving.add(self.urls[0], url)
        for number in range(1 if nodes == 1 else 2):
            self.ports.append(0)
            self.servers.append(self.start(number))

    def start(self, number: int) -> subprocess.Popen[str]:
        data = ["--store", "embedded", "--data", str(self.folders[0])]
        process = subprocess.Popen([*COMMAND, *data], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        self.ports[number] = int(process.stdout.readline().rsplit(":", 1)[1])
        return process

    def kill_server(self, number: int) -> None:
        self.servers[number].kill()
        self.servers[number].communicate()
        self.servers[number] = self.start(number)

    def kill_database(self, number: int) -> None:
        """Servers start the first one again, and nobody but us the others."""
        lines = (self.folders[number] / "postgres" / "postmaster.pid").read_text("utf-8").split("\n")
        with suppress(ProcessLookupError):
            os.kill(int(lines[0]), signal.SIGKILL)

    def revive_databases(self) -> None:
        for database, url in zip(self.databases[1:], self.urls[1:], strict=True):
            while True:
                database.revive()
                # One that was killed a moment ago may not be gone yet, and then nothing was started.
                with suppress(psycopg.OperationalError):
                    psycopg.connect(url).close()
                    break
                time.sleep(0.05)

    def start_mover(self) -> None:
        """Move collections to and fro, where there are several databases."""
        if not self.databases:
            return
        words = [self.urls[0], ",".join(self.names), str(len(self.urls))]
        with self._moves.open("ab") as said:
            self.mover = subprocess.Popen([sys.executable, "-c", MOVES, *words], stdout=said)

    def kill_mover(self) -> None:
        if self.mover is not None:
            self.mover.kill()
            self.mover.wait()
        self.mover = None

    @property
    def moved(self) -> int:
        """How many moves came to their end."""
        return self._moves.read_bytes().count(b"\n") if self.mover is not None else 0

    def settle(self) -> list[str]:
        """Finish every move; the collections that are then not on one database alone."""
        for name in self.names if self.databases else []:
            for target in range(len(self.urls)):
                with suppress(StoreError):  # another one is to be finished, or it is there
                    moving.move(self.urls[0], name, target)
        counts = dict.fromkeys(self.names, 0)
        for url in self.urls:
            with psycopg.connect(url) as connection:
                for (name,) in connection.execute(
                    "SELECT name FROM vectorizer.collections WHERE arriving IS NULL"
                ).fetchall():
                    counts[name] += 1
        return [name for name, count in counts.items() if count != 1]

    def stop(self) -> None:
        self.kill_mover()
        for server in self.servers:
            server.terminate()
            server.communicate(timeout=60)
        for database in self.databases:
            database.stop()

"""A server process, and raw connections to it."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Any


@dataclass(frozen=True)
class RawReply:
    """The bytes that came back on one connection, and how it ended."""

    data: bytes
    closed: bool
    seconds: float

    @property
    def status(self) -> int:
        return int(self.data.split(b" ", 2)[1]) if self.data else 0

    @property
    def head(self) -> str:
        return self.data.partition(b"\r\n\r\n")[0].decode("latin-1").lower()

    @property
    def problem(self) -> Any:
        return json.loads(self.data.partition(b"\r\n\r\n")[2])


class RunningServer:
    """`vectorizer-mock serve`, or another command that does the same, on a free port."""

    def __init__(self, *flags: str, command: str = "serve") -> None:
        self._flags = (command, "--port", "0", *flags)

    def __enter__(self) -> RunningServer:
        command = [sys.executable, "-m", "vectorizer_mock", *self._flags]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        self.port = int(self.line.rsplit(":", 1)[1])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.output, self.errors = self.process.communicate(timeout=15)

    def connect(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port))
        made.settimeout(5)
        return made

    def exchange(self, *parts: bytes | float, half_close: bool = False, patience: float = 4.0) -> RawReply:
        """Sends bytes (and waits where a number stands), then reads until the end or a complete answer."""
        started = time.monotonic()
        with self.connect() as connection:
            for part in parts:
                if isinstance(part, bytes):
                    with contextlib.suppress(ConnectionError):
                        connection.sendall(part)
                else:
                    time.sleep(part)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            data, closed = read_answer(connection, patience)
        return RawReply(data, closed, time.monotonic() - started)


def read_answer(connection: socket.socket, patience: float) -> tuple[bytes, bool]:
    """The bytes until the connection ends or nothing more comes; and whether it ended."""
    data = b""
    connection.settimeout(patience)
    try:
        while piece := connection.recv(65536):
            data += piece
            # An answer has begun; what is still to come comes soon.
            connection.settimeout(0.3)
    except TimeoutError:
        return data, False
    except ConnectionError:
        return data, True
    return data, True

"""A small HTTP server on a socket that misbehaves as it is told, one behaviour a request."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sides import INFO


@dataclass
class Seen:
    """A request as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


Behaviour = Callable[[socket.socket, Seen], bool]
"""Does something on the connection; true keeps it open for the next request."""


def reply(
    body: Any = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
    content_type: str = "application/json",
) -> Behaviour:
    """A whole answer."""
    raw = http(body, status, headers, content_type)

    def behave(connection: socket.socket, seen: Seen) -> bool:
        connection.sendall(raw)
        return True

    return behave


def http(
    body: Any, status: int, headers: dict[str, str] | None = None, content_type: str = "application/json"
) -> bytes:
    payload = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} X", "X-Request-Id: served", f"Content-Type: {content_type}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    lines += [f"Content-Length: {len(payload)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + payload


def raw(data: bytes, *, slice_by: int = 0, pause: float = 0.0, then: str = "close") -> Behaviour:
    """Bytes as they are, perhaps in slices with pauses; afterwards close, keep, reset or stall."""

    def behave(connection: socket.socket, seen: Seen) -> bool:
        step = slice_by or len(data) or 1
        for start in range(0, len(data), step):
            connection.sendall(data[start : start + step])
            if pause:
                time.sleep(pause)
        if then == "stall":
            connection.settimeout(20)
            with contextlib.suppress(OSError):
                connection.recv(1)
        if then == "reset":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return then == "keep"

    return behave


EOF_AT_ONCE = raw(b"")
RESET = raw(b"", then="reset")
STALL = raw(b"", then="stall")


class Server:
    """Serves on a free port; `script` is consumed a behaviour a request, the last again and again."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self.script: list[Behaviour] = []
        self.seen: list[Seen] = []
        self.connections = 0
        self.asked_info = 0
        self.open = 0
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._running = True
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    def __enter__(self) -> Server:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._running = False
        # Closing a socket does not wake a thread that waits on it; a connection of our own does.
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        self._listener.close()
        for each in self._sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def settled(self, seconds: float = 2.0) -> bool:
        """Whether every connection is closed, now or soon."""
        end = time.monotonic() + seconds
        while self.open and time.monotonic() < end:
            time.sleep(0.01)
        return self.open == 0

    def _accept(self) -> None:
        while self._running:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            if not self._running:
                connection.close()
                return
            self.connections += 1
            self._sockets.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with self._lock:
            self.open += 1
        try:
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            while (seen := self._read(connection)) is not None and self._next(seen)(connection, seen):
                pass
        except OSError:
            pass
        finally:
            connection.close()
            with self._lock:
                self.open -= 1

    def _next(self, seen: Seen) -> Behaviour:
        with self._lock:
            if seen.method == "GET" and seen.target == "/info":
                self.asked_info += 1
                return reply(INFO)
            self.seen.append(seen)
            return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def _read(self, connection: socket.socket) -> Seen | None:
        data = b""
        while b"\r\n\r\n" not in data:
            chunk = connection.recv(65536)
            if not chunk:
                return None
            data += chunk
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        while len(body) < int(headers.get("content-length", 0)):
            chunk = connection.recv(65536)
            if not chunk:
                return None
            body += chunk
        return Seen(method, target, headers, body)

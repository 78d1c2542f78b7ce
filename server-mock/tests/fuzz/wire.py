"""Requests on sockets, several at a time, and answers as they come back."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass
from random import Random

from .asks import Ask

PATIENCE = 30
"""Seconds for an answer, as others use the machine too."""


@dataclass(frozen=True)
class Answer:
    """An answer; status 0 where the connection ended without one."""

    status: int = 0
    headers: dict[bytes, bytes] | None = None
    body: bytes = b""
    seconds: float = 0.0


class Wire:
    """One connection after another to a server, each for as long as it is kept."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None
        self._left = b""
        self._started = 0.0
        self._ask = Ask(b"", b"")

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = None
        self._left = b""

    def send(self, ask: Ask, random: Random) -> None:
        """Write a request; what the server has refused before it was read to its end is no failure."""
        self._ask, self._started = ask, time.monotonic()
        data = written(ask, random)
        try:
            if self._socket is None:
                self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall(data)
        except OSError:
            pass

    def receive(self) -> Answer:
        try:
            return self._receive()
        except (OSError, ValueError):
            self.close()
            return Answer(seconds=time.monotonic() - self._started)

    def _receive(self) -> Answer:
        while True:
            lines = self._until(b"\r\n\r\n").split(b"\r\n")
            status = int(lines[0].split(b" ")[1])
            if status != 100:
                break
        headers = {
            name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines[1:])
        }
        if self._ask.method == b"HEAD" or status in (204, 304):
            body = b""
        elif headers.get(b"transfer-encoding") == b"chunked":
            body = b""
            while size := int(self._until(b"\r\n"), 16):
                body += self._exactly(size)
                self._exactly(2)
            self._until(b"\r\n")
        else:
            body = self._exactly(int(headers[b"content-length"]) if b"content-length" in headers else 0)
        if headers.get(b"connection", b"").lower() == b"close":
            self.close()
        return Answer(status, headers, body, time.monotonic() - self._started)

    def _more(self) -> None:
        piece = self._socket.recv(65536) if self._socket is not None else b""
        if not piece:
            raise ConnectionError
        self._left += piece

    def _until(self, end: bytes) -> bytes:
        while end not in self._left:
            self._more()
        found, _, self._left = self._left.partition(end)
        return found

    def _exactly(self, size: int) -> bytes:
        while len(self._left) < size:
            self._more()
        found, self._left = self._left[:size], self._left[size:]
        return found


def written(ask: Ask, random: Random) -> bytes:
    """The bytes of a request, in one piece or in chunks."""
    headers = list(ask.headers)
    if not any(name == b"host" for name, _ in headers):
        headers.append((b"host", b"localhost"))
    body = ask.body or b""
    if ask.body is not None and not any(name == b"content-length" for name, _ in headers):
        if random.random() < 0.1:
            headers.append((b"transfer-encoding", b"chunked"))
            step = random.choice((1, 7, 100, 5_000)) if len(body) < 5_000 else 5_000
            pieces = [body[start : start + step] for start in range(0, len(body), step)]
            body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
        else:
            headers.append((b"content-length", b"%d" % len(body)))
    head = b"".join(b"%b: %b\r\n" % pair for pair in headers)
    return b"%b %b HTTP/1.1\r\n%b\r\n%b" % (ask.method, ask.target, head, body)


def is_framed(ask: Ask) -> bool:
    """Whether it is HTTP of one length and one host, so that it must be answered, and by us."""
    return not any(
        name in (b"content-length", b"upgrade", b"host") or b"\x7f" in name + content
        for name, content in ask.headers
    )

"""Requests that are easy to write down wrong, and servers that keep what came or answer in odd ways."""

from __future__ import annotations

import http.server
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from vectorizer_conformance.fault import Check
from vectorizer_conformance.repro import Repro, Send, programs
from vectorizer_conformance.wire import Request

# Enough of them to be written as one that is numbered.
NAMES = [f"a\r\n\t\x7f\u2028\"'`${{x}}\\ü{number}" for number in range(150)]
REQUESTS = {
    "at": Request("POST", "/x", [("Content-Type", "text/plain"), ("X-Empty", "")], b"@/etc/hostname"),
    "names": Request("POST", "/x", [("Content-Type", "application/json"), ("Accept-Encoding", "gzip")], json.dumps(NAMES, ensure_ascii=False, separators=(",", ":")).encode()),
}  # fmt: skip


def program(name: str, language: str) -> str:
    made = Repro(
        "x", "server", "title", "clause", "words", (), Send([REQUESTS[name]]), Check(("status",), 200)
    )
    return programs(made, "")[language]


def arrived(run: Callable[[str], tuple[int, str]]) -> tuple[dict[str, str], bytes]:
    """The headers and the body of the one request that the program sends to the address that it is given."""
    found: list[tuple[dict[str, str], bytes]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            found.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        code, said = run(f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
    assert code == 0, said
    ((headers, body),) = found
    return headers, body


# What HTTP libraries would not send.
ODD = b"GET /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"


# How a server may end after its answer, and the exit code of a program that wants the connection's end.
ENDINGS = [
    ({"closes": True}, 0),
    ({"closes": False}, 1),
    ({"closes": True, "more": b"HTTP/1.1 400 Bad\r\n\r\n"}, 1),
]


@contextmanager
def answering(body: Any, *, closes: bool, more: bytes = b"", head: str | None = None) -> Iterator[str]:
    """A server that gives this JSON to one request, and ends the connection without a word of it or keeps it;
    `more` follows the answer, `head` stands in place of its head."""
    data = json.dumps(body).encode()
    said = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"

    def serve(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(65536)
            connection.sendall((said if head is None else head).encode() + data + more)
            if not closes:
                connection.recv(1)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, args=(listening,))
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join(10)

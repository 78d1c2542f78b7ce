"""Requests that are easy to write down wrong, and a server that keeps what came."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Callable

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.repro import ProgramExchange, Reproduction, programs
from vectorizer_conformance.wire import Request

NAMES = [f"a\r\n\t\x7f\x1b\u2028\"'`${{x}}$(id)\\ü😀{number}*/" for number in range(9)]
TEXT = json.dumps(NAMES, ensure_ascii=False, separators=(",", ":"))
REQUESTS = {
    "at": Request("POST", "/x", [("Content-Type", "text/plain"), ("X-Empty", "")], b"@/etc/hostname"),
    "names": Request("POST", "/x", [("Content-Type", "application/json")], TEXT.encode()),
    "printable": Request("POST", "/x?q='$(id)'!", [("X-Odd", "it's \"$HOME\"")], b"[\"it's $HOME `id`\\\\\"]"),
    "bytes": Request("POST", "/x", [], bytes(range(256))),
}  # fmt: skip


def program(name: str, language: str) -> str:
    failure = Failure('*/ """ \x1b[2J\n\u2028`$(id)`', ("status",), 200)
    made = Reproduction("x", "server", "title", "clause", failure, (), [ProgramExchange(REQUESTS[name])])
    return programs(made)[language]


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

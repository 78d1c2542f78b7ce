"""A failure's program in the terminal works where it is copied to, or is not shown as if it did."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from reports import report, verdict
from rich.console import Console
from vectorizer_conformance.failure import Failure
from vectorizer_conformance.report.terminal import failures
from vectorizer_conformance.repro import ProgramExchange, Reproduction, mark, programs
from vectorizer_conformance.repro.reproduction import KEY
from vectorizer_conformance.wire import Request


def shown_of(*asks: Request | bytes, api_key: str | None = None) -> str:
    """The lines of the terminal for a failure whose programs ask this."""
    calls = [ProgramExchange(ask) for ask in asks]
    made = Reproduction("a/one", "server", "title", "clause", Failure("words"), (), calls, api_key=api_key)
    failed = replace(verdict("server", "a/one", "fail"), repro=programs(made))
    text = io.StringIO()
    failures(report(failed), Console(file=text, width=140))
    return text.getvalue()


@pytest.mark.parametrize(
    "target", ["/info", "/vectors/it's$HOME", "/vectors/*?x=$(id)", "/a?x=/../b", "/vectors/%24a!!"]
)
def test_a_request_on_the_terminal_works_where_it_is_copied_to(target: str) -> None:
    held = [("Authorization", f"Bearer {mark(KEY)}"), ("Content-Type", "application/json")]
    shown = shown_of(Request("POST", target, held, b'{"filter":{"n":{"$gte":2}}}'), api_key="secret")
    (line,) = [line.strip() for line in shown.splitlines() if line.startswith("      curl ")]
    assert '"${VECTORIZER_URL:-http://localhost:15002}"' in line
    came: list[tuple[str, str | None, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            came.append((self.path, self.headers["Authorization"], body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    if shutil.which("curl") is None:
        pytest.skip("no curl here")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        env = {"VECTORIZER_URL": f"http://127.0.0.1:{server.server_port}", "VECTORIZER_API_KEY": "mine"}
        subprocess.run(["sh", "-c", line], env={**os.environ, **env}, check=True, timeout=20)
        server.shutdown()
    assert came == [(target, "Bearer mine", b'{"filter":{"n":{"$gte":2}}}')]


@pytest.mark.parametrize(
    "ask",
    [
        Request("GET", "/vectors/[1-3]"),
        Request("GET", "/a/../b"),
        b"QUERY /info HTTP/1.1\r\nHost: x\r\n\r\n",
        Request("GET", f"/vectors?cursor={mark('next')}"),
        Request("GET", f"/vectors/{mark('run')}"),
        Request("POST", "/a", [("Content-Type", "application/json")], json.dumps({"v": [0.5] * 2000}).encode()),
        Request("POST", "/a", [("Content-Type", "text/plain")], b"two\nlines"),
        Request("POST", "/a", [("Content-Type", "text/plain")], b"x" * 600),
    ],
)  # fmt: skip
def test_what_only_the_program_can_send_is_no_line_to_copy(ask: Request | bytes) -> None:
    shown = shown_of(Request("GET", "/info"), ask, Request("GET", "/info"))
    lines = [line.strip() for line in shown.splitlines()]
    at = lines.index("curl -X GET \"${VECTORIZER_URL:-http://localhost:15002}\"'/info'")
    assert (
        lines[at + 1]
        == "… a request that only the program in the report can send: replay a/one --programs prints it"
    )
    assert lines[at + 2] == lines[at]
    assert all(word not in shown for word in ("$kept", "$tmp", "send -X", "printf"))

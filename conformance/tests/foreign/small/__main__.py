"""A server of somebody else's: six operations of the contract, in plain Python, as far as a careful person would take it.

`python small [--port N] [WORD…]` prints its address and serves. A word is a bug (`null-stays`, `never-unchanged`,
`far-is-near`, `ends`, `ends-at-thresholds`), another kind of partial server, or an operation that it lacks (see `WORDS`).
"""

from __future__ import annotations

import json
import re
import signal
import sys
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_to_bytes

import operations
from refusals import BASE, STATUS, WORDS, Refusal, need
from values import strict

ROUTES = [
    ("POST", "createCollection", r"/collections"),
    ("GET", "getCollection", r"/collections/(?P<collection>[^/]+)"),
    ("DELETE", "deleteCollection", r"/collections/(?P<collection>[^/]+)"),
    ("POST", "insertVector", r"/collections/(?P<collection>[^/]+)/insert"),
    ("GET", "getVector", r"/collections/(?P<collection>[^/]+)/vectors/(?P<id>[^/]+)"),
    ("PATCH", "updateVector", r"/collections/(?P<collection>[^/]+)/vectors/(?P<id>[^/]+)"),
    ("POST", "search", r"/collections/(?P<collection>[^/]+)/search"),
    ("DELETE", "deleteVector", r"/collections/(?P<collection>[^/]+)/vectors/(?P<id>[^/]+)"),
    ("GET", "getHealth", r"/health"),
    ("GET", "listCollections", r"/collections"),
    ("GET", "listVectors", r"/collections/(?P<collection>[^/]+)/vectors"),
]
OFFERED = {
    "only-collections": {"createCollection", "getCollection", "deleteCollection"},
    "stateless": {"getHealth"},
    "deletes": {"createCollection", "deleteCollection", "insertVector", "getVector", "deleteVector"},
    "read-only": {"listCollections", "getCollection", "listVectors", "getVector"},
    "nothing": set(),
}
SIX = {"createCollection", "deleteCollection", "insertVector", "getVector", "updateVector", "search"}
HERE = next((OFFERED[word] for word in WORDS if word in OFFERED), SIX)
LOCK = threading.RLock()
ANSWERS: dict[str, tuple[Any, tuple[int, dict[str, str], Any]]] = {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5  # for what a request says is still to come
    wbufsize = -1  # an answer in one piece

    def log_message(self, *_: object) -> None:
        pass

    def serve(self) -> None:
        given = self.headers.get("X-Request-Id")
        self.id = given if given and re.fullmatch("[ -~]{1,128}", given) else str(uuid.uuid4())
        try:
            status, headers, value = self.answer()
        except Refusal as refusal:
            status, headers, value = refusal.answer(self.id)
        if status >= 400:
            value["request_id"] = self.id
        if "bare-404" in WORDS and status == 404:
            value = None
        if "decorated" in WORDS and isinstance(value, dict):
            value = {**value, "served_at": time.time_ns()}
        self.send_response(status)
        headers = {"X-Request-Id": self.id, **headers}
        if value is not None:
            headers["Content-Type"] = "application/problem+json" if status >= 400 else "application/json"
        data = (
            b"" if value is None else json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
        )
        if status != 204:
            headers["Content-Length"] = str(len(data))
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def answer(self) -> tuple[int, dict[str, str], Any]:
        length = self.headers.get("Content-Length", "0")
        content = self.rfile.read(int(length))
        if "all-501" in WORDS:
            raise Refusal("method-not-allowed")
        path, _, query = self.path.partition("?")
        need(path.startswith(BASE), "route-not-found")
        found = [
            (method, name, match)
            for method, name, form in ROUTES
            if name in HERE and (match := re.fullmatch(form, path[len(BASE) :]))
        ]
        need(found, "route-not-found")
        method = "GET" if self.command == "HEAD" else self.command
        chosen = [one for one in found if one[0] == method]
        if not chosen:
            raise Refusal("method-not-allowed", "", {"Allow": ", ".join(sorted(one[0] for one in found))})
        _, name, match = chosen[0]
        names = {key: decoded(value) for key, value in match.groupdict().items()}
        accepted = self.headers.get("Accept", "*/*")
        need(re.search(r"\*/\*|application/(json|\*)", accepted), "not-acceptable")
        body = None
        if method in ("POST", "PATCH"):
            need(len(content) <= 1 << 25, "payload-too-large", limit=1 << 25)
            kind = self.headers.get("Content-Type", "").split(";")[0].strip().lower()
            need(
                kind == "application/json" and not self.headers.get("Content-Encoding"),
                "unsupported-media-type",
            )
            body = strict(content)
        key = self.headers.get("Idempotency-Key") if method in ("POST", "PATCH") else None
        need(key is None or re.fullmatch("[!-~]{1,255}", key), "malformed-request")
        try:
            pairs = parse_qs(query, keep_blank_values=True, errors="strict")
        except ValueError:
            raise Refusal("malformed-request") from None
        asked = (method, self.path, content, self.headers.get("If-Match"))
        with LOCK:
            if key is not None and key in ANSWERS:
                need(ANSWERS[key][0] == asked, "idempotency-key-reused")
                status, headers, value = ANSWERS[key][1]
                return status, {**headers, "Idempotency-Replayed": "true"}, value
            try:
                done = getattr(operations, name)(names, pairs, body, self.headers)
            except Refusal as refusal:
                if STATUS[refusal.code] not in (404, 409, 412):
                    raise
                done = refusal.answer(self.id)
            if key is not None:
                ANSWERS[key] = asked, done
            return done

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = do_TRACE = serve


def decoded(text: str) -> str:
    need(not re.search("%(?![0-9A-Fa-f]{2})", text), "malformed-request")
    try:
        found = unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise Refusal("malformed-request") from None
    need(not re.search("[\x00-\x1f\x7f-\x9f]", found), "malformed-request")
    return found


def main() -> None:
    if "all-501" in WORDS:
        STATUS["method-not-allowed"] = 501
    if "read-only" in WORDS:
        operations.createCollection({}, {}, {"name": "moons", "dimension": 2}, {})
        io = {"id": "io", "vector": [1, 0], "metadata": {"planet": "Jupiter"}}
        operations.insertVector({"collection": "moons"}, {}, io, {})
    port = int(sys.argv[sys.argv.index("--port") + 1]) if "--port" in sys.argv else 0
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f"serving on http://127.0.0.1:{server.server_port}{BASE}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()

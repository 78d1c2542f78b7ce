"""Two small servers with contracts of their own, right, or wrong in the ways that its arguments name.

`python server.py tasks|rooms [FAULT…]` prints its address and serves until it is killed.
"""

from __future__ import annotations

import json
import os
import re
import socket
import ssl
import struct
import sys
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote

KEY = "sesame"
# A file with a key and a certificate, to be asked under https.
CERTIFICATE = os.environ.get("CERTIFICATE")
API, FAULTS = sys.argv[1], frozenset(sys.argv[2:])
ASKED: list[None] = []
TASKS: dict[int, dict[str, Any]] = {1: {"id": 1, "title": "Water the plants", "state": "open"}}
ROOMS: dict[str, dict[str, Any]] = {
    "blue": {"name": "blue", "size": 12.5},
    "green": {"name": "green", "size": 9},
}


class Refusal(Exception):
    def __init__(self, status: int, error: str, **headers: str) -> None:
        self.status, self.error, self.headers = status, error, headers


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.0" if "http-1.0" in FAULTS else "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        path, _, query = self.path.partition("?")
        headers: dict[str, str] = {}
        try:
            if "limited" in FAULTS:
                limit()
            if "guarded" in FAULTS and not keyed(self, query):
                raise Refusal(401, "a key is needed")
            status, value = (tasks if API == "tasks" else rooms)(self, path, query)
        except Refusal as refusal:
            status, value, headers = refusal.status, {"error": refusal.error}, refusal.headers
        except ConnectionAbortedError:
            self.close_connection = True
            return
        data = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        for name, text in headers.items():
            self.send_header(name, text)
        if value is not None:
            self.send_header("Content-Type", "application/json")
        if status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_QUERY = serve

    def read(self) -> dict[str, Any]:
        if self.headers.get("Content-Type", "").split(";")[0] != "application/json":
            raise Refusal(415, "send JSON")
        try:
            value = json.loads(self.body)
        except ValueError:
            raise Refusal(400, "this is no JSON") from None
        if not isinstance(value, dict):
            self.misbehave()
            raise Refusal(400, "send an object")
        return value

    def misbehave(self) -> None:
        """What a server does on a request that it did not foresee, as the faults say."""
        if "goes-away" in FAULTS:
            os._exit(3)
        if "leads-round" in FAULTS:
            raise Refusal(307, "elsewhere", Location=self.path)
        if "resets" in FAULTS:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        whole = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"
        sent = {"garbles": b"<html>not HTTP</html>\r\n\r\n", "breaks-off": whole, "closes": b""}
        for fault in sent.keys() & FAULTS:
            self.wfile.write(sent[fault])
        if FAULTS & {"resets", *sent}:
            raise ConnectionAbortedError


def limit() -> None:
    """Every tenth request is one too many for this second."""
    ASKED.append(None)
    if len(ASKED) % 10 == 0:
        raise Refusal(429, "too many requests", **{"Retry-After": "0"})


def allow(request: Handler, *methods: str) -> str:
    """The method, if it is one of these; 405 otherwise."""
    told = [*methods, "PURGE"] if "allow-tells-more" in FAULTS and request.path == "/tasks" else methods
    if request.command == "OPTIONS" or request.command not in methods:
        raise Refusal(405, "no such method", Allow=", ".join(told))
    return request.command


def tasks(request: Handler, path: str, query: str) -> tuple[int, Any]:
    if path == "/admin" and "hidden-route" in FAULTS:
        return 200, {"secret": True}
    if path == "/tasks":
        extra = ("DELETE",) if "hidden-method" in FAULTS else ()
        method = allow(request, "GET", "POST", *extra)
        if method == "DELETE":
            return 200, {}
        return (200, listed(request, query)) if method == "GET" else add(request)
    found = re.fullmatch("/tasks/([^/]+)", path)
    if not found:
        raise Refusal(404, "there is nothing at this path")
    method = allow(request, "GET", *(() if "missing-operation" in FAULTS else ("DELETE",)))
    if not re.fullmatch("[1-9][0-9]{0,3}", found[1]):
        raise Refusal(400, "task_id must be from 1 to 9999")
    task = TASKS.get(int(found[1]))
    if task is None:
        raise Refusal(404, "there is no such task")
    if method == "DELETE":
        if task["id"] != 1:  # the one of the example stays
            del TASKS[task["id"]]
        return 204, None
    return 200, {key: task[key] for key in task if not ("missing-field" in FAULTS and key == "state")}


def listed(request: Handler, query: str) -> list[dict[str, Any]]:
    states = parse_qs(query, keep_blank_values=True).get("state", [])
    if len(states) > 1 or not set(states) <= {"open", "done"}:
        raise Refusal(418 if "undeclared-status" in FAULTS else 400, "state must be open or done")
    try:
        cookies = SimpleCookie(request.headers.get("Cookie", ""))
    except CookieError:
        raise Refusal(400, "these are no cookies") from None
    text = dict(
        p.strip().partition("=")[::2] for p in request.headers.get("Cookie", "").split(";") if p.strip()
    )
    session = cookies["session"].value if "session" in cookies else text.get("session")
    if session is not None and not re.fullmatch("[a-z]{1,8}", session):
        raise Refusal(400, "session must be short")
    return [task for task in TASKS.values() if not states or task["state"] in states]


def add(request: Handler) -> tuple[int, Any]:
    new = request.read()
    title, priority = new.get("title"), new.get("priority")
    if isinstance(priority, float) and priority.is_integer():
        priority = int(priority)
    good = isinstance(title, str) and re.fullmatch("[ -~]{1,40}", title)
    if not good or set(new) - {"title", "priority"}:
        raise Refusal(400, "title must be short")
    if priority is not None and (isinstance(priority, bool) or priority not in range(1, 6)):
        raise Refusal(400, "priority must be from 1 to 5")
    ident = max(TASKS) % 9998 + 2
    TASKS[ident] = {"id": ident, "title": title, "state": "open", "priority": priority}
    return 201, TASKS[ident]


def keyed(request: Handler, query: str) -> bool:
    if "key-in-query" in FAULTS:
        return parse_qs(query).get("key") == [KEY]
    return request.headers.get("X-Key") == KEY


def rooms(request: Handler, path: str, query: str) -> tuple[int, Any]:
    if path == "/status" and "missing-operation" not in FAULTS:
        allow(request, "GET")
        return 200, {"status": "ok"}
    if path == "/internal" and "hidden-route" in FAULTS:
        return 200, {}
    found = re.fullmatch("/rooms/([^/]+)", path)
    if not found:
        raise Refusal(404, "there is nothing at this path")
    method = allow(request, "GET", "PATCH", *(("PUT",) if "hidden-method" in FAULTS else ()))
    if not keyed(request, query) and "open-door" not in FAULTS:
        raise Refusal(403 if "undeclared-status" in FAULTS else 401, "a key is needed")
    if method == "PUT":
        return 200, {}
    if unquote(found[1]) not in ROOMS:
        raise Refusal(404, "there is no such room")
    room = ROOMS[unquote(found[1])]
    if method == "GET" and request.headers.get("X-Unit", "m2") not in ("m2", "ft2"):
        raise Refusal(400, "X-Unit must be m2 or ft2")
    if method == "PATCH":
        change = request.read()
        note = change.get("note")
        if set(change) != {"note"} or not (note is None or (isinstance(note, str) and len(note) <= 20)):
            raise Refusal(400, "note must be short")
        room["note"] = note
    return 200, {key: room[key] for key in room if not ("missing-field" in FAULTS and key == "size")}


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
if CERTIFICATE:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
print(f"listening on http{'s' if CERTIFICATE else ''}://127.0.0.1:{server.server_address[1]}", flush=True)
server.serve_forever()

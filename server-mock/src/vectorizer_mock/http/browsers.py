"""Which hosts and origins a request may name, so that no page that somebody visits reaches a server on their machine."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ..local import is_local
from ..log import Log
from ..problems import Problem
from ..settings import Settings
from .messages import Headers, Receive, Send, Served
from .responses import from_problem


class BrowserGuard:
    """Refuses names of other servers and pages of other origins before anything else is looked at."""

    def __init__(self, application: Served, settings: Settings, log: Log) -> None:
        self._application = application
        self.router = application.router
        self.new_request_id = application.new_request_id
        self.stop = application.stop
        self._log = log
        self._hosts = frozenset(host.lower() for host in settings.allow_hosts)
        self._origins = frozenset(settings.cors)
        is_open = not (settings.api_keys or settings.read_only_keys)
        self._checks_hosts = bool(self._hosts) or (is_open and settings.local)
        # Most clients say the same one each time.
        self._is_ours = lru_cache(maxsize=64)(self._names_us)
        # Who has to bring a key is not moved by a page that has none.
        self._checks_origins = is_open

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        problem = self._problem(Headers.of(scope)) if scope["type"] == "http" else None
        if problem is None:
            await self._application(scope, receive, send)
            return
        ident = self.new_request_id()
        response = from_problem(problem, ident)
        headers = [
            *response.headers,
            (b"x-request-id", ident.encode("ascii")),
            (b"content-length", str(len(response.body)).encode("ascii")),
            # What may follow of the request is not read.
            (b"connection", b"close"),
        ]
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": response.body})
        fields = {"request_id": ident, "method": "?", "operation": "", "status": problem.status}
        self._log.write("info", "request", **fields, problem=problem.code)

    def _problem(self, headers: Headers) -> Problem | None:
        host, origin = headers.get("host"), headers.get("origin")
        if self._checks_hosts and host and not self._is_ours(host):
            return Problem("misdirected-request", "Host must be a name of this server.")
        if self._checks_origins and origin is not None and not self._may_call(origin, host):
            return Problem("origin-not-allowed", "Pages of this origin may not call the server.")
        return None

    def _names_us(self, host: str) -> bool:
        name = host.lower()
        name = name[1:].partition("]")[0] if name.startswith("[") else name.partition(":")[0].rstrip(".")
        return name in self._hosts or is_local(name)

    def _may_call(self, origin: str, host: str | None) -> bool:
        if "*" in self._origins or origin in self._origins:
            return True
        scheme, _, authority = origin.partition("://")
        return scheme in ("http", "https") and host is not None and authority.lower() == host.lower()

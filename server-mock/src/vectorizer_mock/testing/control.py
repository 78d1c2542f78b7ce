"""`/__mock/`: what a test asks of the server over HTTP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import orjson

from ..clock import from_rfc3339, rfc3339
from ..http import responses
from ..http.auth import Gate
from ..http.messages import Headers, Receive, Response, Send
from ..http.routing import decode, parse_query
from ..problems import Path, Problem, problem_at
from ..validation.strict_json import read_json
from ..work import ClientGoneError
from . import read
from .har import to_har
from .journal import Entry
from .movable_time import MovableTime

if TYPE_CHECKING:
    from .double import Double

_BODY: Path = (None, "body")
_QUERY: Path = (None, "query")
_POLICY = (
    b"default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_YEARS = 100 * 366 * 86_400.0

Handler = Callable[[Any, dict[str, list[str]], str], Awaitable[Response]]


class Control:
    """The routes below `/__mock/`. A key that may write is needed where the server has keys."""

    def __init__(self, double: Double) -> None:
        self._double = double
        # A route's last segment may be a name, `*`.
        self._routes: dict[str, dict[str, Handler]] = {
            "": {"GET": self._page},
            "collections": {"GET": self._collections},
            "reset": {"POST": self._reset},
            "seed": {"POST": self._seed},
            "faults": {"GET": self._list_faults, "POST": self._add_fault, "DELETE": self._clear_faults},
            "faults/*": {"DELETE": self._remove_fault},
            "journal": {"GET": self._read_journal, "DELETE": self._clear_journal},
            "journal.har": {"GET": self._har},
            "clock": {"GET": self._read_clock, "POST": self._set_clock},
            "snapshots": {"GET": self._list_snapshots},
            "snapshots/*": {"PUT": self._save, "POST": self._restore, "DELETE": self._drop},
        }

    async def answer(
        self, scope: dict[str, Any], path: bytes, receive: Receive, send: Send, request_id: str, gate: Gate
    ) -> tuple[str, int]:
        """Answer a request; the route's name and the status, for the log."""
        route = ""
        try:
            route, name, methods = self._find(path)
            if scope["method"] not in methods:
                allowed = sorted(methods)
                detail = f"The method must be {' or '.join(allowed)}."
                raise Problem("method-not-allowed", detail, allow=allowed)
            if route:
                # The page itself has nothing to hide, and asks for the key.
                gate.check(Headers.of(scope), None)
            raw = await read.whole_body(receive)
            body = read_json(raw, _BODY) if raw else None
            response = await methods[scope["method"]](body, parse_query(scope.get("query_string", b"")), name)
        except Problem as problem:
            response = responses.from_problem(problem, request_id)
        except ClientGoneError:
            return route.partition("/")[0] or "page", 0
        length = str(len(response.body)).encode("ascii")
        headers = [*response.headers, (b"x-request-id", request_id.encode("ascii"))]
        if response.status != 204:
            headers.append((b"content-length", length))
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": response.body})
        return route.partition("/")[0] or "page", response.status

    def _find(self, path: bytes) -> tuple[str, str, dict[str, Handler]]:
        first, _, rest = path.removeprefix(b"/").partition(b"/")
        route, name = decode(first), decode(rest)
        if name:
            route = f"{route}/*"
        if route not in self._routes:
            raise Problem("route-not-found", "There is no such path below /__mock/.")
        return route, name, self._routes[route]

    async def _page(self, body: Any, query: dict[str, list[str]], name: str) -> Response:
        page = files("vectorizer_mock.testing").joinpath("page.html").read_bytes()
        headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-security-policy", _POLICY)]
        return Response(200, headers, page)

    async def _collections(self, body: Any, query: dict[str, list[str]], name: str) -> Response:
        return _json({"collections": await self._double.state.collections()})

    async def _reset(self, body: Any, query: dict[str, list[str]], name: str) -> Response:
        await self._double.reset()
        return Response(204)

    async def _seed(self, body: Any, query: dict[str, list[str]], name: str) -> Response:
        return _json(await self._double.seed(body))

    async def _list_faults(self, body: Any, query: dict[str, list[str]], name: str) -> Response:
        return _json({"faults": [fault.describe() for fault in self._double.faults.all()]})

    async def _add_fault(self, body: Any, query: dict[str, list[str]], name: str) -> Response:
        return _json(self._double.faults.add(body).describe(), 201)

    async def _clear_faults(self, body: Any, query: dict[str, list[str]], name: str) -> Response:
        self._double.faults.clear()
        return Response(204)

    async def _remove_fault(self, body: Any, query: dict[str, list[str]], name: str) -> Response:
        if not self._double.faults.remove(name):
            raise Problem("route-not-found", "There is no such fault.")
        return Response(204)

    async def _read_journal(self, body: Any, query: dict[str, list[str]], name: str) -> Response:
        journal = self._double.journal
        found, limit = self._found(query)
        return _json(
            {
                "entries": [
                    entry.describe(journal.redactor) for entry in found[max(0, len(found) - limit) :]
                ],
                "count": len(found),
                "dropped": journal.dropped,
            }
        )

    async def _clear_journal(self, body: Any, query: dict[str, list[str]], name: str) -> Response:
        self._double.journal.clear()
        return Response(204)

    async def _har(self, body: Any, query: dict[str, list[str]], name: str) -> Response:
        found, limit = self._found(query)
        return _json(to_har(found[max(0, len(found) - limit) :], self._double.journal.redactor))

    def _found(self, query: dict[str, list[str]]) -> tuple[list[Entry], int]:
        wanted = matchers(query)
        limit = wanted.pop("limit", 100)
        return list(self._double.journal.find(wanted)), limit

    async def _read_clock(self, body: Any, query: dict[str, list[str]], name: str) -> Response:
        return self._clock()

    async def _set_clock(self, body: Any, query: dict[str, list[str]], name: str) -> Response:
        self._double.state.move_time(clock_change(body))
        return self._clock()

    def _clock(self) -> Response:
        times = self._double.state.time
        return _json({"moved": times.moved, "stopped": times.is_stopped})

    async def _list_snapshots(self, body: Any, query: dict[str, list[str]], name: str) -> Response:
        return _json({"snapshots": self._double.state.names()})

    async def _save(self, body: Any, query: dict[str, list[str]], name: str) -> Response:
        if self._double.state.is_full(name):
            raise Problem("limit-exceeded", "There are as many snapshots as there may be: delete one.")
        self._double.state.save(name)
        return Response(204)

    async def _restore(self, body: Any, query: dict[str, list[str]], name: str) -> Response:
        if not self._double.state.restore(name):
            raise Problem("route-not-found", "There is no such snapshot.")
        return Response(204)

    async def _drop(self, body: Any, query: dict[str, list[str]], name: str) -> Response:
        if not self._double.state.drop(name):
            raise Problem("route-not-found", "There is no such snapshot.")
        return Response(204)


def matchers(query: dict[str, list[str]]) -> dict[str, Any]:
    """A query's conditions on journal entries."""
    readers: dict[str, Callable[[str, Path], Any]] = {
        **MATCHERS,
        "limit": _integer,
        "body": lambda text, path: read_json(text.encode("utf-8"), path),
    }
    made = {}
    for name, values in query.items():
        path = (_QUERY, name)
        if name not in readers:
            raise problem_at(path, "unknown-field", f"is not known; there are {', '.join(readers)}.")
        if len(values) != 1:
            raise read.wrong(path, "must be given once.")
        made[name] = readers[name](values[0], path)
    return made


def clock_change(body: Any) -> Callable[[MovableTime], object]:
    """A body's changes of the clock: `set` to an instant, then `advance` by seconds, then `stopped` or not."""
    given = read.members(body, ("set", "advance", "stopped"))
    instant = None
    if "set" in given:
        try:
            instant = _kept(from_rfc3339(read.text(given["set"], (_BODY, "set"))))
        except (ValueError, OverflowError):
            detail = "must be a time like 2026-01-01T00:00:00Z, from 1970 to 9999."
            raise read.wrong((_BODY, "set"), detail) from None
    seconds = read.number(given.get("advance", 0), (_BODY, "advance"), -_YEARS, _YEARS)
    stopped = read.boolean(given["stopped"], (_BODY, "stopped")) if "stopped" in given else None

    def change(times: MovableTime) -> None:
        start = times.known() if instant is None else instant
        try:
            _kept((start or 0) + (0 if start is None else round(seconds * 1e6)))
        except (ValueError, OverflowError):
            raise read.wrong((_BODY, "advance"), "must lead to a time from 1970 to 9999.") from None
        if stopped:
            times.stop()
        if instant is not None:
            times.set(instant)
        times.move(round(seconds * 1e6))
        if stopped is False:
            times.go_on()

    return change


def _kept(instant: int) -> int:
    """An instant that records can have; ValueError or OverflowError for another."""
    if instant < 0:
        raise ValueError("before 1970")
    rfc3339(instant)
    return instant


def _integer(text: str, path: Path) -> int:
    if not text.isdecimal() or len(text) > 15:
        raise read.wrong(path, "must be an integer, 0 or more.")
    return int(text)


MATCHERS: dict[str, Callable[[str, Path], Any]] = {
    **dict.fromkeys(("operation", "method", "path", "request_id", "fault"), lambda text, path: text),
    **dict.fromkeys(("status", "after"), _integer),
}
"""The parameters of the journal beside `body`, and how its text is read."""


def _json(value: Any, status: int = 200) -> Response:
    return Response(status, [(b"content-type", b"application/json")], orjson.dumps(value))

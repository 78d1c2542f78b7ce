"""The application: one ASGI callable, in which a request passes each check in turn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from .._generated.handlers import Handlers
from .._generated.routes import OPERATIONS
from ..log import Log
from ..operation import Body, Operation, RawParameters
from ..operations.complete import handlers_of
from ..operations.pieces import WORTH_COUNTING
from ..problems import Problem, Report
from ..settings import Settings
from ..stores import Store, StoreOutcomeUnknownError, StoreUnavailableError
from ..work import ClientGoneError, MemoryBudget, Turns, Work, current, in_line
from . import responses
from .auth import Gate
from .body import LONG, parse_body, read_body
from .idempotency import executed, fingerprint, idempotency_key, idempotent, named, replayed, to_stored
from .messages import VISIBLE, Headers, Receive, Request, Response, Send
from .negotiation import check_acceptable, check_content_type
from .rate_limit import RateLimit
from .refusals import check_head
from .routing import Router, parse_query
from .sending import send_response

if TYPE_CHECKING:
    from .metrics import Metrics
    from .tracing import Tracing

T = TypeVar("T")

_ALWAYS = "getHealth"
"""The operations that are answered however busy the server is, so that whoever watches it does not take it for dead."""


class Application:
    """The server as an ASGI application over the handlers of the operations."""

    def __init__(
        self,
        handlers: Handlers,
        store: Store,
        settings: Settings,
        log: Log,
        new_request_id: Callable[[], str],
        metrics: Metrics | None = None,
        tracing: Tracing | None = None,
    ) -> None:
        self._handlers = handlers_of(handlers, OPERATIONS)
        self._settings = settings
        self._log = log
        self.new_request_id = new_request_id
        self.router = Router(OPERATIONS)
        self.gate = Gate(settings.api_keys, settings.read_only_keys)
        self._rate_limit = RateLimit(settings.rate_limit) if settings.rate_limit else None
        self._store = store
        self._in_flight = 0
        self._budget = MemoryBudget(settings.bodies_bytes)
        self._turns = Turns()
        self._metrics = metrics
        self._tracing = tracing
        if metrics is not None:
            metrics.work_on(lambda: self._in_flight)

    def stop(self) -> None:
        """Nothing waits here that would not end by itself."""

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        request = self._request(scope, receive)
        current.set(request.work)
        started = time.perf_counter()
        status = 0
        try:
            response = await self._respond(request)
            if len(response.body) >= responses.WORTH_COMPRESSING:
                response = await responses.compressed(response, request.headers)
            if (uncounted := len(response.body) - request.work.answer) > WORTH_COUNTING:
                request.work.hold_anyway(uncounted)
            status = response.status
            await send_response(response, request, send)
        except ClientGoneError:
            pass
        finally:
            request.work.end()
            seconds = time.perf_counter() - started
            if self._metrics is not None:
                self._metrics.took(request.operation, status, request.problem, request.body_bytes, seconds)
            if self._tracing is not None:
                self._tracing.took(request, status, seconds)
            if self._log.has("info"):
                self._tell(request, status, seconds)

    def _tell(self, request: Request, status: int, seconds: float) -> None:
        self._log.write(
            "info",
            "request",
            request_id=request.id,
            method=request.method if request.method.isalpha() else "?",
            operation=request.operation,
            status=status,
            problem=request.problem or None,
            body_bytes=request.body_bytes,
            milliseconds=round(seconds * 1000, 2),
        )

    def _request(self, scope: dict[str, Any], receive: Receive) -> Request:
        headers = Headers.of(scope)
        raw_path: bytes = scope.get("raw_path") or scope["path"].encode("utf-8")
        return Request(
            id=request_id(headers, self.new_request_id),
            method=scope["method"],
            raw_path=raw_path.partition(b"?")[0],
            query=scope.get("query_string", b""),
            headers=headers,
            receive=receive,
            work=Work(self._turns, self._budget, receive),
            transport=(scope.get("extensions") or {}).get("transport"),
        )

    async def _respond(self, request: Request) -> Response:
        """The response to a request, whatever happens."""
        try:
            return await self._pass(request)
        except Problem as problem:
            request.problem = problem.code
            return responses.from_problem(problem, request.id)
        except StoreUnavailableError as error:
            self._log.write("warning", "store unavailable", request_id=request.id, reason=str(error))
            request.problem = "unavailable"
            lost = Problem("unavailable", "The database cannot be used at the moment.", retry_after=1)
            return responses.from_problem(lost, request.id)
        except ClientGoneError:
            raise
        except StoreOutcomeUnknownError as error:
            # 503 would say that nothing was written: an answer that is lost says what is known.
            self._log.write("error", "outcome unknown", request_id=request.id, reason=str(error))
            request.hang_up()
            raise ClientGoneError from None
        except asyncio.CancelledError:
            # The time to finish is over; what this request wanted has not happened yet, as effects never wait.
            request.problem = "unavailable"
            ending = Problem("unavailable", "The server is shutting down.", retry_after=1, close=True)
            return responses.from_problem(ending, request.id)
        except Exception as error:
            self._log.failure("failure", error, request_id=request.id, operation=request.operation)
            request.problem = "internal-error"
            failure = Problem("internal-error", "The server failed on this request.")
            return responses.from_problem(failure, request.id)

    async def _pass(self, request: Request) -> Response:
        if self._settings.requests_in_flight == 0:
            raise _too_busy()
        if request.transport is None:  # another HTTP server than ours, which has looked
            check_head(request.headers, self._settings)
        operation, path = self.router.find(request.method, request.raw_path)
        request.operation = operation.operation_id
        caller = self.gate.check(request.headers, operation)
        if self._rate_limit is not None and operation.operation_id != _ALWAYS:
            # After the key: whoever has none takes nothing from those who have one.
            self._rate_limit.take()
        check_acceptable(request.headers, operation)
        key = idempotency_key(request.headers) if operation.keyed else None
        parameters = _parameters(operation, path, request)
        if operation.body is None:
            return await self._execute(operation, parameters)
        check_content_type(request.headers, operation.body.media_types)
        raw = await read_body(request, self._settings.body_bytes)
        if key is None:
            return await self._execute(operation, await _arguments(parameters, raw, operation.body))
        return await self._execute_once(operation, parameters, raw, request, caller, key)

    async def _execute(self, operation: Operation, arguments: dict[str, Any]) -> Response:
        # A request counts from here, when all of it has arrived: whoever is slow to send takes nobody's place.
        if operation.operation_id != _ALWAYS and self._in_flight >= self._settings.requests_in_flight:
            raise _too_busy()
        self._in_flight += 1
        try:
            return responses.from_answer(await self._handlers[operation.operation_id](**arguments))
        finally:
            self._in_flight -= 1

    async def _execute_once(
        self, operation: Operation, parameters: Any, raw: bytes, request: Request, caller: str, key: str
    ) -> Response:
        assert operation.body is not None
        collection = parameters.get("collection")
        if collection is None and "name" in operation.members:  # it makes one, whose name stands in its body
            collection = await _made(named, raw)
        identity = await _made(fingerprint, raw, request)
        async with idempotent(self._store, caller, key, identity, collection) as once:
            if once.stored is not None:
                return replayed(once.stored, request)
            try:
                response = await self._execute(operation, await _arguments(parameters, raw, operation.body))
            except Problem as problem:
                if not executed(problem):
                    raise
                request.problem = problem.code
                response = responses.from_problem(problem, request.id)
            once.keep(to_stored(response, request.problem))
            return response


def _too_busy() -> Problem:
    return Problem("unavailable", "The server has too many requests at once.", retry_after=1)


def request_id(headers: Headers, new: Callable[[], str]) -> str:
    """The id that the request brings, if it can be echoed, or a fresh one."""
    given = headers.get("x-request-id")
    if given and len(given) <= 128 and VISIBLE.fullmatch(given):
        return given
    return new()


def _parameters(operation: Operation, path: dict[str, str], request: Request) -> Any:
    report = Report()
    known = operation.queries
    query = parse_query(request.query) if request.query and known is not None else {}
    for name in query:
        if name not in (known or ()):
            detail = f'"{name[:100]}" is not a parameter of this operation.'
            report.add(((None, "query"), name), "unknown-field", detail)
    raw = RawParameters(path, query, request.headers)
    parameters = operation.read_parameters(raw, report)
    report.raise_if_any()
    return parameters


async def _arguments(parameters: dict[str, Any], raw: bytes, body: Body) -> dict[str, Any]:
    """The handler's arguments: the parameters, and the body's members or the body itself."""
    content = await _made(parse_body, raw, body)
    parameters.update({body.whole: content} if body.whole else content)
    return parameters


async def _made(function: Callable[..., T], raw: bytes, *given: Any) -> T:
    """What a function makes of a body: of a long one in a thread, so that others are served meanwhile."""
    return function(raw, *given) if len(raw) < LONG else await in_line(function, raw, *given)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return

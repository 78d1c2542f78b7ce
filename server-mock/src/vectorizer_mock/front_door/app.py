"""The application: one ASGI callable, in which a request passes each check in turn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from .._generated.routes import OPERATIONS, Handlers
from ..contract import Answer, Call, Operation, RawParameters
from ..log import Log
from ..problems import Problem, Report
from ..settings import Settings
from . import responses
from .auth import Gate
from .body import Room, declared_length, parse_body, read_body
from .idempotency import IdempotencyStore, fingerprint, idempotency_key
from .messages import ClientGoneError, Headers, Receive, Request, Response, Send
from .negotiation import check_acceptable, check_content_type
from .rate_limit import RateLimit
from .routing import Router, parse_query

Handler = Callable[[Call[Any, Any]], Awaitable[Answer]]
Reset = Callable[[], Awaitable[None]]

_WORTH_READING = 65_536
_REPLAYED = (b"idempotency-replayed", b"true")


class MissingHandlerError(RuntimeError):
    """The contract has an operation that nothing serves."""


class Application:
    """The server as an ASGI application over the handlers of the operations."""

    def __init__(
        self,
        handlers: Handlers,
        settings: Settings,
        log: Log,
        new_request_id: Callable[[], str],
        reset: Reset | None = None,
    ) -> None:
        self._handlers = {operation.operation_id: _handler(handlers, operation) for operation in OPERATIONS}
        self._settings = settings
        self._log = log
        self.new_request_id = new_request_id
        self._reset = reset if settings.mock else None
        self.router = Router(OPERATIONS)
        self._gate = Gate(settings.api_keys, settings.read_only_keys)
        self._rate_limit = RateLimit(settings.rate_limit) if settings.rate_limit else None
        self._idempotency = IdempotencyStore(
            seconds=settings.idempotency_seconds,
            keys=settings.idempotency_keys,
            size=settings.idempotency_bytes,
        )
        self._in_flight = 0
        self._room = Room(settings.bodies_bytes)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] != "http":
            return
        request = self._request(scope, receive)
        started = time.perf_counter()
        self._in_flight += 1
        status = 0
        try:
            response = responses.compressed(await self._respond(request), request.headers)
            status = response.status
            await _send(response, request, send)
        except ClientGoneError:
            pass
        finally:
            self._in_flight -= 1
            self._room.give_back(request.held)
            self._log.write(
                "info",
                "request",
                request_id=request.id,
                method=request.method if request.method.isalpha() else "?",
                operation=request.operation,
                status=status,
                problem=request.problem or None,
                body_bytes=request.body_bytes,
                milliseconds=round((time.perf_counter() - started) * 1000, 2),
            )

    def _request(self, scope: dict[str, Any], receive: Receive) -> Request:
        headers = Headers(scope["headers"])
        raw_path: bytes = scope.get("raw_path") or scope["path"].encode("utf-8")
        return Request(
            id=request_id(headers, self.new_request_id),
            method=scope["method"],
            raw_path=raw_path.partition(b"?")[0],
            query=scope.get("query_string", b""),
            headers=headers,
            receive=receive,
        )

    async def _respond(self, request: Request) -> Response:
        """The response to a request, whatever happens."""
        try:
            return await self._pass(request)
        except Problem as problem:
            request.problem = problem.code
            return responses.from_problem(problem, request.id)
        except ClientGoneError:
            raise
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
        if self._in_flight > self._settings.requests_in_flight:
            raise Problem("unavailable", "The server has more requests than it can hold.", retry_after=1)
        if self._reset is not None and request.raw_path == b"/__mock/reset":
            return await self._pass_reset(request)
        operation, path = self.router.find(request.method, request.raw_path)
        request.operation = operation.operation_id
        if self._rate_limit is not None:
            self._rate_limit.take()
        caller = self._gate.check(request.headers, operation)
        check_acceptable(request.headers, operation)
        key = idempotency_key(request.headers) if operation.keyed else None
        parameters = _parameters(operation, path, request)
        if operation.body is None:
            return await self._execute(operation, Call(parameters, None))
        check_content_type(request.headers, operation.body.media_types)
        raw = await read_body(request, self._settings.body_bytes, self._room)
        if key is None:
            return await self._execute(operation, Call(parameters, parse_body(raw, operation.body)))
        return await self._execute_once(operation, parameters, raw, request, caller, key)

    async def _execute(self, operation: Operation, call: Call[Any, Any]) -> Response:
        return responses.from_answer(await self._handlers[operation.operation_id](call))

    async def _execute_once(
        self, operation: Operation, parameters: Any, raw: bytes, request: Request, caller: str, key: str
    ) -> Response:
        stored = self._idempotency.begin(caller, key, fingerprint(request, raw))
        if stored is not None:
            return _replayed(stored, request)
        try:
            assert operation.body is not None
            call = Call(parameters, parse_body(raw, operation.body))
            response = await self._execute(operation, call)
        except Problem as problem:
            self._idempotency.finish(caller, key, problem)
            raise
        except BaseException:
            self._idempotency.abandon(caller, key)
            raise
        self._idempotency.finish(caller, key, response)
        return response

    async def _pass_reset(self, request: Request) -> Response:
        request.operation = "mock:reset"
        if request.method != "POST":
            raise Problem("method-not-allowed", "This path takes POST.", allow=["POST"])
        self._gate.check(request.headers, None)
        assert self._reset is not None
        await self._reset()
        self._idempotency.clear()
        return Response(204)


def request_id(headers: Headers, new: Callable[[], str]) -> str:
    """The id that the request brings, if it can be echoed, or a fresh one."""
    given = headers.get("x-request-id")
    if given and len(given) <= 128 and all("!" <= character <= "~" for character in given):
        return given
    return new()


def _handler(handlers: Handlers, operation: Operation) -> Handler:
    handler: Handler | None = getattr(handlers, operation.handler, None)
    if handler is None:
        raise MissingHandlerError(
            f"openapi.yaml has the operation {operation.operation_id} "
            f"({operation.method} {operation.path}), and no handler {operation.handler} serves it: "
            "write one in vectorizer_mock/operations/"
        )
    return handler


def _parameters(operation: Operation, path: dict[str, str], request: Request) -> Any:
    query = parse_query(request.query) if operation.queries else {}
    report = Report()
    raw = RawParameters(path, query, request.headers.joined())
    parameters = operation.read_parameters(raw, report)
    report.raise_if_any()
    return parameters


def _replayed(stored: Response | Problem, request: Request) -> Response:
    if isinstance(stored, Problem):
        request.problem = stored.code
        stored = responses.from_problem(stored, request.id)
    return Response(stored.status, [*stored.headers, _REPLAYED], stored.body)


async def _send(response: Response, request: Request, send: Send) -> None:
    headers = [
        *response.headers,
        (b"x-request-id", request.id.encode("ascii")),
        (b"x-content-type-options", b"nosniff"),
    ]
    if _leaves_a_body(request):
        headers.append((b"connection", b"close"))
    if response.stream is None:
        if response.status != 204:
            headers.append((b"content-length", str(len(response.body)).encode("ascii")))
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": response.body})
        return
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    async for piece in response.stream:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


def _leaves_a_body(request: Request) -> bool:
    """Whether a body is still to come that is not worth waiting for, so that the connection should end instead."""
    if request.body_read:
        return False
    headers = request.headers
    # After Expect, the client may send its body or leave it out: nobody could tell which.
    unknown = headers.get("expect") is not None or headers.get("transfer-encoding") is not None
    return unknown or declared_length(headers) > _WORTH_READING


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return

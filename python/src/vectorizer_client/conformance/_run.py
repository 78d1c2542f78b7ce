"""One `run` command: which method to call with what, and what its result or its error is to the suite."""

from __future__ import annotations

import asyncio
import copy
import inspect
import json
import pickle
import threading
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

from .._batch.resume import restored
from .._call.raw import RawResponse
from .._client.async_client import VectorizerClient
from .._client.sync_client import SyncVectorizerClient
from .._generated import operations as _operations
from .._generated.dispatch import DISPATCH, Target
from .._generated.operations import LIST_VECTORS
from .._http.transport import AsyncReply, Request
from .._types import errors as _errors
from .._types.batch_errors import BatchPartialError
from .._types.models import BatchAnswer, Model
from .._types.operation import Operation, Progress
from ._values import Skipped, decode, encode

_KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (_errors.NotSupportedByServerError, "not-supported"),
    (_errors.APIStatusError, "status"),
    (_errors.ValidationError, "validation"),
    (_errors.ConfigurationError, "configuration"),
    (_errors.ConnectionFailedError, "connection"),
    (_errors.DeadlineExceededError, "timeout"),
    (asyncio.CancelledError, "cancelled"),
    (_errors.RedirectError, "redirect"),
    (_errors.ResponseError, "response"),
    (BatchPartialError, "batch-partial"),
)


@dataclass(frozen=True)
class Plan:
    """A call that is ready to be made."""

    operation: str
    target: Target
    client: dict[str, Any]
    positional: tuple[Any, ...]
    arguments: dict[str, Any]
    collect_all: bool
    take: int | None
    """After so many items a stream or a list is left."""
    copy: dict[str, Any] | None = None
    told: list[list[int | None]] | None = None
    """The progress of a batch as the client tells it, if that is asked for."""

    def of(self, methods: Any) -> Any:
        """Make the call."""
        return getattr(methods, self.target.method)(*self.positional, **self.arguments)


def plan(command: dict[str, Any], method_of: type, *, by_position: bool = False) -> Plan:
    """Read a command; `Skipped` when Python's signatures do not allow the call. `by_position`: what can be, is given so,
    and an earlier report whole, not as the small data that one keeps of it."""
    target = DISPATCH.get(command["operation"])
    if target is None:
        raise Skipped(f"there is no operation {command['operation']!r}")
    arguments: dict[str, Any] = {}
    for name, value in command.get("arguments", {}).items():
        if name not in target.arguments:
            raise Skipped(f"{target.method} has no argument {name!r}")
        arguments[target.arguments[name]] = decode(value)
    options = dict(command.get("call") or {})
    collect_all = options.pop("collect", "page") == "all"
    take = options.pop("take", None)
    told: list[list[int | None]] | None = None
    if progress := options.pop("progress", False):
        told = []
        options["progress"] = _break if progress == "breaks" else partial(_tell, told)
    arguments.update({name: value for name, value in options.items() if name in target.options})
    if options.get("compact"):
        arguments["resume"] = _compact(command["operation"], arguments["resume"])
    try:
        if by_position and target.either:
            _by_position(arguments, *target.either)
        bound = inspect.signature(getattr(method_of, target.method)).bind(None, **arguments)
    except TypeError as error:
        raise Skipped(f"{target.method} cannot be called so: {error}") from None
    # What the environment holds is no part of the call.
    client = {"api_key": None, **(command.get("client") or {})}
    given = (bound.args[1:], bound.kwargs) if by_position else ((), arguments)
    return Plan(
        command["operation"], target, client, *given, collect_all, take, client.pop("copy", None), told
    )


def _tell(told: list[list[int | None]], progress: Progress) -> None:
    told.append([progress.done, progress.total])


def _break(progress: Progress) -> None:
    raise LookupError(f"no {progress.done} of {progress.total}")


def _compact(operation: str, report: Any) -> Any:
    """The part of a report that a program keeps; what is no report is given as it is."""
    one = next(
        one for one in vars(_operations).values() if isinstance(one, Operation) and one.id == operation
    )
    try:
        whole = restored(report, one.result) if one.result is not None else None
    except _errors.ValidationError:
        return report
    return json.loads(json.dumps(whole.compact())) if isinstance(whole, BatchAnswer) else report


def _by_position(arguments: dict[str, Any], first: str, second: str) -> None:
    """Give a list as the first, which stands for either."""
    value = arguments.get(second)
    if first not in arguments and isinstance(value, Iterable) and not isinstance(value, (str, bytes, dict)):
        arguments[first] = arguments.pop(second)


class SyncCaller:
    """Makes calls with blocking clients, one for each way to set one up, as a program would keep them."""

    def __init__(self, transport: Any = None) -> None:
        self._transport = transport
        self._clients: dict[str, SyncVectorizerClient] = {}
        self._lock = threading.Lock()

    def run(self, made: Plan) -> dict[str, Any]:
        """Make the call."""
        try:
            with self._lock:
                name = json.dumps(made.client)
                client = self._clients.get(name)
                if client is None:
                    client = SyncVectorizerClient(transport=self._transport, **made.client)
                self._clients[name] = client
            if made.copy is not None:
                client = client.with_options(**made.copy)
            if made.target.kind == "pages" and made.collect_all:
                return _ok(_all(list(islice(made.of(client), made.take))), None, made)
            if made.target.kind == "stream" and made.take == 0:
                with made.of(client):
                    return _ok([], None, made)
            response = made.of(client.with_raw_response)
            if made.target.kind == "stream":
                with response.value as stream:
                    return _ok(list(islice(stream, made.take)), response, made)
            return _ok(response.value, response, made)
        except Exception as error:
            return _error(error, made)

    def close(self) -> None:
        for client in self._clients.values():
            client.close()


@dataclass
class _Watched:
    """The requests of one call, as a hook saw them."""

    operation: str
    last: Request | None = None
    reply: AsyncReply | None = None
    shown: list[str] = field(default_factory=list)


_WATCHED: ContextVar[_Watched] = ContextVar("_WATCHED")


async def _watch(request: Request, send: Callable[[Request], Awaitable[AsyncReply]]) -> AsyncReply:
    """A hook: notes each request of the call, as it was shown, and the reply to it."""
    reply = await send(request)
    watched = _WATCHED.get()
    if request.operation == watched.operation:
        watched.last, watched.reply = request, reply
        keys = [value for name, value in request.headers if name == "authorization"]
        watched.shown.append(f"{request!r} {request.keyless!r} {keys}")
    return reply


class _Aside:
    """A hook that is an object, inside of the other: it sends the request that it was given."""

    async def __call__(
        self, request: Request, send: Callable[[Request], Awaitable[AsyncReply]]
    ) -> AsyncReply:
        return await send(request)


class AsyncCaller:
    """Makes calls with async clients, one for each way to set one up; a hook watches their requests."""

    def __init__(self, transport: Any = None) -> None:
        self._transport = transport
        self._clients: dict[str, VectorizerClient] = {}

    async def run(self, made: Plan) -> dict[str, Any]:
        """Make the call."""
        watched = _Watched(made.operation)
        _WATCHED.set(watched)
        try:
            name = json.dumps(made.client)
            client = self._clients.get(name)
            if client is None:
                client = VectorizerClient(transport=self._transport, hooks=[_watch, _Aside()], **made.client)
            self._clients[name] = client
            if made.copy is not None:
                client = client.with_options(**made.copy)
            value = _handed_on(await self._value(client, made))
            if isinstance(value, Model) and made.target.kind == "batch":
                # Plain data, as a program writes it into a file; it holds the numbers of vectors in another way.
                value = value.to_dict()
            return {**_ok(value, None, made), **_seen(watched)}
        except (Exception, asyncio.CancelledError) as error:
            reply = _error(error, made)
            if "shown" in reply["error"]:
                reply["error"]["shown"] = "\n".join((reply["error"]["shown"], *watched.shown))
            return reply

    @staticmethod
    async def _value(client: VectorizerClient, made: Plan) -> Any:
        if made.target.kind == "stream":
            if made.take is None:
                return [item async for item in made.of(client)]
            async with made.of(client) as stream:
                return await _taken(stream, made.take)
        if made.target.kind != "pages":
            return await made.of(client)
        if made.collect_all:
            return _all(await _taken(made.of(client), made.take))
        return await anext(made.of(client).pages())

    async def close(self) -> None:
        for client in self._clients.values():
            await client.aclose()


def _all(items: list[Any]) -> dict[str, Any]:
    """All pages as one."""
    pagination = LIST_VECTORS.pagination
    assert pagination is not None
    return {pagination.items: items, pagination.cursor: None}


def _ok(value: Any, response: RawResponse[Any] | None, made: Plan) -> dict[str, Any]:
    said = encode(value)
    said = _answered(said) if made.target.kind == "batch" else said
    reply: dict[str, Any] = {"type": "ok", "value": said, **_progress(made)}
    if response is not None:
        reply["meta"] = meta(response)
    return reply


async def _taken(items: AsyncIterable[Any], most: int | None) -> list[Any]:
    """So many items, or all."""
    taken: list[Any] = []
    if most != 0:
        async for item in items:
            taken.append(item)
            if len(taken) == most:
                break
    return taken


def _handed_on(value: Any) -> Any:
    """A value as another process gets it, or a program that keeps a copy."""
    return copy.deepcopy(pickle.loads(pickle.dumps(value)))


def _seen(watched: _Watched) -> dict[str, Any]:
    """The answer, as a hook saw it."""
    if watched.last is None or watched.reply is None:
        return {}
    headers = dict(watched.reply.headers)
    seen = {
        "status": watched.reply.status,
        "request_id": headers.get("x-request-id"),
        "headers": headers,
        "attempts": watched.last.attempt,
    }
    return {"meta": seen}


def meta(response: RawResponse[Any]) -> dict[str, Any]:
    """A response's status, request id and attempts, for the suite."""
    return {
        "status": response.status,
        "request_id": response.headers.get("x-request-id"),
        "headers": dict(response.headers),
        "attempts": response.attempts,
        "etag": response.etag,
        "replayed": response.replayed,
    }


def _error(error: BaseException, made: Plan) -> dict[str, Any]:
    return {"type": "error", "error": describe_error(error), **_progress(made)}


def _progress(made: Plan) -> dict[str, Any]:
    return {} if made.told is None else {"progress": made.told}


def _answered(report: dict[str, Any]) -> dict[str, Any]:
    """A report as an answer has it: the client adds what it is a report of."""
    return {name: value for name, value in report.items() if name != "operation"}


def describe_error(error: BaseException) -> dict[str, Any]:
    """An error as the suite reads it."""
    kind = next((name for cls, name in _KINDS if isinstance(error, cls)), "other")
    ours = _errors.VectorizerError
    report = getattr(error, "report", None)
    if isinstance(error, ours):
        error = pickle.loads(pickle.dumps(error))
    described: dict[str, Any] = {
        "class": type(error).__name__,
        "bases": [cls.__name__ for cls in type(error).__mro__[1:] if issubclass(cls, ours)],
        "kind": kind,
        "message": str(error),
        "status": getattr(error, "status", None),
        "code": getattr(error, "code", None),
        "request_id": getattr(error, "request_id", None),
        "attempts": error.attempts if isinstance(error, ours) else None,
        "retryable": error.is_retryable if isinstance(error, ours) else None,
        "in_doubt": error.in_doubt if isinstance(error, ours) else None,
    }
    if isinstance(report, Model):
        described["report"] = _answered(encode(report))
    if isinstance(error, _errors.APIStatusError):
        described |= {"title": error.title, "detail": error.detail, "limit": error.limit}
        described["text"] = None if error.problem or "***" in error.body else error.body
    if isinstance(error, BatchPartialError):
        described["items"] = [
            {"index": index, "code": one.code, "class": type(one).__name__, "status": one.status}
            for index, one in error.item_errors.items()
        ]
    if isinstance(error, _errors.APIStatusError) and error.errors:
        described["errors"] = [dict(item) for item in error.errors]
    if isinstance(error, ours):
        described["shown"] = "\n".join((repr(error), repr(vars(error)), error.as_curl()))
    if kind == "other" and not isinstance(error, ours):
        described["message"] = f"{type(error).__name__}: {error}"
    return described

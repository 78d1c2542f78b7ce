"""One `run` command: which method to call with what, and what its result or its error is to the suite."""

from __future__ import annotations

import asyncio
import inspect
import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from .._call.raw import RawResponse
from .._client.async_client import VectorizerClient
from .._client.sync_client import SyncVectorizerClient
from .._generated.dispatch import DISPATCH, Target
from .._generated.operations import LIST_VECTORS
from .._types import errors as _errors
from .._types.models import Model
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
    (_errors.BatchPartialError, "batch-partial"),
)


@dataclass(frozen=True)
class Plan:
    """A call that is ready to be made."""

    target: Target
    client: dict[str, Any]
    positional: tuple[Any, ...]
    arguments: dict[str, Any]
    collect_all: bool
    copy: dict[str, Any] | None = None
    told: list[list[int | None]] | None = None
    """What the client tells of a batch's progress, if that is asked for."""

    def of(self, methods: Any) -> Any:
        """Make the call."""
        return getattr(methods, self.target.method)(*self.positional, **self.arguments)


def plan(command: dict[str, Any], method_of: type, *, by_position: bool = False) -> Plan:
    """Read a command; `Skipped` when Python's signatures do not allow the call. `by_position`: what can be, is given so."""
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
    told: list[list[int | None]] | None = None
    if options.pop("progress", False):
        told = []
        options["progress"] = partial(_tell, told)
    arguments.update({name: value for name, value in options.items() if name in target.options})
    try:
        if by_position and target.either:
            _by_position(arguments, *target.either)
        bound = inspect.signature(getattr(method_of, target.method)).bind(None, **arguments)
    except TypeError as error:
        raise Skipped(f"{target.method} cannot be called so: {error}") from None
    # What the environment holds is no part of the call.
    client = {"api_key": None, **(command.get("client") or {})}
    given = (bound.args[1:], bound.kwargs) if by_position else ((), arguments)
    return Plan(target, client, *given, collect_all, client.pop("copy", None), told)


def _tell(told: list[list[int | None]], done: int, total: int | None) -> None:
    told.append([done, total])


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
                return _ok(_all(list(made.of(client))), None, made)
            response = made.of(client.with_raw_response)
            value = list(response.value) if made.target.kind == "stream" else response.value
            return _ok(value, response, made)
        except Exception as error:
            return _error(error, made)

    def close(self) -> None:
        for client in self._clients.values():
            client.close()


class AsyncCaller:
    """Makes calls with async clients, one for each way to set one up."""

    def __init__(self, transport: Any = None) -> None:
        self._transport = transport
        self._clients: dict[str, VectorizerClient] = {}

    async def run(self, made: Plan) -> dict[str, Any]:
        """Make the call."""
        try:
            name = json.dumps(made.client)
            client = self._clients.get(name)
            if client is None:
                client = VectorizerClient(transport=self._transport, **made.client)
            self._clients[name] = client
            if made.copy is not None:
                client = client.with_options(**made.copy)
            if made.target.kind == "pages" and made.collect_all:
                return _ok(_all([item async for item in made.of(client)]), None, made)
            response = await made.of(client.with_raw_response)
            streamed = made.target.kind == "stream"
            value = [item async for item in response.value] if streamed else response.value
            return _ok(value, response, made)
        except (Exception, asyncio.CancelledError) as error:
            return _error(error, made)

    async def close(self) -> None:
        for client in self._clients.values():
            await client.aclose()


def _all(items: list[Any]) -> dict[str, Any]:
    """All pages as one."""
    pagination = LIST_VECTORS.pagination
    assert pagination is not None
    return {pagination.items: items, pagination.cursor: None}


def _ok(value: Any, response: RawResponse[Any] | None, made: Plan) -> dict[str, Any]:
    reply: dict[str, Any] = {"type": "ok", "value": encode(value), **_progress(made)}
    if response is not None:
        reply["meta"] = meta(response)
    return reply


def meta(response: RawResponse[Any]) -> dict[str, Any]:
    """What the suite is told of a response beside its value."""
    return {
        "status": response.status,
        "request_id": response.headers.get("x-request-id"),
        "headers": dict(response.headers),
        "attempts": response.attempts,
    }


def _error(error: BaseException, made: Plan) -> dict[str, Any]:
    return {"type": "error", "error": describe_error(error), **_progress(made)}


def _progress(made: Plan) -> dict[str, Any]:
    return {} if made.told is None else {"progress": made.told}


def describe_error(error: BaseException) -> dict[str, Any]:
    """An error as the suite reads it."""
    kind = next((name for cls, name in _KINDS if isinstance(error, cls)), "other")
    ours = _errors.VectorizerError
    report = getattr(error, "report", None)
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
    }
    if isinstance(report, Model):
        described["report"] = encode(report)
    if isinstance(error, _errors.APIStatusError) and error.errors:
        described["errors"] = [dict(item) for item in error.errors]
    if isinstance(error, ours):
        described["shown"] = "\n".join((repr(error), repr(vars(error)), error.as_curl()))
    if kind == "other" and not isinstance(error, ours):
        described["message"] = f"{type(error).__name__}: {error}"
    return described

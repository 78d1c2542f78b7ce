"""The double: the application with faults and strictness before it, a journal around it, and `/__mock/` beside it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..http.app import Application, request_id
from ..http.messages import Headers, Receive, Send
from ..http.routing import Router
from ..log import Log
from ..operation import Operation
from ..problems import Problem
from ..settings import Settings
from . import seeding
from .control import Control
from .effects import perform
from .faults import Faults
from .journal import Journal, noting
from .redact import Redactor
from .state import State
from .strict import Strict

if TYPE_CHECKING:
    from .elsewhere import Elsewhere

PREFIX = b"/__mock"


class Double:
    """An ASGI application for tests.

    Args:
        application: The server.
        quiet: The same server without keys, limits and a log, for what a test puts in.
        elsewhere: What answers in the server's place.
    """

    def __init__(
        self,
        application: Application,
        quiet: Application,
        state: State,
        settings: Settings,
        log: Log,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self._application = application
        self._elsewhere = elsewhere
        if elsewhere is not None:
            elsewhere.router, elsewhere.gate = application.router, application.gate
        self._answering = application if elsewhere is None else elsewhere
        self._quiet = quiet
        self._log = log
        self._strict = Strict(self._answering) if settings.strict else None
        self._end = asyncio.Event()
        self.state = state
        self.faults = Faults()
        self.journal = Journal(Redactor([*settings.api_keys, *settings.read_only_keys]))
        self._control = Control(self)

    @property
    def router(self) -> Router:
        return self._application.router

    @property
    def new_request_id(self) -> Callable[[], str]:
        return self._application.new_request_id

    async def reset(self) -> None:
        """As at the start, without faults and with an empty journal; snapshots stay."""
        await self.state.reset()
        self.faults.clear()
        self.journal.clear()
        if self._elsewhere is not None:
            self._elsewhere.begin_again()

    async def seed(self, document: Any) -> dict[str, int]:
        """Add a document's collections (see `seeding.fill`): all of them, or none with a `Problem`."""
        before = self.state.copy()
        try:
            return await seeding.fill(self._quiet, document)
        except BaseException:
            self.state.put_back(before)
            raise

    def stop(self) -> None:
        """End what waits because of a fault: the server stops."""
        self._end.set()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        raw_path = (scope.get("raw_path") or scope["path"].encode("utf-8")).partition(b"?")[0]
        ident = request_id(Headers.of(scope), self.new_request_id)
        if raw_path == PREFIX or raw_path.startswith(PREFIX + b"/"):
            await self._tend(scope, raw_path, receive, send, ident)
        else:
            await self._serve(scope, raw_path, receive, send, ident)

    async def _serve(
        self, scope: dict[str, Any], raw_path: bytes, receive: Receive, send: Send, ident: str
    ) -> None:
        operation = self._operation(scope["method"], raw_path)
        name = operation.operation_id if operation else ""
        entry = self.journal.begin(scope, name, ident)
        started = time.perf_counter()
        receive, send = noting(entry, self.journal.redactor, receive, send, started)
        # One id for the journal, the log and the answer.
        headers = [pair for pair in scope["headers"] if pair[0] != b"x-request-id"]
        scope = {**scope, "headers": [*headers, (b"x-request-id", ident.encode("ascii"))]}
        effect = self.faults.effect(name, Headers.of(scope))

        async def answer(scope: dict[str, Any], receive: Receive, send: Send) -> None:
            if self._strict is None:
                await self._answering(scope, receive, send)
            else:
                await self._strict.answer(operation, ident, scope, receive, send)

        try:
            if effect is None:
                await answer(scope, receive, send)
            else:
                entry.fault = effect.fault
                await perform(effect, answer, scope, receive, send, ident, self._end)
        finally:
            entry.seconds = time.perf_counter() - started
            self.journal.keep(entry)
            if self._elsewhere is not None:
                self._tell(ident, scope["method"], name, entry.status, started)

    def _operation(self, method: str, raw_path: bytes) -> Operation | None:
        try:
            return self.router.find(method, raw_path)[0]
        except Problem:
            return None

    async def _tend(
        self, scope: dict[str, Any], raw_path: bytes, receive: Receive, send: Send, ident: str
    ) -> None:
        started = time.perf_counter()
        name, status = await self._control.answer(
            scope, raw_path.removeprefix(PREFIX), receive, send, ident, self._application.gate
        )
        self._tell(ident, scope["method"], f"mock:{name}", status, started)

    def _tell(self, ident: str, method: str, operation: str, status: int, started: float) -> None:
        """Log a request that the application never saw."""
        self._log.write(
            "info",
            "request",
            request_id=ident,
            method=method if method.isalpha() else "?",
            operation=operation,
            status=status,
            milliseconds=round((time.perf_counter() - started) * 1000, 2),
        )

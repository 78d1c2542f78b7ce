"""One run of a batch in both clients: its state, without the sending."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, TypeGuard, cast

from .._call.core import Core
from .._call.exchange import Answer, Call
from .._call.raw import RawResponse
from .._codec.encode import checked_item
from .._http.transport import Headers
from .._types.batch_errors import of_batch
from .._types.errors import (
    APIStatusError,
    CallContext,
    ConfigurationError,
    VectorizerError,
    brief,
)
from .._types.models import Model
from .._types.operation import Arguments, BatchOptions, Operation
from .._types.secrets import check_header
from .checks import check_counts
from .plan import Chunk, Planner, asks_for_vectors, unread
from .progress import Teller
from .report import Report, partial_error, resend_of
from .resume import check_listed, check_reached, check_resumed, restored

_OF_ITS_OWN = frozenset({400, 409, 412, 413, 422})
"""Statuses of refusals that are about what one request holds, and say nothing of the next."""


@dataclass
class Run:
    """One batch under way."""

    core: Core
    operation: Operation[Any]
    arguments: Arguments
    options: BatchOptions
    total: int | None
    base64: bool = False
    stop: BaseException | None = None
    """The first failure that would meet what comes after it too, or one of the caller's code: nothing new is sent."""
    refused: APIStatusError | None = None
    """The first refusal of a whole request for what it holds."""
    split: bool = False
    """Whether there are more requests than one."""
    waiting: dict[int, Chunk] = field(default_factory=dict)
    """The requests that were cut, and whose sending has not begun, by number."""
    under_way: dict[int, Chunk] = field(default_factory=dict)
    """The requests that were sent and not answered yet, by number."""
    planner: Planner | None = None
    """Cuts the items; made when the first is reached."""
    last: RawResponse[Any] | None = None
    failing: CallContext | None = None
    """The first request in whose answer an item failed."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        # What would be wrong with every request is said before an item is taken.
        self.core.call(self.operation, self.arguments, base64=False, content=b"")
        for name in ("concurrency", "batch_size"):
            number = getattr(self.options, name)
            if isinstance(number, bool) or not isinstance(number, int) or number < 1:
                raise ConfigurationError(f"{name} must be an integer, 1 or more, got {brief(number)}")
        model = cast("type[Model]", self.operation.result)
        previous = None if self.options.resume is None else restored(self.options.resume, model)
        named = {**self.arguments.path, **(self.arguments.body or {})}
        if previous is not None:
            check_resumed(previous, self.operation, named)
        self.report = Report(
            model, named, previous, operation=self.operation.id, keep_results=self.options.keep_results
        )
        self.resend = None if previous is None else resend_of(previous)
        total = self.total
        if total is not None and self.resend is not None:
            total = sum(map(self.resend.wants, range(total)))
        self.progress = Teller(self.options.progress, self.operation.name, total)

    @property
    def stopped(self) -> bool:
        return self.stop is not None

    def check_listed(self, items: object) -> None:
        """Refuse a list that the report to go on from does not fit, before anything is sent."""
        if self.resend is not None:
            check_listed(items, self.operation, self.resend)

    def begin(self, index: int, item: object) -> tuple[object, bool]:
        """The first item that is to be sent, and whether /info says how its vectors are to travel."""
        if not self.core.asks or not asks_for_vectors(self.operation, item):
            return item, False
        return checked_item(self.operation, item, index), True

    def patience(self) -> float:
        """Until when to wait for /info."""
        return self.core.patience(self.arguments.options, self.core.config.clock.monotonic())

    def plan(self) -> Callable[[int, object], Chunk | None]:
        """What takes the items, and gives the chunk that one no longer fitted into; by now it is known how vectors travel."""
        self.base64 = self.core.handshake.said.base64
        self.planner = Planner(
            self.operation,
            self.arguments,
            max_items=self.options.batch_size,
            max_bytes=self.core.config.max_request_bytes,
            whole=(self.arguments.body or {}).get("atomic") is True,
            base64=self.base64,
            in_doubt=frozenset() if self.resend is None else self.resend.unknown,
        )
        return self.planner.add

    def wants(self, index: int) -> bool:
        """Whether the item with this index is to be sent."""
        return self.resend is None or self.resend.wants(index)

    def reached(self, count: int) -> None:
        """The items have come to an end."""
        if self.resend is not None:
            check_reached(count, self.resend)

    def cut_short(self) -> None:
        """Tell of the items that wait for their request to be full, as no more come."""
        if self.planner is not None and self.planner.pending and self.planner.is_split:
            with self._lock:
                self.report.not_sent(self.planner.take())

    def rest(self) -> Chunk | None:
        """The items of the last request; a batch without items is none."""
        return None if self.planner is None else self.planner.take()

    def takes(self, chunk: Chunk) -> bool:
        """Whether a request that was cut is to be sent; if so it waits, and else its items are told as not sent."""
        with self._lock:
            if self.stopped:
                self.report.not_sent(chunk)
                return False
            self.waiting[chunk.number] = chunk
            return True

    def begins(self, chunk: Chunk) -> bool:
        """Whether a request that waits may be sent now, which a thread asks that may come late: after the end even."""
        with self._lock:
            if self.waiting.pop(chunk.number, None) is None:
                return False
            if self.stopped:
                self.report.not_sent(chunk)
                return False
            self.under_way[chunk.number] = chunk
            return True

    def call(self, chunk: Chunk) -> Call:
        """The request for one chunk, with an idempotency key of its own."""
        key = self.arguments.options.idempotency_key
        arguments = self.arguments
        # A resumed call is cut otherwise: its requests have keys after where they begin and what they hold.
        part = (
            chunk.number
            if self.resend is None
            else f"{chunk.indexes[0]}-{sha256(chunk.body).hexdigest()[:16]}"
        )
        if key is not None and part:
            _, key = check_header("idempotency-key", key)
            arguments = replace(
                arguments, options=replace(arguments.options, idempotency_key=f"{key}-{part}")
            )
        return self.core.call(self.operation, arguments, base64=self.base64, content=chunk.body)

    def answered(self, chunk: Chunk, call: Call, answer: Answer) -> Awaitable[object] | None:
        """Take in an answer; gives what an async callback waits for."""
        response = self.core.result(self.operation, self.arguments, call, answer)
        check_counts(response.value, chunk, call)
        with self._lock:
            if self.under_way.pop(chunk.number, None) is None:
                return None
            self.last = response
            if self.failing is None and response.value.get("errors"):
                self.failing = replace(call.context(), request_id=response.request_id)
            self.report.answered(chunk, response.value)
            return self.progress.advance(len(chunk.indexes), response.value.get("failed") or 0)

    def failed(self, chunk: Chunk, error: VectorizerError) -> Awaitable[object] | None:
        """Take in a failure; gives what an async callback waits for."""
        with self._lock:
            if self.under_way.pop(chunk.number, None) is None:
                return None
            # Searches have no report that could tell of both.
            if _is_of_its_own(error) and self.report.is_counted:
                self.refused = self.refused or error
            else:
                self.stop = self.stop or error
            self.report.ended(chunk, error)
            return self.progress.advance(len(chunk.indexes), len(chunk.indexes))

    def broken(self, error: BaseException) -> None:
        """An exception while items were taken: the client's own, or one of the caller's code."""
        self.stop = self.stop or error

    def finish(self, items: object) -> RawResponse[Any]:
        """The merged report, or the error that it amounts to."""
        self.progress.close()
        self._let_go()
        told = self.options.raise_on_partial
        # Of several requests, one that was refused is in the report.
        cause = self.stop or (self.refused if told or not self.split else None)
        if cause is not None:
            if not self.report.is_counted:
                # Searches have no report to tell of both.
                raise cause
            self._leave(items)
        value = self.report.build()
        if self.report.is_counted and (told or cause is not None):
            self._raise_partial(value, cause, items)
        last = self.last
        if last is None:
            return RawResponse(value=value, status=0, headers=Headers(), request_id="", attempts=0)
        return replace(last, value=value)

    def _raise_partial(self, value: Any, cause: BaseException | None, items: object) -> None:
        """Raise what became of the batch, unless all was done."""
        error = partial_error(self.operation.name, value, cause, self.failing)
        if error is None:
            return
        if not isinstance(cause, VectorizerError) and self.last is not None:
            error.response = self.last
        if cause is None:
            raise error from next(iter(error.item_errors.values()), None)
        undone = self.last is None and not (self.split and self.report.in_doubt)
        if not undone:
            raise error from cause
        # Nothing to tell beside the failure itself.
        if isinstance(cause, VectorizerError):
            raise of_batch(cause, error).with_traceback(cause.__traceback__) from cause.__cause__
        raise self._reported(cause, items)

    def interrupted(self, error: BaseException, items: object) -> None:
        """Give the report to an exception such as Ctrl-C: items that were sent and not answered are unknown."""
        self.progress.close()
        with self._lock:
            self.stop = self.stop or error
            self._let_go()
            self._reported(error, items)

    def _let_go(self) -> None:
        """Tell of the requests that have not ended; what becomes of them later is not told any more."""
        for chunk in self.waiting.values():
            self.report.not_sent(chunk)
        for chunk in self.under_way.values():
            self.report.unanswered(chunk)
        self.waiting.clear()
        self.under_way.clear()

    def _reported(self, error: BaseException, items: object) -> BaseException:
        """The exception with the report, for `resume=`, unless it has one that the server made."""
        if self.report.is_counted and getattr(error, "report", None) is None:
            self._leave(items)
            with suppress(AttributeError):
                error.report = self.report.build()  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]
        return error

    def _leave(self, items: object) -> None:
        if isinstance(items, (list, tuple)):
            self.report.not_sent(unread(items, self.report.reached, self.resend))


def _is_of_its_own(error: VectorizerError) -> TypeGuard[APIStatusError]:
    return isinstance(error, APIStatusError) and error.status in _OF_ITS_OWN and not error.in_doubt

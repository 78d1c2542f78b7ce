"""Records of a stream as they arrive; the request is sent when the first is asked for."""

from __future__ import annotations

import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from .._codec import strict_json
from .._codec.decode import check_stream_type, model_of
from .._http.local import current_loop
from .._http.ndjson import Lines
from .._http.transport import Failure
from .._types.errors import ConnectionFailedError, ResponseError, VectorizerError
from .._types.operation import Operation
from .drive import close_quietly
from .exchange import Answer, Call

T = TypeVar("T")


class _Reading(Generic[T]):
    """The reading of both streams: bytes and failures."""

    def __init__(self, operation: Operation[T], call: Call, answer: Answer) -> None:
        self._model: type[T] | None = operation.result
        self.call, self.answer = call, answer
        self.lines = Lines(call.config.max_response_bytes)

    def check(self) -> None:
        if self.answer.open is None:
            raise ResponseError(
                f"status {self.answer.status} instead of a stream",
                context=self.call.context(),
                status=self.answer.status,
            )
        try:
            check_stream_type(self.answer.status, self.answer.headers, self.call.context)
        except ResponseError as error:
            error.redact(self.call.scrub)
            raise

    def records(self, lines: list[bytes]) -> list[T]:
        return [self._record(line) for line in lines]

    def _record(self, line: bytes) -> T:
        try:
            data = strict_json.decode(line)
        except strict_json.NotJson as error:
            raise ResponseError(
                f"a line of the answer is not JSON: {error}",
                context=self.call.context(),
                status=self.answer.status,
            ) from None
        assert self._model is not None
        return model_of(self._model, data, self.answer.status, self.call.context)

    def error(self, failure: Failure) -> VectorizerError:
        message = self.call.scrub(failure.message)
        if failure.kind == "timeout":
            return self.call.out_of_time(f"{message} (amid the stream; request id {self.call.request_id})")
        if failure.kind in ("too-large", "encoding"):
            return ResponseError(message, context=self.call.context(), status=self.answer.status)
        return ConnectionFailedError(
            f"the stream broke off: {message}",
            context=self.call.context(),
            sent=True,
            is_retryable=True,
        )


class RecordStream(Generic[T]):
    """Records one by one, once. Close it, or leave its `with` block, to stop early."""

    def __init__(self, operation: Operation[T], start: Callable[[], tuple[Call, Answer]]) -> None:
        self._operation, self._start = operation, start
        self._reading: _Reading[T] | None = None
        self._records: Iterator[T] | None = None

    def open(self) -> tuple[Call, Answer]:
        """Send the request, unless it is sent already."""
        if self._reading is None:
            self._reading = _Reading(self._operation, *self._start())
            try:
                self._reading.check()
            except VectorizerError:
                self.close()
                raise
        return self._reading.call, self._reading.answer

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        if self._records is None:
            self.open()
            assert self._reading is not None
            self._records = _read(self._reading)
        return next(self._records)

    def close(self) -> None:
        if self._reading is not None and self._reading.answer.open is not None:
            self._reading.answer.open.close()

    def __enter__(self) -> RecordStream[T]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()


def _read(reading: _Reading[T]) -> Iterator[T]:
    # A function, so that a stream and its records don't hold each other: one that is left early is closed at once.
    try:
        for chunk in reading.answer.open.chunks():
            yield from reading.records(reading.lines.feed(chunk))
        yield from reading.records(reading.lines.end())
    except Failure as failure:
        raise reading.error(failure) from failure
    finally:
        reading.answer.open.close()


class AsyncRecordStream(Generic[T]):
    """Records one by one, once, for `async for`. Close it, or leave its `async with` block, to stop early."""

    def __init__(self, operation: Operation[T], start: Callable[[], Awaitable[tuple[Call, Answer]]]) -> None:
        self._operation, self._start = operation, start
        self._reading: _Reading[T] | None = None
        self._chunks: AsyncIterator[bytes] | None = None
        self._loop: object = None
        self._waiting: list[T] = []

    if not TYPE_CHECKING:

        def __iter__(self) -> NoReturn:
            raise TypeError(
                "this is a stream of records of an async client: use `async for`, or SyncVectorizerClient"
            )

        def __await__(self) -> NoReturn:
            raise TypeError("this is a stream of records: use `async for` instead of `await`")

    async def open(self) -> tuple[Call, Answer]:
        """Send the request, unless it is sent already."""
        if self._reading is None:
            self._reading = _Reading(self._operation, *await self._start())
            try:
                self._reading.check()
            except VectorizerError:
                await self.aclose()
                raise
            self._chunks, self._loop = self._reading.answer.open.chunks(), current_loop()
        return self._reading.call, self._reading.answer

    def __aiter__(self) -> AsyncIterator[T]:
        return self

    async def __anext__(self) -> T:
        while not self._waiting:
            await self.open()
            reading = self._reading
            if self._chunks is None or reading is None:
                raise StopAsyncIteration
            try:
                if self._loop is not current_loop():
                    # That loop has closed the chunks, which then look complete.
                    raise Failure(
                        "other", "the answer belongs to the event loop that asked for it", sent=True
                    )
                chunk: Any = await self._next(reading.call, self._chunks)
                if chunk is None:
                    self._chunks = None
                    found = reading.records(reading.lines.end())
                else:
                    found = reading.records(reading.lines.feed(chunk))
            except Failure as failure:
                await self.aclose()
                raise reading.error(failure) from failure
            except BaseException:
                await self.aclose()
                raise
            if chunk is None:
                await self.aclose()
            self._waiting = found[::-1]
        return self._waiting.pop()

    async def _next(self, call: Call, chunks: AsyncIterator[bytes]) -> bytes | None:
        import anyio

        remaining = call.deadline - time.monotonic()
        end = math.inf if remaining == math.inf else anyio.current_time() + remaining
        with anyio.CancelScope(deadline=end):
            try:
                return await chunks.__anext__()
            except StopAsyncIteration:
                return None
        raise Failure("timeout", "the answer took longer than allowed", sent=True)

    async def aclose(self) -> None:
        self._chunks = None
        if self._reading is not None and self._reading.answer.open is not None:
            await close_quietly(self._reading.answer.open)

    async def __aenter__(self) -> AsyncRecordStream[T]:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.aclose()

"""The async side: it awaits sends, sleeps and tasks; what to do is decided elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable
from typing import Any, TypeVar

from ._batch import BatchOptions, Run, check_items, sized
from ._batch_plan import Chunk, asks_for_vectors
from ._core import Core, check_open, lacks_route, not_supported, raw
from ._drive import drive_async
from ._encode import checked_item
from ._errors import APIStatusError, VectorizerError
from ._exchange import Answer, Call
from ._generated.models import Info
from ._generated.operations import GET_INFO
from ._handshake import is_worth_asking
from ._operation import Arguments, CallOptions, Operation
from ._pages import AsyncPager
from ._raw import RawResponse
from ._stream import AsyncRecordStream
from ._transport import AsyncTransport

T = TypeVar("T")

_ITEMS_AT_A_TIME = 256
"""Items encoded before other tasks get their turn."""


class AsyncBase:
    """What the generated operations of `VectorizerClient` stand on."""

    _core: Core
    _transport: AsyncTransport
    _closed: bool

    async def _call(self, operation: Operation[T], arguments: Arguments) -> RawResponse[T]:
        call = await self._ready(operation, arguments)
        return self._core.result(operation, arguments, call, await self._drive(call))

    async def _ready(self, operation: Operation[Any], arguments: Arguments) -> Call:
        """The call, once it is known how its vectors travel; what is wrong with it is said before anything is sent."""
        check_open(self._closed)
        core = self._core
        started = core.config.clock.monotonic()
        if core.asks and is_worth_asking(operation, arguments):
            arguments = core.checked(operation, arguments)
            await self._ask(arguments.options)
        return core.call(operation, arguments, base64=core.handshake.said.base64, started=started)

    async def _drive(self, call: Call) -> Answer:
        try:
            return await drive_async(call, self._transport)
        except APIStatusError as error:
            if not lacks_route(error):
                raise
            await self._ask(CallOptions())
            raise not_supported(call.operation, error, self._core.handshake.said.version) from error

    async def _ask(self, options: CallOptions) -> None:
        """Read /info, once; a server that cannot be asked is spoken to in plain numbers."""
        import anyio

        handshake = self._core.handshake
        while self._core.asks:
            if handshake.asking is not None:
                await handshake.asking.wait()
                continue
            handshake.asking = done = anyio.Event()
            try:
                info = await self._info(options)
                handshake.learn(info, self._core.config.clock.monotonic())
            finally:
                handshake.asking = None
                done.set()

    async def _info(self, options: CallOptions) -> Info | None:
        arguments = self._core.info_arguments(options)
        try:
            call = self._core.call(GET_INFO, arguments, base64=False)
            return self._core.result(
                GET_INFO, arguments, call, await drive_async(call, self._transport)
            ).value
        except VectorizerError:
            return None

    def _pages(self, operation: Operation[Any], arguments: Arguments) -> AsyncPager[Any, Any]:
        return AsyncPager(self._call, operation, arguments)

    def _stream(self, operation: Operation[T], arguments: Arguments) -> AsyncRecordStream[T]:
        async def start() -> tuple[Call, Answer]:
            call = await self._ready(operation, arguments)
            return call, await self._drive(call)

        return AsyncRecordStream(operation, start)

    async def _raw_stream(
        self, operation: Operation[T], arguments: Arguments
    ) -> RawResponse[AsyncRecordStream[T]]:
        stream = self._stream(operation, arguments)
        call, answer = await stream.open()
        return raw(stream, call, answer)

    async def _batch(
        self,
        operation: Operation[T],
        arguments: Arguments,
        items: Iterable[object] | AsyncIterable[object],
        options: BatchOptions,
    ) -> RawResponse[T]:
        import anyio

        check_open(self._closed)
        assert operation.batch is not None
        check_items(items, operation.batch.items)
        run = Run(self._core, operation, arguments, options, sized(items))
        width = anyio.Semaphore(options.concurrency)

        async def send(chunk: Chunk) -> None:
            try:
                if run.stopped:
                    run.report.not_sent(chunk)
                else:
                    await self._send_chunk(run, chunk)
            finally:
                width.release()

        async with anyio.create_task_group() as tasks:
            try:
                async for chunk in self._chunks(run, items):
                    await width.acquire()
                    tasks.start_soon(send, chunk)
                    if run.stopped:
                        break
            except VectorizerError as error:
                run.error = run.error or error
            except Exception as error:
                run.unexpected = run.unexpected or error
        return run.finish(items)

    async def _chunks(
        self, run: Run, items: Iterable[object] | AsyncIterable[object]
    ) -> AsyncIterator[Chunk]:
        planner = None
        index = -1
        async for item in _each(items):
            index += 1
            if run.resend is not None and not run.resend.wants(index):
                continue
            if planner is None:
                planner = run.planner()
                if self._core.asks and asks_for_vectors(run.operation, item):
                    item = checked_item(run.operation, item, index)
                    await self._ask(run.arguments.options)
                run.base64 = planner.base64 = self._core.handshake.said.base64
            try:
                full = planner.add(index, item)
            except VectorizerError:
                if planner.pending and planner.is_split:
                    run.report.not_sent(planner.take())
                raise
            if full is not None:
                run.split = True
                yield full
        if planner is not None or run.previous is None:
            yield (planner or run.planner()).take()

    async def _send_chunk(self, run: Run, chunk: Chunk) -> None:
        try:
            call = run.call(chunk)
            run.answered(chunk, call, await self._drive(call))
        except VectorizerError as error:
            run.failed(chunk, error)
        except Exception as error:
            run.unexpected = run.unexpected or error


async def _each(items: Iterable[object] | AsyncIterable[object]) -> AsyncIterator[object]:
    import anyio

    if isinstance(items, AsyncIterable):
        async for item in items:
            yield item
        return
    for count, item in enumerate(items, 1):
        yield item
        if not count % _ITEMS_AT_A_TIME:
            await anyio.sleep(0)

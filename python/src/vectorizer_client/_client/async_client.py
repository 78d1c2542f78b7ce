"""The async client: it awaits sends, sleeps and tasks; what to do is decided elsewhere."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from .._batch.checks import check_items, sized
from .._batch.files import items_of
from .._batch.run import Run
from .._batch.send_async import send_all
from .._call.base import Items
from .._call.config import BaseUrl
from .._call.core import lacks_route, not_supported, raw
from .._call.drive import drive_async
from .._call.exchange import Answer, Call
from .._call.handshake import is_worth_asking
from .._call.hooks import AsyncHook, AsyncHooked
from .._call.pages import AsyncPager
from .._call.raw import RawResponse
from .._call.stream import AsyncRecordStream
from .._generated.operations import HANDSHAKE
from .._http.choose import AsyncTransportOption, async_transport_of
from .._http.httpx_async import AsyncHttpxTransport
from .._http.local import current_loop
from .._http.transport import AsyncTransport
from .._resources._async import AsyncOperations, AsyncRawOperations
from .._types.errors import APIStatusError, VectorizerError
from .._types.operation import Arguments, BatchOptions, CallOptions, Operation
from .misfits import names_misfits
from .settings import Settings

T = TypeVar("T")


@names_misfits("VectorizerClient")
class VectorizerClient(Settings[AsyncTransport, AsyncTransportOption, AsyncHook], AsyncOperations):
    """An async client of one server.

    Use it as an async context manager, or close it with `aclose()`. It may be used by many tasks of one event loop.

    Args:
        base_url: `http://` or `https://`, host, port and perhaps a path, as in `https://example.org/vectors`. Not given,
            it is that of the variable `VECTORIZER_URL`, else `http://localhost:15002`. `:memory:` is a new, empty server
            in this process, of the package `vectorizer-mock`, which ends with the client.
        api_key: Sent as a bearer token, to this origin only; shown nowhere. Not given, it is that of the variable
            `VECTORIZER_API_KEY`; with `None` no key is sent.
        timeout: Seconds for a call with all its attempts, waits and the body; `None` for no limit. Default 60; a
            stream (`export_vectors`) is bounded as a whole only where a timeout is given.
        connect_timeout: Seconds for a connection to be made.
        read_timeout: Seconds that the server may be silent.
        retries: How often to try again, or a `RetryPolicy`.
        headers: Headers for every request.
        max_response_bytes: The longest answer (or line of a stream) that is read.
        tls: Certificates to trust instead of the usual ones.
        transport: What sends the requests: `"httpx2"` (the default from Python 3.11 on), `"httpx"` or `"aiohttp"`, an
            HTTP client of your own of one of these, or an object of your own with `send` and `aclose`; see `AsyncTransport`.
        hooks: Functions around every request, the first outermost: each takes the `Request`, without the key, and `next`,
            and gives the reply of `await next(request)`. What one raises is raised by the call.

    Raises:
        ConfigurationError: an argument cannot be used.

    Example:
        async with VectorizerClient("http://localhost:15002") as client:
            await client.update_vector("my_collection", "vec_001", text="Updated content")
    """

    @staticmethod
    def _transport_of(option: Any, url: BaseUrl, tls: ssl.SSLContext | None) -> AsyncTransport:
        if url.in_memory and option is None:
            # Imported by those who ask for it only.
            from .._http.in_process import AsyncInProcessTransport, installed_application

            return AsyncInProcessTransport(installed_application())
        return async_transport_of(option, str(url), tls)

    @staticmethod
    def _hooked(transport: AsyncTransport, hooks: Sequence[AsyncHook]) -> AsyncTransport:
        return AsyncHooked(transport, hooks)

    @property
    def with_raw_response(self) -> AsyncRawOperations:
        """The same operations, each giving status, headers, attempts and timings beside the value."""
        return AsyncRawOperations(_Whole(self))

    async def aclose(self) -> None:
        """Close the connections; calls after this are refused."""
        self._closed = True
        await self._transport.aclose()

    async def __aenter__(self) -> VectorizerClient:
        await self._begin()
        return self

    async def _begin(self) -> None:
        """Refuse calls of a closed client, and load what the first call needs before its time begins."""
        self._check_open()
        if isinstance(self._sender, AsyncHttpxTransport) and not self._sender.is_ready:
            import anyio

            # In a thread: it would hold the loop for a tenth of a second and more.
            await anyio.to_thread.run_sync(self._sender.prepare)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        await self.aclose()

    if not TYPE_CHECKING:
        # For whoever writes `with`; type checkers see that there is no such form.
        def __enter__(self) -> NoReturn:
            raise TypeError(f"{type(self).__name__} is async: use `async with`, or SyncVectorizerClient")

        def __exit__(self, *_: object) -> None:
            """Never reached."""

    async def _call(self, operation: Operation[T], arguments: Arguments) -> T:
        return (await self._respond(operation, arguments)).value

    def _pages(self, operation: Operation[Any], arguments: Arguments) -> AsyncPager[Any, Any]:
        return AsyncPager(self._respond, operation, arguments)

    def _stream(self, operation: Operation[T], arguments: Arguments) -> AsyncRecordStream[T]:
        async def start() -> tuple[Call, Answer]:
            return await self._open(operation, arguments)

        return AsyncRecordStream(operation, start)

    async def _batch(
        self,
        operation: Operation[T],
        arguments: Arguments,
        items: Items | AsyncIterable[object],
        options: BatchOptions,
    ) -> T:
        return (await self._send_batch(operation, arguments, items, options)).value

    async def _respond(self, operation: Operation[T], arguments: Arguments) -> RawResponse[T]:
        call = await self._ready(operation, arguments)
        return self._core.result(operation, arguments, call, await self._drive(call))

    async def _send_batch(
        self,
        operation: Operation[T],
        arguments: Arguments,
        items: Items | AsyncIterable[object],
        options: BatchOptions,
    ) -> RawResponse[T]:
        await self._begin()
        with items_of(items, operation) as taken:
            check_items(taken, operation, awaits=True)
            run = Run(self._core, operation, arguments, options, sized(taken))
            run.check_listed(taken)
            await send_all(run, taken, self._drive, self._ask)
            return run.finish(taken)

    async def _open(self, operation: Operation[Any], arguments: Arguments) -> tuple[Call, Answer]:
        """The head of an answer whose body is read as it comes."""
        call = await self._ready(operation, arguments)
        return call, await self._drive(call)

    async def _ready(self, operation: Operation[Any], arguments: Arguments) -> Call:
        """The call, once it is known how its vectors travel; what is wrong with it is said before anything is sent."""
        await self._begin()
        core = self._core
        started = core.config.clock.monotonic()
        if core.asks and is_worth_asking(operation, arguments):
            arguments = core.checked(operation, arguments)
            await self._ask(core.patience(arguments.options, started))
        return core.call(operation, arguments, base64=core.handshake.said.base64, started=started)

    async def _drive(self, call: Call) -> Answer:
        try:
            return await drive_async(call, self._transport)
        except APIStatusError as error:
            if not lacks_route(error):
                raise
            clock = self._core.config.clock
            await self._ask(min(call.deadline, self._core.patience(CallOptions(), clock.monotonic())))
            raise not_supported(call.operation, error, self._core.handshake.said.version) from error

    async def _ask(self, until: float) -> None:
        """Read /info, once; a server that cannot be asked is spoken to in plain numbers."""
        import anyio

        handshake, clock, loop = self._core.handshake, self._core.config.clock, current_loop()
        while self._core.asks and (arguments := self._core.info_arguments(until)) is not None:
            asking = handshake.asking.get(loop)
            if asking is not None:
                with anyio.move_on_after(until - clock.monotonic()):
                    await asking.wait()
                continue
            handshake.asking[loop] = done = anyio.Event()
            try:
                handshake.learn(await self._info(arguments), clock.monotonic())
            finally:
                handshake.asking.pop(loop, None)
                done.set()

    async def _info(self, arguments: Arguments) -> Any:
        if HANDSHAKE is None:
            return None
        try:
            call = self._core.call(HANDSHAKE, arguments, base64=False)
            answer = await drive_async(call, self._transport)
            return self._core.result(HANDSHAKE, arguments, call, answer).value
        except VectorizerError:
            return None


@names_misfits("with_raw_response")
class _Whole(AsyncOperations):
    """The operations of a client, answered with whole responses; `AsyncRawOperations` has their types."""

    def __init__(self, client: VectorizerClient) -> None:
        self._client = client

    async def _call(self, operation: Operation[Any], arguments: Arguments) -> Any:
        return await self._client._respond(operation, arguments)

    def _pages(self, operation: Operation[Any], arguments: Arguments) -> Any:
        return self._client._respond(operation, arguments)

    def _stream(self, operation: Operation[Any], arguments: Arguments) -> Any:
        return self._begun(self._client._stream(operation, arguments))

    async def _begun(self, stream: AsyncRecordStream[T]) -> RawResponse[AsyncRecordStream[T]]:
        call, answer = await stream.open()
        return raw(stream, call, answer)

    async def _batch(
        self, operation: Operation[Any], arguments: Arguments, items: Any, options: BatchOptions
    ) -> Any:
        return await self._client._send_batch(operation, arguments, items, options)

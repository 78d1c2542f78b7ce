"""The blocking client: it sends, sleeps and runs threads; what to do is decided elsewhere."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from .._batch.checks import check_items, sized
from .._batch.files import items_of
from .._batch.progress import check_blocking
from .._batch.run import Run
from .._batch.send_sync import send_all
from .._call.base import Items
from .._call.config import BaseUrl
from .._call.core import lacks_route, not_supported, raw
from .._call.drive import drive
from .._call.exchange import Answer, Call
from .._call.handshake import is_worth_asking
from .._call.hooks import Hook, Hooked
from .._call.pages import Pager
from .._call.raw import RawResponse
from .._call.stream import RecordStream
from .._generated.operations import HANDSHAKE
from .._http.choose import TransportOption, transport_of
from .._http.httpx_blocking import HttpxTransport
from .._http.transport import Transport
from .._resources._sync import SyncOperations, SyncRawOperations
from .._types.errors import APIStatusError, VectorizerError
from .._types.operation import Arguments, BatchOptions, CallOptions, Operation
from .misfits import names_misfits
from .settings import Settings

T = TypeVar("T")


@names_misfits("SyncVectorizerClient")
class SyncVectorizerClient(Settings[Transport, TransportOption, Hook], SyncOperations):
    """A blocking client of one server: `VectorizerClient` without `await`, and with the same arguments.

    Use it as a context manager, or close it with `close()`. It may be used by many threads.

    Example:
        with SyncVectorizerClient("http://localhost:15002") as client:
            client.update_vector("my_collection", "vec_001", text="Updated content")
    """

    @staticmethod
    def _transport_of(option: Any, url: BaseUrl, tls: ssl.SSLContext | None) -> Transport:
        if url.in_memory and option is None:
            # Imported by those who ask for it only.
            from .._http.in_process import InProcessTransport, installed_application

            return InProcessTransport(installed_application())
        return transport_of(option, str(url), tls)

    @staticmethod
    def _hooked(transport: Transport, hooks: Sequence[Hook]) -> Transport:
        return Hooked(transport, hooks)

    @property
    def with_raw_response(self) -> SyncRawOperations:
        """The same operations, each giving status, headers, attempts and timings beside the value."""
        return SyncRawOperations(_Whole(self))

    def close(self) -> None:
        """Close the connections; calls after this are refused."""
        self._closed = True
        self._transport.close()

    def __enter__(self) -> SyncVectorizerClient:
        self._begin()
        return self

    def _begin(self) -> None:
        """Refuse calls of a closed client, and load what the first call needs before its time begins."""
        self._check_open()
        if isinstance(self._sender, HttpxTransport):
            self._sender.prepare()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    if not TYPE_CHECKING:
        # For whoever writes `async with`; type checkers see that there is no such form.
        def __aenter__(self) -> NoReturn:
            raise TypeError(f"{type(self).__name__} is blocking: use `with`, or VectorizerClient")

        def __aexit__(self, *_: object) -> None:
            """Never reached."""

    def _call(self, operation: Operation[T], arguments: Arguments) -> T:
        return self._respond(operation, arguments).value

    def _pages(self, operation: Operation[Any], arguments: Arguments) -> Pager[Any, Any]:
        return Pager(self._respond, operation, arguments)

    def _stream(self, operation: Operation[T], arguments: Arguments) -> RecordStream[T]:
        def start() -> tuple[Call, Answer]:
            return self._open(operation, arguments)

        return RecordStream(operation, start)

    def _batch(self, operation: Operation[T], arguments: Arguments, items: Items, options: BatchOptions) -> T:
        return self._send_batch(operation, arguments, items, options).value

    def _respond(self, operation: Operation[T], arguments: Arguments) -> RawResponse[T]:
        call = self._ready(operation, arguments)
        return self._core.result(operation, arguments, call, self._drive(call))

    def _send_batch(
        self, operation: Operation[T], arguments: Arguments, items: Items, options: BatchOptions
    ) -> RawResponse[T]:
        self._begin()
        check_blocking(options.progress)
        with items_of(items, operation) as taken:
            check_items(taken, operation, awaits=False)
            run = Run(self._core, operation, arguments, options, sized(taken))
            run.check_listed(taken)
            send_all(run, taken, self._drive, self._ask)
            return run.finish(taken)

    def _open(self, operation: Operation[Any], arguments: Arguments) -> tuple[Call, Answer]:
        """The head of an answer whose body is read as it comes."""
        call = self._ready(operation, arguments)
        return call, self._drive(call)

    def _ready(self, operation: Operation[Any], arguments: Arguments) -> Call:
        """The call, once it is known how its vectors travel; what is wrong with it is said before anything is sent."""
        self._begin()
        core = self._core
        started = core.config.clock.monotonic()
        if core.asks and is_worth_asking(operation, arguments):
            arguments = core.checked(operation, arguments)
            self._ask(core.patience(arguments.options, started))
        return core.call(operation, arguments, base64=core.handshake.said.base64, started=started)

    def _drive(self, call: Call) -> Answer:
        try:
            return drive(call, self._transport)
        except APIStatusError as error:
            if not lacks_route(error):
                raise
            self._ask(
                min(call.deadline, self._core.patience(CallOptions(), self._core.config.clock.monotonic()))
            )
            raise not_supported(call.operation, error, self._core.handshake.said.version) from error

    def _ask(self, until: float) -> None:
        """Read /info, once; a server that cannot be asked is spoken to in plain numbers."""
        handshake, clock = self._core.handshake, self._core.config.clock
        lock = handshake.lock
        if lock.acquire(timeout=max(0.0, until - clock.monotonic())):
            try:
                arguments = self._core.info_arguments(until)
                if self._core.asks and arguments is not None:
                    handshake.learn(self._info(arguments), clock.monotonic())
            finally:
                lock.release()

    def _info(self, arguments: Arguments) -> Any:
        if HANDSHAKE is None:
            return None
        try:
            call = self._core.call(HANDSHAKE, arguments, base64=False)
            return self._core.result(HANDSHAKE, arguments, call, drive(call, self._transport)).value
        except VectorizerError:
            return None


@names_misfits("with_raw_response")
class _Whole(SyncOperations):
    """The operations of a client, answered with whole responses; `SyncRawOperations` has their types."""

    def __init__(self, client: SyncVectorizerClient) -> None:
        self._client = client

    def _call(self, operation: Operation[Any], arguments: Arguments) -> Any:
        return self._client._respond(operation, arguments)

    def _pages(self, operation: Operation[Any], arguments: Arguments) -> Any:
        return self._client._respond(operation, arguments)

    def _stream(self, operation: Operation[Any], arguments: Arguments) -> Any:
        stream = self._client._stream(operation, arguments)
        call, answer = stream.open()
        return raw(stream, call, answer)

    def _batch(
        self, operation: Operation[Any], arguments: Arguments, items: Any, options: BatchOptions
    ) -> Any:
        return self._client._send_batch(operation, arguments, items, options)

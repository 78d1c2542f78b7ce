"""The blocking side: it sends, sleeps and runs threads; what to do is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from ._batch import BatchOptions, Run, check_items, sized
from ._batch_plan import Chunk, asks_for_vectors, numbered
from ._core import Core, check_open, lacks_route, not_supported, raw
from ._drive import drive
from ._encode import checked_item
from ._errors import APIStatusError, VectorizerError
from ._exchange import Answer, Call
from ._generated.operations import GET_INFO
from ._handshake import is_worth_asking
from ._operation import Arguments, CallOptions, Operation
from ._pages import Pager
from ._raw import RawResponse
from ._stream import RecordStream
from ._transport import Transport

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

T = TypeVar("T")


class SyncBase:
    """What the generated operations of `SyncVectorizerClient` stand on."""

    _core: Core
    _transport: Transport
    _closed: bool

    def _call(self, operation: Operation[T], arguments: Arguments) -> RawResponse[T]:
        call = self._ready(operation, arguments)
        return self._core.result(operation, arguments, call, self._drive(call))

    def _ready(self, operation: Operation[Any], arguments: Arguments) -> Call:
        """The call, once it is known how its vectors travel; what is wrong with it is said before anything is sent."""
        check_open(self._closed)
        core = self._core
        started = core.config.clock.monotonic()
        if core.asks and is_worth_asking(operation, arguments):
            arguments = core.checked(operation, arguments)
            self._ask(arguments.options)
        return core.call(operation, arguments, base64=core.handshake.said.base64, started=started)

    def _drive(self, call: Call) -> Answer:
        try:
            return drive(call, self._transport)
        except APIStatusError as error:
            if not lacks_route(error):
                raise
            self._ask(CallOptions())
            raise not_supported(call.operation, error, self._core.handshake.said.version) from error

    def _ask(self, options: CallOptions) -> None:
        """Read /info, once; a server that cannot be asked is spoken to in plain numbers."""
        handshake = self._core.handshake
        with handshake.lock:
            if not self._core.asks:
                return
            arguments = self._core.info_arguments(options)
            info = None
            try:
                call = self._core.call(GET_INFO, arguments, base64=False)
                info = self._core.result(GET_INFO, arguments, call, drive(call, self._transport)).value
            except VectorizerError:
                pass
            handshake.learn(info, self._core.config.clock.monotonic())

    def _pages(self, operation: Operation[Any], arguments: Arguments) -> Pager[Any, Any]:
        return Pager(self._call, operation, arguments)

    def _stream(self, operation: Operation[T], arguments: Arguments) -> RecordStream[T]:
        def start() -> tuple[Call, Answer]:
            call = self._ready(operation, arguments)
            return call, self._drive(call)

        return RecordStream(operation, start)

    def _raw_stream(self, operation: Operation[T], arguments: Arguments) -> RawResponse[RecordStream[T]]:
        stream = self._stream(operation, arguments)
        call, answer = stream.open()
        return raw(stream, call, answer)

    def _batch(
        self, operation: Operation[T], arguments: Arguments, items: Iterable[object], options: BatchOptions
    ) -> RawResponse[T]:
        check_open(self._closed)
        assert operation.batch is not None
        check_items(items, operation.batch.items)
        run = Run(self._core, operation, arguments, options, sized(items))
        with _Pool(self, run) as pool:
            try:
                for chunk in self._chunks(run, items):
                    if run.stopped:
                        run.report.not_sent(chunk)
                        break
                    pool.send(chunk)
            except VectorizerError as error:
                run.error = run.error or error
            except Exception as error:
                run.unexpected = run.unexpected or error
        return run.finish(items)

    def _chunks(self, run: Run, items: Iterable[object]) -> Iterator[Chunk]:
        planner = None
        for index, item in numbered(iter(items), run.resend):
            if planner is None:
                planner = run.planner()
                if self._core.asks and asks_for_vectors(run.operation, item):
                    item = checked_item(run.operation, item, index)
                    self._ask(run.arguments.options)
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

    def _send_chunk(self, run: Run, chunk: Chunk) -> None:
        try:
            call = run.call(chunk)
            run.answered(chunk, call, self._drive(call))
        except VectorizerError as error:
            run.failed(chunk, error)
        except Exception as error:
            run.unexpected = run.unexpected or error


class _Pool:
    """Sends the only chunk of a batch here, and several in threads, a bounded number at once."""

    def __init__(self, client: SyncBase, run: Run) -> None:
        self._client, self._run = client, run
        self._threads: ThreadPoolExecutor | None = None
        self._pending: set[Future[None]] = set()
        self._held: Chunk | None = None

    def send(self, chunk: Chunk) -> None:
        if self._held is None and self._threads is None:
            # Perhaps the only one: threads are not worth it then.
            self._held = chunk
            return
        # Imported by those who need threads only: it costs what a call costs.
        from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

        width = self._run.options.concurrency
        if self._threads is None:
            self._threads = ThreadPoolExecutor(width, thread_name_prefix="vectorizer-batch")
        held, self._held = self._held, None
        for each in (held, chunk):
            if each is not None:
                if len(self._pending) >= width:
                    _, self._pending = wait(self._pending, return_when=FIRST_COMPLETED)
                if self._run.stopped:
                    self._run.report.not_sent(each)
                else:
                    self._pending.add(self._threads.submit(self._client._send_chunk, self._run, each))

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self._held is not None:
            if self._run.stopped:
                self._run.report.not_sent(self._held)
            else:
                self._client._send_chunk(self._run, self._held)
        if self._threads is not None:
            self._threads.shutdown(wait=True, cancel_futures=kind is not None)

"""A server in a thread of this process, for tests: its URL, and what a test may do to it."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import Any, TypeVar

from .build import build_double, for_browsers
from .http.server import listen, make_server, new_event_loop
from .log import Log
from .problems import Problem
from .settings import Settings
from .testing import control, seeding
from .testing.elsewhere import Replay
from .testing.har import to_har
from .testing.journal import Entry

T = TypeVar("T")


class MockServer:
    """A real server on a free port of this machine, in a thread; use it as a context manager.

    Args:
        seed: Makes ids and times the same in every run.
        api_key: A key that clients must send; without one, everybody may call.
        strict: Answer 500 with the reason when an answer would break the contract.
        cors: Origins whose pages may call it; `("*",)` is all.
        replay: A recording (`vectorizer-mock up --record`) whose answers it gives instead of its own.

    Raises:
        RecordingError: `replay` is no file that can be answered from.
        StrictError: `strict` needs the extra `vectorizer-mock[strict]`.

    Example:
        with MockServer() as server:
            server.fault(operation="updateVector", status=503, retry_after=1, times=1)
            ...  # a client of server.url
            assert len(server.journal(operation="updateVector")) == 2
    """

    def __init__(
        self,
        *,
        seed: int | None = None,
        api_key: str | None = None,
        strict: bool = False,
        cors: tuple[str, ...] = (),
        replay: str | os.PathLike[str] | None = None,
    ) -> None:
        settings = Settings(
            api_keys=(api_key,) if api_key else (),
            mock=True,
            strict=strict,
            cors=cors,
            local=True,
            drain_timeout=1.0,
        )
        log = Log("off")
        elsewhere = None if replay is None else Replay(os.fspath(replay))
        self._double = build_double(settings, seed=seed, log=log, elsewhere=elsewhere)
        served = for_browsers(self._double, settings, log)
        self._socket = listen("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._ready: Future[asyncio.AbstractEventLoop] = Future()
        self._server = make_server(
            served, settings, log, lambda: self._ready.set_result(asyncio.get_running_loop())
        )
        self._thread = threading.Thread(target=self._run, name="vectorizer-mock", daemon=True)

    def start(self) -> MockServer:
        """Begin to answer."""
        self._thread.start()
        self._loop = self._ready.result()
        return self

    def close(self) -> None:
        """Stop; connections that are open end."""
        self._server.should_exit = True
        self._thread.join()

    def _run(self) -> None:
        loop = new_event_loop()
        try:
            loop.run_until_complete(self._server.serve(sockets=[self._socket]))
        except BaseException as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)
        finally:
            loop.close()

    def __enter__(self) -> MockServer:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def __str__(self) -> str:
        return self.url

    def __repr__(self) -> str:
        return f"MockServer({self.url!r})"

    def reset(self) -> None:
        """Empty it: collections, keys, faults and the journal; the clock goes as at the start. Snapshots stay."""
        self._do(self._double.reset())

    def seed(self, document: Any) -> dict[str, int]:
        """Add collections with vectors, from a JSON file or as the object in one.

        Document: `{"collections": [{"name": "notes", "dimension": 4, "vectors": [{"id": "a", "text": "…"}]}]}`.

        Raises:
            ValueError: something in it cannot be used; nothing of it is kept then.
        """
        if isinstance(document, (str, os.PathLike)):
            document = seeding.load(os.fspath(document))
        return self._do(self._double.seed(document))

    def fault(self, **fault: Any) -> str:
        """Set a fault; its id, for `remove_fault` and the journal. Its members are those of `POST /__mock/faults`.

        Raises:
            ValueError: a member is not known, or its value cannot be used.
        """
        return self._now(lambda: self._double.faults.add(fault).id)

    def remove_fault(self, fault: str) -> bool:
        """Take a fault away; false where there is none of that id."""
        return self._now(lambda: self._double.faults.remove(fault))

    def clear_faults(self) -> None:
        """Take all faults away."""
        self._now(self._double.faults.clear)

    def journal(self, **wanted: Any) -> list[dict[str, Any]]:
        """The last requests and their answers, oldest first, that have all that is wanted.

        Args:
            wanted: `operation`, `method`, `path`, `status`, `request_id`, `fault`, `after` (a number of an entry), and
                `body`: a part of the request's JSON.

        Raises:
            ValueError: there is no such thing to ask for.
        """
        return self._now(lambda: [one.describe(self._double.journal.redactor) for one in self._find(wanted)])

    def har(self, **wanted: Any) -> dict[str, Any]:
        """The same as an HTTP Archive, for `json.dump`."""
        return self._now(lambda: to_har(self._find(wanted), self._double.journal.redactor))

    def _find(self, wanted: dict[str, Any]) -> list[Entry]:
        unknown = sorted(set(wanted) - {*control.MATCHERS, "body"})
        if unknown:
            raise ValueError(f"{unknown[0]} is not known; there are {', '.join([*control.MATCHERS, 'body'])}")
        return list(self._double.journal.find(wanted))

    def move_clock(self, **change: Any) -> None:
        """Move its time: `set` to an instant like "2026-01-01T00:00:00Z", `advance` by seconds, `stopped` or not.

        Raises:
            ValueError: a value cannot be used.
        """
        self._now(lambda: self._double.state.move_time(control.clock_change(change)))

    def save(self, name: str) -> None:
        """Keep a copy of everything that is in it now."""
        self._now(lambda: self._double.state.save(name))

    def restore(self, name: str) -> None:
        """Be as when the copy of this name was made.

        Raises:
            KeyError: there is no such copy.
        """
        if not self._now(lambda: self._double.state.restore(name)):
            raise KeyError(name)

    def _now(self, work: Callable[[], T]) -> T:
        async def run() -> T:
            return work()

        return self._do(run())

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something where the server runs, so that no request is under way meanwhile."""
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result()
        except Problem as problem:
            raise ValueError(seeding.in_words(problem)) from None

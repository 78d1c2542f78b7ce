"""A server in a thread of this process, for tests: its URL, and what a test may do to it."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from functools import partial
from types import TracebackType
from typing import Any, TypeVar

from .build import build_double, for_browsers
from .http.server import listen, make_server, new_event_loop
from .log import Log
from .problems import Problem
from .settings import Settings
from .testing import control, seeding
from .testing.elsewhere import Replay
from .testing.given import check_server, label, plain, wanted_of
from .testing.har import to_har
from .testing.journal import Entry
from .testing.state import SNAPSHOTS

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
        ValueError: an argument cannot be used.
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
        check_server(seed, api_key, strict, cors, replay)
        settings = Settings(
            api_keys=(api_key,) if api_key else (),
            mock=True,
            strict=strict,
            cors=tuple(cors),
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
        if self._thread.ident is not None:
            raise RuntimeError("the server was started before: make another")
        self._thread.start()
        self._loop = self._ready.result()
        return self

    def close(self) -> None:
        """Stop; connections that are open end."""
        self._server.should_exit = True
        if self._thread.ident is None:
            self._socket.close()
        else:
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
        self._do(self._double.reset)

    def seed(self, document: Any) -> dict[str, int]:
        """Add collections with vectors, from a JSON file or as the object in one.

        Document: `{"collections": [{"name": "notes", "dimension": 4, "vectors": [{"id": "a", "text": "…"}]}]}`.

        Raises:
            ValueError: something in it cannot be used; nothing of it is kept then.
        """
        if isinstance(document, (str, os.PathLike)):
            document = seeding.load(os.fspath(document))
        given = plain(document, "document")
        return self._do(lambda: self._double.seed(given))

    def fault(self, **fault: Any) -> str:
        """Set a fault; its id, for `remove_fault` and the journal. Its members are those of `POST /__mock/faults`.

        Raises:
            ValueError: a member is not known, or its value cannot be used.
        """
        given = plain(fault, "fault")
        return self._now(lambda: self._double.faults.add(given).id)

    def remove_fault(self, fault: str) -> bool:
        """Take a fault away; false where there is none of that id."""
        label(fault, "fault")
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
        return list(self._double.journal.find(wanted_of(wanted)))

    def move_clock(self, **change: Any) -> None:
        """Move its time: `set` to an instant like "2026-01-01T00:00:00Z" or an aware datetime, `advance` by seconds or
        a timedelta, `stopped` or not.

        Raises:
            ValueError: a value cannot be used.
        """
        given = plain(change, "change")
        self._now(lambda: self._double.state.move_time(control.clock_change(given)))

    def save(self, name: str) -> None:
        """Keep a copy of everything that is in it now.

        Raises:
            ValueError: it is no name, or there are as many copies as there may be.
        """
        if self._now(partial(self._double.state.is_full, label(name, "name"))):
            raise ValueError(f"name must be that of one of the {SNAPSHOTS} copies that there may be")
        self._now(lambda: self._double.state.save(name))

    def restore(self, name: str) -> None:
        """Be as when the copy of this name was made.

        Raises:
            ValueError: there is no such copy.
        """
        if not self._now(partial(self._double.state.restore, label(name, "name"))):
            kept = ", ".join(self._double.state.names()) or "none"
            raise ValueError(f"name must be that of a copy, got {name!r}; there are {kept}")

    def _now(self, work: Callable[[], T]) -> T:
        async def run() -> T:
            return work()

        return self._do(run)

    def _do(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Run something where the server runs, so that no request is under way meanwhile."""
        if not self._thread.is_alive():
            raise RuntimeError("the server is not running: use `with MockServer() as server:`")
        try:
            return asyncio.run_coroutine_threadsafe(work(), self._loop).result()
        except Problem as problem:
            # "advance: must be …" as a sentence of its own.
            raise ValueError(seeding.in_words(problem).replace(": ", " ", 1).removesuffix(".")) from None

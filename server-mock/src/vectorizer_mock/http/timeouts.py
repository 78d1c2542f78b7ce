"""What a connection is given time for: a head, a body, an answer that is read, rest between requests, and its end."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections import deque
from typing import ClassVar

from ..problems import Problem
from ..settings import Settings
from .exchange import Exchange
from .reading import ReadingInTurn

_LINGER = 2.0


class TimedConnection(asyncio.Protocol):
    """The time that a connection is given. Most requests come whole, and set no timer."""

    settings: ClassVar[Settings]

    loop: asyncio.AbstractEventLoop
    transport: asyncio.Transport
    flow: ReadingInTurn

    _timer: asyncio.TimerHandle | None = None
    _write_timer: asyncio.TimerHandle | None = None
    _idle_timer: asyncio.TimerHandle | None = None
    _idle_since = 0.0
    _deadline = 0.0
    _last_piece = 0.0
    _in_message = False
    _in_body = False
    _dropping = False
    _ending: Problem | None = None
    """Why no more is read, told when what came before is answered."""
    _unread = b""
    """What arrived behind a request that waits for another."""

    def __init__(self) -> None:
        self._exchanges: deque[Exchange] = deque()
        """Those that are not answered: the first is under way, the others wait for it."""

    @abstractmethod
    def _refuse(self, problem: Problem) -> None: ...

    def pause_writing(self) -> None:
        self.flow.pause_writing()
        self._expect_reading()

    def _expect_reading(self) -> None:
        left = self.transport.get_write_buffer_size() - self.settings.answer_bytes_read
        self._write_timer = self.loop.call_later(self.settings.body_timeout, self._reading_late, left)

    def _reading_late(self, most: int) -> None:
        # A client that does not read what it asked for cannot hold memory for ever.
        if self.transport.get_write_buffer_size() > most:
            self.transport.abort()
        else:
            self._expect_reading()

    def resume_writing(self) -> None:
        self.flow.resume_writing()
        self._stop_write_timer()

    def _end_timers(self) -> None:
        self._stop_timer()
        self._stop_write_timer()
        if self._idle_timer is not None:
            self._idle_timer.cancel()

    def _rest(self) -> None:
        self._idle_since = self.loop.time()
        if self._idle_timer is None:  # or it finds out that it is too early
            self._idle_timer = self.loop.call_later(self.settings.keep_alive_timeout, self._idle)

    def _idle(self) -> None:
        """End the connection where nothing was asked for long."""
        now = self.loop.time()
        since = self._idle_since if not self._exchanges and not self._in_message else now
        if now < since + self.settings.keep_alive_timeout:
            self._idle_timer = self.loop.call_at(since + self.settings.keep_alive_timeout, self._idle)
        else:
            self.transport.close()

    def _stop_write_timer(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None

    def _expect_head(self) -> None:
        self._timer = self.loop.call_later(self.settings.header_timeout, self._head_late)

    def _head_late(self) -> None:
        self._timer = None
        if self.flow.read_paused:  # the client waits for the server
            self._expect_head()
        elif self._in_message and not self._in_body:
            self._refuse(Problem("malformed-request", "The headers took too long."))
        elif not self._in_message and not self._exchanges:
            self.transport.close()

    def _expect_body(self) -> None:
        idle = self.settings.body_idle_timeout
        when = min(self._deadline, self._last_piece + idle)
        self._timer = self.loop.call_at(when, self._body_late)

    def _body_late(self) -> None:
        self._timer = None
        now = self.loop.time()
        if self.flow.read_paused:  # the client waits for the server
            self._last_piece, self._deadline = now, max(self._deadline, now + self.settings.body_idle_timeout)
        if now < self._deadline and now < self._last_piece + self.settings.body_idle_timeout:
            self._expect_body()
        elif self._in_body:
            self._refuse(Problem("malformed-request", "The body took too long."))

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _linger(self) -> None:
        """Says that no more will be sent, and drops what still arrives, for a while.

        Closing at once would reset the connection, and could take the answer back out of the client's hands.
        """
        self._stop_timer()
        self._dropping = True
        self._in_message = self._in_body = False
        self._ending, self._unread = None, b""
        if not self.transport.is_closing():
            self.flow.drop()
            if self.transport.can_write_eof():
                self.transport.write_eof()
            self.loop.call_later(_LINGER, self.transport.close)

"""Structured log lines: one JSON object a line. Never a key, a text, metadata or an id from a request."""

from __future__ import annotations

import logging
import os
import queue
import threading
import time
import traceback
from datetime import datetime, timezone
from typing import Any, TextIO

import orjson

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40, "off": 100}


class Sink:
    """Writes lines to a file descriptor from a thread of its own, so that nobody who doesn't read it stops the server.

    What waits is bounded: lines beyond that are dropped, and a line that says how many follows when there is room.
    """

    WAITING = 10_000

    def __init__(self, descriptor: int = 2) -> None:
        self._descriptor = descriptor
        self._lines: queue.Queue[bytes] = queue.Queue(self.WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._dropped = 0

    def put(self, line: bytes) -> None:
        if self._thread is None:
            self._start()
        try:
            if self._dropped:
                lost = orjson.dumps(
                    {"level": "warning", "event": "log lines dropped", "lines": self._dropped}
                )
                self._lines.put_nowait(lost + b"\n")
                self._dropped = 0
            self._lines.put_nowait(line)
        except queue.Full:
            self._dropped += 1

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._write, name="log", daemon=True)
                self._thread.start()

    def _write(self) -> None:
        while True:
            line = self._lines.get()
            try:
                while line:
                    # Not through sys.stderr: whoever waits inside its buffer would hold up the interpreter's end.
                    line = line[os.write(self._descriptor, line) :]
            except OSError:
                pass  # closed or full: serving goes on without a log
            finally:
                self._lines.task_done()

    def drain(self, seconds: float) -> None:
        """Wait until all is written, `seconds` at most."""
        until = time.monotonic() + seconds
        while self._lines.unfinished_tasks and time.monotonic() < until:
            time.sleep(0.005)


class Log:
    """Writes lines of at least one level: to standard error by a thread, or at once to a stream that is given."""

    def __init__(self, level: str = "info", stream: TextIO | None = None) -> None:
        self._least = LEVELS[level]
        self._stream = stream
        self._sink = Sink()

    def has(self, level: str) -> bool:
        """Whether lines of this level are written."""
        return LEVELS[level] >= self._least

    def write(self, level: str, event: str, **fields: Any) -> None:
        if not self.has(level):
            return
        now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = orjson.dumps({"time": now, "level": level, "event": event, **fields}) + b"\n"
        if self._stream is None:
            self._sink.put(line)
        else:
            self._stream.write(line.decode("utf-8"))
            self._stream.flush()

    def drain(self, seconds: float = 1.0) -> None:
        """Wait until standard error has every line, `seconds` at most."""
        self._sink.drain(seconds)

    def failure(self, event: str, error: BaseException, **fields: Any) -> None:
        """An error with where it happened, and without its message, which may quote a request."""
        frames = traceback.extract_tb(error.__traceback__)[-8:]
        at = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames]
        self.write("error", event, error=type(error).__name__, at=at, **fields)


class LogHandler(logging.Handler):
    """Takes what a library says through `logging` into the same lines."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            self._log.failure(record.name, error)
        else:
            level = "error" if record.levelno >= logging.ERROR else "warning"
            self._log.write(level, record.name, detail=record.getMessage())

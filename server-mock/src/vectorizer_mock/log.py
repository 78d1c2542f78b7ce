"""Structured log lines: one JSON object a line. Never a key, a text, metadata or an id from a request."""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import datetime, timezone
from typing import Any, TextIO

import orjson

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40, "off": 100}


class Log:
    """Writes lines of at least one level to a stream (standard error unless told otherwise)."""

    def __init__(self, level: str = "info", stream: TextIO | None = None) -> None:
        self._least = LEVELS[level]
        self._stream = stream

    def write(self, level: str, event: str, **fields: Any) -> None:
        if LEVELS[level] < self._least:
            return
        now = datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = orjson.dumps({"time": now, "level": level, "event": event, **fields}).decode("utf-8")
        stream = self._stream or sys.stderr
        stream.write(line + "\n")
        stream.flush()

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

"""A bar on a terminal while a long document is worked on; nothing where standard error is no terminal."""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import TextIO

_WIDTH = 24
_PATIENCE = 1.0
"""Seconds that pass before anything is shown."""


class Progress:
    """How many steps of a run are done, which one is being done, and for how long already."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._done, self._total, self._name = 0, 1, ""
        self._began = time.monotonic()
        self._ended = threading.Event()
        self._is_shown = False
        self._drawing = threading.Thread(target=self._draw, daemon=True)

    def __enter__(self) -> Progress:
        if self._stream.isatty():
            self._drawing.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        if self._drawing.is_alive():
            self._drawing.join()
        if self._is_shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def step(self, name: str, total: int | None = None) -> None:
        """Another step is begun, of so many in all."""
        self._done += bool(self._name)
        self._name, self._total = name, total or self._total

    def line(self) -> str:
        """The bar, the step, and the seconds since the start."""
        filled = _WIDTH * min(self._done, self._total) // self._total
        bar = "#" * filled + "." * (_WIDTH - filled)
        return f"[{bar}] {self._done}/{self._total} {self._name}, {time.monotonic() - self._began:.0f} s"

    def _draw(self) -> None:
        while not self._ended.wait(_PATIENCE if not self._is_shown else 0.2):
            self._is_shown = True
            self._stream.write(f"\r\x1b[K{self.line()}")
            self._stream.flush()

"""Telling how far a batch has come: to a callback, or as a bar with rate and time left."""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import Awaitable, Callable
from importlib import import_module
from typing import Any

from .._types.errors import ConfigurationError, type_name
from .._types.operation import Progress, ProgressOption

_PAUSE = 0.1
"""Seconds between two pictures of the plain bar, as of tqdm's."""


class Teller:
    """Counts items that were answered for. A callback's awaitable is given back, for who can await it."""

    def __init__(self, option: ProgressOption, name: str, total: int | None) -> None:
        self._told = Progress(0, 0, total)
        self._tell: Callable[[Progress], object] | None = None
        self._stop: Callable[[], object] | None = None
        if callable(option):
            check_argument(option)
            self._tell = option
        elif option is True:
            bar = _bar(name, total)
            self._tell, self._stop = bar.tell, bar.close
        elif option:
            raise ConfigurationError(f"progress must be True or a function, got {type_name(option)}")

    def advance(self, count: int, failed: int) -> Awaitable[object] | None:
        done, before, total = self._told
        self._told = Progress(done + count, before + failed, total)
        told = None if self._tell is None else self._tell(self._told)
        return told if inspect.isawaitable(told) else None

    def close(self) -> None:
        if self._stop is not None:
            self._stop()


def check_argument(tell: Callable[..., object]) -> None:
    """Refuse a callback that cannot take the one argument that it is given."""
    try:
        signature = inspect.signature(tell)
    except (TypeError, ValueError):
        # Some that are written in C do not say what they take.
        return
    try:
        signature.bind(None)
    except TypeError as error:
        raise TypeError(f"progress must be a function of one argument, the Progress: {error}") from None


def check_blocking(option: ProgressOption) -> None:
    """Refuse a callback that nobody would await."""
    if inspect.iscoroutinefunction(option) or inspect.iscoroutinefunction(type(option).__call__):
        raise ConfigurationError("progress must not be an async function in SyncVectorizerClient")


def _bar(name: str, total: int | None) -> Any:
    try:
        tqdm = import_module("tqdm.auto").tqdm
    except ImportError:
        return _PlainBar(name, total)
    return _TqdmBar(tqdm(total=total, desc=name, unit=" items"))


class _TqdmBar:
    def __init__(self, bar: Any) -> None:
        self._bar, self.close = bar, bar.close

    def tell(self, progress: Progress) -> None:
        self._bar.update(progress.done - self._bar.n)


class _PlainBar:
    """One line that is written over: items, share, rate and time left."""

    def __init__(self, name: str, total: int | None) -> None:
        self._name, self._total = name, total
        self._began = time.monotonic()
        self._shown, self._width = -1.0, 0
        self._last = ""

    def tell(self, progress: Progress) -> None:
        now, done = time.monotonic(), progress.done
        rate = done / max(now - self._began, 1e-9)
        self._last = f"{self._name}: {done}"
        if self._total:
            left = max(self._total - done, 0) / rate
            self._last += (
                f" of {self._total} items ({done * 100 // self._total} %), {rate:.0f}/s, {left:.0f} s left"
            )
        else:
            self._last += f" items, {rate:.0f}/s"
        if now - self._shown >= _PAUSE:
            self._write(now)

    def _write(self, now: float) -> None:
        sys.stderr.write(f"\r{self._last.ljust(self._width)}")
        sys.stderr.flush()
        self._shown, self._width = now, len(self._last)

    def close(self) -> None:
        self._write(time.monotonic())
        sys.stderr.write("\n")

"""Telling how far a batch has come: to a callback, or as a bar of tqdm or rich where one is installed."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

from .._types.operation import ProgressOption


class Progress:
    def __init__(self, option: ProgressOption, name: str, total: int | None) -> None:
        self._done, self._total = 0, total
        self._tell: Callable[[int, int | None], object] | None = None
        self._stop: Callable[[], object] | None = None
        if callable(option):
            self._tell = option
        elif option:
            self._tell, self._stop = _bar(name, total)

    def advance(self, count: int) -> None:
        self._done += count
        if self._tell is not None:
            self._tell(self._done, self._total)

    def close(self) -> None:
        if self._stop is not None:
            self._stop()


def _bar(name: str, total: int | None) -> tuple[Callable[[int, int | None], object], Callable[[], object]]:
    try:
        tqdm: Any = import_module("tqdm").tqdm
    except ImportError:
        return _rich_bar(name, total)
    bar = tqdm(total=total, desc=name, unit="item")
    return lambda done, _: bar.update(done - bar.n), bar.close


def _rich_bar(
    name: str, total: int | None
) -> tuple[Callable[[int, int | None], object], Callable[[], object]]:
    try:
        bars: Any = import_module("rich.progress").Progress()
    except ImportError:
        return _plain_bar(name)
    bars.start()
    task = bars.add_task(name, total=total)
    return lambda done, _: bars.update(task, completed=done), bars.stop


def _plain_bar(name: str) -> tuple[Callable[[int, int | None], object], Callable[[], object]]:
    def tell(done: int, total: int | None) -> None:
        sys.stderr.write(f"\r{name}: {done}{f' of {total}' if total is not None else ''} items")
        sys.stderr.flush()

    return tell, lambda: sys.stderr.write("\n")

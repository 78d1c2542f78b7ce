"""Which process and which event loop this is: sockets, locks and waiting tasks of another are of no use here."""

from __future__ import annotations

import os
import sys
import threading
from typing import Any, Protocol
from weakref import WeakSet


class ProcessBound(Protocol):
    """Something with state that a forked process must not use."""

    def after_fork(self) -> None:
        """Begin anew. Called in the child while it has one thread, before any other code of its runs."""


of_other_processes: list[object] = []
"""Objects that the parent process still uses: letting go of them would take its locks or wake its loops."""

_bound: WeakSet[Any] = WeakSet()


def reset_after_fork(holder: ProcessBound) -> None:
    """Have `holder.after_fork()` called in every process that is forked from this one."""
    _bound.add(holder)


def _after_fork() -> None:
    for holder in list(_bound):
        holder.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


class _Importing:
    """Forks wait while modules are imported: a child would inherit locks of imports that nobody in it ends."""

    WAIT = 10.0
    """Seconds: an import may itself wait for the thread that forks."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._is_held = self._is_registered = False

    def __enter__(self) -> None:
        self._lock.acquire()
        if not self._is_registered and hasattr(os, "register_at_fork"):
            # The last to register is the first before a fork: logging would lock what most imports need.
            import logging  # noqa: F401

            os.register_at_fork(
                before=self._before, after_in_parent=self._in_parent, after_in_child=self._in_child
            )
            self._is_registered = True

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def _before(self) -> None:
        self._is_held = self._lock.acquire(timeout=self.WAIT)

    def _in_parent(self) -> None:
        if self._is_held:
            self._lock.release()

    def _in_child(self) -> None:
        if self._is_held:
            self._lock.release()
        else:
            self._lock = threading.RLock()


importing = _Importing()
"""Around what imports modules: no process is forked in the middle of it."""


def current_loop() -> object:
    """The event loop that runs this task: an asyncio loop, or the token of a trio run. It can be referred to weakly."""
    # Not imported by a program that only blocks.
    import asyncio

    trio = sys.modules.get("trio")
    if trio is not None:
        try:
            return trio.lowlevel.current_trio_token()
        except RuntimeError:
            pass
    return asyncio.get_running_loop()

"""What is known of the server: read from /info at most once, and only when it would change how vectors travel."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from ._encode import asked
from ._operation import Arguments, Operation
from ._unset import Unset

PATIENCE = 5.0
"""Seconds that a call waits for /info at most, before it goes on with plain numbers."""


@dataclass(slots=True)
class Handshake:
    """Shared by a client and its copies."""

    known: bool = False
    base64: bool = False
    version: str | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)
    """Held by the thread that asks."""
    asking: Any = None
    """The event that the task which asks will set."""

    def learn(self, info: Any) -> None:
        """Take in what /info said; `None` when it could not be had, which means plain numbers."""
        if info is not None:
            self.base64 = "base64" in info.vector_formats
            self.version = info.version
        self.known = True


def is_worth_asking(operation: Operation[Any], arguments: Arguments, items: list[Any] | None = None) -> bool:
    """Whether a call moves vectors enough for their format to matter.

    A call that sends vectors, or asks for them, does; a `get_vector` uses what is known already.
    """
    body = arguments.body or {}
    if any(not isinstance(body.get(name), (Unset, type(None))) for name in operation.vectors & body.keys()):
        return True
    if items is not None and operation.item_vectors:
        return True
    if operation.format_parameter is None:
        return False
    if not isinstance(arguments.query.get(operation.format_parameter), (Unset, type(None))):
        return False
    return operation.vectors_asked_by is None or asked(operation, arguments) is True

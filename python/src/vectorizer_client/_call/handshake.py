"""The handshake: /info is read once, and only when it would change how vectors travel."""

from __future__ import annotations

import math
import threading
import warnings
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from .._codec.encode import asked
from .._generated.policy import PACKED_VECTORS
from .._http.local import reset_after_fork
from .._types.operation import Arguments, Operation
from .._types.unset import Unset
from .._version import __version__

PATIENCE = 5.0
"""Seconds that a call waits for /info at most, before it goes on with plain numbers."""
PAUSE = 60.0
"""Seconds for which a server that could not be asked is not asked again."""


class VersionMismatchWarning(UserWarning):
    """The server and this client speak different major versions of the contract."""


@dataclass(slots=True)
class Said:
    """The server's answer to /info. Shared by a client and all its copies, whoever asked."""

    known: bool = False
    base64: bool = False
    version: str | None = None


@dataclass(eq=False)
class Handshake:
    """Whether there is anything to ask. Shared by a client and those of its copies that would ask with the same headers."""

    said: Said = field(default_factory=Said)
    again: float = -math.inf
    """Before this time it is not asked."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    """Held by the thread that asks."""
    asking: WeakKeyDictionary[object, Any] = field(default_factory=WeakKeyDictionary)
    """Of each event loop, the event that the task which asks will set."""

    def __post_init__(self) -> None:
        reset_after_fork(self)

    def after_fork(self) -> None:
        """Nobody asks here: what was said is still known."""
        self.lock, self.asking = threading.Lock(), WeakKeyDictionary()

    def is_due(self, now: float) -> bool:
        """Whether a call that the answer matters to is to ask."""
        return not self.said.known and now >= self.again

    def learn(self, info: Any, now: float) -> None:
        """Take in what /info said; `None` when it could not be had, which means plain numbers for a while."""
        if info is None:
            self.again = now + PAUSE
        else:
            said = self.said
            said.base64, said.version = PACKED_VECTORS in info.vector_formats, info.version
            said.known = True
            _compare(info)


def _compare(info: Any) -> None:
    """Warn of a server that speaks another major version of the contract."""
    version = getattr(info, "spec_version", None)
    if isinstance(version, str) and version.partition(".")[0] != __version__.partition(".")[0]:
        warnings.warn(
            f"the server is of version {version}, this client of {__version__}",
            VersionMismatchWarning,
            stacklevel=2,
        )


def is_worth_asking(operation: Operation[Any], arguments: Arguments) -> bool:
    """Whether a call moves vectors enough for their format to matter.

    A call that sends vectors, or asks for them, does; a `get_vector` uses what is known already.
    """
    body = arguments.body or {}
    if any(not isinstance(body.get(name), (Unset, type(None))) for name in operation.vectors & body.keys()):
        return True
    if operation.format_parameter is None:
        return False
    if not isinstance(arguments.query.get(operation.format_parameter), (Unset, type(None))):
        return False
    return operation.vectors_asked_by is None or asked(operation, arguments) is True

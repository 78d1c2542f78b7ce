"""A vector database in one process: the reference server of the Vectorizer API, and a test double for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._version import __version__

if TYPE_CHECKING:
    from .running import MockServer

__all__ = ["MockServer", "__version__"]


def __getattr__(name: str) -> Any:
    # Loaded by those who ask for it only: the command starts without it.
    if name == "MockServer":
        from .running import MockServer

        return MockServer
    raise AttributeError(name)

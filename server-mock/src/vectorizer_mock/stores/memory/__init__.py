"""The store in this process's memory."""

from .keys import KeyLimits
from .store import MemoryStore

__all__ = ["KeyLimits", "MemoryStore"]

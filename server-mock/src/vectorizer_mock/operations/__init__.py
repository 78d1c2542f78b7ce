"""What each operation of the contract means: no HTTP, and no word of how anything is stored."""

from .handlers import OperationHandlers

__all__ = ["OperationHandlers"]

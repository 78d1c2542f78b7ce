"""The handlers of the contract's operations: no HTTP, and no word of how anything is stored."""

from .handlers import OperationHandlers

__all__ = ["OperationHandlers"]

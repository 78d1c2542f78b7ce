"""The front half: from a document to the intermediate representation."""

from .document import build

__all__ = ["build"]

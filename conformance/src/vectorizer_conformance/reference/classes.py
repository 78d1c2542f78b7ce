"""The names of error classes, which every SDK shares."""

from __future__ import annotations


def class_of(code: str) -> str:
    """`vector-not-found` is VectorNotFoundError; `internal-error` is InternalError, with one `Error`."""
    name = "".join(word.title() for word in code.split("-"))
    return name if name.endswith("Error") else f"{name}Error"

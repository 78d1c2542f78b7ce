# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""An error class for each status, and under it one for each problem code."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from .._types.errors import APIStatusError


class NotFoundError(APIStatusError):
    """The server answered 404."""


class ConflictError(APIStatusError):
    """The server answered 409."""


class ShelfNotFoundError(NotFoundError):
    """Shelf not found (`shelf-not-found`)."""


class BookExistsError(ConflictError):
    """Book exists (`book-exists`)."""


BY_STATUS: Final[dict[int, type[APIStatusError]]] = {
    404: NotFoundError,
    409: ConflictError,
}
BY_CODE: Final[dict[str, type[APIStatusError]]] = {
    "shelf-not-found": ShelfNotFoundError,
    "book-exists": BookExistsError,
}

ProblemCode: TypeAlias = (
    Literal[
        "shelf-not-found",
        "book-exists",
    ]
    | str
)
"""The kind of failure, as a stable name; a newer server may know more of them."""

__all__ = [
    "BookExistsError",
    "ConflictError",
    "NotFoundError",
    "ProblemCode",
    "ShelfNotFoundError",
]

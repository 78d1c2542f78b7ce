# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""The operations as the runtime sees them: method, path, how to retry, what comes back."""

from __future__ import annotations

from typing import Any, Final

from .._types.operation import Batch, Operation, Pagination
from .models import (
    Book,
    BookPage,
    Report,
)

LIST_BOOKS: Final[Operation[BookPage]] = Operation(
    id="listBooks",
    name="list_books",
    method="GET",
    template="/shelves/{shelf}/books",
    path=("shelves", None, "books"),
    parameters=("shelf",),
    idempotency="safe",
    success=frozenset({200}),
    result=BookPage,
    format_parameter="vector_format",
    vectors_asked_by="with_vector",
    vectors_by_default=False,
    pagination=Pagination("books", "next", "cursor"),
)
ADD_BOOKS: Final[Operation[Report]] = Operation(
    id="addBooks",
    name="add_books",
    method="POST",
    template="/shelves/{shelf}/books",
    path=("shelves", None, "books"),
    parameters=("shelf",),
    idempotency="key",
    success=frozenset({200}),
    result=Report,
    item_vectors=frozenset(["vector"]),
    batch=Batch("books", 100),
)
ADD_ALL_BOOKS: Final[Operation[Report]] = Operation(
    id="addBooks",
    name="add_all_books",
    method="POST",
    template="/shelves/{shelf}/books",
    path=("shelves", None, "books"),
    parameters=("shelf",),
    idempotency="key",
    success=frozenset({200}),
    result=Report,
    item_vectors=frozenset(["vector"]),
    batch=Batch("books", 100),
)
UPDATE_BOOK: Final[Operation[Book]] = Operation(
    id="updateBook",
    name="update_book",
    method="PATCH",
    template="/shelves/{shelf}/books/{id}",
    path=("shelves", None, "books", None),
    parameters=("shelf", "id"),
    idempotency="key",
    success=frozenset({200}),
    result=Book,
    vectors=frozenset(["vector"]),
    echoes=(("id", "id"), ("vector", "vector"), ("genre", "genre")),
)
DELETE_BOOK: Final[Operation[None]] = Operation(
    id="deleteBook",
    name="delete_book",
    method="DELETE",
    template="/shelves/{shelf}/books/{id}",
    path=("shelves", None, "books", None),
    parameters=("shelf", "id"),
    idempotency="idempotent",
    success=frozenset({204}),
    result=None,
)
IMPORT_BOOKS: Final[Operation[Report]] = Operation(
    id="importBooks",
    name="import_books",
    method="POST",
    template="/shelves/{shelf}/import",
    path=("shelves", None, "import"),
    parameters=("shelf",),
    idempotency="key",
    success=frozenset({200}),
    result=Report,
    item_vectors=frozenset(["vector"]),
    batch=Batch("", 100),
)
EXPORT_BOOKS: Final[Operation[Book]] = Operation(
    id="exportBooks",
    name="export_books",
    method="GET",
    template="/shelves/{shelf}/export",
    path=("shelves", None, "export"),
    parameters=("shelf",),
    idempotency="safe",
    success=frozenset({200}),
    result=Book,
    streamed=True,
    accept="application/x-ndjson",
)
HANDSHAKE: Final[Operation[Any] | None] = None
"""The operation that tells how the server takes vectors, where there is such an operation."""

# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Operations by their ids, for programs that call them by name, such as the conformance adapter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True, slots=True)
class Target:
    """The method of an operation, what kind of call it is, and its arguments: wire name to Python name."""

    method: str
    kind: Literal["batch", "call", "pages", "stream"]
    arguments: dict[str, str]
    options: frozenset[str]
    either: tuple[str, ...] = ()
    """Two arguments of which one may be given by position: a text as the first, a list as the second."""


_CALL = frozenset({"timeout", "retries", "headers", "request_id"})
_KEY = _CALL | {"idempotency_key"}
_BATCH = _KEY | {"batch_size", "concurrency", "progress"}
_REPORT = _BATCH | {"raise_on_partial", "resume", "keep_results"}

DISPATCH: Final[dict[str, Target]] = {
    "listBooks": Target(
        "list_books",
        "pages",
        {
            "shelf": "shelf",
            "cursor": "cursor",
            "limit": "limit",
            "ids": "ids",
            "filter": "filter",
            "vector_format": "vector_format",
            "with_vector": "with_vector",
        },
        _CALL,
    ),
    "addBooks": Target(
        "add_books",
        "batch",
        {"shelf": "shelf", "books": "books", "atomic": "atomic"},
        _BATCH,
    ),
    "addAllBooks": Target(
        "add_all_books",
        "batch",
        {"shelf": "shelf", "books": "books"},
        _BATCH,
    ),
    "updateBook": Target(
        "update_book",
        "call",
        {
            "shelf": "shelf",
            "id": "id",
            "genre": "genre",
            "title": "title",
            "vector": "vector",
            "if_match": "if_match",
        },
        _KEY,
        ("genre", "vector"),
    ),
    "deleteBook": Target(
        "delete_book",
        "call",
        {"shelf": "shelf", "id": "id"},
        _CALL,
    ),
    "importBooks": Target(
        "import_books",
        "batch",
        {"shelf": "shelf", "records": "records", "upsert": "upsert"},
        _BATCH,
    ),
    "exportBooks": Target(
        "export_books",
        "stream",
        {"shelf": "shelf"},
        _CALL,
    ),
}

# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Every operation, blocking."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from .._batch import BatchOptions
from .._encode import json_parameter
from .._models import Model
from .._operation import Arguments, CallOptions
from .._pages import Pager
from .._paths import many
from .._progress import ProgressOption
from .._raw import RawResponse
from .._stream import RecordStream
from .._sync_client import SyncBase
from .._unset import UNSET, Unset
from .._vectors import VectorInput
from . import operations as ops
from .models import (
    Book,
    BookPage,
    Report,
)
from .requests import (
    NewBook,
)


class SyncOperations(SyncBase):
    """The operations of the API as methods."""

    def list_books(
        self,
        shelf: str,
        *,
        cursor: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        ids: Sequence[str] | Unset = UNSET,
        filter: Mapping[str, Any] | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> Pager[Book, BookPage]:
        """List books.

        Page by page.

        Args:
            shelf: The shelf's name.
            cursor:
            limit: The server's default is 10.
            ids:
            filter:
            timeout: Seconds for each page with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            The vectors one by one over all pages; `.pages()` gives the pages.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ShelfNotFoundError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1shelves~1{shelf}~1books/get

        Example:
            for item in client.list_books("fiction"): ...
        """
        arguments = Arguments(
            (shelf,),
            {
                "cursor": cursor,
                "limit": limit,
                "ids": many(ids, "ids"),
                "filter": json_parameter(filter, "filter"),
            },
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return self._pages(ops.LIST_BOOKS, arguments)

    def add_books(
        self,
        shelf: str,
        books: Iterable[NewBook | Mapping[str, object] | Model],
        *,
        atomic: bool | Unset = UNSET,
        progress: ProgressOption = None,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> Report:
        """Add many books.



        Args:
            shelf: The shelf's name.
            books:
            atomic: The server's default is False.
            progress: `True` for a bar, or a function of (items done, items in all or `None`).
            concurrency: How many requests may be under way at once, where one is not enough.
            timeout: Seconds for each request with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            One answer for the whole batch, however many requests it took, by original indexes.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ShelfNotFoundError: the server answered so.
            BookExistsError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1shelves~1{shelf}~1books/post

        Example:
            client.add_books("fiction", [{"title": "Ficciones"}])
        """
        arguments = Arguments(
            (shelf,),
            {},
            {},
            {"atomic": atomic},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )
        batch = BatchOptions(True, concurrency, progress, None)

        return (self._batch(ops.ADD_BOOKS, arguments, books, batch)).value

    def update_book(
        self,
        shelf: str,
        id: str,
        *,
        title: str | Unset | None = UNSET,
        vector: VectorInput | Unset = UNSET,
        genre: Literal["fiction", "essay"] | Unset = UNSET,
        if_match: int | str | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> Book:
        """Update a book.

        Changes only what it names.

        Args:
            shelf: The shelf's name.
            id:
            title: Null removes it.
            vector: Numbers, or the base64 of their float32 bytes.
            genre: The server's default is 'fiction'.
            if_match:
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            A `Book`.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ShelfNotFoundError: the server answered so.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1shelves~1{shelf}~1books~1{id}/patch

        Example:
            client.update_book("fiction", "…")
        """
        arguments = Arguments(
            (shelf, id),
            {},
            {"If-Match": if_match},
            {"title": title, "vector": vector, "genre": genre},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )

        return (self._call(ops.UPDATE_BOOK, arguments)).value

    def delete_book(
        self,
        shelf: str,
        id: str,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> None:
        """Delete a book.



        Args:
            shelf: The shelf's name.
            id:
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            Nothing.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1shelves~1{shelf}~1books~1{id}/delete

        Example:
            client.delete_book("fiction", "…")
        """
        arguments = Arguments(
            (shelf, id),
            {},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        self._call(ops.DELETE_BOOK, arguments)

    def import_books(
        self,
        shelf: str,
        records: Iterable[NewBook | Mapping[str, object] | Model],
        *,
        upsert: bool | Unset = UNSET,
        progress: ProgressOption = None,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> Report:
        """Import books.



        Args:
            shelf: The shelf's name.
            records: A new book, from a title or from numbers.
            upsert: The server's default is False.
            progress: `True` for a bar, or a function of (items done, items in all or `None`).
            concurrency: How many requests may be under way at once, where one is not enough.
            timeout: Seconds for each request with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            One answer for the whole batch, however many requests it took, by original indexes.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1shelves~1{shelf}~1import/post

        Example:
            client.import_books("fiction")
        """
        arguments = Arguments(
            (shelf,),
            {"upsert": upsert},
            {},
            {},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )
        batch = BatchOptions(True, concurrency, progress, None)

        return (self._batch(ops.IMPORT_BOOKS, arguments, records, batch)).value

    def export_books(
        self,
        shelf: str,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> RecordStream[Book]:
        """Export books.



        Args:
            shelf: The shelf's name.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            The records one by one, as they arrive.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1shelves~1{shelf}~1export/get

        Example:
            for item in client.export_books("fiction"): ...
        """
        arguments = Arguments(
            (shelf,),
            {},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return self._stream(ops.EXPORT_BOOKS, arguments)


class SyncRawOperations:
    """The same operations, each giving a `RawResponse`: the value with status, headers, attempts and timings.

    A list is one page here, and a stream has been asked for when it is returned.
    """

    def __init__(self, client: SyncBase) -> None:
        self._client = client

    def list_books(
        self,
        shelf: str,
        *,
        cursor: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        ids: Sequence[str] | Unset = UNSET,
        filter: Mapping[str, Any] | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> RawResponse[BookPage]:
        """As `list_books`, with the answer it came in."""
        arguments = Arguments(
            (shelf,),
            {
                "cursor": cursor,
                "limit": limit,
                "ids": many(ids, "ids"),
                "filter": json_parameter(filter, "filter"),
            },
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return self._client._call(ops.LIST_BOOKS, arguments)

    def add_books(
        self,
        shelf: str,
        books: Iterable[NewBook | Mapping[str, object] | Model],
        *,
        atomic: bool | Unset = UNSET,
        progress: ProgressOption = None,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> RawResponse[Report]:
        """As `add_books`, with the answer it came in."""
        arguments = Arguments(
            (shelf,),
            {},
            {},
            {"atomic": atomic},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )
        batch = BatchOptions(True, concurrency, progress, None)

        return self._client._batch(ops.ADD_BOOKS, arguments, books, batch)

    def update_book(
        self,
        shelf: str,
        id: str,
        *,
        title: str | Unset | None = UNSET,
        vector: VectorInput | Unset = UNSET,
        genre: Literal["fiction", "essay"] | Unset = UNSET,
        if_match: int | str | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> RawResponse[Book]:
        """As `update_book`, with the answer it came in."""
        arguments = Arguments(
            (shelf, id),
            {},
            {"If-Match": if_match},
            {"title": title, "vector": vector, "genre": genre},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )

        return self._client._call(ops.UPDATE_BOOK, arguments)

    def delete_book(
        self,
        shelf: str,
        id: str,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> RawResponse[None]:
        """As `delete_book`, with the answer it came in."""
        arguments = Arguments(
            (shelf, id),
            {},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return self._client._call(ops.DELETE_BOOK, arguments)

    def import_books(
        self,
        shelf: str,
        records: Iterable[NewBook | Mapping[str, object] | Model],
        *,
        upsert: bool | Unset = UNSET,
        progress: ProgressOption = None,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> RawResponse[Report]:
        """As `import_books`, with the answer it came in."""
        arguments = Arguments(
            (shelf,),
            {"upsert": upsert},
            {},
            {},
            CallOptions(timeout, retries, headers, request_id, idempotency_key),
        )
        batch = BatchOptions(True, concurrency, progress, None)

        return self._client._batch(ops.IMPORT_BOOKS, arguments, records, batch)

    def export_books(
        self,
        shelf: str,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> RawResponse[RecordStream[Book]]:
        """As `export_books`, with the answer it came in."""
        arguments = Arguments(
            (shelf,),
            {},
            {},
            None,
            CallOptions(timeout, retries, headers, request_id),
        )

        return self._client._raw_stream(ops.EXPORT_BOOKS, arguments)

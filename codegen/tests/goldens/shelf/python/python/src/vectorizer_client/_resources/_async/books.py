# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""What stands on the shelf. Awaited."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Mapping, Sequence
from os import PathLike
from typing import Any, Literal

from ..._call.base import AsyncBase, async_raw, async_raw_page, async_raw_stream
from ..._call.pages import AsyncPager
from ..._call.stream import AsyncRecordStream
from ..._codec.encode import json_parameter as _json_parameter
from ..._codec.paths import many as _many
from ..._generated import operations as _ops
from ..._generated.models import (
    Book,
    BookPage,
    Report,
)
from ..._generated.requests import (
    NewBook,
)
from ..._types.either import either as _either
from ..._types.models import Model
from ..._types.operation import Arguments, BatchOptions, CallOptions, ProgressOption
from ..._types.unset import UNSET, Unset
from ..._types.vectors import VectorInput


class AsyncBooks(AsyncBase):
    """What stands on the shelf."""

    def list_books(
        self,
        shelf: str,
        *,
        cursor: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        ids: Sequence[str] | Unset = UNSET,
        filter: Mapping[str, Any] | Unset = UNSET,
        vector_format: Literal["json", "base64"] | Unset = UNSET,
        with_vector: bool | Unset = UNSET,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> AsyncPager[Book, BookPage]:
        """List books.

        Page by page.

        Args:
            shelf: The shelf's name. It matches `^[a-z]{1,20}$`.
            cursor: `str`. At least 1 character.
            limit: `int`. 1 to 100. The server's default is 10.
            ids: `Sequence[str]`.
            filter: `Mapping[str, Any]`.
            vector_format: `Literal['json', 'base64']`. The server's default is 'json'.
            with_vector: `bool`. The server's default is False.
            timeout: Seconds for each page with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.

        Returns:
            The items one by one over all pages; `.pages()` gives the pages.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ShelfNotFoundError: 404 shelf-not-found: Shelf not found.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1shelves~1{shelf}~1books/get

        Example:
            async for item in client.list_books("fiction"): ...
        """
        return self._pages(
            _ops.LIST_BOOKS,
            Arguments(
                path={"shelf": shelf},
                query={
                    "cursor": cursor,
                    "limit": limit,
                    "ids": _many(ids, "ids"),
                    "filter": _json_parameter(filter, "filter"),
                    "vector_format": vector_format,
                    "with_vector": with_vector,
                },
                options=CallOptions(timeout, retries, headers, request_id),
            ),
        )

    async def add_books(
        self,
        shelf: str,
        books: Iterable[NewBook | Mapping[str, object] | Model]
        | AsyncIterable[NewBook | Mapping[str, object] | Model],
        *,
        atomic: bool | Unset = UNSET,
        progress: ProgressOption = None,
        batch_size: int = 500,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> Report:
        """Add many books.



        Args:
            shelf: The shelf's name. It matches `^[a-z]{1,20}$`.
            books: `NewBook | Mapping[str, object] | Model`.
            atomic: `bool`. The server's default is False.
            progress: `True` for a bar with rate and time left, or a function of a `Progress`, which may be async.
            batch_size: The most items of one request, up to 100.
            concurrency: How many requests may be under way at once, where one is not enough.
            timeout: Seconds for each request with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            Report: What became of them. One answer for the whole batch, however many requests it took; indexes
            are those of your items.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ShelfNotFoundError: 404 shelf-not-found: Shelf not found.
            BookExistsError: 409 book-exists: Book exists.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1shelves~1{shelf}~1books/post

        Example:
            await client.add_books("fiction", [{"title": "Ficciones"}])
        """
        return await self._batch(
            _ops.ADD_BOOKS,
            Arguments(
                path={"shelf": shelf},
                body={"atomic": atomic},
                options=CallOptions(timeout, retries, headers, request_id, idempotency_key),
            ),
            books,
            BatchOptions(True, None, True, progress, batch_size, concurrency),
        )

    async def add_all_books(
        self,
        shelf: str,
        books: Iterable[NewBook | Mapping[str, object] | Model]
        | AsyncIterable[NewBook | Mapping[str, object] | Model],
        *,
        progress: ProgressOption = None,
        batch_size: int = 500,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> Report:
        """Add all books or none.

        The same as `add_books` with `atomic=True`.

        Args:
            shelf: The shelf's name. It matches `^[a-z]{1,20}$`.
            books: `NewBook | Mapping[str, object] | Model`.
            progress: `True` for a bar with rate and time left, or a function of a `Progress`, which may be async.
            batch_size: The most items of one request, up to 100.
            concurrency: How many requests may be under way at once, where one is not enough.
            timeout: Seconds for each request with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            Report: What became of them. One answer for the whole batch, however many requests it took; indexes
            are those of your items.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ShelfNotFoundError: 404 shelf-not-found: Shelf not found.
            BookExistsError: 409 book-exists: Book exists.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1shelves~1{shelf}~1books/post

        Example:
            await client.add_all_books("fiction", [{"title": "Ficciones"}])
        """
        return await self._batch(
            _ops.ADD_ALL_BOOKS,
            Arguments(
                path={"shelf": shelf},
                body={"atomic": True},
                options=CallOptions(timeout, retries, headers, request_id, idempotency_key),
            ),
            books,
            BatchOptions(True, None, True, progress, batch_size, concurrency),
        )

    async def update_book(
        self,
        shelf: str,
        id: str,
        genre: Literal["fiction", "essay"] | VectorInput | Unset = UNSET,
        *,
        title: str | Unset | None = UNSET,
        vector: VectorInput | Unset = UNSET,
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
            shelf: The shelf's name. It matches `^[a-z]{1,20}$`.
            id: `str`. 1 to 64 characters.
            genre: `Literal['fiction', 'essay']`. The server's default is 'fiction'. Anything but a text goes
                as `vector`.
            title: Null removes it.
            vector: Numbers, or the base64 of their float32 bytes.
            if_match: `int | str`. A version as an `int`, or entity tags as text: `'"3"'`, several separated by
                commas, or `'*'` for any version.
            timeout: Seconds for the call with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            Book: The book.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            ShelfNotFoundError: 404 shelf-not-found: Shelf not found.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1shelves~1{shelf}~1books~1{id}/patch

        Example:
            await client.update_book("fiction", "…")
        """
        genre, vector = _either(genre, vector, "vector")
        return await self._call(
            _ops.UPDATE_BOOK,
            Arguments(
                path={"shelf": shelf, "id": id},
                header={"If-Match": if_match},
                body={"title": title, "vector": vector, "genre": genre},
                options=CallOptions(timeout, retries, headers, request_id, idempotency_key),
            ),
        )

    async def delete_book(
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
            shelf: The shelf's name. It matches `^[a-z]{1,20}$`.
            id: `str`. 1 to 64 characters.
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
            await client.delete_book("fiction", "…")
        """
        return await self._call(
            _ops.DELETE_BOOK,
            Arguments(
                path={"shelf": shelf, "id": id},
                options=CallOptions(timeout, retries, headers, request_id),
            ),
        )

    async def import_books(
        self,
        shelf: str,
        records: Iterable[NewBook | Mapping[str, object] | Model]
        | AsyncIterable[NewBook | Mapping[str, object] | Model]
        | str
        | PathLike[str],
        *,
        upsert: bool | Unset = UNSET,
        progress: ProgressOption = None,
        batch_size: int = 500,
        concurrency: int = 4,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> Report:
        """Import books.



        Args:
            shelf: The shelf's name. It matches `^[a-z]{1,20}$`.
            records: A new book, from a title or from numbers. Or the path of a file that has them, one a line,
                gzip too.
            upsert: `bool`. The server's default is False.
            progress: `True` for a bar with rate and time left, or a function of a `Progress`, which may be async.
            batch_size: The most items of one request, up to 100.
            concurrency: How many requests may be under way at once, where one is not enough.
            timeout: Seconds for each request with all its attempts; `None` for no limit.
            retries: How often to try again.
            headers: Further headers to send.
            request_id: The `X-Request-Id` to send instead of a fresh one.
            idempotency_key: The `Idempotency-Key` to send instead of a fresh one.

        Returns:
            Report: What became of them. One answer for the whole batch, however many requests it took; indexes
            are those of your items.

        Raises:
            ValidationError: an argument cannot be sent; nothing was.
            VectorizerError: any other failure.

        Spec: openapi.yaml#/paths/~1shelves~1{shelf}~1import/post

        Example:
            await client.import_books("fiction")
        """
        return await self._batch(
            _ops.IMPORT_BOOKS,
            Arguments(
                path={"shelf": shelf},
                query={"upsert": upsert},
                body={},
                options=CallOptions(timeout, retries, headers, request_id, idempotency_key),
            ),
            records,
            BatchOptions(True, None, True, progress, batch_size, concurrency),
        )

    def export_books(
        self,
        shelf: str,
        *,
        timeout: float | Unset | None = UNSET,
        retries: int | Unset = UNSET,
        headers: Mapping[str, str] | None = None,
        request_id: str | None = None,
    ) -> AsyncRecordStream[Book]:
        """Export books.



        Args:
            shelf: The shelf's name. It matches `^[a-z]{1,20}$`.
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
            async for item in client.export_books("fiction"): ...
        """
        return self._stream(
            _ops.EXPORT_BOOKS,
            Arguments(
                path={"shelf": shelf},
                options=CallOptions(timeout, retries, headers, request_id),
            ),
        )


class AsyncRawBooks:
    """The same methods, each giving a `RawResponse`; a list is one page here, and a stream has been asked for."""

    def __init__(self, whole: AsyncBooks) -> None:
        self.list_books = async_raw_page(whole.list_books)
        self.add_books = async_raw(whole.add_books)
        self.add_all_books = async_raw(whole.add_all_books)
        self.update_book = async_raw(whole.update_book)
        self.delete_book = async_raw(whole.delete_book)
        self.import_books = async_raw(whole.import_books)
        self.export_books = async_raw_stream(whole.export_books)

"""Walking a list that comes in pages: items one by one, or `.pages()`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from .._types.errors import ResponseError
from .._types.models import Model
from .._types.operation import Arguments, Operation
from .raw import RawResponse

ItemT = TypeVar("ItemT")
PageT = TypeVar("PageT", bound=Model)


class _Walk:
    """Where a walk is: the arguments that ask for the next page, or none after the last."""

    def __init__(self, operation: Operation[Any], arguments: Arguments) -> None:
        assert operation.pagination is not None
        self._pagination = operation.pagination
        self.next: Arguments | None = arguments
        self._seen = {arguments.query.get(self._pagination.parameter)}

    def items(self, page: Model) -> list[Any]:
        return list(page[self._pagination.items])

    def advance(self, response: RawResponse[Any]) -> None:
        assert self.next is not None
        name = self._pagination.parameter
        cursor = response.value.get(self._pagination.cursor)
        if cursor is None:
            self.next = None
            return
        if cursor in self._seen:
            raise ResponseError(
                "the server gives the same cursor again, so the list would not end", status=response.status
            )
        self._seen.add(cursor)
        self.next = replace(self.next, query={**self.next.query, name: cursor})


class Pager(Generic[ItemT, PageT]):
    """A list over all its pages; each iteration walks it anew, a page at a time."""

    def __init__(
        self,
        fetch: Callable[[Operation[PageT], Arguments], RawResponse[PageT]],
        operation: Operation[PageT],
        arguments: Arguments,
    ) -> None:
        self._fetch, self._operation, self._arguments = fetch, operation, arguments

    def __iter__(self) -> Iterator[ItemT]:
        walk = _Walk(self._operation, self._arguments)
        for page in self.pages():
            yield from walk.items(page)

    def pages(self) -> Iterator[PageT]:
        """The pages themselves."""
        walk = _Walk(self._operation, self._arguments)
        while walk.next is not None:
            response = self._fetch(self._operation, walk.next)
            walk.advance(response)
            yield response.value


class AsyncPager(Generic[ItemT, PageT]):
    """A list over all its pages for `async for`; each iteration walks it anew, a page at a time."""

    def __init__(
        self,
        fetch: Callable[[Operation[PageT], Arguments], Awaitable[RawResponse[PageT]]],
        operation: Operation[PageT],
        arguments: Arguments,
    ) -> None:
        self._fetch, self._operation, self._arguments = fetch, operation, arguments

    if not TYPE_CHECKING:

        def __iter__(self) -> NoReturn:
            raise TypeError(
                "this is a list over pages of an async client: use `async for`, or SyncVectorizerClient"
            )

        def __await__(self) -> NoReturn:
            raise TypeError("this is a list over pages: use `async for` instead of `await`")

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        walk = _Walk(self._operation, self._arguments)
        async for page in self.pages():
            for item in walk.items(page):
                yield item

    async def pages(self) -> AsyncIterator[PageT]:
        """The pages themselves."""
        walk = _Walk(self._operation, self._arguments)
        while walk.next is not None:
            response = await self._fetch(self._operation, walk.next)
            walk.advance(response)
            yield response.value

"""The base of generated operations: how each kind of call is answered, and how raw methods are typed.

A client answers with values, its `with_raw_response` with `RawResponse`s; both are an `AsyncBase` or a `SyncBase`.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Awaitable, Callable, Iterable
from os import PathLike
from typing import Any, ParamSpec, TypeAlias, TypeVar, cast

from .._types.models import Model
from .._types.operation import Arguments, BatchOptions, Operation
from .pages import AsyncPager, Pager
from .raw import RawResponse
from .stream import AsyncRecordStream, RecordStream

P = ParamSpec("P")
T = TypeVar("T")
ItemT = TypeVar("ItemT")
PageT = TypeVar("PageT", bound=Model)
Items: TypeAlias = Iterable[object] | PathLike[str]
"""Of records, a path stands for those in a file."""


class AsyncBase:
    """The four kinds of call, awaited."""

    async def _call(self, operation: Operation[T], arguments: Arguments) -> T:
        raise NotImplementedError

    def _pages(self, operation: Operation[Any], arguments: Arguments) -> AsyncPager[Any, Any]:
        raise NotImplementedError

    def _stream(self, operation: Operation[T], arguments: Arguments) -> AsyncRecordStream[T]:
        raise NotImplementedError

    async def _batch(
        self,
        operation: Operation[T],
        arguments: Arguments,
        items: Items | AsyncIterable[object],
        options: BatchOptions,
    ) -> T:
        raise NotImplementedError


class SyncBase:
    """The four kinds of call, blocking."""

    def _call(self, operation: Operation[T], arguments: Arguments) -> T:
        raise NotImplementedError

    def _pages(self, operation: Operation[Any], arguments: Arguments) -> Pager[Any, Any]:
        raise NotImplementedError

    def _stream(self, operation: Operation[T], arguments: Arguments) -> RecordStream[T]:
        raise NotImplementedError

    def _batch(self, operation: Operation[T], arguments: Arguments, items: Items, options: BatchOptions) -> T:
        raise NotImplementedError


# The methods of a base that answers with whole responses, typed as what they give. Nothing is wrapped.


def async_raw(method: Callable[P, Awaitable[T]]) -> Callable[P, Awaitable[RawResponse[T]]]:
    return cast(Any, method)  # type: ignore[no-any-return]


def async_raw_page(
    method: Callable[P, AsyncPager[ItemT, PageT]],
) -> Callable[P, Awaitable[RawResponse[PageT]]]:
    return cast(Any, method)  # type: ignore[no-any-return]


def async_raw_stream(
    method: Callable[P, AsyncRecordStream[T]],
) -> Callable[P, Awaitable[RawResponse[AsyncRecordStream[T]]]]:
    return cast(Any, method)  # type: ignore[no-any-return]


def raw(method: Callable[P, T]) -> Callable[P, RawResponse[T]]:
    return cast(Any, method)  # type: ignore[no-any-return]


def raw_page(method: Callable[P, Pager[ItemT, PageT]]) -> Callable[P, RawResponse[PageT]]:
    return cast(Any, method)  # type: ignore[no-any-return]


def raw_stream(method: Callable[P, RecordStream[T]]) -> Callable[P, RawResponse[RecordStream[T]]]:
    return cast(Any, method)  # type: ignore[no-any-return]

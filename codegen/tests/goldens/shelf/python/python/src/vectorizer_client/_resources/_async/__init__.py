# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Every operation, awaited."""

from __future__ import annotations

from .books import AsyncBooks, AsyncRawBooks
from .shortcuts import AsyncShortcuts


class AsyncOperations(
    AsyncShortcuts,
    AsyncBooks,
):
    """The operations of the API as methods."""


class AsyncRawOperations(
    AsyncRawBooks,
):
    """The same operations, each giving a `RawResponse`: the value with status, headers, attempts and timings."""

    def __init__(self, whole: AsyncOperations) -> None:
        AsyncRawBooks.__init__(self, whole)


__all__ = ["AsyncOperations", "AsyncRawOperations"]

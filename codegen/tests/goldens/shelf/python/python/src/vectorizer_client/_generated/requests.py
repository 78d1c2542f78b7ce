# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Requests as callers give them: dicts."""

from __future__ import annotations

from typing import TypedDict

from typing_extensions import NotRequired

from .._types.vectors import VectorInput


class NewBook(TypedDict):
    """A new book, from a title or from numbers."""

    id: NotRequired[str]
    title: NotRequired[str]
    """As on the cover."""
    vector: NotRequired[VectorInput]
    """Numbers, or the base64 of their float32 bytes."""


__all__ = [
    "NewBook",
]

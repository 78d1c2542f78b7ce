"""The targets: each is one function from an API to the files it is written as.

To add one, write a package `emitters/<target>/` with an `emit` and add its line to `EMITTERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from .. import ir

Files: TypeAlias = Mapping[str, str | bytes]
"""Paths relative to the repository's root, with `/`, to contents."""

Emit: TypeAlias = Callable[[ir.Api, dict[str, Any]], Files]
"""From the API (and the document as read, for tools that want OpenAPI itself) to files."""


@dataclass(frozen=True)
class Emitter:
    """A target: its name, the module with its `emit`, and the directories that hold nothing but its output."""

    name: str
    module: str
    owns: tuple[str, ...]
    is_client: bool = False
    """Whether it is made of any document; the others are for the repository's own."""


EMITTERS: tuple[Emitter, ...] = (
    Emitter("manifest", "manifest", ("conformance/src/vectorizer_conformance/_generated",)),
    Emitter(
        "typescript",
        "typescript",
        ("typescript/src/generated", "typescript/conformance/generated"),
        is_client=True,
    ),
    Emitter(
        "server",
        "server",
        ("server-mock/src/vectorizer_mock/contract", "server-mock/src/vectorizer_mock/_generated"),
    ),
    Emitter(
        "python",
        "python",
        ("python/src/vectorizer_client/_generated", "python/src/vectorizer_client/_resources"),
        is_client=True,
    ),
    Emitter("cli", "cli", ("python/src/vectorizer_client/cli/_generated",)),
    Emitter("mcp", "mcp", ("python/src/vectorizer_client/mcp/_generated",)),
    Emitter("reference", "reference", ("docs/pages/reference",)),
)

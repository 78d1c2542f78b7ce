"""The shape of the generated table of commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Type = Literal["text", "number", "integer", "boolean", "texts", "json", "either", "etag"]
"""How an argument is written: `texts` is repeated, `json` is a document, `either` a document or else a text, `etag` a
version or entity tags."""


@dataclass(frozen=True)
class Argument:
    """One argument of an operation, as a word or an option of its command."""

    name: str
    type: Type
    help: str = ""
    positional: bool = False
    required: bool = False
    nullable: bool = False
    choices: tuple[str, ...] = ()
    default: Any = None


@dataclass(frozen=True)
class Command:
    """A command: one operation."""

    group: str
    """Empty for a command of the first level."""
    name: str
    operation: str
    summary: str
    help: str
    arguments: tuple[Argument, ...]

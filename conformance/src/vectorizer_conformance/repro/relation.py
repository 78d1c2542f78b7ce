"""What is made of answers, as a tree that any language can say: a rule between them, or a value that a later request holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """The answer to the call of this number, from 0."""

    number: int


@dataclass(frozen=True)
class Done:
    """A function of the library, called with JSON, answers, or what other functions give."""

    name: str
    args: tuple[Any, ...]


def answers(node: Any) -> Iterator[int]:
    """The numbers of the answers that a tree is made of."""
    if isinstance(node, Answer):
        yield node.number
    elif isinstance(node, Done):
        for item in node.args:
            yield from answers(item)
    elif isinstance(node, Mapping):
        for item in node.values():
            yield from answers(item)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from answers(item)

"""A mutant of the contract: one change at one pointer, and the words by which a failure must name what was changed."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "required",
    "bound",
    "enum value",
    "default",
    "format",
    "status",
    "header",
    "problem code",
    "link",
    "field",
    "security",
]
KINDS: tuple[Kind, ...] = (
    "required", "bound", "enum value", "default", "format", "status", "header", "problem code", "link", "field",
    "security",
)  # fmt: skip
Steps = tuple[str | int, ...]


@dataclass(frozen=True)
class SpecMutant:
    """One change of the document.

    `name` is the pointer of what is changed and the operator, and stays the same while the contract does.
    `named` are groups of words: a failure names this mutant if it has at least one word of each group.
    `operations` are those whose requests or answers it may concern; empty when it may concern any.
    """

    name: str
    kind: Kind
    operator: str
    pointer: str
    named: tuple[frozenset[str], ...]
    operations: frozenset[str]
    change: Callable[[Any], None]
    equivalent: str = ""

    def applied(self, document: dict[str, Any]) -> dict[str, Any]:
        """A copy of the document with the change."""
        made = copy.deepcopy(document)
        self.change(made)
        return made

    @property
    def words(self) -> tuple[str, ...]:
        """The name of what is changed, as requests and answers call it, in small letters."""
        return tuple(word.lower() for word in self.named[-1] if not word.startswith("/"))

    def is_in(self, components: frozenset[str]) -> bool:
        """Whether it may be in one of these components; what is no component's may be anywhere."""
        place = self.pointer.split("/")
        return place[1:2] != ["components"] or "/".join(place[:4]) in components

    def names(self, message: str) -> bool:
        """Whether this message of a failure names what was changed."""
        text = message.lower()
        return all(any(_has(text, word.lower()) for word in group) for group in self.named)


def _has(text: str, word: str) -> bool:
    """Whether the word stands in the text and is no part of a longer one."""
    return re.search(rf"(?<![a-z0-9_$-]){re.escape(word)}(?![a-z0-9_$-])", text) is not None


def pointer_of(steps: Steps) -> str:
    """The JSON Pointer (RFC 6901) of a place."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def at(document: Any, steps: Sequence[str | int]) -> Any:
    """The node at a place."""
    for step in steps:
        document = document[step]
    return document


def make(
    kind: Kind, operator: str, steps: Steps, named: tuple[frozenset[str], ...], operations: frozenset[str],
    change: Callable[[Any], None], equivalent: str = "", last: str = "",
) -> SpecMutant:  # fmt: skip
    """A mutant that is called by its place, `last` for what has no name of its own there, and the operator."""
    pointer = pointer_of((*steps, last) if last else steps)
    return SpecMutant(f"{pointer} {operator}", kind, operator, pointer, named, operations, change, equivalent)


def dropped(steps: Steps) -> Callable[[Any], None]:
    """A change that takes the node at a place away."""

    def change(document: Any) -> None:
        del at(document, steps[:-1])[steps[-1]]

    return change


def put(steps: Steps, value: Any) -> Callable[[Any], None]:
    """A change that puts a value there."""

    def change(document: Any) -> None:
        at(document, steps[:-1])[steps[-1]] = value

    return change

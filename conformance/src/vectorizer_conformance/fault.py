"""A fault in words that also knows what a program would look at to see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Check:
    """The one expectation that did not hold: the value at `path` of what came must fit `want`, a tree with matchers.

    What came is, of an answer, `{status, headers, body, text, closed}`; of a client's call `{kind, value, error, sent}`,
    and under faults `{kind, value, error, told, seconds, wire, after}`, where `wire` is the proxy's account of it.
    """

    path: Path
    want: Any


class Fault(str):
    """A fault that a program can show; a plain `str` is one that it can't."""

    check: Check

    def __new__(cls, words: str, path: Sequence[str | int], want: Any) -> Fault:
        made = super().__new__(cls, words)
        made.check = Check(tuple(path), want)
        return made

    def after(self, words: str) -> Fault:
        """The same fault with words before its own."""
        return type(self)(f"{words}{self}", self.check.path, self.check.want)


def after(words: str, fault: str) -> str:
    """The fault with words before its own; what can be checked stays with it."""
    return fault.after(words) if isinstance(fault, Fault) else f"{words}{fault}"


def unexpected(error: Exception) -> str:
    """What is said of one requirement when judging it raised what nobody foresaw: the others are judged all the same."""
    return f"the suite could not judge this: {type(error).__name__}: {str(error)[:200]}"

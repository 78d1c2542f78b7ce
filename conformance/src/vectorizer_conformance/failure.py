"""An expectation that did not hold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Failure:
    """The failure of a check: a message, and where one place of what came is at fault, the place and its tree.

    What came is, of an answer, `{status, headers, body, text}`; of a client's call `{value, error, sent, …}`.
    """

    message: str
    path: Path = ()
    expected: Any = None
    """The tree with matchers that the value at `path` must fit."""

    def __str__(self) -> str:
        return self.message

    def after(self, words: str) -> Failure:
        """The same failure with words before its own."""
        return replace(self, message=f"{words}{self.message}")


def unexpected(error: Exception) -> str:
    """The words for one requirement when judging it raised what nobody foresaw: the others are judged all the same."""
    return f"the suite could not judge this: {type(error).__name__}: {str(error)[:200]}"

"""The errors of codegen: the place, the reason, and every one of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that can't be expressed, and where it stands."""

    pointer: str
    """JSON Pointer into the document; empty for the document as a whole."""
    reason: str
    file: str = ""
    line: int | None = None
    """1-based, when known."""
    place: str = ""
    """Where it stands in that file, if that is elsewhere."""

    def __str__(self) -> str:
        place = (
            f"{self.file}:{self.line}: " if self.line is not None else f"{self.file}: " if self.file else ""
        )
        if self.is_of_all:
            return f"{place}{self.reason}"
        return f"{place}#{self.place or self.pointer}: {self.reason}"

    @property
    def is_of_all(self) -> bool:
        """Whether it is about a file as a whole, and no place in it."""
        return self.line is None and not (self.place or self.pointer)


class SpecError(Exception):
    """The document can't be expressed; `problems` has all that were found."""

    rest: Any = None
    """The API as far as it could be read all the same, so that a target can tell what it refuses of it."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def refuse(pointer: str, reason: str) -> SpecError:
    """A SpecError with one problem: `raise refuse(operation.pointer, "…")` is how an emitter says no."""
    return SpecError(Problem(pointer, reason))


class Refusals:
    """Collects refusals, so that one run tells them all."""

    def __init__(self) -> None:
        self.problems: dict[Problem, None] = {}

    def attempt(self, make: Callable[[], T]) -> T | None:
        """The result of `make`; None, and its problems kept, where it refuses."""
        try:
            return make()
        except SpecError as error:
            self.problems.update(dict.fromkeys(error.problems))
            return None

    def finish(self) -> None:
        """Raise all that was refused."""
        if self.problems:
            raise SpecError(self.problems)


class ToolError(Exception):
    """A tool that codegen calls (ruff, a model generator) is missing or failed."""

"""What is wrong with a case file, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class CaseProblem:
    """One fault in one file: `line` counts from 1, `field` is a path such as `cases[2].steps[0].expect`."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


class CaseFileError(Exception):
    """Raised when a case set can't be used; `problems` holds every fault found once, sorted."""

    def __init__(self, problems: Sequence[CaseProblem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

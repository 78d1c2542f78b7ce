"""The error of a case set that can't be used."""

from __future__ import annotations

from collections.abc import Sequence

from vectorizer_conformance.syntax.problem import FileProblem


class CaseFileError(Exception):
    """Raised when a case set can't be used; `problems` holds every problem found once, sorted."""

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))

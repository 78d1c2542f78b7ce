"""Problems of a file, with their places."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class FileProblem:
    """One problem of one file: `line` counts from 1, `field` is a path such as `cases[2].steps[0].expect`."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"

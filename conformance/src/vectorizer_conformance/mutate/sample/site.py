"""One change of a source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Site:
    """The characters from `start` to `end` become `text`; `operator` says what kind of change it is."""

    start: int
    end: int
    text: str
    operator: str

"""Conditions on a record's version, as `If-Match` and `If-None-Match` state them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class IfMatch:
    """Holds for any version, or for those named; no version named holds for none (weak or foreign tags)."""

    any: bool = False
    versions: frozenset[int] = frozenset()

    def holds(self, version: int) -> bool:
        return self.any or version in self.versions


@dataclass(frozen=True, slots=True)
class Precondition:
    """A condition on a write."""

    if_match: IfMatch | None = None
    if_none: bool = False
    """Only if the record does not exist."""


ALWAYS = Precondition()

"""Places in an expected tree that the model can't know to the letter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vectorizer_conformance.match.atoms import Vector

_TIME = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$")


@dataclass(frozen=True)
class AbsentField:
    """The member must not be there."""


@dataclass(frozen=True)
class AnyValue:
    """Any value, as long as there is one."""


@dataclass(frozen=True)
class OneOf:
    """One of these texts."""

    options: tuple[str, ...]


@dataclass(frozen=True)
class Exactly:
    """This JSON and nothing beside it: metadata is the user's own."""

    value: Any


class Stamp:
    """A time that the server chose. Unknown until an answer tells it, the same ever after."""

    def __init__(self, after: Stamp | None = None) -> None:
        self.text: str | None = None
        self._after = after

    def fault(self, text: Any) -> str | None:
        """The fault of `text` as this time; learns it when it is the first."""
        key = moment(text)
        if key is None:
            return f"expected a time in UTC, got {text!r}"
        if self.text is not None:
            return None if self.text == text else f"expected the time {self.text}, got {text}"
        earlier = self._after
        while earlier is not None and earlier.text is None:
            earlier = earlier._after
        if earlier is not None and key < (moment(earlier.text) or key):
            return f"expected a time not before {earlier.text}, got {text}"
        self.text = text
        return None


def moment(text: Any) -> tuple[str, str] | None:
    """A timestamp as something that sorts; None when it is no RFC 3339 time with `Z`."""
    found = _TIME.match(text) if isinstance(text, str) else None
    return (found[1], (found[2] or "").ljust(9, "0")) if found else None


@dataclass(frozen=True)
class Page:
    """A page of these records: the first of them, at most `limit`; with `whole` all of them, over all pages."""

    records: tuple[Mapping[str, Any], ...]
    limit: int
    whole: bool = False


@dataclass(frozen=True)
class Candidate:
    """A vector that a search may find."""

    id: str
    score: float
    vector: Vector
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Ranking:
    """The results of a search over these candidates."""

    candidates: tuple[Candidate, ...]
    limit: int
    threshold: float | None = None


@dataclass(frozen=True)
class Among:
    """A list in which these items, told by `key`, are there as expected; `never` are not."""

    key: str
    items: Mapping[str, Any]
    never: Sequence[str] = ()

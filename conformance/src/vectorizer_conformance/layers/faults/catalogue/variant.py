"""One form of one fault, before it is multiplied with operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vectorizer_conformance.layers.faults.case import Endpoint, Expect
from vectorizer_conformance.proxy import FaultStep


@dataclass(frozen=True)
class Then:
    """A second call by the same client."""

    steps: tuple[FaultStep, ...]
    expects: tuple[Expect, ...]
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Variant:
    """`rare` forms are too costly to run for every operation in the `pr` tier."""

    fault: str
    name: str
    title: str
    steps: tuple[FaultStep, ...]
    expects: tuple[Expect, ...]
    repeat: bool = False
    expects_get: tuple[Expect, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ("retries",)
    door: Endpoint | None = None
    own_client: bool = False
    timed: bool = False
    api_key: str | None = None
    tier: str = "pr"
    rare: bool = False
    then: Then | None = None

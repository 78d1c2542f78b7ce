"""Turning text into vectors: providers by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from .hashing import HashingProvider


class Provider(Protocol):
    """A way to embed text."""

    @property
    def name(self) -> str: ...

    def supports(self, dimension: int) -> bool: ...

    def embed(self, texts: Sequence[str], dimension: int) -> npt.NDArray[np.float32]: ...


def default_providers() -> dict[str, Provider]:
    """The providers that every server offers."""
    hashing = HashingProvider()
    return {hashing.name: hashing}


__all__ = ["HashingProvider", "Provider", "default_providers"]

"""Values of answers as plain JSON, for people and programs that are not Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._types.models import Model
from .._types.vectors import VectorData


def plain(value: Any) -> Any:
    """A value as JSON has it, under the contract's names; vectors are lists of numbers."""
    match value:
        case VectorData():
            return [float(number) for number in value]
        case Model():
            return {name: plain(item) for name, item in dict(value).items()}
        case Mapping():
            return {name: plain(member) for name, member in value.items()}
        case str():
            return str(value)
        case Sequence():
            return [plain(member) for member in value]
        case _:
            return value

"""An argument that may be one of two by what it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .errors import ValidationError
from .unset import UNSET, Unset


def either(first: Any, second: Any, name: str) -> tuple[Any, Any]:
    """The values for `first`, which is a text, and for `second`, called `name`: a list given first is the second."""
    if not isinstance(first, Iterable) or isinstance(first, (str, bytes, Mapping)):
        return first, second
    if not isinstance(second, Unset):
        raise ValidationError("must not be given twice", pointer=f"/body/{name}")
    return UNSET, first

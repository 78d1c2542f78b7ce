"""The value of an argument that was not given, so that `None` can mean `null`."""

from __future__ import annotations

from typing import Any, Final, final


@final
class Unset:
    """The type of `UNSET`: not given, which is neither `None` (JSON `null`) nor empty."""

    __slots__ = ()
    _only: Unset | None = None

    def __new__(cls) -> Unset:
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Unset, ())


UNSET: Final = Unset()

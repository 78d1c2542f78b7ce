# Generated from openapi.yaml by vectorizer-codegen. Do not edit: change the contract and run codegen.
"""Filters whose operators a type checker and an editor know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any


class Filter(Mapping[str, Any]):
    """A condition on metadata; all its members must hold, and `{}` holds for everything. A key is a metadata key, or else a dotted path into objects. A scalar is equality, and an array field matches if one of its elements does; an array is equality with the whole array or with an element; an object holds operators. `$and`, `$or` and `$not` combine filters. At most 32 deep and 1,000 conditions in all (422 `limit-exceeded`). An unknown operator is 422 `invalid-filter`.

    Taken wherever a dict is. `a & b` holds where both do, `a | b` where one of them does, `~a` where `a` does not.
    """

    __slots__ = ("_conditions",)

    def __init__(self, conditions: Mapping[str, Any]) -> None:
        self._conditions = dict(conditions)

    def __getitem__(self, name: str) -> Any:
        return self._conditions[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._conditions)

    def __len__(self) -> int:
        return len(self._conditions)

    def __repr__(self) -> str:
        return f"Filter({self._conditions!r})"

    def __bool__(self) -> bool:
        # `a and b` would be `b` alone, and a deletion by it would delete more than was meant.
        raise TypeError(
            "a filter is neither true nor false: join filters with & and |, and negate one with ~"
        )

    def __and__(self, other: Mapping[str, Any]) -> Filter:
        return self._joined("$and", other)

    def __or__(self, other: Mapping[str, Any]) -> Filter:
        return self._joined("$or", other)

    def __rand__(self, other: Mapping[str, Any]) -> Filter:
        return Filter(other) & self

    def __ror__(self, other: Mapping[str, Any]) -> Filter:
        return Filter(other) | self

    def __invert__(self) -> Filter:
        return Filter({"$not": self._conditions})

    def _joined(self, how: str, other: Mapping[str, Any]) -> Filter:
        # What is joined by the same operator already stays one list: `a & b & c`.
        before = self._conditions[how] if list(self._conditions) == [how] else [self._conditions]
        return Filter({how: [*before, dict(other)]})


class FilterField:
    """A key that is compared, or a dotted path into objects."""

    __slots__ = ("_path",)
    _way_out = "a condition, such as .eq(…)"

    def __init__(self, path: str) -> None:
        self._path = path

    def eq(self, value: bool | float | str | datetime | None) -> Filter:
        """Equal."""
        return Filter({self._path: {"$eq": value}})

    def ne(self, value: bool | float | str | datetime | None) -> Filter:
        """Not equal."""
        return Filter({self._path: {"$ne": value}})

    def lt(self, value: float | str | datetime) -> Filter:
        """Less than."""
        return Filter({self._path: {"$lt": value}})

    def lte(self, value: float | str | datetime) -> Filter:
        """Less than or equal."""
        return Filter({self._path: {"$lte": value}})

    def gt(self, value: float | str | datetime) -> Filter:
        """Greater than."""
        return Filter({self._path: {"$gt": value}})

    def gte(self, value: float | str | datetime) -> Filter:
        """Greater than or equal."""
        return Filter({self._path: {"$gte": value}})

    def in_(self, value: Sequence[bool | float | str | datetime | None]) -> Filter:
        """Equal to one of these."""
        return Filter({self._path: {"$in": value}})

    def nin(self, value: Sequence[bool | float | str | datetime | None]) -> Filter:
        """Equal to none of these."""
        return Filter({self._path: {"$nin": value}})

    def exists(self, value: bool = True) -> Filter:
        """Whether the field is there."""
        return Filter({self._path: {"$exists": value}})


def field(path: str) -> FilterField:
    """A condition on what is stored under a key or a dotted path: `field("pages").gt(3) & field("lang").eq("en")`."""
    return FilterField(path)


__all__ = ["Filter", "FilterField", "field"]

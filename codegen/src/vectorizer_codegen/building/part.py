"""A member of allOf: what one object says of its own members."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..schema import AnySchema, PresenceRule, Schema


@dataclass
class Part:
    """One object's members as they stand, before `required` is checked against them."""

    pointer: str
    properties: dict[str, Schema] = field(default_factory=dict)
    required: dict[str, str] = field(default_factory=dict)
    """Names to where they are required."""
    additional: Schema | None = field(default_factory=AnySchema)
    stated: bool = False
    presence: list[tuple[PresenceRule, str]] = field(default_factory=list)
    least: int | None = None
    most: int | None = None
    names: Schema | None = None

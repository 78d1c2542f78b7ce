"""The surface as the client declares it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class DeclaredParameter:
    """One parameter of a method; members of an options object are keywords."""

    name: str
    kind: str
    required: bool


@dataclass(frozen=True)
class Member:
    """A public member. `helper`: the client says that it is no operation."""

    name: str
    operation: str | None
    helper: bool
    parameters: tuple[DeclaredParameter, ...]


@dataclass(frozen=True)
class Tool:
    """A checker of types, or why there is none."""

    name: str
    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    missing: str = ""


@dataclass(frozen=True)
class Declaration:
    """A whole surface."""

    language: str
    prelude: str
    awaits: bool
    members: tuple[Member, ...]
    options: frozenset[str]
    tools: tuple[Tool, ...]

    @classmethod
    def of(cls, reply: Mapping[str, Any]) -> Declaration:
        """From a reply that the protocol's schema allows."""
        return cls(
            reply["language"],
            reply["prelude"],
            bool(reply.get("awaits")),
            tuple(_member(one) for one in reply["methods"]),
            frozenset(snake(name) for name in reply.get("options", ())),
            tuple(
                Tool(
                    one["name"],
                    tuple(one.get("command", ())),
                    tuple(sorted(one.get("environment", {}).items())),
                    one.get("missing", ""),
                )
                for one in reply["checkers"]
            ),
        )

    def method(self, operation: str) -> Member | None:
        """The member that calls an operation."""
        return next((member for member in self.members if member.operation == operation), None)


def _member(one: Mapping[str, Any]) -> Member:
    return Member(
        one["name"],
        one.get("operation"),
        "operation" in one and one["operation"] is None,
        tuple(DeclaredParameter(p["name"], p["kind"], p["required"]) for p in one["parameters"]),
    )


def snake(name: str) -> str:
    """A name in snake case, so that languages can be compared: `ifMatch` is `if_match`."""
    return re.sub(r"(?<=[a-z0-9])[A-Z]", lambda found: f"_{found[0]}", name).lower()


def camel(name: str) -> str:
    """A name in camel case."""
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)

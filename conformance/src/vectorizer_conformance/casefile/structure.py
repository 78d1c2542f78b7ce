"""Cases as frozen data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Level = Literal["MUST", "SHOULD", "INFO"]
Tier = Literal["smoke", "pr", "nightly"]


@dataclass(frozen=True)
class ServerNeeds:
    """The server a group of cases must have: command-line flags, the key to use, and whether it is shared."""

    flags: tuple[str, ...] = ()
    api_key: str | None = None
    exclusive: bool = False


@dataclass(frozen=True)
class Setup:
    """The collections, names and vectors that exist before the first step."""

    collections: Mapping[str, Any] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    vectors: Mapping[str, Any] = field(default_factory=dict)

    @property
    def logical_names(self) -> tuple[str, ...]:
        return (*self.collections, *self.names)


@dataclass(frozen=True)
class Step:
    """One call of an operation, or one raw request, with what must come of it."""

    line: int
    operation: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    call: Mapping[str, Any] = field(default_factory=dict)
    client_options: Mapping[str, Any] = field(default_factory=dict)
    cancel_after_ms: float | None = None
    http: Mapping[str, Any] | None = None
    replies: Sequence[Mapping[str, Any]] = ()
    expect: Mapping[str, Any] = field(default_factory=dict)
    client: Mapping[str, Any] | str | None = None
    save: Mapping[str, str] = field(default_factory=dict)
    times: int = 1
    parallel: bool = False
    changes_nothing: bool = False


@dataclass(frozen=True)
class Case:
    """One requirement: `id` is stable and starts with its topic.

    `line` is where it is written, and `entry` where its own entry is, if it is one of a table (0: it is not).
    `of_every_operation` says that it is asked of every operation like this one, by the table of operations.
    """

    id: str
    title: str
    topic: str
    clause: str
    level: Level
    tier: Tier
    judges: frozenset[str]
    features: tuple[str, ...]
    needs: tuple[str, ...]
    server: ServerNeeds
    setup: Setup
    steps: tuple[Step, ...]
    file: str
    line: int
    entry: int = 0
    of_every_operation: bool = False

    @property
    def timed(self) -> bool:
        """Whether the verdict hangs on a clock, which a busy machine can bend."""
        return any(
            "within_ms" in step.expect
            or step.cancel_after_ms is not None
            or {"timeout", "read_timeout"} & {*step.call, *step.client_options}
            or (not isinstance(step.client, str) and {"within_ms", "gaps_ms"} & set(step.client or ()))
            or any({"delay_ms", "stall_ms"} & set(reply) for reply in step.replies)
            for step in self.steps
        )

    @property
    def leisurely(self) -> bool:
        """Whether nothing is weighed against a client's deadline, which beside other work is a longer one then."""
        headers = (name for step in self.steps for reply in step.replies for name in reply.get("headers", ()))
        return not self.timed and not any(name.lower().startswith("retry-after") for name in headers)


@dataclass(frozen=True)
class CaseSet:
    """All cases, ordered by id, and the hash of the files they came from."""

    cases: tuple[Case, ...]
    hash: str
    files: tuple[str, ...]

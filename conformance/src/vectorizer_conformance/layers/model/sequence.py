"""Sequences of calls as data. Collections and keys have short names, made unique when a sequence runs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class SequenceStep:
    """One call: arguments by wire names, and how the call is made (`idempotency_key`, `collect`)."""

    operation: str
    args: Mapping[str, Any] = field(default_factory=dict)
    call: Mapping[str, Any] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        call = {"call": dict(self.call)} if self.call else {}
        return {"operation": self.operation, "with": dict(self.args), **call}


def to_json(steps: Sequence[SequenceStep]) -> str:
    """A line a step."""
    lines = ",\n ".join(json.dumps(step.shown(), ensure_ascii=False) for step in steps)
    return f"[{lines}]"


class Namespace:
    """The real names that one run of a sequence uses, and the way back to the short ones."""

    def __init__(self, token: str) -> None:
        self.token = token

    def collection(self, name: str) -> str:
        return f"{self.token}-{name}"

    def args(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments with the real name of the collection."""
        real = dict(args)
        for place in ("collection", "name"):
            if place in real:
                real[place] = self.collection(real[place])
        return real

    def call(self, call: Mapping[str, Any]) -> dict[str, Any]:
        real = dict(call)
        if "idempotency_key" in real:
            real["idempotency_key"] = f"{self.token}-{real['idempotency_key']}"
        return real

    def short(self, text: bytes) -> bytes:
        """An answer's bytes with the short names put back."""
        return text.replace(f"{self.token}-".encode(), b"")

"""The plan of a call's faults, attempt by attempt: data, which can travel with the call in one header.

A plan is compact JSON: `{"case": "F13/updateVector", "steps": [{"deliver": 1, "cut": 0, "end": "rst"}]}`. Attempt
n meets step n; attempts beyond the last step go to the server untouched, unless `repeat` says that the last step holds on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import inf
from typing import Any, Literal

from vectorizer_conformance.proxy import bodies
from vectorizer_conformance.syntax.json_reader import read_strict_json

# Tells which call a request belongs to, where its plan is known already; or brings the plan itself.
CALL_HEADER = "X-Conformance-Call"
PLAN_HEADER = "X-Fault-Plan"
# Makes clients of one process different, so that each has its own allowance of retries.
CLIENT_HEADER = "X-Fault-Client"

# How a connection goes on after the answer, or what is left of it:
#   keep   it is kept alive                        fin     it is closed
#   rst    it is reset                             stall   it stays open and silent
#   stale  kept, and reset when the next request comes on it
#   frozen kept, and silent from then on, whatever comes: a peer that vanished
End = Literal["keep", "fin", "rst", "stall", "stale", "frozen"]
ENDS = ("keep", "fin", "rst", "stall", "stale", "frozen")


_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_TEXT = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]*")


class PlanError(ValueError):
    """A plan that says nothing the proxy can do."""


@dataclass(frozen=True)
class FaultStep:
    """The fault that one attempt meets.

    `deliver` is how often the request reaches the server; `status` makes an answer of our own instead of the
    server's, with these headers and the bytes of `body`; a body that is named comes with its media type and a request
    id. `cut` lets only so many bytes of the answer out, `"head"` the head, `"body"` half of the body too. `slice` is
    the size of the pieces it goes out in, `"body"` two that meet in the middle of the body, with `pause` between
    them. `latency` comes before the delivery, `delay` after it. Times are in seconds. `holds` is a text that a request
    must have in its body for the step to be for it: of a plan with such steps each body has steps of its own.
    """

    deliver: int = 0
    status: int | None = None
    headers: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    body: str | bytes = "empty"
    latency: float = 0.0
    delay: float = 0.0
    slice: int | Literal["body"] | None = None
    pause: float = 0.0
    cut: int | Literal["head", "body"] | None = None
    end: End = "keep"
    holds: str | None = None

    @classmethod
    def of(cls, raw: Any) -> FaultStep:
        """A step from JSON; `PlanError` names what is wrong."""
        if not isinstance(raw, Mapping):
            raise PlanError(f"a step is an object, not {type(raw).__name__}")
        unknown = set(raw) - {f.name for f in fields(cls)}
        if unknown:
            raise PlanError(f"a step has no {', '.join(sorted(unknown))}")
        step = cls(**raw)
        for name in ("deliver", "latency", "delay", "pause"):
            value = getattr(step, name)
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < inf:
                raise PlanError(f"{name} is a number from 0")
        if not isinstance(step.deliver, int):
            raise PlanError("deliver is a whole number")
        for name, words in (("status", ()), ("slice", ("body",)), ("cut", ("head", "body"))):
            value = getattr(step, name)
            whole = isinstance(value, int) and not isinstance(value, bool) and value >= 0
            if value is not None and value not in words and not whole:
                raise PlanError(f"{name} is a whole number from 0")
        if step.status is not None and not 200 <= step.status <= 999:
            raise PlanError("status is that of an answer, from 200 to 999")
        if step.slice == 0:
            raise PlanError("slice is at least 1")
        if step.holds is not None and not isinstance(step.holds, str):
            raise PlanError("holds is a text")
        if step.end not in ENDS:
            raise PlanError(f"end is one of {', '.join(ENDS)}, not {step.end!r}")
        if not isinstance(step.body, str) or not bodies.is_known(step.body):
            raise PlanError(f"no body is named {step.body!r}; there are {', '.join(bodies.NAMES)}")
        if not isinstance(step.headers, Mapping) or not all(
            isinstance(v, str) for v in step.headers.values()
        ):
            raise PlanError("headers is an object of texts")
        for name, text in step.headers.items():
            if not _HEADER_NAME.fullmatch(name) or not _HEADER_TEXT.fullmatch(str(text)):
                raise PlanError(f"{name[:40]!r} is no header of one line")
        if step.status is None and step.deliver == 0 and step.cut != 0:
            raise PlanError("a step that neither delivers nor has a status answers nothing: say cut: 0")
        return step


FORWARD = FaultStep(deliver=1)


@dataclass(frozen=True)
class FaultPlan:
    """The steps of one call. With `repeat` the last one holds for every attempt after it."""

    case: str
    steps: tuple[FaultStep, ...] = ()
    repeat: bool = False

    def step(self, number: int) -> FaultStep:
        """The fault that attempt `number`, from 1, meets."""
        if number <= len(self.steps):
            return self.steps[number - 1]
        return self.steps[-1] if self.repeat and self.steps else FORWARD

    @classmethod
    def parse(cls, text: str) -> FaultPlan:
        """The plan in a header or a file; `PlanError` says why it is none."""
        try:
            raw = read_strict_json(text)
        except ValueError as error:
            raise PlanError(f"not JSON: {error}") from error
        if not isinstance(raw, dict) or set(raw) - {"case", "steps", "repeat"}:
            raise PlanError("a plan is an object of case, steps and repeat")
        case, steps, repeat = raw.get("case", ""), raw.get("steps", []), raw.get("repeat", False)
        if not isinstance(case, str) or not isinstance(steps, list) or not isinstance(repeat, bool):
            raise PlanError("case is a text, steps a list, repeat a boolean")
        try:
            return cls(case, tuple(FaultStep.of(step) for step in steps), repeat)
        except TypeError as error:
            raise PlanError(str(error)) from error

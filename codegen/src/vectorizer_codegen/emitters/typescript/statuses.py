"""Error classes by status and problem code."""

from __future__ import annotations

from dataclasses import dataclass
from http.client import responses

from ... import ir, names


@dataclass(frozen=True)
class StatusClass:
    """The error class of a status, and those of the problem codes under it."""

    status: int
    name: str
    reason: str
    """The phrase of HTTP for the status; empty where it has no name for it."""
    codes: tuple[CodeClass, ...]


@dataclass(frozen=True)
class CodeClass:
    """The error class of a problem code."""

    name: str
    problem: ir.ProblemCode


def statuses(api: ir.Api) -> tuple[StatusClass, ...]:
    """Each status with its error class and those of its codes; a code that shares the status's class has no own."""
    found: dict[int, list[ir.ProblemCode]] = {}
    for problem in api.problem_codes:
        found.setdefault(problem.status, []).append(problem)
    return tuple(_status_class(one, found.get(one.status, [])) for one in api.error_classes)


def _status_class(one: ir.ErrorClass, problems: list[ir.ProblemCode]) -> StatusClass:
    codes = (CodeClass(names.error_class(p.code), p) for p in problems)
    reason = responses.get(one.status, "")
    return StatusClass(one.status, one.name, reason, tuple(c for c in codes if c.name != one.name))

"""Faults: which requests they meet, and what they do to them."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .._generated.routes import OPERATIONS
from ..http.messages import Headers
from ..problems import Path, problem_at
from . import read

_BODY: Path = (None, "body")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_MOST = 100
_LONGEST = 3600.0
"""Seconds of a delay."""
_DISTRIBUTIONS: dict[str, Callable[..., float]] = {
    "uniform": random.Random.uniform,
    "normal": random.Random.gauss,
    "exponential": lambda generator, mean: generator.expovariate(1 / mean),
}


@dataclass(frozen=True)
class Delay:
    """Seconds to wait: always as many, or drawn from a distribution by the fault's generator."""

    distribution: str
    numbers: tuple[float, ...]

    def draw(self, generator: random.Random) -> float:
        if self.distribution == "fixed":
            return self.numbers[0]
        drawn = _DISTRIBUTIONS[self.distribution](generator, *self.numbers)
        return min(max(drawn, 0.0), _LONGEST)


@dataclass(frozen=True)
class Effect:
    """The effect of a fault on one request."""

    fault: str
    delay: float = 0.0
    status: int | None = None
    code: str | None = None
    retry_after: str | None = None
    connection: str | None = None
    body: str | None = None
    after: bool = False


@dataclass
class Fault:
    """A rule: the requests that it meets, by operation, header, count and chance, and its effect."""

    id: str
    given: Mapping[str, Any]
    operations: frozenset[str]
    header: tuple[str, str | None] | None
    nth: frozenset[int]
    times: int | None
    probability: float
    delay: Delay | None
    effect: Effect
    generator: random.Random
    seen: int = field(default=0)
    met: int = field(default=0)

    def meets(self, operation: str, headers: Headers) -> bool:
        """Whether it meets this request; every request of its operations and header is counted."""
        if self.operations and operation not in self.operations:
            return False
        if self.header is not None and not _has(headers, *self.header):
            return False
        self.seen += 1
        if self.nth and self.seen not in self.nth:
            return False
        if self.times is not None and self.met >= self.times:
            return False
        if self.probability < 1 and self.generator.random() >= self.probability:
            return False
        self.met += 1
        return True

    def describe(self) -> dict[str, Any]:
        return {"id": self.id, **self.given, "seen": self.seen, "met": self.met}


def _has(headers: Headers, name: str, value: str | None) -> bool:
    found = headers.get(name)
    return found is not None and value in (None, found)


class Faults:
    """The faults that are set, in order: the first one that meets a request decides."""

    def __init__(self) -> None:
        self._faults: dict[str, Fault] = {}
        self._count = 0

    def add(self, value: Any) -> Fault:
        if len(self._faults) >= _MOST:
            raise problem_at(_BODY, "limit-exceeded", f"There must be at most {_MOST} faults.", _MOST)
        fault = _fault(f"fault-{self._count + 1}", value)
        self._count += 1
        self._faults[fault.id] = fault
        return fault

    def remove(self, ident: str) -> bool:
        return self._faults.pop(ident, None) is not None

    def clear(self) -> None:
        self._faults.clear()

    def all(self) -> list[Fault]:
        return list(self._faults.values())

    def effect(self, operation: str, headers: Headers) -> Effect | None:
        """The fault for a request."""
        for fault in self._faults.values():
            if fault.meets(operation, headers):
                delay = fault.delay.draw(fault.generator) if fault.delay else 0.0
                return replace(fault.effect, delay=delay)
        return None


def _fault(ident: str, value: Any) -> Fault:
    given = read.members(
        value,
        (
            *("operation", "header", "nth", "times", "probability", "seed"),
            *("delay", "status", "code", "retry_after", "connection", "body", "after"),
        ),
    )
    at: Callable[[str], Path] = lambda name: (_BODY, name)  # noqa: E731
    known = [operation.operation_id for operation in OPERATIONS]
    every: Callable[[str], list[Any]] = lambda name: read.many(given[name], at(name)) if name in given else []  # noqa: E731
    operations = [read.text(one, at("operation"), choices=known) for one in every("operation")]
    nth = [read.integer(one, at("nth"), 1) for one in every("nth")]
    times = read.integer(given["times"], at("times"), 1) if "times" in given else None
    effect = _effect(ident, given, at)
    return Fault(
        ident,
        given,
        frozenset(operations),
        _header(given["header"], at("header")) if "header" in given else None,
        frozenset(nth),
        times,
        read.number(given.get("probability", 1), at("probability"), 0, 1),
        _delay(given["delay"], at("delay")) if "delay" in given else None,
        effect,
        random.Random(read.integer(given.get("seed", 0), at("seed"))),
    )


def _header(value: Any, path: Path) -> tuple[str, str | None]:
    if isinstance(value, str):
        return _header_name(value, path), None
    given = read.members(value, ("name", "value"), path)
    name = _header_name(given.get("name"), (path, "name"))
    return name, read.text(given["value"], (path, "value")) if "value" in given else None


def _header_name(value: Any, path: Path) -> str:
    name = read.text(value, path)
    if not _TOKEN.fullmatch(name):
        raise read.wrong(path, "must be the name of a header: letters, digits and !#$%&'*+-.^_`|~.")
    return name.lower()


def _delay(value: Any, path: Path) -> Delay:
    if not isinstance(value, dict):
        return Delay("fixed", (read.number(value, path, 0, _LONGEST),))
    given = read.members(value, tuple(_DISTRIBUTIONS), path)
    if len(given) != 1:
        raise read.wrong(path, f"must be seconds, or one of {', '.join(_DISTRIBUTIONS)}.")
    ((name, numbers),) = given.items()
    least = 1e-6 if name == "exponential" else 0.0
    read_numbers = tuple(
        read.number(one, (path, name), least, _LONGEST) for one in read.many(numbers, (path, name))
    )
    if len(read_numbers) != (1 if name == "exponential" else 2):
        words = {"uniform": "[least, most]", "normal": "[mean, deviation]", "exponential": "its mean"}
        raise read.wrong((path, name), f"must be {words[name]}.")
    if name == "uniform" and read_numbers[0] > read_numbers[1]:
        raise read.wrong((path, name), "must be [least, most], with the least first.")
    return Delay(name, read_numbers)


def _effect(ident: str, given: Mapping[str, Any], at: Callable[[str], Path]) -> Effect:
    kinds = [name for name in ("status", "connection", "body") if name in given]
    if len(kinds) > 1 or not (kinds or "delay" in given):
        raise read.wrong(_BODY, "must have one of status, connection and body, or only delay.")
    for name in ("code", "retry_after"):
        if name in given and "status" not in given:
            raise read.wrong(at(name), "needs status.")
    if given.get("body") == "slow" and "delay" not in given:
        raise read.wrong(at("body"), "is slow by delay, which is missing.")
    after = read.boolean(given.get("after", False), at("after"))
    if "after" in given and not {"status", "connection"} & set(kinds):
        raise read.wrong(at("after"), "needs status or connection.")
    return Effect(
        ident,
        status=read.integer(given["status"], at("status"), 200, 599) if "status" in given else None,
        code=read.text(given["code"], at("code")) if "code" in given else None,
        retry_after=_retry_after(given["retry_after"], at("retry_after")) if "retry_after" in given else None,
        connection=read.text(given["connection"], at("connection"), choices=("drop", "stall"))
        if "connection" in given
        else None,
        body=read.text(given["body"], at("body"), choices=("cut", "malformed", "slow"))
        if "body" in given
        else None,
        after=after,
    )


def _retry_after(value: Any, path: Path) -> str:
    """Seconds, or any text: what clients make of a value that is neither is worth a test too."""
    if isinstance(value, str):
        if not value.isascii() or not value.isprintable():
            raise read.wrong(path, "must be printable ASCII.")
        return read.text(value, path)
    return str(read.integer(value, path))

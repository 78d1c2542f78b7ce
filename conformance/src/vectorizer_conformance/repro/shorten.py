"""Finds the short way to say what is long: repetitions, counted items, float32 numbers."""

from __future__ import annotations

import base64
import json
import re
import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

_PERIOD = re.compile(r"(.{1,40}?)\1{23,}", re.DOTALL)
_RUN = re.compile(r"(.)\1{63,}", re.DOTALL)
_LONG = 1 << 18
_MANY = 16


class Run(NamedTuple):
    """A text, so many times."""

    text: str
    times: int


class Counted(NamedTuple):
    """Items that differ in their number only: `item` holds `NUMBER` for it, `first` is the first."""

    item: Any
    first: int
    times: int


# Stands for the number of an item inside a text, and `COUNT` for the number itself.
NUMBER = "\ue0f2"
COUNT = object()


def escaped(text: str) -> str:
    """The text with JSON's escapes, which Python and TypeScript know too; `NUMBER` stays as it is."""
    return json.dumps(text, ensure_ascii=any("\ud800" <= c <= "\udfff" for c in text))[1:-1].replace(
        json.dumps(NUMBER)[1:-1], NUMBER
    )


def runs(text: str) -> list[Run]:
    """The text as pieces, each with how often it is there; most texts are one piece."""
    found: list[Run] = []
    at = 0
    for match in (_RUN if len(text) > _LONG else _PERIOD).finditer(text):
        if match.start() > at:
            found.append(Run(text[at : match.start()], 1))
        part = match.group(1)
        times = len(match.group(0)) // len(part)
        found.append(Run(part, times))
        at = match.end()
    if at < len(text):
        found.append(Run(text[at:], 1))
    return found


def repeated(items: Sequence[Any]) -> bool:
    """Whether a list is one item, often."""
    return len(items) >= 8 and all(_alike(item, items[0]) for item in items)


def _alike(one: Any, other: Any) -> bool:
    return type(one) is type(other) and repr(one) == repr(other)


def floats(items: Sequence[Any]) -> str | None:
    """Many numbers that float32 holds exactly, as the base64 of their bytes."""
    if len(items) < _MANY or not all(isinstance(item, float) for item in items):
        return None
    try:
        data = struct.pack(f"<{len(items)}f", *items)
    except (OverflowError, struct.error):
        return None
    exact = all(a == b for a, b in zip(struct.unpack(f"<{len(items)}f", data), items, strict=True))
    return base64.b64encode(data).decode() if exact else None


def counted(items: Sequence[Any]) -> Counted | None:
    """Many items that count up, as the one that all are made from."""
    if len(items) < _MANY:
        return None
    for first in (0, 1):
        last = first + len(items) - 1
        item = _template(items[-1], last)
        if all(_alike(_filled(item, first + n), one) for n, one in enumerate(items)):
            return Counted(item, first, len(items))
    return None


def _template(value: Any, number: int) -> Any:
    if isinstance(value, str):
        return value.replace(str(number), NUMBER)
    if isinstance(value, dict):
        return {key: _template(item, number) for key, item in value.items()}
    if isinstance(value, list):
        return [_template(item, number) for item in value]
    return COUNT if type(value) is int and value == number else value


def _filled(value: Any, number: int) -> Any:
    if value is COUNT:
        return number
    if isinstance(value, str):
        return value.replace(NUMBER, str(number))
    if isinstance(value, dict):
        return {key: _filled(item, number) for key, item in value.items()}
    return [_filled(item, number) for item in value] if isinstance(value, list) else value

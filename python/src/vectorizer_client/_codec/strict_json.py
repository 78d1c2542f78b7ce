"""JSON, strictly: what is read is what RFC 8259 and UTF-8 allow, what is written is what every language reads alike."""

from __future__ import annotations

import math
from collections import UserString
from collections.abc import Iterable, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from itertools import chain
from numbers import Real
from os import PathLike
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from pydantic_core import from_json, to_json

from .._generated.policy import LARGEST_FLOAT, LARGEST_INTEGER
from .._types.errors import ValidationError, type_name
from .._types.vectors import check_array

NAIVE = "must be a datetime with a time zone: add one, for example value.astimezone()"
_MAX_DEPTH = 64
_MAX_READ_DEPTH = 100
"""Deeper data, which the contract lets no server store, would break what is done with it: copying, pickling, printing."""


encode = to_json
"""Compact JSON of plain data, which `plain` makes: pydantic's writer takes a tenth of the standard library's time."""


class NotJson(Exception):
    """The text is not JSON."""


_HARMLESS = frozenset((int, str, bool, type(None)))


def decode(body: bytes) -> Any:
    """Data from JSON text as received; raises `NotJson` and nothing else."""
    try:
        data = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        is_deep = str(error).startswith("recursion limit")
        raise NotJson("it is nested too deeply" if is_deep else str(error)) from None
    _check(data)
    return data


def _check(data: Any) -> None:
    """Refuse what is too deep, and numbers read as infinite."""
    level, depth = [data], 0
    while level:
        kinds = set(map(type, level))
        if depth == _MAX_READ_DEPTH and not kinds.isdisjoint((dict, list)):
            raise NotJson("it is nested too deeply")
        if kinds <= _HARMLESS:
            return
        below: list[Any] = []
        if kinds == {dict}:
            # The items of a list.
            below.extend(chain.from_iterable(map(dict.values, level)))
            level = []
        for value in level:
            kind = type(value)
            if kind is dict:
                below.extend(value.values())
            elif kind is list:
                # Numbers alone, as a vector's are, are summed at once: that is as fast as reading them.
                if not _is_finite_sum(value):
                    below.extend(value)
            elif kind is float and not math.isfinite(value):
                raise NotJson("it has a number beyond all that a double can hold")
        level, depth = below, depth + 1


def _is_finite_sum(values: list[Any]) -> bool:
    try:
        return math.isfinite(sum(values))
    except (TypeError, OverflowError):
        return False


def plain(value: Any, pointer: str) -> Any:
    """A copy of `value` made of what JSON has, or a ValidationError that names the place of what cannot be sent.

    Mappings, dataclasses and pydantic models become objects, lists, tuples and numpy arrays arrays. Aware datetimes
    become RFC 3339 text in UTC with six digits of a second, so that they sort; dates and UUIDs become text, a member
    of an Enum its value.
    """
    return _plain(value, pointer, 1)


def _plain(value: Any, pointer: str, depth: int) -> Any:
    kind = type(value)
    if kind is str:
        if not value.isascii():
            check_paired(value, pointer)
        return value
    if value is None or kind is bool:
        return value
    if kind is int or kind is float:
        return number(value, pointer)
    if kind is dict:
        return _object(value, pointer, depth)
    if kind is list or kind is tuple:
        return _array(value, pointer, depth)
    try:
        return _unusual(value, pointer, depth)
    except ValidationError:
        raise
    except Exception as error:
        # Only here code of others is run, which may do anything: give itself for ever, or break.
        raise ValidationError(f"cannot be read: {type(error).__name__}", pointer=pointer) from error


def _object(value: Mapping[Any, Any], pointer: str, depth: int) -> dict[str, Any]:
    if depth > _MAX_DEPTH:
        raise ValidationError(
            f"must not contain itself or be nested deeper than {_MAX_DEPTH}", pointer=pointer
        )
    made: dict[str, Any] = {}
    for key, item in value.items():
        name = name_of(key, pointer)
        made[name] = _plain(item, f"{pointer}/{escape(name)}", depth + 1)
    return made


def _array(value: list[Any] | tuple[Any, ...], pointer: str, depth: int) -> list[Any]:
    if depth > _MAX_DEPTH:
        raise ValidationError(
            f"must not contain itself or be nested deeper than {_MAX_DEPTH}", pointer=pointer
        )
    return [_plain(item, f"{pointer}/{index}", depth + 1) for index, item in enumerate(value)]


def _unusual(value: Any, pointer: str, depth: int) -> Any:
    if isinstance(value, str):
        check_paired(value, pointer)
        return text_of(value)
    if isinstance(value, datetime):
        if value != value:
            # pandas' missing time, which says that it is a datetime.
            raise ValidationError("must be a time, got NaT: write None or leave it out", pointer=pointer)
        if value.utcoffset() is None:
            raise ValidationError(NAIVE, pointer=pointer)
        if getattr(value, "nanosecond", 0):
            # pandas' time, of which a datetime's own methods know nothing.
            raise ValidationError(
                "must be a time of whole microseconds: write value.floor('us')", pointer=pointer
            )
        try:
            moment = value.astimezone(timezone.utc)
        except OverflowError as error:
            raise ValidationError("must be a time of the years 1 to 9999 in UTC", pointer=pointer) from error
        return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Enum):
        return _plain(value.value, pointer, depth)
    if isinstance(value, (bool, int, float)):
        return number(value, pointer)
    if isinstance(value, Mapping):
        return _object(value, pointer, depth)
    if isinstance(value, (list, tuple)):
        return _array(value, pointer, depth)
    if hasattr(value, "keys") and hasattr(value, "__getitem__"):
        if hasattr(value, "tolist") and not all(isinstance(key, str) for key in value.keys()):  # noqa: SIM118
            # A column of pandas, whose keys are the numbers of its rows.
            raise ValidationError(
                f"must be a value that JSON has, got {type_name(value)}; write value.tolist()",
                pointer=pointer,
            )
        return _object({key: value[key] for key in value.keys()}, pointer, depth)  # noqa: SIM118
    members = record(value)
    if members is not None:
        return _object(members, pointer, depth)
    # Arrays and scalars of numpy and its kin, by what they offer rather than by importing them.
    if hasattr(value, "tolist") and type(value).__module__.partition(".")[0] not in ("builtins",):
        check_array(value, pointer, "a value that JSON has", "; write datetimes with a time zone, or text")
        made = value.tolist()
        # numpy's longdouble gives itself.
        if type(made) is not type(value):
            return _plain(made, pointer, depth)
    wanted = type(value).__dict__.get("_way_out")
    if wanted:
        raise ValidationError(f"must be {wanted}, got {type_name(value)}", pointer=pointer)
    hint = next((f"; {way}" for cls, way in _WAYS_OUT.items() if isinstance(value, cls)), "")
    raise ValidationError(f"must be a value that JSON has, got {type_name(value)}{hint}", pointer=pointer)


_WAYS_OUT: dict[Any, str] = {
    Decimal: "write float(value) or str(value)",
    Set: "write sorted(value) or list(value)",
    UserString: "write str(value)",
    (bytes, bytearray, memoryview): "write value.decode() or base64 text",
    time: "write value.isoformat()",
    timedelta: "write value.total_seconds()",
    PathLike: "write str(value)",
    Iterable: "write list(value)",
    Real: "write float(value)",
}


def record(value: Any) -> Mapping[str, Any] | None:
    """The members of a dataclass's instance or of a pydantic model; `None` of anything else."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True)
    return None


def number(value: float, pointer: str) -> float:
    """The number, if every language reads it alike, or the contract has integers as large."""
    if -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
        return value
    if isinstance(value, float) and not math.isfinite(value):
        raise ValidationError(f"must be finite, got {value}", pointer=pointer)
    if isinstance(value, float) and abs(value) <= LARGEST_FLOAT:
        return value
    bits = LARGEST_INTEGER.bit_length()
    why = ", where every language reads the same number" if bits < 64 else ""
    raise ValidationError(f"must be within ±(2^{bits}−1){why}", pointer=pointer)


def name_of(key: object, pointer: str) -> str:
    """A member's name, refused where it is none."""
    if not isinstance(key, str):
        raise ValidationError(f"must have keys that are strings, got {type_name(key)}", pointer=pointer)
    if not key.isascii():
        check_paired(key, pointer)
    return text_of(key)


def text_of(value: str) -> str:
    """The characters of a string of any class: `str()` of an enumeration's member would be its name."""
    return value if type(value) is str else str.__str__(value)


def check_paired(value: str, pointer: str) -> None:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValidationError("must not hold an unpaired surrogate", pointer=pointer) from None


def escape(key: str) -> str:
    """A key as a token of a JSON Pointer."""
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key

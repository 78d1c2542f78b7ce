"""Values of the adapter protocol that JSON does not have, in both directions."""

from __future__ import annotations

import array
import base64
import gzip
import json
import sys
import tempfile
from collections import UserDict
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import make_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, IntEnum
from importlib import import_module
from types import MappingProxyType
from typing import Any
from uuid import UUID

from pydantic import create_model

from .._types.models import Model
from .._types.vectors import VectorData

_FOLDER = tempfile.TemporaryDirectory(prefix="vectorizer-files-")


class Skipped(Exception):
    """This client has no way to make such a call."""


def decode(value: Any) -> Any:
    """An argument as a program would pass it."""
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((name, inner),) = value.items()
        special = _SPECIAL.get(name)
        if special is not None:
            return special(inner)
    return {name: decode(item) for name, item in value.items()}


def encode(value: Any) -> Any:
    """A result as JSON under wire names, vectors as the base64 of their bytes."""
    if isinstance(value, VectorData):
        data = VectorData(value)
        if sys.byteorder == "big":
            data.byteswap()
        return {"$f32": base64.b64encode(data).decode("ascii")}
    if isinstance(value, Model):
        # By name as a mapping is read, which must be the same as its members.
        return {name: encode(value.get(name)) for name in value.keys() if name in value}  # noqa: SIM118
    if isinstance(value, dict):
        return {name: encode(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    return value


def _float32(text: str) -> array.array[float]:
    made = array.array("f", base64.b64decode(text))
    if sys.byteorder == "big":
        made.byteswap()
    return made


def _once(items: list[Any]) -> Iterator[Any]:
    for item in items:
        yield decode(item)


def _array(made: dict[str, Any]) -> Any:
    """An array of numpy's; without numpy there is none."""
    try:
        numpy: Any = import_module("numpy")
    except ImportError:
        raise Skipped("numpy is not installed") from None
    items = numpy.array(decode(made["items"]), dtype=made["type"])
    return items.reshape(made["shape"]) if "shape" in made else items


def _file(made: dict[str, Any]) -> str:
    """The path of a file with records, one a line, or with this text; it goes with this process."""
    lines = [json.dumps(item) for item in made.get("items", [])]
    data = (f"[{','.join(lines)}]" if made.get("list") else "\n".join(lines)).encode()
    data = made["text"].encode() if "text" in made else data
    data = gzip.compress(data) if made.get("gzip") else data
    with tempfile.NamedTemporaryFile(dir=_FOLDER.name, delete=False) as file:
        file.write(data[: len(data) - made.get("cut", 0)])
    return file.name


class _Keyed:
    """An object that is no Mapping and is read like one."""

    def __init__(self, members: dict[str, Any]) -> None:
        self._members = members

    def keys(self) -> Iterator[str]:
        return iter(self._members)

    def __getitem__(self, name: str) -> Any:
        return self._members[name]


class _Text(str):
    """Text of a class of its own."""

    __slots__ = ()

    def __str__(self) -> str:
        return "not this"


def _model(members: dict[str, Any]) -> Any:
    fields: dict[str, Any] = dict.fromkeys(members, (Any, ...))
    return create_model("Record", **fields)(**members)


def _masked(values: list[Any]) -> Any:
    """An array whose last number is hidden."""
    made = _array({"type": "float32", "items": values})
    masked: Any = import_module("numpy").ma.MaskedArray
    return masked(made, mask=[*[False] * (len(values) - 1), True])


def _member(base: Any, value: Any) -> Any:
    return base("Choice", {"ONE": value}).ONE


def _native(made: dict[str, Any]) -> Any:
    """A value of another type of the language that stands for this one."""
    value = decode(made["value"])
    kinds: dict[str, Callable[[], Any]] = {
        "mapping": lambda: UserDict(value),
        "bare": lambda: type("Own", (dict,), {})(value),
        "frozen": lambda: MappingProxyType(value),
        "keyed": lambda: _Keyed(value),
        "record": lambda: make_dataclass("Record", list(value))(**value),
        "model": lambda: _model(value),
        "enumeration": lambda: _member(Enum, value),
        "text": lambda: _Text(value),
        "date": lambda: date.fromisoformat(value),
        "uuid": lambda: UUID(value),
        "integer": lambda: _member(IntEnum, value),
        "scalar": lambda: _array({"type": type(value).__name__, "items": [value]})[0],
        "array": lambda: _array({"type": "float64", "items": value}),
        "list": lambda: type("Own", (list,), {})(value),
        "row": lambda: _array({"type": "float32", "items": [value, value]})[1],
        "strided": lambda: _array({"type": "float32", "items": [[x, 9.5] for x in value]})[:, 0],
        "backwards": lambda: _array({"type": "float32", "items": value[::-1]})[::-1],
        "other-order": lambda: _array({"type": ">f4", "items": value}),
        "half": lambda: _array({"type": "float16", "items": value}),
        "view": lambda: memoryview(array.array("f", [9.5, *value, 9.5]))[1:-1],
        "double-view": lambda: memoryview(array.array("d", value)),
        "long-array": lambda: array.array("q", value),
        "masked": lambda: _masked(value),
        "times": lambda: _array({"type": "datetime64[s]", "items": value}),
        "complex": lambda: _array({"type": "complex64", "items": value}),
        "objects": lambda: _array({"type": "object", "items": value}),
        "byte-view": lambda: memoryview(bytes(value)),
    }
    if made["kind"] not in kinds:
        raise Skipped(f"there is no {made['kind']} here")
    return kinds[made["kind"]]()


def _broken(items: list[Any]) -> Iterator[Any]:
    yield from map(decode, items)
    raise LookupError("no more of these")


async def _async(items: list[Any]) -> AsyncIterator[Any]:
    for item in items:
        yield decode(item)


def _unsupported(name: str) -> Any:
    if name == "cyclic":
        cyclic: dict[str, Any] = {}
        cyclic["self"] = cyclic
        return cyclic
    kinds: dict[str, Any] = {
        "function": len,
        "set": {"a"},
        "decimal": Decimal("1.5"),
        "undefined": object(),
        "datetime without a zone": datetime(2024, 1, 1, 12),
    }
    return kinds[name]


_SPECIAL: dict[str, Callable[[Any], Any]] = {
    "$float": float,
    "$f32": _float32,
    "$bigint": int,
    "$bytes": base64.b64decode,
    "$date": lambda text: datetime.fromisoformat(text.replace("Z", "+00:00")),
    "$tuple": lambda items: tuple(decode(item) for item in items),
    "$iter": _once,
    "$array": _array,
    "$file": _file,
    "$native": _native,
    "$broken": _broken,
    "$async": _async,
    "$unsupported": _unsupported,
}

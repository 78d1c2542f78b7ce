"""Paths and query strings: every segment encoded, and what no URL can carry refused before sending."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from urllib.parse import quote, unquote
from uuid import UUID

from .._types.errors import ValidationError, type_name
from .._types.formats import written
from .._types.unset import Unset
from .strict_json import NAIVE

_MAX_BYTES = 256


def segment(value: object, name: str) -> str:
    """A path parameter, percent-encoded; any string the API can name comes out as one segment."""
    if isinstance(value, UUID):
        # As in a body.
        return str(value)
    if type(value) is not str and not isinstance(value, str):
        raise ValidationError(f"must be a string, got {type_name(value)}", pointer=f"/path/{name}")
    if isinstance(value, Encoded) or (value.isalnum() and value.isascii() and len(value) <= _MAX_BYTES):
        return value
    if value in ("", ".", ".."):
        raise ValidationError(f"must not be {value!r}, which a URL cannot carry", pointer=f"/path/{name}")
    try:
        raw = value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValidationError("must not hold an unpaired surrogate", pointer=f"/path/{name}") from None
    if len(raw) > _MAX_BYTES:
        raise ValidationError(
            f"must be at most {_MAX_BYTES} bytes long in UTF-8, got {len(raw)}", pointer=f"/path/{name}"
        )
    if any(byte < 0x20 or byte == 0x7F for byte in raw) or any("\x80" <= char <= "\x9f" for char in value):
        raise ValidationError("must not hold a control character", pointer=f"/path/{name}")
    return quote(value, safe="")


def query_string(given: Mapping[str, object], place: str = "query") -> str:
    """`?a=b&…` from what was given, or an empty string; only what is `UNSET` is left out."""
    parts: list[str] = []
    for name, value in given.items():
        if isinstance(value, Unset):
            continue
        if value is None:
            raise ValidationError("must not be None: leave it out instead", pointer=f"/{place}/{name}")
        if isinstance(value, Pairs):
            parts.extend(value)
        elif isinstance(value, (list, tuple)):
            if not value:
                raise ValidationError("must not be empty: leave it out instead", pointer=f"/{place}/{name}")
            parts.extend(f"{name}={_scalar(item, name, place)}" for item in value)
        else:
            parts.append(f"{name}={_scalar(value, name, place)}")
    return "?" + "&".join(parts) if parts else ""


def many(values: object, name: str) -> list[object] | Unset | None:
    """A repeated query parameter from any iterable but a string and a mapping."""
    if values is None or isinstance(values, Unset):
        return values
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable):
        raise ValidationError(f"must be a list, got {type_name(values)}", pointer=f"/query/{name}")
    return list(values)


def joined(values: object, name: str, mark: str = ",", place: str = "query") -> str | Unset | None:
    """A list, or one value, with commas (or another mark) between the items; a comma inside of one is encoded."""
    if values is None or isinstance(values, Unset):
        return values
    # A comma that stands there is one between a member's name and its value.
    write = _without((unquote(mark),), values, _encoded) if mark != "," else _encoded
    return Encoded(mark.join(_items(values, f"/{place}/{name}", False, write)).replace(",", mark))


def listed(values: object, pointer: str, explode: bool = False) -> str | Unset | None:
    """A list, an object or one value, as a header carries it: with commas between the items."""
    if values is None or isinstance(values, Unset):
        return values
    marks = ",=" if explode and isinstance(values, Mapping) else ","
    return ",".join(_items(values, pointer, explode, _without(marks, values, text_of)))


def _without(
    marks: Iterable[str], values: object, write: Callable[[object, str], str]
) -> Callable[[object, str], str]:
    """`write` for the items of `values`, which must not hold what stands between them: nothing would tell the two apart."""
    if not isinstance(values, Iterable) or isinstance(values, (str, bytes)):
        return write

    def checked(value: object, pointer: str) -> str:
        text = text_of(value, pointer)
        if held := [mark for mark in marks if mark in text]:
            raise ValidationError(
                f"must not hold {held[0]!r}, which stands between the items", pointer=pointer
            )
        return write(value, pointer)

    return checked


def styled(value: object, name: str, style: str, explode: bool) -> str:
    """A path parameter as its style has it: `a,b`, `.a.b` or `;name=a;name=b`; percent-encoded."""
    pointer = f"/path/{name}"
    items = _items(value, pointer, explode, segment_part)
    if style == "matrix":
        is_named = explode and isinstance(value, Mapping)
        if explode:
            return Encoded("".join(f";{item}" if is_named else f";{name}={item}" for item in items))
        return Encoded(f";{name}={','.join(items)}")
    made = "." + ("." if explode else ",").join(items) if style == "label" else ",".join(items)
    if made in ("", ".", ".."):
        raise ValidationError(f"must not be {made!r}, which a URL cannot carry", pointer=pointer)
    return Encoded(made)


def segment_part(value: object, pointer: str) -> str:
    """One value in a path parameter that holds several."""
    text = text_of(value, pointer)
    return quote(text, safe="") if text in ("", ".", "..") else segment(text, pointer.rpartition("/")[2])


def _items(value: object, pointer: str, explode: bool, write: Callable[[object, str], str]) -> list[str]:
    """The items of a list; of an object its members, as `name,value` or `name=value`; or one value."""
    if isinstance(value, Mapping):
        mark = "=" if explode else ","
        made = [f"{write(key, pointer)}{mark}{write(one, pointer)}" for key, one in value.items()]
    elif isinstance(value, Iterable) and not isinstance(value, (str, bytes)):
        made = [write(one, pointer) for one in value]
    else:
        made = [write(value, pointer)]
    if not made:
        raise ValidationError("must not be empty: leave it out instead", pointer=pointer)
    return made


def deep(value: object, name: str) -> object:
    """An object as `name[member]=…` for each of its members, also of objects and lists inside of it."""
    return Pairs(_deep(value, name, name)) if isinstance(value, (Mapping, list, tuple)) else value


def _deep(value: object, name: str, at: str) -> Iterable[str]:
    if not isinstance(value, (Mapping, list, tuple)):
        yield f"{at}={_scalar(value, name)}"
        return
    for key, member in value.items() if isinstance(value, Mapping) else enumerate(value):
        yield from _deep(member, name, f"{at}[{_scalar(key, name)}]")


def spread(value: object, name: str) -> object:
    """An object each of whose members is a parameter of its own."""
    if not isinstance(value, Mapping):
        return value
    return Pairs(
        f"{_scalar(key, name)}={_scalar(item, name)}"
        for key, member in value.items()
        for item in (member if isinstance(member, (list, tuple)) else [member])
    )


class Encoded(str):
    """Text that is percent-encoded already."""

    __slots__ = ()


class Pairs(list[str]):
    """Parameters as `name=value`, percent-encoded already."""


def days(value: object, pointer: str) -> object:
    """A day, or a list of days; a datetime, which is a date to Python, would be sent as a time."""
    if isinstance(value, datetime):
        raise ValidationError("must be a date, got a datetime: write value.date()", pointer=pointer)
    if isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping)):
        return [days(item, f"{pointer}/{index}") for index, item in enumerate(value)]
    return value


def as_text(value: object, pointer: str) -> str | Unset | None:
    """A value of a path or a header that need not be a string."""
    return value if value is None or isinstance(value, Unset) else text_of(value, pointer)


def _scalar(value: object, name: str, place: str = "query") -> str:
    return value if isinstance(value, Encoded) else _encoded(value, f"/{place}/{name}")


def _encoded(value: object, pointer: str) -> str:
    text = text_of(value, pointer)
    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        raise ValidationError("must not hold an unpaired surrogate", pointer=pointer) from None


def text_of(value: object, pointer: str) -> str:
    """A string, a number, a boolean, a date, a time or a UUID as text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        try:
            return json.dumps(value, allow_nan=False)
        except ValueError:
            raise ValidationError("must be finite", pointer=pointer) from None
    if isinstance(value, datetime) and value.utcoffset() is None:
        raise ValidationError(NAIVE, pointer=pointer)
    if isinstance(value, (date, UUID)):
        return str(written(value))
    raise ValidationError(f"must be a string, a number or a boolean, got {type_name(value)}", pointer=pointer)

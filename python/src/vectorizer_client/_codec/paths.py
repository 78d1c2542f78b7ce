"""Paths and query strings: every segment encoded, and what no URL can carry refused before sending."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from .._types.errors import ValidationError, type_name
from .._types.unset import Unset

_MAX_BYTES = 256


def segment(value: object, name: str) -> str:
    """A path parameter, percent-encoded; any string the API can name comes out as one segment."""
    if type(value) is not str and not isinstance(value, str):
        raise ValidationError(f"must be a string, got {type_name(value)}", pointer=f"/path/{name}")
    if value.isalnum() and value.isascii() and len(value) <= _MAX_BYTES:
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


def query_string(given: Mapping[str, object]) -> str:
    """`?a=b&…` from what was given, or an empty string; only what is `UNSET` is left out."""
    parts: list[str] = []
    for name, value in given.items():
        if isinstance(value, Unset):
            continue
        if value is None:
            raise ValidationError("must not be None: leave it out instead", pointer=f"/query/{name}")
        if isinstance(value, (list, tuple)):
            if not value:
                raise ValidationError("must not be empty: leave it out instead", pointer=f"/query/{name}")
            parts.extend(f"{name}={_scalar(item, name)}" for item in value)
        else:
            parts.append(f"{name}={_scalar(value, name)}")
    return "?" + "&".join(parts) if parts else ""


def many(values: object, name: str) -> list[object] | Unset | None:
    """A repeated query parameter from any iterable but a string."""
    if values is None or isinstance(values, Unset):
        return values
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise ValidationError(f"must be a list, got {type_name(values)}", pointer=f"/query/{name}")
    return list(values)


def joined(values: object, name: str) -> str | Unset | None:
    """A list, or one value, with commas between the items; a comma inside of one is encoded."""
    items = [values] if isinstance(values, (str, int, float)) else many(values, name)
    if items is None or isinstance(items, Unset):
        return items
    if not items:
        raise ValidationError("must not be empty: leave it out instead", pointer=f"/query/{name}")
    return Encoded(",".join(_scalar(item, name) for item in items))


class Encoded(str):
    """Text that is percent-encoded already."""

    __slots__ = ()


def as_text(value: object, pointer: str) -> str | Unset | None:
    """A value of a path or a header that need not be a string."""
    return value if value is None or isinstance(value, Unset) else _text(value, pointer)


def _scalar(value: object, name: str) -> str:
    if isinstance(value, Encoded):
        return value
    text = _text(value, f"/query/{name}")
    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        raise ValidationError("must not hold an unpaired surrogate", pointer=f"/query/{name}") from None


def _text(value: object, pointer: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        try:
            return json.dumps(value, allow_nan=False)
        except ValueError:
            raise ValidationError("must be finite", pointer=pointer) from None
    raise ValidationError(f"must be a string, a number or a boolean, got {type_name(value)}", pointer=pointer)

"""Bodies that are not JSON: forms, forms of many parts, bytes and text; each with the type that names it."""

from __future__ import annotations

import mimetypes
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from .._types.errors import ValidationError, type_name
from .._types.operation import Operation
from .._types.unset import UNSET, Unset
from .paths import Encoded, deep, joined, query_string, spread, text_of
from .strict_json import encode, escape, plain

_OCTETS = "application/octet-stream"
_JSON = re.compile(r"[/+-]json(-[\d.]+)? *(;|$)", re.IGNORECASE)
"""The end of a media type of JSON, with its parameters."""


def content_of(operation: Operation[Any], fields: Mapping[str, Any]) -> tuple[bytes, str]:
    """The body as bytes, and its Content-Type."""
    kind, media_type = operation.body_kind, operation.content_type
    if kind == "form":
        named: dict[str, object] = {}
        for name, value in _members(fields).items():
            key = quote(name, safe="[]")
            style = operation.part_types.get(name)
            if style == "json":
                named[key] = encode(plain(value, f"/body/{escape(name)}")).decode()
            elif style == "spread":
                named[key] = spread(value, key)
            elif style not in (None, "deepObject"):
                named[key] = joined(value, key, style, "body")
            elif style or isinstance(value, Mapping):
                named[key] = deep(value, key)
            else:
                named[key] = value
        return query_string(named, "body").removeprefix("?").encode("ascii"), media_type
    if kind == "multipart":
        return _multipart(operation, _members(fields))
    (value,) = fields.values()
    if kind == "lines":
        if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
            raise ValidationError(f"must be a list, got {type_name(value)}", pointer="/body")
        lines = [encode(plain(item, f"/body/{index}")) for index, item in enumerate(value)]
        return b"".join(line + b"\n" for line in lines), media_type
    if kind == "text":
        if not isinstance(value, str):
            raise ValidationError(f"must be a string, got {type_name(value)}", pointer="/body")
        return _utf8(value, "/body"), f"{media_type}; charset=utf-8"
    return read(value, "/body"), media_type


def _members(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that were given; the member "" is a whole body."""
    if "" in fields:
        fields = _mapping(fields[""])
    return {name: value for name, value in fields.items() if not isinstance(value, Unset)}


def _mapping(value: object) -> Mapping[str, Any]:
    """A mapping of names to values."""
    if isinstance(value, Mapping) and all(isinstance(name, str) for name in value):
        return value
    raise ValidationError(f"must be a mapping of strings to values, got {type_name(value)}", pointer="/body")


def read(value: object, pointer: str) -> bytes:
    """The bytes of a value: bytes, or a file that was opened in binary mode."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    reader: object = getattr(value, "read", None)
    if callable(reader):
        found: object = reader()
        if isinstance(found, bytes):
            return found
        raise ValidationError("must be a file opened in binary mode", pointer=pointer)
    raise ValidationError(f"must be bytes or a binary file, got {type_name(value)}", pointer=pointer)


def _multipart(operation: Operation[Any], fields: Mapping[str, Any]) -> tuple[bytes, str]:
    boundary = secrets.token_hex(16)
    made: list[bytes] = []
    for name, value in fields.items():
        pointer = f"/body/{escape(name)}"
        if value is None:
            raise ValidationError("must not be None: leave it out instead", pointer=pointer)
        listed = isinstance(value, Iterable) and not _is_one(value)
        for item in value if listed else [value]:
            filename, media_type, data = _part(name, item, operation.part_types.get(name, ""), pointer)
            head = f'content-disposition: form-data; name="{_quoted(name)}"'
            head += f'; filename="{_quoted(filename)}"' if filename else ""
            head += f"\r\ncontent-type: {media_type}" if media_type else ""
            made.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + data + b"\r\n")
    return b"".join([*made, f"--{boundary}--\r\n".encode()]), f"{operation.content_type}; boundary={boundary}"


def _is_one(value: object) -> bool:
    """Whether a value is one part: text, bytes, a file (also with its name), or an object."""
    is_named = (
        isinstance(value, tuple) and len(value) in (2, 3) and isinstance(value[0], str) and _is_file(value[1])
    )
    return is_named or _is_file(value) or isinstance(value, (str, Mapping))


def _is_file(value: object) -> bool:
    return isinstance(value, (bytes, bytearray, memoryview)) or hasattr(value, "read")


def _part(name: str, value: Any, stated: str, pointer: str) -> tuple[str, str, bytes]:
    """A part's file name, its type and its bytes."""
    media_type = stated if stated and "*" not in stated and "," not in stated else ""
    if isinstance(value, tuple):
        filename, source, *others = value
        guessed = mimetypes.guess_type(filename)[0]
        return filename, others[0] if others else media_type or guessed or _OCTETS, read(source, pointer)
    if _is_file(value):
        named = getattr(value, "name", None)
        filename = os.path.basename(named) if isinstance(named, str) else name
        return filename, media_type or mimetypes.guess_type(filename)[0] or _OCTETS, read(value, pointer)
    if isinstance(value, Mapping) or _JSON.search(media_type):
        return "", media_type or "application/json", encode(plain(value, pointer))
    return "", media_type, _utf8(text_of(value, pointer), pointer)


def _quoted(text: str) -> str:
    """As browsers write names in a part's head."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _utf8(text: str, pointer: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValidationError("must not hold an unpaired surrogate", pointer=pointer) from None


def cookies(given: Mapping[str, object]) -> str | Unset:
    """The `Cookie` header of the parameters that are given."""
    text = query_string(given, "cookie").removeprefix("?").replace("&", "; ")
    return Encoded(text) if text else UNSET

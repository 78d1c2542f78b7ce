"""From what the caller gave to the parts of a request: path, query, headers and body."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import NoneType
from typing import Any

from .._generated.policy import PACKED_VECTORS
from .._types.errors import ValidationError, argument, type_name
from .._types.operation import Arguments, Operation
from .._types.secrets import check_header, is_header_value
from .._types.unset import UNSET, Unset
from .._types.vectors import RowWriter, given, on_the_wire, to_base64
from .paths import query_string, segment
from .strict_json import encode, escape, name_of, plain, record

_IDEMPOTENCY_KEY = re.compile("[!-~]{1,255}")
_NAMES = 256
"""Names of members that are kept: a batch whose items have more of them is a strange one."""
_MAX_URL = 60_000
"""httpx refuses 65,536; servers refuse far less."""


def path_and_query(operation: Operation[Any], arguments: Arguments, *, base64: bool) -> str:
    """`/collections/…?…`, every part encoded."""
    names = iter(operation.parameters)
    parts: list[str] = []
    for one in operation.path:
        made = ""
        for literal in one if isinstance(one, tuple) else (one,):
            if literal is None:
                name = next(names)
                made += segment(arguments.path[name], name)
            else:
                made += literal
        parts.append(made)
    query = arguments.query
    chooser = operation.format_parameter
    if (
        base64
        and chooser is not None
        and isinstance(query.get(chooser, UNSET), Unset)
        and returns_vectors(operation, arguments)
    ):
        query = {**query, chooser: PACKED_VECTORS}
    target = "/" + "/".join(parts) + query_string(query)
    if len(target) > _MAX_URL:
        raise ValidationError(
            f"must leave the URL at most {_MAX_URL} characters, got {len(target)}", pointer="/query"
        )
    return target


def json_parameter(value: object, name: str) -> object:
    """A query parameter that travels as JSON."""
    return (
        value
        if value is None or isinstance(value, Unset)
        else encode(plain(value, f"/query/{name}")).decode()
    )


def asked(operation: Operation[Any], arguments: Arguments) -> object:
    """The caller's value for the argument that asks for vectors in the answer."""
    name = operation.vectors_asked_by
    if name is None:
        return UNSET
    value = arguments.query.get(name, UNSET)
    return (arguments.body or {}).get(name, UNSET) if isinstance(value, Unset) else value


def returns_vectors(operation: Operation[Any], arguments: Arguments) -> bool:
    """Whether the answer will hold vectors, as far as the arguments tell."""
    value = asked(operation, arguments)
    return operation.vectors_by_default if isinstance(value, Unset) else value is True


def headers_of(arguments: Arguments) -> list[tuple[str, str]]:
    """The operation's own headers, such as If-Match."""
    made: list[tuple[str, str]] = []
    for name, value in arguments.header.items():
        if isinstance(value, Unset):
            continue
        pointer = f"/header/{name.lower()}"
        if value is None:
            # Left out, it would make the call unconditional.
            raise ValidationError("must not be None: leave it out instead", pointer=pointer)
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            raise ValidationError(
                f"must be a version (int) or entity tags (str), got {type_name(value)}", pointer=pointer
            )
        # A version is given as the number it is; text is sent as it stands, so that `*` and lists can be said.
        try:
            text = f'"{int(value)}"' if isinstance(value, int) else value
            made.append(check_header(name, text))
        except ValueError:
            raise ValidationError(
                "must hold only characters that a header can carry", pointer=pointer
            ) from None
    return made


def check_idempotency_key(key: object) -> None:
    """Refuse a key that the contract does not allow; an empty one would be none."""
    if key is not None and not (isinstance(key, str) and _IDEMPOTENCY_KEY.fullmatch(key)):
        raise ValidationError(
            "must be 1 to 255 characters of visible ASCII", pointer="/header/idempotency-key"
        )


def check_request_id(given: object) -> None:
    """Refuse an id of the caller's that no header can carry; an empty one would be none."""
    if given is not None and not (isinstance(given, str) and given and is_header_value(given)):
        raise ValidationError(
            "must be a string of 1 and more characters that a header can carry",
            pointer="/header/x-request-id",
            place="request_id",
        )


def body_of(operation: Operation[Any], fields: Mapping[str, Any], *, base64: bool) -> bytes:
    """The body as JSON: what was given, `None` as null, what was not given absent; the member "" is a whole body."""
    if "" in fields:
        return encode(plain(fields[""], "/body"))
    made = members(operation.vectors, fields, "/body", base64=base64)
    for name in operation.lists & made.keys():
        if not isinstance(made[name], list):
            raise ValidationError(
                f"must be a list, got {type_name(fields[name])}", pointer=f"/body/{escape(name)}"
            )
    return encode(made)


def members(
    vectors: frozenset[str], fields: Mapping[str, Any], pointer: str, *, base64: bool
) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in fields.items():
        if type(value) is Unset:
            continue
        if name in vectors and value is not None:
            made[name] = on_the_wire(value, f"{pointer}/{escape(name)}", base64=base64)
        elif type(value) is str and value.isascii():
            made[name] = value
        else:
            made[name] = plain(value, f"{pointer}/{escape(name)}")
    return made


def read(vectors: frozenset[str], fields: Mapping[str, Any], pointer: str) -> dict[str, Any]:
    """The fields with their vectors read, as some give their numbers only once."""
    return {
        name: value
        if name not in vectors or isinstance(value, (Unset, type(None)))
        else given(value, f"{pointer}/{escape(name)}")
        for name, value in fields.items()
    }


def checked_item(operation: Operation[Any], item: object, index: int) -> dict[str, Any]:
    """One item of a batch after every check that needs no server, its vectors read."""
    try:
        made = read(operation.item_vectors, mapping(item, ""), "")
        encode(members(operation.item_vectors, made, "", base64=False))
    except ValidationError as error:
        raise refused(operation, item, index, error.reason, error.pointer) from error.__cause__
    return made


class FromFile(dict[str, Any]):
    """A record that was read from a file."""

    __slots__ = ("place",)
    place: str


def refused(
    operation: Operation[Any], item: object, index: int, reason: str, pointer: str = ""
) -> ValidationError:
    """The refusal of an item by its place in the batch; a record that was read from a file is named by its line there."""
    batch = operation.batch
    assert batch is not None
    whole = f"/body/{batch.items}/{index}{pointer}" if batch.items else f"/body/{index}{pointer}"
    if not isinstance(item, FromFile):
        place = argument(f"/body/{batch.argument}/{index}{pointer}")
        return ValidationError(reason, pointer=whole, place=place)
    within = f": {argument(f'/body{pointer}')}" if pointer else ""
    return ValidationError(reason, pointer=whole, place=f"{item.place}{within}")


class ItemWriter:
    """Writes the items of one batch, each as JSON text."""

    def __init__(self, operation: Operation[Any], *, base64: bool) -> None:
        self._operation = operation
        self._vectors = operation.item_vectors
        self._rows = RowWriter() if base64 else None
        self._names: dict[object, bytes] = {}
        """What stands before the value of a member that items had."""

    def write(self, item: object, index: int) -> bytes:
        """One item, after every check that needs no server; the refusal of it names its place in the batch."""
        try:
            vectors, rows = self._vectors, self._rows
            if not vectors:
                return encode(plain(item, ""))
            if rows is None:
                return encode(members(vectors, mapping(item, ""), "", base64=False))
            # Base64 needs no escapes: it goes past the encoder, which would look at every letter of it.
            parts: list[bytes] = []
            fields: Any = item if type(item) is dict else mapping(item, "")
            for name, value in fields.items():
                kind = type(value)
                if kind is Unset:
                    continue
                parts.append(self._names.get(name) or self._before(name))
                if name in vectors and kind is not NoneType:
                    parts += (b'"', rows.base64(value) or to_base64(given(value, f"/{name}")), b'"')
                elif kind is str and value.isascii():
                    parts.append(encode(value))
                else:
                    parts.append(encode(plain(value, f"/{escape(name)}")))
            if not parts:
                return b"{}"
            parts[0] = b"{" + parts[0][1:]
            parts.append(b"}")
            return b"".join(parts)
        except ValidationError as error:
            raise refused(self._operation, item, index, error.reason, error.pointer) from error.__cause__

    def _before(self, name: object) -> bytes:
        """A comma, the member's name and a colon."""
        made = b",%b:" % encode(name_of(name, ""))
        if len(self._names) < _NAMES:
            self._names[name] = made
        return made


def mapping(item: object, pointer: str) -> Mapping[str, Any]:
    """An item as a mapping: a dict, or a record that was read before."""
    made: Mapping[Any, Any]
    if type(item) is dict or isinstance(item, Mapping):
        made = item
    elif hasattr(item, "keys") and hasattr(item, "__getitem__"):
        keyed: Any = item
        try:
            made = {name: keyed[name] for name in keyed.keys()}  # noqa: SIM118 - it need not iterate over its names
        except Exception as error:
            raise ValidationError(f"cannot be read: {type(error).__name__}", pointer=pointer) from error
    elif (members_of := record(item)) is not None:
        made = members_of
    elif isinstance(item, tuple) and hasattr(item, "_asdict"):
        # A row as pandas gives them.
        row: Any = item
        made = row._asdict()
    else:
        raise ValidationError(f"must be a mapping, got {type_name(item)}", pointer=pointer)
    for name in made:
        name_of(name, pointer)
    return made

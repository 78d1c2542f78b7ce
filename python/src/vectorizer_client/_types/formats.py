"""Values that are text on the wire, by formats of which a contract says nothing more: times, dates and UUIDs."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from pydantic import BeforeValidator, PlainSerializer, TypeAdapter, WithJsonSchema

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ID = re.compile("-".join(f"[0-9A-Fa-f]{{{size}}}" for size in (8, 4, 4, 4, 12)))
_times = TypeAdapter(datetime)


def _time(value: object) -> datetime:
    if isinstance(value, str) and _DAY.match(value) and len(value) > len("2024-02-29"):
        return _times.validate_python(value)
    raise ValueError("must be a time as RFC 3339 has it")


def _day(value: object) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    raise ValueError("must be a day, such as 2024-02-29")


def _uuid(value: object) -> UUID:
    if isinstance(value, str) and _ID.fullmatch(value):
        return UUID(value)
    raise ValueError("must be a UUID")


def written(value: Any) -> Any:
    """
    A date, a time or a UUID as text; a time in UTC, with digits after its second only where there are any.

    What else is there stays as it is: another kind of a union, None of what is absent, what a server says instead.
    """
    if not isinstance(value, datetime):
        return str(value) if isinstance(value, date | UUID) else value
    moment = value if value.tzinfo is None else value.astimezone(timezone.utc)
    return moment.isoformat().replace("+00:00", "Z")


def _schema(name: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "format": name})


DateTime: TypeAlias = Annotated[
    datetime, BeforeValidator(_time), PlainSerializer(written), _schema("date-time")
]
"""A time of any offset; what is beyond a microsecond is cut. One that the server writes without an offset has none."""
Date: TypeAlias = Annotated[date, BeforeValidator(_day), PlainSerializer(written), _schema("date")]
"""A day."""
Uuid: TypeAlias = Annotated[UUID, BeforeValidator(_uuid), PlainSerializer(written), _schema("uuid")]
"""A UUID."""

DateTimeInput: TypeAlias = datetime | str
"""A time with a time zone, or text as the contract has it."""
DateInput: TypeAlias = date | str
"""A day, or text as the contract has it."""
UuidInput: TypeAlias = UUID | str
"""A UUID, or its text."""

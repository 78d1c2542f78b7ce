"""Values that are text on the wire, by formats of which a contract says nothing more: times, dates and UUIDs."""

from __future__ import annotations

import re
from datetime import date, datetime, timezone
from typing import Annotated, TypeAlias
from uuid import UUID

from pydantic import BeforeValidator, PlainSerializer, TypeAdapter

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
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
    if isinstance(value, str):
        return UUID(value)
    raise ValueError("must be a UUID")


def written(value: date | UUID) -> str:
    """A date, a time or a UUID as text; a time in UTC, with digits after its second only where there are any."""
    if not isinstance(value, datetime):
        return str(value)
    moment = value if value.tzinfo is None else value.astimezone(timezone.utc)
    return moment.isoformat().replace("+00:00", "Z")


DateTime: TypeAlias = Annotated[datetime, BeforeValidator(_time), PlainSerializer(written, return_type=str)]
"""A time of any offset; what is beyond a microsecond is cut. One that the server writes without an offset has none."""
Date: TypeAlias = Annotated[date, BeforeValidator(_day), PlainSerializer(written, return_type=str)]
"""A day."""
Uuid: TypeAlias = Annotated[UUID, BeforeValidator(_uuid), PlainSerializer(written, return_type=str)]
"""A UUID."""

DateTimeInput: TypeAlias = datetime | str
"""A time with a time zone, or text as the contract has it."""
DateInput: TypeAlias = date | str
"""A day, or text as the contract has it."""
UuidInput: TypeAlias = UUID | str
"""A UUID, or its text."""

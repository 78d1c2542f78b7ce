"""The base of models of answers."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Iterator, KeysView
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    SerializationInfo,
    SerializerFunctionWrapHandler,
    model_serializer,
)
from pydantic_core import CoreSchema, core_schema

from .vectors import VectorData

__all__ = [
    "BatchAnswer",
    "Count",
    "Int64",
    "ListAnswer",
    "Model",
    "Narrowed",
    "NotNull",
    "Positive",
    "Timestamp",
    "VectorData",
    "WholeNumber",
]

_SAFE = 2**53 - 1
_ITEMS_SHOWN = 5
_LISTED = ("unknown", "not_sent")
_TEXT_SHOWN = 200
_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,9})?Z$"


class Model(BaseModel):
    """An answer: members as attributes and by name, unknown ones kept, absent ones `None` or not in the mapping.

    `vector.metadata`, `vector["metadata"]`, `vector.get("metadata", {})` and `{**vector}` all work.
    """

    model_config = ConfigDict(extra="allow", strict=True, protected_namespaces=(), defer_build=True)

    def __getitem__(self, name: str) -> Any:
        attribute = _attributes(type(self)).get(name)
        if attribute is None:
            return (self.__pydantic_extra__ or {})[name]
        if attribute in self.model_fields_set:
            return getattr(self, attribute)
        raise KeyError(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The member of this name, or `default` where the answer has none."""
        try:
            return self[name]
        except KeyError:
            return default

    def keys(self) -> KeysView[str]:
        """The names of the members that the answer has."""
        given = self.model_fields_set
        known = {wire: None for wire, name in _attributes(type(self)).items() if name in given}
        return {**known, **dict.fromkeys(self.__pydantic_extra__ or ())}.keys()

    def __contains__(self, name: object) -> bool:
        return name in self.keys()

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]
        return iter(self.keys())

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Members as a person wants to see them: of a long list its length, of a long text its beginning."""
        for name, value in super().__repr_args__():
            if name is None or name in self.model_fields_set:
                yield name, _short(value)

    @model_serializer(mode="wrap")
    def _written(self, handler: SerializerFunctionWrapHandler, info: SerializationInfo):  # type: ignore[no-untyped-def]
        """What `model_dump` and a web framework give: absent members stay absent, as a null could not be read again."""
        # A stated return type would take the place of the model's own in its schema of answers.
        given: object = self
        if given is None:
            # Pydantic asks for the default of a member that is a model, too.
            return None
        made = handler(self)
        for wire, name in _attributes(type(self)).items():
            if name not in self.model_fields_set:
                # Not both: one member's attribute may be the name of another on the wire.
                made.pop(wire if info.by_alias else name, None)
        return made

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data under its wire names, vectors as lists of numbers, absent members absent."""
        return self.model_dump(exclude_unset=True, by_alias=True)


class ListAnswer(Model):
    """An answer that is one list of things: `answer[0]`, `len(answer)`, `for thing in answer`. By name it is as any other."""

    _listed: ClassVar[str]

    def __iter__(self) -> Iterator[Any]:  # type: ignore[override]
        return iter(self._things())

    def __len__(self) -> int:
        return len(self._things())

    def __getitem__(self, name: str | int | slice) -> Any:
        return super().__getitem__(name) if isinstance(name, str) else self._things()[name]

    def __contains__(self, thing: object) -> bool:
        return super().__contains__(thing) if isinstance(thing, str) else thing in self._things()

    def _things(self) -> list[Any]:
        return getattr(self, self._listed) or []


class BatchAnswer(Model):
    """The outcome of a batch, item by item."""

    if TYPE_CHECKING:

        @property
        def unknown(self) -> list[int]:
            """Indexes of items that were sent and never answered: they may have been applied."""
            ...

        @property
        def not_sent(self) -> list[int]:
            """Indexes of items that were not sent."""
            ...

    else:
        # Not properties: a contract's own report may have members of these names.
        def __getattr__(self, name: str) -> Any:
            return [] if name in _LISTED and name not in self else super().__getattr__(name)

    def compact(self) -> dict[str, Any]:
        """The report as `resume=` needs it, as small data for a file: counts, failures, and what is to be sent again.

        `unknown` and `not_sent` are ranges of indexes, `[first, last]`; what was aborted is among the latter.
        """
        left_out = ("results", "unknown", "not_sent")
        made = {name: part for name, part in dict(self).items() if name not in left_out}
        if "errors" in made:
            made["errors"] = [failure.to_dict() for failure in self["errors"]]
        failed = {failure["index"] for failure in made.get("errors", ())}
        refused = [one["index"] for one in self.get("results", ()) if one["status"] in ("failed", "aborted")]
        left = {*self.get("not_sent", ()), *refused} - failed
        if "results" in type(self).model_fields:
            made["results"] = []
        return {**made, "unknown": ranges(self.get("unknown", ())), "not_sent": ranges(left)}


def ranges(indexes: Iterable[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for index in sorted(indexes):
        if found and found[-1][1] == index - 1:
            found[-1][1] = index
        else:
            found.append([index, index])
    return found


class _Shown(str):
    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _short(value: Any) -> Any:
    if isinstance(value, list) and len(value) > _ITEMS_SHOWN:
        return _Shown(f"[… {len(value)} items]")
    if type(value) is str and len(value) > _TEXT_SHOWN:
        return _Shown(f"{value[:_TEXT_SHOWN]!r}…")
    return value


@functools.cache
def _attributes(model: type[BaseModel]) -> dict[str, str]:
    """The attributes of a model's members by their names on the wire."""
    fields = model.model_fields.items()
    return {name if field.alias is None else field.alias: name for name, field in fields}


class NotNull:
    """Marks a member that may be absent, which reads as `None`, and may not be null."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        present = [option for option in get_args(source) if option is not type(None)]
        return handler(functools.reduce(operator.or_, present))


class Narrowed:
    """Marks an option of a union that is meant only where a member has one of these values."""

    def __init__(self, member: str, *values: object) -> None:
        self._member = member
        self._values = values

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._meant, handler(source))

    def _meant(self, read: Model) -> Model:
        if read.get(self._member) not in self._values:
            raise ValueError(f"{self._member} means another option")
        return read


class Timestamp(str):
    """A time as the server wrote it, RFC 3339 in UTC; `.datetime` is the same as an aware datetime."""

    __slots__ = ()

    @property
    def datetime(self) -> datetime:
        text = self[:-1]
        whole, point, fraction = text.partition(".")
        # Python keeps microseconds; before 3.11 it reads exactly six digits.
        return datetime.fromisoformat(f"{whole}{point}{fraction[:6].ljust(6, '0') if point else ''}+00:00")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls._read, core_schema.str_schema(strict=True, pattern=_TIME)
        )

    @classmethod
    def _read(cls, text: str) -> Timestamp:
        date.fromisoformat(text[:10])  # The pattern knows no calendar.
        return cls(text)


def _whole(value: object) -> object:
    return int(value) if type(value) is float and value.is_integer() else value


WholeNumber: TypeAlias = Annotated[int, Field(ge=-_SAFE, le=_SAFE), BeforeValidator(_whole)]
"""A JSON integer that every language reads alike; it may be written 18.0."""
Count: TypeAlias = Annotated[int, Field(ge=0, le=_SAFE), BeforeValidator(_whole)]
"""The same, 0 or more."""
Positive: TypeAlias = Annotated[int, Field(ge=1, le=_SAFE), BeforeValidator(_whole)]
"""The same, 1 or more."""
Int64: TypeAlias = Annotated[int, Field(ge=-(2**63), le=2**64 - 1), BeforeValidator(_whole)]
"""An integer of 64 bits, with a sign or without, exact."""

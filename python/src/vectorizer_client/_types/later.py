"""Models that are built once they are met: of many that hold each other, pydantic would build all at once."""

from __future__ import annotations

import functools
import operator
import types
from collections.abc import Iterable
from typing import Annotated, Any, Union, cast, get_args, get_origin

from pydantic import BaseModel, GetCoreSchemaHandler, ValidationError
from pydantic_core import CoreSchema, core_schema


class Later:
    """Marks a member whose models are not built with the one that has it."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler(_later(source))


class _Reader:
    """Reads one of several models: the first that fits where they have an order, else the one that has most of the members."""

    def __init__(self, models: tuple[type[BaseModel], ...], has_order: bool = False) -> None:
        self._models, self._has_order = models, has_order

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def read(self, value: object) -> BaseModel:
        fitting: list[BaseModel] = []
        wrong: ValidationError | None = None
        for model in self._models:
            try:
                fitting.append(model.model_validate(value))
            except ValidationError as error:
                wrong = wrong or error
            else:
                if self._has_order:
                    break
        if wrong is not None and not fitting:
            raise wrong
        return max(fitting, key=_held)


def _held(value: object) -> int:
    """How many members that it knows a model has, with those of what it holds."""
    if isinstance(value, BaseModel):
        return sum(
            1 + _held(getattr(value, name)) for name in value.model_fields_set & {*type(value).model_fields}
        )
    if isinstance(value, dict):
        return sum(map(_held, value.values()))
    return sum(map(_held, value)) if isinstance(value, list) else 0


def _later(kind: Any) -> Any:
    """A type in whose models' place something reads them."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _marked(*inner)
    if origin in (Union, types.UnionType):
        return _either(inner)
    if origin in (list, dict):
        return types.GenericAlias(origin, tuple(map(_later, inner)))
    return _read(kind) if _is_model(kind) else kind


def _marked(kind: Any, *marks: Any) -> Any:
    if any(getattr(mark, "union_mode", None) for mark in marks):
        return Annotated[Any, _Reader(get_args(kind), has_order=True)]
    return cast("Any", Annotated)[(_later(kind), *marks)]


def _either(options: Iterable[Any]) -> Any:
    kinds = list(options)
    models = [one for one in kinds if _is_model(one)]
    others = [_later(one) for one in kinds if one not in models]
    return functools.reduce(operator.or_, [*others, *([_read(*models)] if models else [])])


def _read(*models: type[BaseModel]) -> Any:
    return Annotated[Any, _Reader(models)]


def _is_model(kind: Any) -> bool:
    return get_origin(kind) is None and isinstance(kind, type) and issubclass(kind, BaseModel)

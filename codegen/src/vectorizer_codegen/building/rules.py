"""The rules that every part shares: the vendor extensions of the document itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..ir import (
    Body,
    BodyField,
    ErrorClass,
    IdempotencyStore,
    Parameter,
    ProblemCode,
    Retry,
    RetryBudget,
    VectorReturn,
)
from ..names import error_class, pascal_case
from ..schema import ArraySchema, BooleanSchema, ObjectSchema, StringSchema
from ..source import join
from .context import Context
from .policies import members_of
from .schemas import SchemaBuilder

_RETRY = {
    "attempts": int,
    "statuses": list,
    "codes": list,
    "base_ms": int,
    "cap_ms": int,
    "jitter": str,
    "retry_after_cap_ms": int,
    "budget": dict,
}
_BUDGET = {"tokens": int, "retry": int, "timeout": int, "success": int}
_STORE = {"seconds": int, "keys": int, "bytes": int, "free_statuses": list, "free_codes": list}
_USUAL = {
    400: "BadRequestError",
    401: "UnauthorizedError",
    403: "ForbiddenError",
    404: "NotFoundError",
    409: "ConflictError",
    422: "UnprocessableError",
    429: "RateLimitedError",
    500: "InternalServerError",
    502: "BadGatewayError",
    503: "UnavailableError",
    504: "GatewayTimeoutError",
}
_VECTORS = {"parameter": str, "switch": str, "packed": str}


def retry(builder: SchemaBuilder, document: Mapping[str, Any], codes: Sequence[ProblemCode]) -> Retry:
    """x-retry; without it nothing is tried again."""
    stated = members_of(builder, document, "x-retry", "", _RETRY)
    if stated is None:
        return Retry()
    place = "/x-retry"
    budget = members_of(builder, stated, "budget", place, _BUDGET) or dict.fromkeys(_BUDGET, 0)
    numbers = {key: value for key, value in stated.items() if isinstance(value, int)}
    for key, value in numbers.items():
        _at_least(builder.context, place, key, value, 1 if key == "attempts" else 0)
    for key, value in budget.items():
        _at_least(builder.context, join(place, "budget"), key, value, 0)
    if stated["jitter"] != "full":
        builder.context.refuse(join(place, "jitter"), f"`{stated['jitter']}` must be full")
    return Retry(
        **numbers,
        statuses=_statuses(builder.context, stated, "statuses", place),
        codes=_codes(builder.context, stated, "codes", place, codes),
        budget=RetryBudget(**budget),
    )


def idempotency_store(
    builder: SchemaBuilder, document: Mapping[str, Any], codes: Sequence[ProblemCode]
) -> IdempotencyStore | None:
    """x-idempotency-store, or None: the document does not say what a key keeps."""
    stated = members_of(builder, document, "x-idempotency-store", "", _STORE)
    if stated is None:
        return None
    place = "/x-idempotency-store"
    for key in ("seconds", "keys", "bytes"):
        _at_least(builder.context, place, key, stated[key], 1)
    return IdempotencyStore(
        seconds=stated["seconds"],
        keys=stated["keys"],
        bytes=stated["bytes"],
        free_statuses=_statuses(builder.context, stated, "free_statuses", place),
        free_codes=_codes(builder.context, stated, "free_codes", place, codes),
    )


def error_classes(
    context: Context, document: Mapping[str, Any], codes: Sequence[ProblemCode], schemas: Iterable[str]
) -> tuple[ErrorClass, ...]:
    """x-sdk-errors by status; without it the usual ones, and `Status<status>Error` of other statuses of problem codes."""
    place, found = "/x-sdk-errors", {code.status: f"Status{code.status}Error" for code in codes}
    if place[1:] not in document:
        # What a schema or a problem code of another status is called is not taken from it.
        other = {pascal_case(name) for name in schemas}
        for usual, name in _USUAL.items():
            mine = {error_class(code.code) for code in codes if code.status != usual}
            found[usual] = f"Status{usual}Error" if name in other | mine else name
    stated = context.mapping(document.get("x-sdk-errors", {}), place, "x-sdk-errors")
    for status, name in stated.items():
        if not (status.isdigit() and 400 <= int(status) <= 599):
            context.refuse(join(place, status), f"{status} must be the status of an error")
        elif not (isinstance(name, str) and name.isidentifier() and name.endswith("Error")):
            context.refuse(join(place, status), "the class must be a name that ends with Error")
        elif name in (other for key, other in stated.items() if key != status):
            context.refuse(join(place, status), f"`{name}` is the class of another status too")
        else:
            found[int(status)] = name
    for needed in found:
        if stated and str(needed) not in stated:
            context.refuse(place, f"the status {needed} of a problem code has no class")
    return tuple(ErrorClass(status, found[status]) for status in sorted(found))


def packed_vectors(builder: SchemaBuilder, document: Mapping[str, Any]) -> dict[str, str] | None:
    """x-vectors, or None."""
    return members_of(builder, document, "x-vectors", "", _VECTORS)


def vector_return(
    builder: SchemaBuilder,
    rule: Mapping[str, str] | None,
    parameters: Sequence[Parameter],
    body: Body | None,
) -> VectorReturn | None:
    """How this operation gives vectors back by x-vectors; None when it has no parameter for their form."""
    chooser = next(
        (p for p in parameters if rule and p.location == "query" and p.name == rule["parameter"]), None
    )
    if rule is None or chooser is None:
        return None
    form = builder.resolve(chooser.schema)
    if not (isinstance(form, StringSchema) and rule["packed"] in (form.enum or ())):
        builder.context.refuse("/x-vectors/packed", f"`{rule['packed']}` must be a value of `{chooser.name}`")
    fields = body.fields if body else ()
    arguments: list[Parameter | BodyField] = [*parameters, *fields]
    for argument in arguments:
        if argument.name == rule["switch"]:
            switch = builder.resolve(argument.schema)
            if not isinstance(switch, BooleanSchema):
                builder.context.refuse(argument.pointer, "the switch of x-vectors must be a boolean")
            default = argument.schema.default is True or switch.default is True
            return VectorReturn(chooser.name, argument.argument, default)
    in_items = any(_has(builder, field.schema, rule["switch"]) for field in fields)
    return VectorReturn(chooser.name, rule["switch"] if in_items else "", False, in_items)


def _has(builder: SchemaBuilder, schema: Any, name: str) -> bool:
    """Whether this is a list of objects with such a member."""
    listed = builder.resolve(schema)
    item = builder.resolve(listed.items) if isinstance(listed, ArraySchema) else None
    return isinstance(item, ObjectSchema) and any(member.name == name for member in item.properties)


def _at_least(context: Context, place: str, key: str, value: int, least: int) -> None:
    if value < least:
        context.refuse(join(place, key), f"`{key}` must be at least {least}")


def _statuses(context: Context, stated: Mapping[str, Any], key: str, place: str) -> tuple[int, ...]:
    return tuple(
        item
        for index, item in enumerate(stated[key])
        if _item(context, join(place, key, index), item, stated[key][:index], isinstance(item, int) and 400 <= item <= 599, "must be the status of an error")
    )  # fmt: skip


def _codes(
    context: Context, stated: Mapping[str, Any], key: str, place: str, codes: Sequence[ProblemCode]
) -> tuple[str, ...]:
    known = {code.code for code in codes}
    return tuple(
        item
        for index, item in enumerate(stated[key])
        if _item(context, join(place, key, index), item, stated[key][:index], isinstance(item, str) and item in known, "is not in x-problem-codes")
    )  # fmt: skip


def _item(context: Context, place: str, item: Any, before: Sequence[Any], fits: bool, reason: str) -> bool:
    if not fits:
        context.refuse(place, f"`{item}` {reason}")
    elif item in before:
        context.refuse(place, f"`{item}` appears twice")
    return fits

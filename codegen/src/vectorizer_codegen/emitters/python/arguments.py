"""Arguments of a method: their names, annotations and values."""

from __future__ import annotations

import keyword
from dataclasses import dataclass, replace

from ... import ir, names, render
from .. import bounds, limits
from .types import Types

OPTIONS = frozenset(
    {"timeout", "retries", "headers", "request_id", "idempotency_key"}
    | {"raise_on_partial", "keep_results", "batch_size", "concurrency", "progress", "resume", "self"}
)
"""Options that calls have."""


CLIENT = frozenset({"base_url", "close", "with_options", "with_raw_response"})
"""Members of the client, which would hide a method of the name."""


_ENTITY_TAG = "A version as an `int`, or entity tags as text: `'\"3\"'`, several separated by commas, or `'*'` for any version."


@dataclass(frozen=True)
class Argument:
    """One argument of a method."""

    name: str
    wire: str
    annotation: str
    required: bool
    value: str
    """The expression that goes into `Arguments`."""
    description: str
    is_items: bool = False
    deprecated: bool = False


def method_name(operation_id: str) -> str:
    """The method of an operation: its id, with a `_` where the language or the client has that name already."""
    name = names.snake_case(operation_id)
    return f"{name}_" if keyword.iskeyword(name) or name in CLIENT else name


def either(text: Argument, other: Argument) -> Argument:
    """An argument given by position, or by the first's name: a text is the first, anything else the second."""
    said = f"{text.description} Anything but a text goes as `{other.name}`."
    return replace(text, annotation=f"{text.annotation} | {other.annotation}", description=said)


def keywords(operation: ir.Operation, arguments: dict[str, Argument]) -> list[Argument]:
    """The arguments in the order of their weight: members of the body, then query, then headers."""
    order = {"body": 0, "path": 0, "query": 1, "header": 2}
    given = sorted(operation.keywords, key=lambda one: (not one.required, order.get(one.location, 3)))
    return [arguments[one.argument] for one in given]


def headers(operation: ir.Operation, arguments: dict[str, Argument]) -> list[Argument]:
    """The arguments that go into headers; cookies go into one."""
    made = [arguments[p.argument] for p in operation.in_("header") if not p.per_call]
    if jar := [arguments[p.argument] for p in operation.in_("cookie")]:
        values = ", ".join(f"{one.wire!r}: {one.value}" for one in jar)
        made.append(Argument("cookie", "cookie", "", False, f"_cookies({{{values}}})", ""))
    return made


def _query_value(types: Types, name: str, given: ir.Parameter) -> str:
    """The expression that writes a query parameter."""
    if given.content_type is not None:
        return f"_json_parameter({name}, {given.name!r})"
    kinds = {schema.kind for schema in limits.alternatives(types.api, given.schema)}
    if given.style == "deepObject":
        return f"_deep({name}, {given.name!r})"
    if "object" in kinds and given.explode:
        return f"_spread({name}, {given.name!r})"
    if kinds & {"array", "object"} and not given.explode:
        mark = limits.MARKS[given.style]
        return f"_joined({name}, {given.name!r}{'' if mark == ',' else f', {mark!r}'})"
    return f"_many({name}, {given.name!r})" if kinds <= {"array", "null"} else name


def argument_of(types: Types, given: ir.Parameter | ir.BodyField, operation: ir.Operation) -> Argument:
    name, batch, body = given.argument, operation.batch, operation.body
    if keyword.iskeyword(name) or name in OPTIONS:
        name += "_"
    # A datetime is a date to Python, and no day.
    where = "/" if isinstance(given, ir.BodyField) else f"/{given.location}/"
    checked = f"_days({name}, {where + given.name!r})" if types.is_day(given.schema) else name
    value = checked
    is_items = isinstance(given, ir.BodyField) and batch is not None and given.name == batch.items
    if isinstance(given, ir.Parameter) and given.location in ("query", "cookie"):
        value = _query_value(types, checked, given)
    elif isinstance(given, ir.Parameter) and limits.is_styled(types.api, given):
        value = f"_styled({checked}, {given.name!r}, {given.style!r}, {given.explode})"
    elif isinstance(given, ir.Parameter):
        kinds = {schema.kind for schema in limits.alternatives(types.api, given.schema)}
        pointer = f"/{given.location}/{given.name}"
        if kinds & {"array", "object"}:
            value = f"_listed({checked}, {pointer!r}{', explode=True' if given.explode else ''})"
        elif kinds != {"string"} or types.is_written(given.schema):
            value = f"_as_text({checked}, {pointer!r})"
    if is_items:
        schema = types.api.resolve(given.schema)
        inner = schema.items if isinstance(schema, ir.ArraySchema) else given.schema
        annotation = types.item(inner)
    elif isinstance(given, ir.BodyField) and body is not None and limits.is_content(operation):
        annotation = _content(types, given, body)
    else:
        annotation = types.argument(given.schema)
    how = f" {_ENTITY_TAG}" if "int | str" in annotation else ""
    description = given.description or types.api.resolve(given.schema).description
    if isinstance(given.schema, ir.RefSchema) and not given.description:
        description = given.schema.description or description
    said = render.one_line(description) or f"`{annotation}`."
    if not is_items:  # A batch takes any number.
        said = f"{said} {bounds.beyond(types.api, given.schema, said)}".strip()
    described = _with_default(said, types.api, given.schema) + how
    is_deprecated = given.deprecated or given.schema.deprecated
    return Argument(
        name=name,
        wire=given.name,
        annotation=annotation,
        required=given.required,
        value=value,
        description=render.noted(described, is_deprecated),
        is_items=is_items,
        deprecated=is_deprecated,
    )


def _content(types: Types, given: ir.BodyField, body: ir.Body) -> str:
    """The annotation of what travels in a form, as bytes or as text."""
    if body.kind == "bytes":
        return "bytes | BinaryIO"
    if body.kind == "text":
        return "str"
    if body.kind == "ndjson":
        return f"Iterable[{types.argument(body.schema)}]"
    return types.file(given.schema) if body.kind == "multipart" else types.argument(given.schema)


def _with_default(description: str, api: ir.Api, schema: ir.Schema) -> str:
    default = api.resolve(schema).default if isinstance(schema.default, ir.Missing) else schema.default
    if isinstance(default, ir.Missing):
        return description
    return f"{description} The server's default is {default!r}."

"""The server's side: its route table, the types of its requests, and the functions that check them.

The checks themselves are written by hand in the server's `validation/`; what is generated here says which of them
holds where. Schemas that mean more than JSON Schema can say (an id's bytes, a vector's wire forms, a filter) are named
in `MEANT`, and their names are part of the contract: the emitter refuses a document without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from .. import errors, ir, render
from ..names import pascal_case, snake_case
from ..queries import references
from . import Files

_CONTRACT = "server-mock/src/vectorizer_mock/contract"
"""What the contract says and everything may read: limits, problems, the objects of answers."""
_TOP = "server-mock/src/vectorizer_mock/_generated"
"""What is made of the parts below it: requests, handlers, routes."""


@dataclass(frozen=True)
class Meaning:
    """The hand-written check of a named schema, and the Python type it returns."""

    check: str
    type: str


MEANT = {
    "VectorId": Meaning("values.vector_id", "str"),
    "Text": Meaning("values.text", "str"),
    "VectorData": Meaning("values.vector", "Vector"),
    "Metadata": Meaning("values.metadata", "Metadata"),
    "Filter": Meaning("values.filter", "Filter"),
    "NonEmptyFilter": Meaning("values.non_empty_filter", "Filter"),
}

_UNIQUE_CODES = {"VectorId": "duplicate-id"}


@dataclass(frozen=True)
class Member:
    """A member of a request object, or a parameter, with the expression that checks it."""

    name: str
    type: str
    check: str
    required: bool
    default: Any


@dataclass(frozen=True)
class Shape:
    """A request object: its type and its check."""

    name: str
    function: str
    members: tuple[Member, ...]
    required: tuple[str, ...]
    presence: tuple[tuple[str, tuple[tuple[str, ...], ...], str], ...]


@dataclass
class Checks:
    """Collects, while expressions are written, the object shapes and patterns that they need."""

    api: ir.Api
    patterns: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)
    code_of_presence: str = "validation-failed"

    def expression(self, schema: ir.Schema, value: str, path: str) -> str:
        """A Python expression that checks `value` at `path` and returns it as the operation wants it."""
        match schema:
            case ir.RefSchema(name=name) if name in MEANT:
                return f"{MEANT[name].check}({value}, {path}, report)"
            case ir.RefSchema(name=name):
                target = self.api.resolve(schema)
                if isinstance(target, ir.ObjectSchema):
                    return f"{self.shape(name, target).function}({value}, {path}, report)"
                return self.expression(target, value, path)
            case ir.BooleanSchema(enum=None):
                return f"checks.boolean({value}, {path}, report)"
            case ir.IntegerSchema() | ir.NumberSchema():
                return f"checks.{schema.kind}({value}, {path}, report, {self.bounds(schema)})"
            case ir.StringSchema(enum=None, excluded=(), content_encoding=""):
                return f"checks.string({value}, {path}, report{self.lengths(schema)})"
            case ir.StringSchema(enum=choices) if choices is not None:
                return f"checks.choice({value}, {path}, report, {choices!r})"
            case ir.ArraySchema():
                return f"checks.array({value}, {path}, report, {self.function(schema.items)}{self.items(schema)})"
            case ir.UnionSchema(nullable=True, not_null=(only,)):
                return f"checks.nullable({value}, {path}, report, {self.function(only)})"
        raise errors.refuse(
            schema.pointer, f"the server has no check for a request value of this kind ({schema.kind})"
        )

    def function(self, schema: ir.Schema) -> str:
        """A Python expression for the check itself: a function of value, path and report."""
        if isinstance(schema, ir.RefSchema) and schema.name in MEANT:
            return MEANT[schema.name].check
        if isinstance(schema, ir.RefSchema) and isinstance(self.api.resolve(schema), ir.ObjectSchema):
            self.expression(schema, "value", "path")
            return snake_case(schema.name)
        return f"lambda value, path, report: {self.expression(schema, 'value', 'path')}"

    def text(self, schema: ir.Schema) -> str:
        """The check of a parameter, which comes as text."""
        resolved = self.api.resolve(schema)
        if isinstance(resolved, ir.BooleanSchema):
            return "parameters.as_boolean"
        if isinstance(resolved, ir.IntegerSchema):
            bounds = self.bounds(resolved)
            return f"lambda value, path, report: parameters.as_integer(value, path, report, {bounds})"
        return self.function(schema)

    def bounds(self, schema: ir.IntegerSchema | ir.NumberSchema) -> str:
        unsupported = (schema.exclusive_minimum, schema.exclusive_maximum, schema.multiple_of, schema.enum)
        if any(constraint is not None for constraint in unsupported):
            raise errors.refuse(schema.pointer, "the server checks only minimum and maximum of a number")
        return f"{schema.minimum!r}, {schema.maximum!r}"

    def lengths(self, schema: ir.StringSchema) -> str:
        made = ""
        if schema.min_length is not None:
            made += f", shortest={schema.min_length}"
        if schema.max_length is not None:
            made += f", longest={schema.max_length}"
        if schema.pattern is not None:
            name = self.patterns.setdefault(schema.pattern, f"_PATTERN_{len(self.patterns) + 1}")
            made += f", pattern={name}"
        return made

    def items(self, schema: ir.ArraySchema) -> str:
        made = ""
        if schema.min_items is not None:
            made += f", shortest={schema.min_items}"
        if schema.max_items is not None:
            made += f", longest={schema.max_items}"
        if schema.unique_items:
            item = schema.items.name if isinstance(schema.items, ir.RefSchema) else ""
            if item not in _UNIQUE_CODES:
                raise errors.refuse(schema.pointer, "the server checks uniqueItems only of ids")
            made += f", unique={_UNIQUE_CODES[item]!r}"
        return made

    def type(self, schema: ir.Schema) -> str:
        """The Python type of a checked value."""
        match schema:
            case ir.RefSchema(name=name) if name in MEANT:
                return MEANT[name].type
            case ir.RefSchema(name=name):
                target = self.api.resolve(schema)
                return name if isinstance(target, ir.ObjectSchema) else self.type(target)
            case ir.BooleanSchema():
                return "bool"
            case ir.IntegerSchema():
                return "int"
            case ir.NumberSchema():
                return "float"
            case ir.StringSchema():
                return "str"
            case ir.ArraySchema():
                return f"list[{self.type(schema.items)}]"
            case ir.UnionSchema(nullable=True, not_null=(only,)):
                return f"{self.type(only)} | None"
        raise errors.refuse(
            schema.pointer, f"the server has no type for a request value of this kind ({schema.kind})"
        )

    def default(self, schema: ir.Schema) -> Any:
        if not isinstance(schema.default, ir.Missing) or not isinstance(schema, ir.RefSchema):
            return schema.default
        return self.api.resolve(schema).default

    def inside(self, schema: ir.Schema) -> Iterator[str]:
        """The names of the objects in a schema, through lists and references."""
        for name in references(schema):
            target = self.api.schema(name)
            if isinstance(target, ir.ObjectSchema):
                yield name
            else:
                yield from self.inside(target)

    def shape(self, name: str, schema: ir.ObjectSchema) -> Shape:
        """The shape of a named request object, made once."""
        if name not in self.shapes:
            if schema.additional is not None or not schema.additional_stated:
                raise errors.refuse(
                    schema.pointer, "a request object must be closed (additionalProperties: false)"
                )
            if schema.property_names or schema.min_properties or schema.max_properties:
                raise errors.refuse(
                    schema.pointer, "the server does not check the number or the names of members"
                )
            members = tuple(
                Member(
                    member.name,
                    self.type(member.schema),
                    self.expression(member.schema, f"given[{member.name!r}]", f"(path, {member.name!r})"),
                    member.required,
                    self.default(member.schema),
                )
                for member in schema.properties
            )
            presence = tuple((rule.mode, rule.groups, self.code_of_presence) for rule in schema.presence)
            required = tuple(member.name for member in members if member.required)
            self.shapes[name] = Shape(name, snake_case(name), members, required, presence)
        return self.shapes[name]


def emit(api: ir.Api, document: dict[str, Any]) -> Files:
    """The files of the server's `_generated/`."""
    for name in MEANT:
        if not any(named.name == name for named in api.schemas):
            raise errors.refuse("/components/schemas", f"the server needs a schema named {name}")
    if api.idempotency_store is None:
        raise errors.refuse("", "the server needs x-idempotency-store")
    checks = Checks(api)
    operations = [_operation(operation, checks) for operation in api.operations]
    environment = render.environment("server")
    common = {
        "api": api,
        "checks": checks,
        "operations": operations,
        "missing": ir.MISSING,
        "store": api.idempotency_store,
        "items": _items(api, checks),
        "answers": list(_answers(api)),
    }
    places = {
        _CONTRACT: ("__init__", "answers", "limits", "problems"),
        _TOP: ("__init__", "handlers", "requests", "routes"),
    }
    files = {
        f"{place}/{name}.py": environment.get_template(f"{name}.py.j2").render(common, limits=_limits(api))
        for place, names in places.items()
        for name in names
    }
    return render.format_python(files)


def _operation(operation: ir.Operation, checks: Checks) -> dict[str, Any]:
    codes = {problem.code for problem in operation.problems}
    checks.code_of_presence = "empty-update" if "empty-update" in codes else "validation-failed"
    handler = snake_case(operation.operation_id)
    success = operation.success
    if any(response.code is None for response in operation.responses):
        raise errors.refuse(operation.pointer, "the server answers numbered statuses only")
    return {
        "operation": operation,
        "handler": handler,
        "type": f"{pascal_case(operation.operation_id)}Parameters",
        "parameters": list(_parameters(operation, checks)),
        "body": _body(operation, checks),
        "members": [member.name for member in _members(operation, checks)],
        "arguments": list(_members(operation, checks)),
        "produces": () if success.kind == "empty" else success.media_types,
        "statuses": tuple(sorted({response.code for response in operation.responses if response.code})),
        "writes": any(response.code == 403 for response in operation.responses),
        "keyed": any(parameter.name == "Idempotency-Key" for parameter in operation.parameters),
        "queries": bool(operation.in_("query")),
    }


def _parameters(operation: ir.Operation, checks: Checks) -> Iterator[Member]:
    for parameter in operation.parameters:
        if parameter.per_call:
            continue
        name = parameter.name.lower()
        schema, default = parameter.schema, checks.default(parameter.schema)
        resolved = checks.api.resolve(schema)
        made, optional = checks.type(schema), " | None"
        if parameter.location == "path":
            call, optional = f"parameters.path(raw, {name!r}, report, {checks.text(schema)})", ""
        elif parameter.location == "query" and parameter.content_type == "application/json":
            check = f"lambda value, path, report: parameters.as_json(value, path, report, {checks.function(schema)})"
            call = f"parameters.query(raw, {name!r}, report, {check})"
        elif parameter.location == "query" and isinstance(resolved, ir.ArraySchema) and parameter.explode:
            call = f"parameters.query_list(raw, {name!r}, report, {checks.function(schema)})"
        elif parameter.location == "query" and parameter.content_type is None:
            given = not isinstance(default, ir.Missing)
            call = f"parameters.query(raw, {name!r}, report, {checks.text(schema)}{f', {default!r}' if given else ''})"
            optional = "" if given else optional
        elif parameter.location == "header" and getattr(resolved, "format", "") == "etag":
            call, made = f"parameters.header(raw, {name!r}, report, parameters.if_match)", "IfMatch"
        elif parameter.location == "header":
            call = f"parameters.header(raw, {name!r}, report, {checks.text(schema)})"
        else:
            raise errors.refuse(
                parameter.pointer, f"the server does not read {parameter.location} parameters like this"
            )
        yield Member(parameter.argument, made + optional, call, parameter.required, default)


def _body(operation: ir.Operation, checks: Checks) -> str:
    body = operation.body
    if body is None:
        return "None"
    if body.kind not in ("json", "ndjson") or not body.required:
        raise errors.refuse(body.pointer, "the server reads required JSON and NDJSON bodies only")
    maximum = operation.batch.max if operation.batch and body.kind == "ndjson" else None
    read = checks.function(body.schema)
    whole = "" if body.spread else body.fields[0].argument
    return f"Body({body.media_types!r}, {body.kind == 'ndjson'}, {maximum}, requests.{read}, {whole!r})"


def _members(operation: ir.Operation, checks: Checks) -> Iterator[Member]:
    """What the handler must take, by keyword: parameters, and the members of the body or the body itself."""
    for parameter in _parameters(operation, checks):
        yield replace(parameter, required=True)
    body = operation.body
    for given in body.fields if body else ():
        made = checks.type(body.schema if body and given.whole else given.schema)
        made = f"list[{made}]" if body and body.kind == "ndjson" else made
        default = checks.default(given.schema)
        is_there = given.required or not isinstance(default, ir.Missing)
        yield Member(given.argument, made, "", is_there, default)


def _items(api: ir.Api, checks: Checks) -> list[str]:
    """The request objects inside of others, and those of an NDJSON body: each has a reader of its own."""
    found = [
        name for shape in checks.shapes for name in checks.inside(api.schema(shape)) if name in checks.shapes
    ]
    for operation in api.operations:
        body = operation.body
        if body is not None and body.kind == "ndjson" and isinstance(body.schema, ir.RefSchema):
            found.append(body.schema.name)
    return list(dict.fromkeys(found))


def _answers(api: ir.Api) -> Iterator[tuple[str, ir.ObjectSchema]]:
    """Every object with members of its own that an answer can hold, by name."""
    waiting = [response.schema for operation in api.operations for response in operation.responses]
    seen: set[str] = set()
    while waiting:
        schema = waiting.pop(0)
        for name in references(schema) if schema is not None else ():
            if name not in seen:
                seen.add(name)
                target = api.schema(name)
                waiting.append(target)
                if isinstance(target, ir.ObjectSchema) and target.properties:
                    yield name, target


def _limits(api: ir.Api) -> list[tuple[str, int]]:
    limits = api.schema("Limits")
    if not isinstance(limits, ir.ObjectSchema):
        raise errors.refuse(limits.pointer, "Limits must be an object with a default for each limit")
    made = []
    for member in limits.properties:
        if not isinstance(member.schema.default, int):
            raise errors.refuse(member.schema.pointer, "a limit needs a default")
        made.append((member.name, member.schema.default))
    return made

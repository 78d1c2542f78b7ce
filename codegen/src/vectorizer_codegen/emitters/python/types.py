"""Schemas as Python annotations, of arguments and of answers."""

from __future__ import annotations

from ... import ir, names, queries
from .. import limits
from .models import RESERVED, Models

_WRITTEN = {"date-time": "DateTimeInput", "date": "DateInput", "uuid": "UuidInput"}
"""What may be given for text of these formats, too."""

_DEEPEST = 3
"""Lists in lists that are looked into; one may hold itself."""


class Types:
    """Writes annotations and remembers which named types they use."""

    def __init__(self, api: ir.Api) -> None:
        self.api = api
        self.models = Models(api)
        """The classes of answers."""
        self.requests: list[str] = []
        """Request dicts by their schemas, in order of first use."""
        self._inside: list[str] = []
        self._has_files = False
        self._answered = _reached(api)
        self._own = {names.pascal_case(named.name) for named in api.schemas}

    def argument(self, schema: ir.Schema) -> str:
        """The annotation of what a caller gives."""
        if queries.is_vector(self.api, schema):
            return _nullable("VectorInput", self.api, schema)
        if isinstance(schema, ir.RefSchema):
            resolved = self.api.resolve(schema)
            if isinstance(resolved, ir.ObjectSchema) and resolved.additional is None:
                self._request(schema.name, resolved)
                return self.request_name(schema.name)
            if schema.name in self._inside:
                # A list or a union that holds itself has no annotation of finite length.
                return "Any"
            self._inside.append(schema.name)
            try:
                return self.argument(resolved)
            finally:
                self._inside.pop()
        match schema:
            case ir.StringSchema() if self._has_files and queries.is_file(schema):
                return "FileInput"
            case ir.StringSchema(format="etag"):
                return "int | str"
            case ir.StringSchema() if queries.is_format(schema, *_WRITTEN):
                return _WRITTEN[schema.format]
            case ir.StringSchema(enum=None):
                return "str"
            case ir.StringSchema() | ir.IntegerSchema(enum=tuple()) | ir.BooleanSchema(enum=tuple()):
                return f"Literal[{', '.join(map(repr, schema.enum or ()))}]"
            case ir.IntegerSchema():
                return "int"
            case ir.NumberSchema():
                return "float"
            case ir.BooleanSchema():
                return "bool"
            case ir.NullSchema():
                return "None"
            case ir.ArraySchema():
                return f"Sequence[{self.argument(schema.items)}]"
            case ir.ObjectSchema():
                return "Mapping[str, Any]"
            case ir.UnionSchema():
                return " | ".join(dict.fromkeys(self.argument(option) for option in _nulls_last(schema)))
            case _:
                return "Any"

    def is_written(self, schema: ir.Schema) -> bool:
        """Whether what is text on the wire may be given as something else."""
        return any(queries.is_format(one, *_WRITTEN) for one in limits.alternatives(self.api, schema))

    def is_day(self, schema: ir.Schema, depth: int = 0) -> bool:
        """Whether a day, or a list of days, is given, and no time."""
        kinds = limits.alternatives(self.api, schema)
        if any(queries.is_format(one, "date-time") or one.kind == "any" for one in kinds):
            return False
        lists = [one.items for one in kinds if isinstance(one, ir.ArraySchema)]
        is_list = depth < _DEEPEST and any(self.is_day(inner, depth + 1) for inner in lists)
        return is_list or any(queries.is_format(one, "date") for one in kinds)

    def file(self, schema: ir.Schema) -> str:
        """The annotation of a part of a multipart body: a file where its schema is binary."""
        self._has_files = True
        try:
            return self.argument(schema)
        finally:
            self._has_files = False

    def item(self, schema: ir.Schema) -> str:
        """The annotation of an item of a batch: request dicts are also taken as any mapping, and as records that were read."""
        annotation = self.argument(schema)
        is_request = annotation in {self.request_name(name) for name in self.requests}
        return f"{annotation} | Mapping[str, object] | Model" if is_request else annotation

    def answer(self, schema: ir.Schema, hint: str) -> str:
        """The type of an answer; `hint` names an object that has no name of its own."""
        return self.models.annotation(schema, hint)

    def request_name(self, name: str) -> str:
        """The name of a request dict; a schema that answers hold too has a model of that name already."""
        made = names.pascal_case(name)
        if name not in self._answered and made not in RESERVED:
            return made
        tries = (f"{made}Input", *(f"{made}Input{n}" for n in range(2, 10_000)))
        return next(one for one in tries if one not in self._own)

    def _request(self, name: str, schema: ir.ObjectSchema) -> None:
        if name not in self.requests:
            self.requests.append(name)
            for member in self.given(schema):
                self.argument(member.schema)

    def given(self, schema: ir.ObjectSchema) -> list[ir.Property]:
        """The members that callers give: none that only answers have."""
        return [member for member in schema.properties if not queries.is_read_only(self.api, member)]


def _reached(api: ir.Api) -> set[str]:
    """The named schemas that successful answers hold, at any depth."""
    found: set[str] = set()
    queue = [r.schema for o in api.operations for r in o.successes if r.schema is not None]
    while queue:
        for name in queries.references(queue.pop()):
            if name not in found:
                found.add(name)
                queue.append(api.schema(name))
    return found


def _nullable(annotation: str, api: ir.Api, schema: ir.Schema) -> str:
    resolved = api.resolve(schema)
    return (
        f"{annotation} | None" if isinstance(resolved, ir.UnionSchema) and resolved.nullable else annotation
    )


def _nulls_last(schema: ir.UnionSchema) -> list[ir.Schema]:
    return sorted(schema.options, key=lambda option: isinstance(option, ir.NullSchema))

"""Schemas as TypeScript types: interfaces for objects, aliases for the rest, apart for what is sent and what comes back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ... import ir, names, queries
from .. import bounds
from . import docs, shapes

_INPUTS = frozenset({"FileInput", "JsonObjectInput", "VectorInput"})
"""Types of what is sent that the runtime has."""


FREE = "T"
"""The type parameter that stands for the free-form objects of an answer, such as metadata."""


@dataclass(frozen=True)
class Member:
    """A member of an interface."""

    name: str
    type: str
    required: bool
    doc: list[str]


@dataclass(frozen=True)
class Model:
    """A type that the package exports under its own name: an interface, or an alias where `alias` is not empty."""

    name: str
    parameters: str
    doc: list[str]
    members: tuple[Member, ...] = ()
    index: tuple[str, ...] = ()
    """Index signatures, for members without a name."""
    fields: tuple[str, ...] = ()
    """The same, of an object whose named members all begin with a mark that no other member begins with."""
    alias: str = ""


class Types:
    """The types of one API."""

    def __init__(self, api: ir.Api) -> None:
        self._api = api
        responses = (r.schema for o in api.operations for r in o.responses if r.schema)
        self._answered = frozenset(_reachable(api, responses))
        free = [s.name for s in api.schemas if s.name in self._answered and self._says_nothing(s.schema)]
        self.free_form = names.pascal_case(free[0]) if len(free) == 1 else ""
        """The one schema of answers that says nothing of its members; empty when there is none, or several."""
        self._holds_free = (
            {free[0]}
            | queries.holders(api, lambda one: isinstance(one, ir.RefSchema) and one.name == free[0])
            if self.free_form
            else set()
        )
        self._inputs = self._input_names()

    def _input_names(self) -> dict[str, str]:
        """The names of what is sent, of schemas that answers hold too, with other members."""
        api = self._api
        given = [argument.schema for o in api.operations for argument in o.arguments]
        sent = frozenset(_reachable(api, given))
        differing = queries.holders(api, lambda one: queries.is_time(one) or _differs(api, one))
        taken = {names.pascal_case(named.name) for named in api.schemas}
        made: dict[str, str] = {}
        for named in api.schemas:
            if named.name in self._answered & sent & differing and is_model(api, named.schema):
                wanted = f"{names.pascal_case(named.name)}Input"
                tries = (wanted, *(f"{wanted}{n}" for n in range(2, 10_000)))
                made[named.name] = next(one for one in tries if one not in taken and one not in _INPUTS)
                taken.add(made[named.name])
        return made

    def _says_nothing(self, schema: ir.Schema) -> bool:
        """Whether it is a free-form object whose members may be of any kind, or of many."""
        members = schema.additional if isinstance(schema, ir.ObjectSchema) and _is_free(schema) else None
        return members is not None and self._api.resolve(members).kind in ("any", "union")

    def models(self) -> tuple[Model, ...]:
        """Every named schema that is more than a plain string or number; in the document's own order, then what is sent of them."""
        made = [named for named in self._api.schemas if is_model(self._api, named.schema)]
        read = [self._model(s, names.pascal_case(s.name), s.name in self._answered) for s in made]
        return (*read, *(self._model(s, self._inputs[s.name], False) for s in made if s.name in self._inputs))

    def is_generic(self, schema: ir.Schema) -> bool:
        """Whether an answer holds free-form objects, whose type the caller may name."""
        return any(name in self._holds_free for name in queries.references(schema))

    def sent(self, schema: ir.Schema, prefix: str = "models.") -> str:
        """The type of what callers give."""
        return self._type(schema, prefix, is_answer=False)

    def part(self, schema: ir.Schema) -> str:
        """The type of a part of a multipart body: a file where its schema is binary."""
        resolved = self._api.resolve(schema)
        if queries.is_file(resolved):
            return "FileInput"
        if isinstance(resolved, ir.ArraySchema):
            return f"readonly ({self.part(resolved.items)})[]"
        if isinstance(resolved, ir.ObjectSchema) and resolved is schema:
            members = (
                f"{json.dumps(p.name)}{'' if p.required else '?'}: {self.part(p.schema)};"
                for p in self._members(resolved, False)
            )
            others = "[name: string]: unknown;" if resolved.additional is not None else ""
            return f"{{ {' '.join(members)} {others} }}"
        return self.sent(schema)

    def got(self, schema: ir.Schema, prefix: str = "models.") -> str:
        """The type of what callers get."""
        return self._type(schema, prefix, is_answer=True)

    def doc(
        self,
        schema: ir.Schema,
        stated: str = "",
        has_default: bool = True,
        is_deprecated: bool = False,
        is_items: bool = False,
    ) -> list[str]:
        """A member in words and, of a request, its value when it is left out."""
        resolved = self._api.resolve(schema)
        said = docs.lines(stated or schema.description or resolved.description)
        default = resolved.default if schema.default is ir.MISSING else schema.default
        if has_default:
            # A batch takes any number.
            more = "" if is_items else docs.kept(bounds.beyond(self._api, schema, " ".join(said)))
            is_told = default is not ir.MISSING and default is not None
            value = f"Default `{docs.kept(docs.literal(default))}`." if is_told else ""
            said = [*said[:-1], " ".join(filter(None, [*said[-1:], more, value]))]
            said = said if said != [""] else []
        return [*said, *([docs.DEPRECATED] if schema.deprecated or is_deprecated else [])]

    def _model(self, named: ir.NamedSchema, name: str, is_answer: bool) -> Model:
        schema = self._api.resolve(named.schema)
        said = docs.lines(schema.description)
        is_generic = is_answer and self.is_generic(named.schema)
        parameters = f"<{FREE} = {self.free_form}>" if is_generic else ""
        if not isinstance(schema, ir.ObjectSchema) or not schema.properties:
            return Model(name, parameters, said, alias=self._type(schema, "", is_answer))
        members = tuple(
            Member(
                p.name,
                self._member(p, "", is_answer),
                shapes.is_certain(p, is_answer),
                self.doc(p.schema, has_default=not is_answer),
            )
            for p in self._members(schema, is_answer)
        )
        fields = () if is_answer else self._fields(schema)
        return Model(
            name,
            parameters,
            said,
            members,
            () if fields else self._index(schema, is_answer),
            fields,
        )

    def _index(self, schema: ir.ObjectSchema, is_answer: bool) -> tuple[str, ...]:
        """Index signatures of an object that has named members and others; TypeScript holds named members to them too."""
        if not schema.properties or schema.additional is None or not schema.additional_stated:
            return ()
        named = dict.fromkeys(self._member(p, "", is_answer) for p in schema.properties)
        others = [self._type(schema.additional, "", is_answer), *named, "undefined"]
        return (f"[name: string]: {' | '.join(others)}",)

    def _fields(self, schema: ir.ObjectSchema) -> tuple[str, ...]:
        """
        Index signatures of a sent object's members without a name, where all others begin with one mark, as operators do.

        They are a type apart, so that a misspelt operator is neither the name of a field nor a filter in a field's place.
        """
        first = {p.name[:1] for p in schema.properties}
        marks = [mark for mark in first if len(first) == 1 and not mark.isalnum() and mark not in ("_", "")]
        if not marks or schema.additional is None or not schema.additional_stated:
            return ()
        return (
            f"[name: string]: {self._type(schema.additional, '', False)} | undefined",
            f"[operator: `{marks[0]}${{string}}`]: undefined",
        )

    def _type(self, schema: ir.Schema, prefix: str, is_answer: bool) -> str:
        if shapes.is_vector(self._api, schema):
            return "Float32Array" if is_answer else "VectorInput"
        if isinstance(schema, ir.RefSchema):
            return self._named(schema, prefix, is_answer)
        if choices := getattr(schema, "enum", None):
            return " | ".join(json.dumps(value) for value in choices)
        if isinstance(schema, ir.ArraySchema):
            item = self._type(schema.items, prefix, is_answer)
            item = f"({item})" if "|" in item or item.startswith("readonly ") else item
            return f"{item}[]" if is_answer else f"readonly {item}[]"
        if isinstance(schema, ir.UnionSchema):
            options = [self._option(schema, option, prefix, is_answer) for option in schema.options]
            return " | ".join([*options, *(["Date"] if not is_answer and _is_scalar(schema) else [])])
        if isinstance(schema, ir.ObjectSchema):
            return self._object(schema, prefix, is_answer)
        if queries.is_int64(schema):
            return "number | bigint"
        if queries.is_time(schema) and not is_answer:
            return "string | Date"
        return {"any": "unknown", "integer": "number"}.get(schema.kind, schema.kind)

    def _option(self, union: ir.UnionSchema, option: ir.Schema, prefix: str, is_answer: bool) -> str:
        """An option with the values of its discriminator, where its own type does not tell it from the others."""
        made = self._type(option, prefix, is_answer)
        held, tag = self._api.resolve(option), union.discriminator
        if tag is None or not isinstance(option, ir.RefSchema) or not isinstance(held, ir.ObjectSchema):
            return made
        values = [json.dumps(value) for value, name in tag.mapping if name == option.name]
        member = next((p for p in held.properties if p.name == tag.property), None)
        if not values or (member and getattr(self._api.resolve(member.schema), "enum", None)):
            return made
        mark = "?" if member and not member.required else ""
        return f"({{ {json.dumps(tag.property)}{mark}: {' | '.join(values)} }} & {made})"

    def _named(self, schema: ir.RefSchema, prefix: str, is_answer: bool) -> str:
        target = self._api.schema(schema.name)
        if not is_model(self._api, target):
            return self._type(target, prefix, is_answer)
        name = names.pascal_case(schema.name)
        if not is_answer and _is_free(target):
            return "JsonObjectInput"
        if not is_answer:
            name = self._inputs.get(schema.name, name)
        if is_answer and name == self.free_form:
            return FREE
        return f"{prefix}{name}{f'<{FREE}>' if is_answer and self.is_generic(schema) else ''}"

    def _member(self, member: ir.Property, prefix: str, is_answer: bool) -> str:
        """The type of a member of an object."""
        return shapes.own(
            member.name, self._type(member.schema, prefix, is_answer), shapes.is_certain(member, is_answer)
        )

    def _members(self, schema: ir.ObjectSchema, is_answer: bool) -> list[ir.Property]:
        """The members that callers get, or give: none that only answers have."""
        return [p for p in schema.properties if is_answer or not queries.is_read_only(self._api, p)]

    def _object(self, schema: ir.ObjectSchema, prefix: str, is_answer: bool) -> str:
        members = [
            f"{json.dumps(p.name)}{'' if shapes.is_certain(p, is_answer) else '?'}: {self._member(p, prefix, is_answer)};"
            for p in self._members(schema, is_answer)
        ]
        if schema.additional is not None and (schema.additional_stated or not members):
            others = "unknown" if members else self._type(schema.additional, prefix, is_answer)
            members.append(f"[name: string]: {others};")
        return f"{{ {' '.join(members)} }}"


def is_model(api: ir.Api, schema: ir.Schema) -> bool:
    """Whether a named schema is a type of its own: an object, a choice, an enumeration."""
    schema = api.resolve(schema)
    if isinstance(schema, ir.UnionSchema):
        return not (schema.nullable and len(schema.not_null) == 1) and not shapes.is_vector(api, schema)
    return isinstance(schema, ir.ObjectSchema) or getattr(schema, "enum", None) is not None


def _differs(api: ir.Api, schema: ir.Schema) -> bool:
    """Whether an object that is sent has other members than one of an answer."""
    return isinstance(schema, ir.ObjectSchema) and any(
        queries.is_read_only(api, p) or (p.required and p.schema.write_only) for p in schema.properties
    )


def _is_free(schema: ir.Schema) -> bool:
    return isinstance(schema, ir.ObjectSchema) and not schema.properties and schema.additional is not None


def _is_scalar(schema: ir.UnionSchema) -> bool:
    """Whether text and numbers of any kind will do: then times are given as a Date."""
    kinds = {o.kind for o in schema.options if not getattr(o, "enum", None) and not getattr(o, "format", "")}
    return {"string", "number"} <= kinds <= {"string", "number", "boolean", "null"}


def _reachable(api: ir.Api, roots: Iterable[ir.Schema]) -> Iterator[str]:
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        schema = waiting.pop()
        if isinstance(schema, ir.RefSchema):
            if schema.name not in found:
                found.add(schema.name)
                yield schema.name
                waiting.append(api.schema(schema.name))
        elif isinstance(schema, ir.ArraySchema):
            waiting.append(schema.items)
        elif isinstance(schema, ir.UnionSchema):
            waiting.extend(schema.options)
        elif isinstance(schema, ir.ObjectSchema):
            waiting.extend(p.schema for p in schema.properties)
            waiting.extend([schema.additional] if schema.additional else [])

"""From a document's schemas to the closed set of kinds in `schema.py`.

A keyword is expressed, or noted as documentation, or refused; none is dropped.  What needs other
schemas to be there (discriminators, defaults against references) is checked at the end, by `settle`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from .. import values
from ..errors import SpecError
from ..schema import MISSING, AnySchema, BooleanSchema, NullSchema, RefSchema, Schema, UnionSchema
from ..source import join
from . import objects, scalars, unions
from .context import Context, type_name
from .keywords import ANNOTATIONS, IMPLIED, KEYWORDS, UNCHECKED, check_keywords
from .meet import Clash, Meeting
from .part import Part


class SchemaBuilder:
    """Builds schemas of one document, named ones first."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.named: dict[str, Schema] = {}
        self._later: list[Callable[[], None]] = []
        self._sound = True
        self._open: set[str] = set()
        self._ahead: dict[str, Schema] = {}
        """Named schemas that others needed before it was their turn."""
        self.parts: dict[str, Part] = {}
        self.meeting = Meeting(self.referred, self._extends, context.fail)

    def build_named(self, nodes: Mapping[str, Any]) -> None:
        """Build components/schemas into `named`."""
        for name, node in nodes.items():
            ahead = self._ahead.get(name)
            self.named[name] = ahead or self.build(node, join("/components/schemas", name))
        for name in nodes:
            seen: set[str] = set()
            waiting = list(_directly(self.named[name]))
            while waiting and name not in seen:
                other = waiting.pop()
                if other not in seen:
                    seen.add(other)
                    waiting += _directly(self.named.get(other, AnySchema()))
            if name in seen:
                is_ref = isinstance(self.named[name], RefSchema)
                reason = "the schema is only a reference back to itself"
                reason = reason if is_ref else "the schema is one of its own options"
                self.context.refuse(join("/components/schemas", name), reason)
                self.named[name] = AnySchema()

    def plain(self, node: Mapping[str, Any], pointer: str) -> Schema:
        """The object that the members of this node say, whatever else it says."""
        return objects.plain(self, node, pointer)

    def resolve(self, schema: Schema) -> Schema:
        """The schema itself, following references by name; only once `named` is complete."""
        while isinstance(schema, RefSchema):
            schema = self.named.get(schema.name, AnySchema())
        return schema

    def referred(self, schema: RefSchema) -> Schema:
        """The schema that a reference means, made ahead where it is not there yet."""
        made = self.named.get(schema.name) or self._ahead.get(schema.name)
        if made is None:
            node = self.context.document.data["components"]["schemas"][schema.name]
            made = self._ahead[schema.name] = self.build(node, join("/components/schemas", schema.name))
        return made

    def _extends(self, name: str, base: str) -> bool:
        """Whether a named schema says that whatever fits it fits this other one too: by allOf, or by a `$ref` with more."""
        schemas, seen = self.context.document.data["components"]["schemas"], {name}
        waiting = [name]
        while waiting:
            node = schemas.get(waiting.pop())
            held = (
                [node, *node["allOf"]]
                if isinstance(node, dict) and isinstance(node.get("allOf"), list)
                else [node]
            )
            refs = [one["$ref"] for one in held if isinstance(one, dict) and isinstance(one.get("$ref"), str)]
            found = {ref.removeprefix("#/components/schemas/") for ref in refs} - seen
            seen |= found
            waiting += found
        return base in seen

    def meet(self, one: Schema, other: Schema) -> Schema:
        """The schema of what fits both; raises `Clash`."""
        return self.meeting.meet(one, other)

    def later(self, check: Callable[[], None]) -> None:
        """Run a check once every schema is there."""
        self._later.append(check)

    def settle(self) -> None:
        """Run the checks that waited."""
        for check in self._later:
            check()
        self._later.clear()

    def check_value(self, schema: Schema, value: Any, pointer: str, what: str) -> None:
        """Refuse a default that its own schema would refuse, once every schema is there; an example is told.

        So is the empty object, which many write where a server fills in the members.
        """

        def resolve(schema: Schema) -> Schema:
            # What was given up fits everything, and may so fit beside the option that is meant.
            found = self.resolve(schema)
            return replace(found, mode="any") if isinstance(found, UnionSchema) and not self._sound else found

        def check() -> None:
            if misfit := values.misfit(resolve, schema, value):
                reason = f"the {what} does not fit its schema: {misfit}"
                if what == "example" or value == {}:
                    self.context.notice(pointer, reason, is_wrong=True)
                else:
                    self.context.refuse(pointer, reason)

        self.later(check)

    def build(self, node: Any, pointer: str) -> Schema:
        """The schema at this place; a refusal is noted and stands as `any`."""
        try:
            if pointer in self._open:
                reason = "the schema contains itself through allOf; move it to components/schemas"
                self.context.fail(pointer, reason)
            self._open.add(pointer)
            try:
                return self._build(node, pointer)
            finally:
                self._open.discard(pointer)
        except SpecError as error:
            self.context.caught(error)
            self._sound = False
            return AnySchema(pointer=pointer)

    def _build(self, node: Any, pointer: str) -> Schema:
        if node is True:
            return AnySchema(pointer=pointer)
        if node is False:
            self.context.fail(pointer, "a schema that nothing fits is not supported")
        if not isinstance(node, dict):
            self.context.fail(pointer, f"a schema must be an object, not {type_name(node)}")
        if "$ref" in node:
            return self._reference(node, pointer)
        check_keywords(self.context, node, pointer)
        if "allOf" in node:
            made: Schema = objects.all_of(self, node, pointer)
        elif unions.is_union(self, node, pointer):
            made = unions.union(self, node, pointer)
        else:
            made = self._typed(node, pointer)
        return self.annotate(made, node, pointer)

    def annotate(self, schema: Schema, node: Mapping[str, Any], pointer: str) -> Schema:
        """The schema with the node's documentation and default."""
        examples = list(
            self.context.sequence(node.get("examples", []), join(pointer, "examples"), "examples")
        )
        if "example" in node:
            examples.append(node["example"])
        made = replace(
            schema,
            title=self.context.string(node, "title", pointer) or schema.title,
            description=self.context.string(node, "description", pointer).strip() or schema.description,
            default=node.get("default", schema.default),
            examples=tuple(examples) or schema.examples,
            deprecated=self.context.boolean(node, "deprecated", pointer, schema.deprecated),
            read_only=self.context.boolean(node, "readOnly", pointer, schema.read_only),
            write_only=self.context.boolean(node, "writeOnly", pointer, schema.write_only),
            pointer=pointer,
        )
        if "default" in node and made.default is not MISSING:
            self.check_value(made, made.default, join(pointer, "default"), "default")
        for index, example in enumerate(examples):
            place = (
                join(pointer, "examples", index)
                if index < len(node.get("examples", ()))
                else join(pointer, "example")
            )
            self.check_value(made, example, place, "example")
        return made

    def _reference(self, node: Mapping[str, Any], pointer: str) -> Schema:
        if not self.context.is_30 and node.get("nullable") is True:
            # Of 3.0, where it stands beside an allOf of the one $ref.
            said = {key: node[key] for key in node if key in ANNOTATIONS}
            rest = {key: node[key] for key in node if key != "nullable" and key not in said}
            return self._build({"allOf": [rest], "nullable": True, **said}, pointer)
        name = self.context.ref_name(node["$ref"], join(pointer, "$ref"), "schemas")
        beside = [key for key in node if key != "$ref"]
        for key in beside:
            if key.startswith("x-") or (key in UNCHECKED and not self.context.is_30):
                check_keywords(self.context, {key: node[key]}, pointer)
            elif self.context.is_30:
                self.context.notice(join(pointer, key), f"OpenAPI 3.0 ignores `{key}` beside $ref")
        made = RefSchema(name=name, pointer=pointer)
        if self.context.is_30:
            return made
        if not set(beside) <= {*ANNOTATIONS, *UNCHECKED, *(key for key in beside if key.startswith("x-"))}:
            return self._narrowed(made, {key: node[key] for key in beside}, pointer)
        return self.annotate(made, node, pointer)

    def _narrowed(self, made: RefSchema, beside: Mapping[str, Any], pointer: str) -> Schema:
        """A reference and keywords beside it, which both hold in OpenAPI 3.1."""
        target = self.referred(made)
        while isinstance(target, RefSchema):
            target = self.referred(target)
        kinds = [option.kind for option in getattr(target, "options", (target,))]
        if "type" not in beside and not {"any", "ref"} & set(kinds):
            beside = {"type": kinds, **beside}
        try:
            return self.meet(made, self._build(beside, pointer))
        except Clash as clash:
            self.context.fail(pointer, f"nothing fits both the $ref and what stands beside it: {clash}")

    def _types(self, node: Mapping[str, Any], pointer: str) -> list[str]:
        stated = node.get("type")
        if stated is None:
            return self._inferred(node, pointer)
        types = stated if isinstance(stated, list) else [stated]
        if isinstance(stated, list) and self.context.is_30:
            self.context.fail(
                join(pointer, "type"), "a list of types is OpenAPI 3.1; in 3.0 use nullable or oneOf"
            )
        if not types:
            self.context.fail(join(pointer, "type"), "a list of types must not be empty")
        for kind in types:
            if not isinstance(kind, str) or kind not in KEYWORDS or (kind == "null" and self.context.is_30):
                self.context.fail(
                    join(pointer, "type"),
                    f"`{kind}` is not a type of OpenAPI {'3.0' if self.context.is_30 else '3.1'}",
                )
        if len(set(types)) < len(types):
            self.context.fail(join(pointer, "type"), "a type appears twice")
        if "null" in types:
            return types
        choices = node.get("enum")
        if self.context.boolean(node, "nullable", pointer):
            return [*types, "null"]
        if isinstance(choices, list) and None in choices and len(choices) > 1:
            place = join(pointer, "enum", choices.index(None))
            self.context.notice(place, "the type has no null and the enum does: null is taken to be allowed")
            return [*types, "null"]
        return types

    def _inferred(self, node: Mapping[str, Any], pointer: str) -> list[str]:
        """The types of a schema that states none: those of its enum, or any."""
        choices = unions.choices(self, node, pointer)
        if choices is not None:
            return list(dict.fromkeys(unions.type_of(choice) for choice in choices))
        for kind, told in IMPLIED.items():
            others = {key for other, keys in KEYWORDS.items() if other != kind for key in keys} - {*told}
            if any(key in node for key in told) and not any(
                key in node for key in others - {*KEYWORDS[kind]}
            ):
                self.context.notice(pointer, f"no type is stated; `{kind}` is meant by its keywords")
                return [kind, "null"] if self.context.boolean(node, "nullable", pointer) else [kind]
        for kind, keywords in KEYWORDS.items():
            for keyword in keywords:
                if keyword in node:
                    hint = f"say `type: {kind}`; without it every other type is allowed too"
                    self.context.fail(join(pointer, keyword), f"`{keyword}` without a type: {hint}")
        if "nullable" in node:
            self.context.notice(join(pointer, "nullable"), "`nullable` without a type has no effect")
        return ["any"]

    def _typed(self, node: Mapping[str, Any], pointer: str) -> Schema:
        types = self._types(node, pointer)
        if "discriminator" in node:
            self.context.notice(join(pointer, "discriminator"), unions.ALONE)
        for key in node:
            owners = [kind for kind, keywords in KEYWORDS.items() if key in keywords]
            if owners and types != ["any"] and not set(owners) & set(types) and key not in ("anyOf", "oneOf"):
                self.context.notice(join(pointer, key), f"`{key}` has no effect on {' or '.join(types)}")
        unions.check_choices(self, node, types, pointer)
        made = [self._one(kind, node, pointer) for kind in types]
        return made[0] if len(made) == 1 else UnionSchema(options=tuple(made), pointer=pointer)

    def _one(self, kind: str, node: Mapping[str, Any], pointer: str) -> Schema:
        if kind == "object":
            return objects.plain(self, node, pointer)
        if kind == "array":
            return scalars.array(self, node, pointer)
        if kind == "string":
            return scalars.string(self, node, pointer)
        if kind == "number":
            return scalars.number(self, node, pointer)
        if kind == "integer":
            return scalars.integer(self, node, pointer)
        if kind == "boolean":
            return BooleanSchema(enum=unions.enum(self, "boolean", node, pointer), pointer=pointer)
        return NullSchema(pointer=pointer) if kind == "null" else AnySchema(pointer=pointer)


def _directly(schema: Schema) -> Iterator[str]:
    """The names that a schema is, or that its options are."""
    if isinstance(schema, RefSchema):
        yield schema.name
    for option in schema.options if isinstance(schema, UnionSchema) else ():
        yield from _directly(option)

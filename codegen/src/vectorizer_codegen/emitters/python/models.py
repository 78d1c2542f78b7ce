"""Models of answers: a class for each object, named or not.

Answers are read tolerantly: shapes are kept, of limits only the least that an integer can be, and enumerations stay
open, so that a newer server does not break an older client. Vectors, timestamps and integers become the runtime's own
types.
"""

from __future__ import annotations

import itertools
import keyword
import re

from ... import ir, names, queries, render
from . import kinds
from .class_text import Class, Member, apart, class_lines, literal, ordered

_TYPES = frozenset(
    {
        "BatchAnswer",
        "Count",
        "Date",
        "DateTime",
        "Int64",
        "Later",
        "ListAnswer",
        "Model",
        "Narrowed",
        "NotNull",
        "Positive",
        "Timestamp",
    }
    | {"Uuid", "VectorData", "WholeNumber"}
)
_TYPING = frozenset(
    {
        "TYPE_CHECKING",
        "Annotated",
        "Any",
        "ClassVar",
        "Iterator",
        "Literal",
        "TypeVar",
        "overload",
        "Field",
        "ProblemCode",
    }
)
_MODULES = frozenset(
    {"Arguments", "AsyncIterable", "AsyncPager", "AsyncRecordStream", "Batch", "BatchOptions", "CallOptions"}
    | {"Final", "Iterable", "Mapping", "Operation", "Pager", "Pagination", "ProgressOption", "RecordStream"}
    | {"Sequence", "Unset", "VectorInput", "False", "None", "True", "DateInput", "DateTimeInput", "UuidInput"}
)
"""Names that the modules that import models use for something else."""
RESERVED = _TYPES | _TYPING | _MODULES
_READ = {"date-time": "DateTime", "date": "Date", "uuid": "Uuid"}
"""The types of what is read from text of these formats, of which nothing else is said."""
_ATTRIBUTES = frozenset(
    {
        "copy",
        "dict",
        "json",
        "schema",
        "construct",
        "parse_obj",
        "parse_raw",
        "parse_file",
        "from_orm",
        "validate",
    }
    | {"mro", "register"}
    | {"update_forward_refs", "schema_json", "compact", "get", "keys", "to_dict"}
    | {"str", "int", "float", "bool", "list", "dict", "slice", "overload"}
    | {f"model_{name}" for name in ("config", "computed_fields", "construct", "copy", "dump", "dump_json")}
    | {f"model_{name}" for name in ("extra", "fields", "fields_set", "json_schema", "parametrized_name")}
    | {f"model_{name}" for name in ("post_init", "rebuild", "validate", "validate_json", "validate_strings")}
)
"""Names that no member's attribute can have: methods of models, and types that annotations name."""
_IN_ORDER = 'Field(union_mode="left_to_right")'
_CLASHES = _ATTRIBUTES | _TYPES | _TYPING


class Models:
    """The classes that the answers of an API need; `annotation` makes those that it names."""

    def __init__(self, api: ir.Api) -> None:
        self._api = api
        self._classes: dict[str, Class] = {}
        self._of_schema: dict[str, str] = {}
        self._inside: list[str] = []
        self._taken = {*RESERVED, *(one.name for one in api.error_classes)}
        self._taken |= {names.error_class(problem.code) for problem in api.problem_codes}
        self._tags = kinds.tags(api)
        self._own = {named.name: names.pascal_case(named.name) for named in api.schemas}
        """Names that belong to named schemas, so that inline objects get others."""
        self._mine = set(self._own.values())

    @property
    def names(self) -> list[str]:
        """The classes in order of first mention."""
        return list(self._classes)

    def annotation(self, schema: ir.Schema, hint: str) -> str:
        """The type of a value that was read; `hint` names objects that have no name of their own."""
        if queries.is_vector(self._api, schema):
            nullable = isinstance(found := self._api.resolve(schema), ir.UnionSchema) and found.nullable
            return "VectorData | None" if nullable else "VectorData"
        match schema:
            case ir.RefSchema():
                return self._reference(schema, hint)
            case ir.StringSchema() if queries.is_format(schema, *_READ):
                return _READ[schema.format]
            case ir.StringSchema(format="date-time", enum=None):
                return "Timestamp"
            case ir.StringSchema(enum=None):
                return "str"
            case ir.StringSchema():
                codes = tuple(problem.code for problem in self._api.problem_codes)
                return "ProblemCode" if schema.enum == codes else f"{literal(schema.enum or ())} | str"
            case ir.IntegerSchema(format="int64" | "uint64"):
                return "Int64"
            case ir.IntegerSchema(minimum=least) if least is not None and least >= 0:
                return "Positive" if least > 0 else "Count"
            case ir.IntegerSchema():
                return "WholeNumber"
            case ir.NumberSchema():
                return "float"
            case ir.BooleanSchema():
                return "bool"
            case ir.NullSchema():
                return "None"
            case ir.ArraySchema():
                return f"list[{self.annotation(schema.items, hint)}]"
            case ir.ObjectSchema(properties=()):
                values = schema.additional if schema.additional_stated else None
                value = self.annotation(values, hint) if values else "Any"
                # Values of several types are for the caller to tell apart.
                return f"dict[str, {'Any' if ' | ' in value else value}]"
            case ir.ObjectSchema():
                return self._class(self._free(hint), schema, {}).name
            case ir.UnionSchema():
                return self._union(schema, hint)
            case _:
                return "Any"

    def answers(self, name: str, *, is_report: bool) -> None:
        """Note that an operation answers with this class: a report of a batch, or perhaps a list of one kind of things."""
        made = self._classes.get(name)
        if made is None:
            return
        lists = [member for member in made.members if re.fullmatch(r"list\[\w+\]", member.annotation)]
        if is_report:
            made.base = "BatchAnswer"
        elif len(lists) == 1:
            made.base, made.listed = "ListAnswer", lists[0]

    def source(self) -> str:
        """The module, with classes after those that they name."""
        order = ordered(self._classes)
        pairs = apart(order)
        held = {one.name: {name for name in one.refers if (one.name, name) in pairs} for one, _ in order}
        made = [line for one, later in order for line in class_lines(one, later, held[one.name])]
        text = "\n".join(made)
        used = {name for name in (*_TYPES, *_TYPING) if re.search(rf"\b{name}\b", text)}
        lines = ['"""Models of answers."""', ""]
        typing = {"TYPE_CHECKING", "Any", "Literal", "TypeVar", "overload"} | (
            {"Annotated", "ClassVar"} & used
        )
        lines += ["from collections.abc import Iterator"] if "Iterator" in used else []
        lines += [f"from typing import {', '.join(sorted(typing))}"]
        lines += ["from pydantic import Field"] if "Field" in used else []
        formats = sorted(used & {*_READ.values()})
        lines += [f"from .._types.formats import {', '.join(formats)}"] if formats else []
        lines += ["from .._types.later import Later"] if "Later" in used else []
        models = {"Model"} | (_TYPES & used) - {*formats, "Later"}
        lines += [f"from .._types.models import {', '.join(sorted(models))}"]
        lines += ["from .errors import ProblemCode"] if "ProblemCode" in used else []
        return render.banner() + "\n".join([*lines, "", '_D = TypeVar("_D")', "", text, ""])

    def _reference(self, schema: ir.RefSchema, hint: str) -> str:
        resolved = self._api.resolve(schema)
        if isinstance(resolved, ir.ObjectSchema) and resolved.properties:
            return self._named(schema.name, resolved)
        if schema.name in self._inside:
            # A list or a union that holds itself has no annotation of finite length.
            return "Any"
        self._inside.append(schema.name)
        try:
            return self.annotation(resolved, hint)
        finally:
            self._inside.pop()

    def _named(self, name: str, schema: ir.ObjectSchema) -> str:
        if name not in self._of_schema:
            wanted = self._own[name]
            self._of_schema[name] = f"{wanted}Model" if wanted in self._taken else wanted
            # A class has a name, which its own members may refer to again.
            inside, self._inside = self._inside, []
            self._class(self._of_schema[name], schema, self._tags.get(name, {}))
            self._inside = inside
        return self._of_schema[name]

    def _free(self, hint: str) -> str:
        tries = itertools.chain([hint], (f"{hint}{n}" for n in itertools.count(2)))
        return next(
            one for one in tries if not (one in self._taken or one in self._classes or one in self._mine)
        )

    def _class(self, name: str, schema: ir.ObjectSchema, tags: kinds.Tags) -> Class:
        said = " ".join(schema.description.split()) or "As the contract has it."
        made = self._classes[name] = Class(name, render.prose(said))
        attributes: set[str] = set()
        for member in schema.properties:
            attribute = self._attribute(member.name, attributes)
            attributes.add(attribute)
            hint = f"{name}{names.pascal_case(member.name) or 'Member'}"
            annotation = (
                literal(tags[member.name]) if member.name in tags else self.annotation(member.schema, hint)
            )
            # What only requests carry is not in an answer, whatever is required of requests.
            optional = not member.required or member.schema.write_only
            never_null = optional and annotation != "Any" and not self._nullable(member.schema)
            if optional and "None" not in annotation.split(" | ") and annotation != "Any":
                annotation += " | None"
            if attribute != member.name:
                annotation = f"Annotated[{annotation}, Field(alias={render.quoted(member.name)})]"
            own = member.schema.description or self._api.resolve(member.schema).description
            described = render.noted(render.prose(own.replace('"', "'")), member.schema.deprecated)
            made.members.append(Member(member.name, attribute, annotation, optional, never_null, described))
        if schema.additional is not None and schema.additional_stated:
            others = self.annotation(schema.additional, f"{name}Other")
            # Values of several types are for the caller to tell apart.
            made.others = "" if others == "Any" or " | " in others else others
        annotations = [*(member.annotation for member in made.members), made.others]
        named = {word for annotation in annotations for word in re.findall(r"\w+", annotation)}
        made.refers |= named & self._classes.keys()
        return made

    def _attribute(self, wire: str, taken: set[str]) -> str:
        name = re.sub(r"\W", "_", wire)
        if not name.isidentifier() or name.startswith("_"):
            name = f"field_{name.strip('_')}"
        while (
            keyword.iskeyword(name)
            or name in taken
            or name in _CLASHES
            or name in self._mine
            or name in self._classes
        ):
            name += "_"
        return name

    def _union(self, schema: ir.UnionSchema, hint: str) -> str:
        options = sorted(schema.options, key=lambda option: isinstance(option, ir.NullSchema))
        told = kinds.told(self._api, schema)
        tags = itertools.chain(kinds.of_options(self._api, schema), itertools.repeat({}))
        read = [self._option(*each, hint) for each in zip(options, tags, strict=False)]
        if schema.discriminator is None:
            read = kinds.strictest_first(self._api, options, read)
        made = list(dict.fromkeys(read))
        if "Any" in made:
            return "Any"
        if "str" in made:
            # Any text will do: one that looks like a UUID or a day is not to be read, and written another way.
            made = [one for one in made if one not in _READ.values()]
        # The tag decides; a kind that this client does not know is a plain `Model`.
        models = [name for name in made if name != "None"] + ["Model"] * bool(told or schema.discriminator)
        tagged = " | ".join(models)
        if schema.discriminator is not None:
            tagged = f"Annotated[{tagged}, {_IN_ORDER}]"
        return f"{tagged} | None" if "None" in made else tagged

    def _option(self, schema: ir.Schema, tags: kinds.Tags, hint: str) -> str:
        if tags and isinstance(schema, ir.ObjectSchema):
            return self._class(self._free(hint), schema, tags).name
        made = self.annotation(schema, hint)
        # What the class itself has of these members may be more than this union means.
        own = self._tags.get(schema.name, {}) if isinstance(schema, ir.RefSchema) else tags
        marks = [_narrowed(name, values) for name, values in tags.items() if own.get(name) != values]
        return f"Annotated[{', '.join([made, *marks])}]" if marks else made

    def _nullable(self, schema: ir.Schema, inside: tuple[str, ...] = ()) -> bool:
        if isinstance(schema, ir.RefSchema):
            if schema.name in inside:
                return False
            return self._nullable(self._api.schema(schema.name), (*inside, schema.name))
        if isinstance(schema, ir.UnionSchema):
            return any(self._nullable(option, inside) for option in schema.options)
        return isinstance(schema, ir.NullSchema | ir.AnySchema)


def _narrowed(member: str, values: list[object]) -> str:
    return f"Narrowed({render.quoted(member)}, {literal(values)[len('Literal[') : -1]})"


_MARKS = r'(?:, Narrowed\((?:[^()"]|"(?:[^"\\]|\\.)*")*\))+'


def plain(annotation: str) -> str:
    """An annotation as a type checker needs it, without what only reading needs."""
    marks = rf"(?:, {re.escape(_IN_ORDER)}|{_MARKS})"
    while (told := re.sub(rf"Annotated\[((?:(?!Annotated\[).)*?){marks}\]", r"\1", annotation)) != annotation:
        annotation = told
    return annotation

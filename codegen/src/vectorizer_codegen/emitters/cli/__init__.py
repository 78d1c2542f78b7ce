"""The command line: a table of commands, one for each operation, in groups by tag.

What the commands do with it (read options, make the call, show the answer) is written by hand in the Python package.
"""

from __future__ import annotations

from typing import Any

from ... import ir, names, render
from ...errors import refuse
from ...queries import is_vector, not_null
from .. import Files, limits

DIRECTORY = "python/src/vectorizer_client/cli/_generated"


def emit(api: ir.Api, document: dict[str, Any]) -> Files:
    """The package `cli/_generated` of the Python client."""
    limits.check(api)
    commands = [_command(api, operation) for operation in api.operations]
    taken: dict[tuple[str, str], str] = {}
    for command in commands:
        place = (command["group"], command["name"])
        if place in taken or ("", command["group"]) in taken:
            first = taken.get(place, command["group"])
            raise refuse(command["pointer"], f"the command line has the same name for this and {first}")
        taken[place] = command["operation"]
    template = render.environment("cli").get_template("commands.py.j2")
    groups = [
        (names.kebab_case(tag), render.one_line(text))
        for tag, text in api.tags
        if any(command["group"] == names.kebab_case(tag) for command in commands)
    ]
    return {
        **render.format_python(
            {f"{DIRECTORY}/commands.py": template.render(commands=commands, groups=groups)}
        ),
        f"{DIRECTORY}/__init__.py": '"""Generated from openapi.yaml by vectorizer-codegen. Do not edit."""\n',
    }


def _command(api: ir.Api, operation: ir.Operation) -> dict[str, Any]:
    group, name = place(api, operation)
    return {
        "group": group,
        "name": name,
        "operation": operation.operation_id,
        "pointer": operation.pointer,
        "summary": render.noted(operation.summary or operation.operation_id, operation.deprecated),
        "help": render.noted(render.one_line(operation.description), operation.deprecated),
        "arguments": [
            argument(api, given, given.argument in operation.positional) for given in operation.arguments
        ],
    }


def place(api: ir.Api, operation: ir.Operation) -> tuple[str, str]:
    """The group and the name of an operation's command: the words of its id without those of its tag.

    `listCollections` of `collections` is `collections list`. A tag with an operation that is named as it is has no
    group: `search` and its kin are commands of the first level.
    """
    tag = names.words(operation.tag)
    kin = [one for one in api.operations if one.tag == operation.tag]
    if any(names.words(one.operation_id) in (tag, _singular(tag)) for one in kin):
        return "", names.kebab_case(operation.operation_id)
    every = names.words(operation.operation_id)
    kept = [word for word in every if word not in (*tag, *_singular(tag))] or list(every)
    if len(kept) > 1 and kept[0] == "get" and not operation.in_("path"):
        kept = kept[1:]
    return names.kebab_case(operation.tag), "-".join(kept)


def _singular(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        word.removesuffix("es") if word.endswith("ches") else word.removesuffix("s") for word in words
    )


def argument(api: ir.Api, given: ir.Parameter | ir.BodyField, positional: bool) -> dict[str, Any]:
    """How a command takes an argument of its operation."""
    schema = not_null(api, given.schema)
    resolved = api.resolve(given.schema)
    default = given.schema.default if given.schema.default is not ir.MISSING else resolved.default
    return {
        "name": given.argument,
        "positional": positional and given.required,
        "required": given.required,
        "type": _type(api, schema),
        "choices": tuple(schema.enum or ()) if isinstance(schema, ir.StringSchema) else (),
        "nullable": isinstance(resolved, ir.UnionSchema) and resolved.nullable,
        "help": render.noted(
            _first_sentence(given.description or resolved.description),
            given.deprecated or given.schema.deprecated,
        ),
        "default": None if default is ir.MISSING else default,
    }


def _type(api: ir.Api, schema: ir.Schema) -> str:
    if is_vector(api, schema):
        return "json"
    match schema:
        case ir.StringSchema(format="etag"):
            return "etag"
        case ir.StringSchema():
            return "text"
        case ir.BooleanSchema():
            return "boolean"
        case ir.IntegerSchema():
            return "integer"
        case ir.NumberSchema():
            return "number"
        case ir.ArraySchema() if isinstance(not_null(api, schema.items), ir.StringSchema):
            return "texts"
        case ir.UnionSchema() if any(
            isinstance(not_null(api, one), ir.StringSchema) for one in schema.options
        ):
            return "either"
        case _:
            return "json"


def _first_sentence(text: str) -> str:
    line = " ".join(text.split())
    return line.partition(". ")[0].rstrip(".")

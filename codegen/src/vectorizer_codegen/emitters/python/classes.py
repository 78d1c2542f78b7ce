"""Classes beside the models: of errors, of conditions and of what requests hold."""

from __future__ import annotations

import keyword
import re
from typing import Any

from ... import ir, names, render
from .types import Types


def problem_classes(api: ir.Api) -> tuple[list[tuple[int, str]], list[tuple[str, str, str, str]]]:
    """(status, class) and (code, class, base, title); a code whose class is its status's own has no class of its own."""
    statuses = [(one.status, one.name) for one in api.error_classes]
    codes: list[tuple[str, str, str, str]] = []
    by_status = dict(statuses)
    for problem in api.problem_codes:
        codes.append(
            (
                problem.code,
                names.error_class(problem.code),
                by_status[problem.status],
                problem.title,
            )
        )
    return statuses, codes


def filter_view(api: ir.Api, types: Types) -> dict[str, Any] | None:
    """A schema that combines conditions with `$and`, `$or` and `$not`, and the operators of one that holds nothing else."""
    objects = {one.name: one.schema for one in api.schemas if isinstance(one.schema, ir.ObjectSchema)}
    words = {name: {member.name for member in schema.properties} for name, schema in objects.items()}
    combined = next((name for name, held in words.items() if held == {"$and", "$or", "$not"}), None)
    closed = (name for name, held in words.items() if held and objects[name].additional is None)
    operators = next((name for name in closed if all(word.startswith("$") for word in words[name])), None)
    if combined is None or operators is None:
        return None
    return {
        "name": names.pascal_case(combined),
        "description": render.one_line(objects[combined].description) or "As the contract has it.",
        "operators": [
            {
                "name": member.name,
                "attribute": f"{word}_" if keyword.iskeyword(word) else word,
                "annotation": _with_times(types.argument(member.schema)),
                "description": render.one_line(
                    member.schema.description or api.resolve(member.schema).description
                ),
            }
            for member in objects[operators].properties
            for word in [names.snake_case(member.name.lstrip("$"))]
        ],
    }


def _with_times(annotation: str) -> str:
    """Where a text may stand, a datetime may too: it is written as one."""
    return re.sub(r"\bstr\b", "str | datetime", annotation)


def request_types(api: ir.Api, types: Types) -> list[dict[str, Any]]:
    """The TypedDicts that annotations of arguments name."""
    made = []
    for name in types.requests:
        schema = api.schema(name)
        assert isinstance(schema, ir.ObjectSchema)
        members = [
            {
                "name": member.name,
                "annotation": types.argument(member.schema),
                "required": member.required,
                "description": render.noted(
                    render.one_line(member.schema.description or api.resolve(member.schema).description),
                    member.schema.deprecated,
                ),
            }
            for member in types.given(schema)
        ]
        # A member is no type of another one, as it would be where it has the name of a type.
        words = {word for member in members for word in re.findall(r"\w+", str(member["annotation"]))}
        is_class = all(
            member.name.isidentifier() and not keyword.iskeyword(member.name) and member.name not in words
            for member in types.given(schema)
        )
        made.append(
            {
                "name": types.request_name(name),
                "members": members,
                "is_class": is_class,
                "description": render.one_line(schema.description) or "As the contract has it.",
            }
        )
    return made

"""Schemas in words, for cells of tables in Markdown, and lines of a page that are not too long."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator

from ... import ir
from ...queries import is_vector

_LONGEST = 120
# A line that begins so is no more of the paragraph before it.
_BEGINS = re.compile(r"[-*+] |\d+[.)] |[#>|=<]|    ")


def wrapped(page: str) -> Iterator[str]:
    """The lines of a page; paragraphs and items of lists with a line that is too long are wrapped anew."""
    paragraph: list[str] = []
    is_block = False
    for line in [*map(str.rstrip, page.splitlines()), ""]:
        is_fence = line.lstrip().startswith("```")
        if paragraph and (not line or is_fence or is_block or _BEGINS.match(line)):
            yield from _filled(paragraph)
            paragraph = []
        if line and not (is_fence or is_block or line.startswith(("|", "#", "    "))):
            paragraph.append(line)
        else:
            yield line
        is_block ^= is_fence


def _filled(paragraph: list[str]) -> list[str]:
    if max(map(len, paragraph)) <= _LONGEST:
        return paragraph
    item = re.match(r"[-*+] |\d+[.)] | *", paragraph[0])
    indent = " " * len(item[0]) if item else ""
    text = " ".join([paragraph[0], *(line.strip() for line in paragraph[1:])])
    made = textwrap.wrap(text, 100, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return paragraph if any(_BEGINS.match(line.strip()) for line in made[1:]) else made


def cell(text: str) -> str:
    """A text as one cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def type_of(api: ir.Api, schema: ir.Schema, objects: str) -> str:
    """A value in words, with its bounds and its default; a named schema is a link to its place on the page `objects`."""
    default = schema.default if schema.default is not ir.MISSING else api.resolve(schema).default
    after = "" if default is ir.MISSING else f"; default `{json.dumps(default)}`"
    return cell(_type(api, schema).replace("](#", f"]({objects}#") + after)


def _type(api: ir.Api, schema: ir.Schema) -> str:
    match schema:
        case ir.RefSchema():
            return f"[{schema.name}](#{schema.name})"
        case ir.ArraySchema():
            return (
                f"list of {_type(api, schema.items)}{_bounds(schema.min_items, schema.max_items, ' items')}"
            )
        case ir.UnionSchema() if is_vector(api, schema):
            return "list of numbers, or base64 of float32"
        case ir.UnionSchema():
            return " or ".join(dict.fromkeys(_type(api, option) for option in schema.options))
        case ir.StringSchema() if schema.enum:
            return " or ".join(f"`{value}`" for value in schema.enum)
        case ir.StringSchema():
            named = f"string ({schema.format})" if schema.format else "string"
            # A long one is no help to a reader: the description tells it.
            is_short = schema.pattern is not None and len(schema.pattern) <= 60
            matching = f", matching `{schema.pattern}`" if is_short else ""
            return named + _bounds(schema.min_length, schema.max_length, " characters") + matching
        case ir.IntegerSchema() | ir.NumberSchema():
            return schema.kind + _bounds(schema.minimum, schema.maximum, "")
        case ir.ObjectSchema() if schema.properties:
            return f"object with {', '.join(f'`{one.name}`' for one in schema.properties)}"
        case ir.ObjectSchema() if schema.additional is not None and not isinstance(
            schema.additional, ir.AnySchema
        ):
            return f"object of {_type(api, schema.additional)}"
        case ir.AnySchema():
            return "any JSON"
        case _:
            return schema.kind


def _bounds(low: float | None, high: float | None, unit: str) -> str:
    if low is None and high is None:
        return ""
    if high is None:
        return f", at least {low:,g}{unit.removesuffix('s') if low == 1 else unit}"
    return f", at most {high:,}{unit}" if low is None else f", {low:,} to {high:,}{unit}"

"""What a value must keep to, in words, for the comments of arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import ir, queries

_LONGEST = 80
"""Of a pattern that a person reads."""
_BINARY = re.compile(r"\b(\d+) ?([KMG])iB\b")
_OF_ALL = (1 - 2**53, 2**53 - 1)
"""Bounds of every integer that JSON carries safely."""


def beyond(api: ir.Api, schema: ir.Schema, said: str) -> str:
    """The bounds of which a description says nothing yet."""
    clauses = (clause for clause, signs in _clauses(queries.not_null(api, schema)) if not _has(said, signs))
    return " ".join(f"{clause[0].upper()}{clause[1:]}." for clause in clauses)


def _has(said: str, signs: list[str]) -> bool:
    plain = said.replace(",", "")
    # 1 MiB says 1048576.
    plain += "".join(f" {int(n) * 1024 ** (1 + 'KMG'.index(unit))}" for n, unit in _BINARY.findall(plain))
    return all(sign in plain for sign in signs)


def _clauses(schema: ir.Schema) -> Iterator[tuple[str, list[str]]]:
    """Each bound, with what tells that a description has it already."""
    if isinstance(schema, ir.StringSchema) and schema.enum is None and schema.format != "etag":
        for clause, signs in _range(schema.min_length, schema.max_length, "characters"):
            if not _has(schema.pattern or "", signs):
                yield clause, signs
        if schema.pattern is not None and len(schema.pattern) <= _LONGEST and "`" not in schema.pattern:
            yield f"it matches `{schema.pattern}`", [schema.pattern]
        if schema.format not in ("", "binary", "password") and schema.pattern is None:
            yield f"format `{schema.format}`", [schema.format]
    if isinstance(schema, ir.ArraySchema):
        yield from _range(schema.min_items, schema.max_items, "items")
        if schema.unique_items:
            yield "no item twice", ["twice"]
    if isinstance(schema, ir.IntegerSchema | ir.NumberSchema) and schema.enum is None:
        low, high = (None if one in _OF_ALL else one for one in (schema.minimum, schema.maximum))
        yield from _range(low, high, "")
        if schema.exclusive_minimum is not None:
            yield f"above {schema.exclusive_minimum:,}", [f"{schema.exclusive_minimum}"]
        if schema.exclusive_maximum is not None:
            yield f"below {schema.exclusive_maximum:,}", [f"{schema.exclusive_maximum}"]
        if schema.multiple_of is not None:
            yield f"a multiple of {schema.multiple_of:,}", [f"{schema.multiple_of}"]


def _range(low: float | None, high: float | None, unit: str) -> Iterator[tuple[str, list[str]]]:
    signs = [f"{bound}" for bound in (low, high) if bound is not None]
    if low is not None and high is not None:
        words = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    elif low is not None or high is not None:
        words = f"at most {high:,}" if low is None else f"at least {low:,}"
    else:
        return
    unit = unit.removesuffix("s") if (high or low) == 1 else unit
    yield f"{words} {unit}".strip(), signs

"""Filters in SQL: conditions that all matching records meet, and few others. What is left is asked in Python."""

from __future__ import annotations

from typing import Any

import orjson

from ..protocol import Where

Condition = tuple[str, list[Any]]
"""SQL on `r.fields`, and what stands for its placeholders."""
_MOST = 64
"""Conditions that are worth being asked of each row."""
_ORDERED = {"$lt": "<", "$lte": "<=", "$gt": ">", "$gte": ">="}


def narrowed(where: Where | None) -> Condition:
    """The condition after ` WHERE …` so that fewer records `r` are looked at; empty where SQL cannot tell."""
    condition = None if where is None else _object(where.tree)
    if condition is None or len(condition[1]) > _MOST:
        return "", []
    return f" AND (r.fields IS NULL OR {condition[0]})", condition[1]


def _object(tree: dict[str, Any]) -> Condition | None:
    return _all([_member(key, value) for key, value in tree.items()])


def _member(key: str, value: Any) -> Condition | None:
    if key == "$and":
        return _all([_object(part) for part in value])
    if key == "$or":
        return _any([_object(part) for part in value])
    if key == "$not" or "\0" in key:
        return None  # what narrows inside of a negation would not narrow outside
    if type(value) is not dict:
        return _among(key, [value])
    return _all([_operator(key, name, operand) for name, operand in value.items()])


def _operator(key: str, name: str, operand: Any) -> Condition | None:
    if name == "$eq":
        return _among(key, [operand])
    if name == "$in":
        return _among(key, operand)
    if name in _ORDERED:
        text = orjson.dumps(operand).decode("utf-8")
        return _path(key, lambda path: f"{path} {_ORDERED[name]} {text}") if "\\u0000" not in text else None
    if name == "$exists" and operand:
        return _path(key, lambda path: f"exists({path})")
    return None


def _among(key: str, values: list[Any]) -> Condition | None:
    """The field is one of the values, or a list with one."""
    patterns = []
    for value in values:
        for found in (value, [value]):
            patterns.append({key: found})
            if "." in key:
                nested: Any = found
                for step in reversed(key.split(".")):
                    nested = {step: nested}
                patterns.append(nested)
    texts = [orjson.dumps(pattern).decode("utf-8") for pattern in patterns]
    if any("\\u0000" in text for text in texts):
        return None
    return "r.fields @> ANY(%s::jsonb[])", [texts]


def _path(key: str, write: Any) -> Condition:
    """A predicate in SQL's path language, which looks into lists, on the field or where its dots lead to."""
    quoted = orjson.dumps(key).decode("utf-8")
    paths = [f"$.{quoted}"]
    if "." in key:
        paths.append("$" + "".join(f".{orjson.dumps(step).decode('utf-8')}" for step in key.split(".")))
    return "r.fields @@ %s::jsonpath", [" || ".join(f"({write(path)})" for path in paths)]


def _all(parts: list[Condition | None]) -> Condition | None:
    known = [part for part in parts if part is not None]
    return _joined(" AND ", known) if known else None


def _any(parts: list[Condition | None]) -> Condition | None:
    known = [part for part in parts if part is not None]
    return _joined(" OR ", known) if len(known) == len(parts) else None


def _joined(word: str, parts: list[Condition]) -> Condition:
    return f"({word.join(sql for sql, _ in parts)})", [value for _, values in parts for value in values]

"""Values and conditions in Python."""

from __future__ import annotations

import math
from typing import Any

from vectorizer_conformance.match.values import Vector
from vectorizer_conformance.repro.plan import pieces
from vectorizer_conformance.repro.shorten import COUNT, NUMBER, counted, floats, repeated, runs

_KINDS = {
    "object": "isinstance({}, dict)",
    "array": "isinstance({}, list)",
    "string": "isinstance({}, str)",
    "boolean": "isinstance({}, bool)",
    "null": "{} is None",
    "number": "isinstance({0}, (int, float)) and not isinstance({0}, bool)",
    "integer": "isinstance({0}, (int, float)) and not isinstance({0}, bool) and {0} == int({0})",
    "vector": "isinstance({}, (list, str))",
}


def text(value: str) -> str:
    """A text; kept values stand in it as what they are at the time."""
    parts = []
    for part, kept in pieces(value):
        if kept:
            parts.append(f"str(kept[{part!r}])")
            continue
        for one in runs(part):
            said = f'f"{_inside(one.text)}"' if NUMBER in one.text else _quoted(one.text)
            parts.append(said if one.times == 1 else f"{said} * {one.times}")
    return " + ".join(parts) or '""'


def _quoted(value: str) -> str:
    said = ascii(value) if any("\ud800" <= c <= "\udfff" for c in value) else repr(value)
    return f'"{said[1:-1]}"' if said[0] == "'" and '"' not in said and "\\'" not in said else said


def _inside(value: str) -> str:
    said = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return said.replace("{", "{{").replace("}", "}}").replace(NUMBER, "{i}")


def target(value: str) -> str:
    """A request target, in which kept values are percent-encoded."""
    parts = []
    for part, kept in pieces(value):
        parts.append(f'quote(kept[{part!r}], safe="")' if kept else text(part))
    return " + ".join(parts)


def data(value: bytes) -> str:
    """Bytes."""
    try:
        return f"({text(value.decode('utf-8'))}).encode()" if value else 'b""'
    except UnicodeDecodeError:
        pass
    parts = []
    for one in runs(value.decode("latin-1")):
        said = repr(one.text.encode("latin-1"))
        parts.append(said if one.times == 1 else f"{said} * {one.times}")
    return " + ".join(parts)


def literal(value: Any) -> str:
    """A JSON value."""
    if value is COUNT:
        return "i"
    if isinstance(value, str):
        found = pieces(value)
        return f"kept[{found[0][0]!r}]" if len(found) == 1 and found[0][1] else text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{text(k)}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return _list(list(value))
    return repr(value)


def _list(items: list[Any]) -> str:
    if repeated(items):
        return f"[{literal(items[0])}] * {len(items)}"
    packed = floats(items)
    if packed is not None:
        return f'floats("{packed}")'
    count = counted(items)
    if count is not None:
        return f"[{literal(count.item)} for i in range({count.first}, {count.first + count.times})]"
    return "[" + ", ".join(literal(item) for item in items) + "]"


class Python:
    """The words of a condition."""

    sigil = ""
    value = staticmethod(literal)

    def both(self, parts: list[str]) -> str:
        return " and ".join(f"({part})" if " or " in part else part for part in parts)

    def either(self, parts: list[str]) -> str:
        return " or ".join(f"({part})" if " and " in part else part for part in parts)

    def no(self, part: str) -> str:
        return (
            part.replace(" is MISSING", " is not MISSING")
            if part.count(" ") == 2 and " is MISSING" in part
            else f"not ({part})"
        )

    def absent(self, it: str) -> str:
        return f"{it} is MISSING"

    def member(self, it: str, key: str | int) -> str:
        return f"at({it}, {literal(key)})"

    def only(self, it: str, keys: list[str]) -> str:
        return f"set({it}) <= {{{', '.join(map(literal, keys))}}}" if keys else f"not {it}"

    def equal(self, it: str, value: Any) -> str:
        if value is None or isinstance(value, bool):
            return f"{it} is {value}"
        if isinstance(value, float) and value == 0:
            return f'{it} == 0 and str(float({it})) == "{value}"'
        if isinstance(value, int | float) and value in (0, 1):
            return f"{it} == {value!r} and not isinstance({it}, bool)"
        return f"{it} == {literal(value)}"

    def compare(self, it: str, operator: str, number: float) -> str:
        return f"{it} {operator} {number!r}"

    def kind(self, it: str, name: str) -> str:
        return _KINDS[name].format(it)

    def length(self, it: str) -> str:
        return f"len({it})"

    def near(self, it: str, number: float, within: float) -> str:
        return f"abs({it} - {number!r}) <= {within!r}"

    def bits(self, it: str, vector: Vector) -> str:
        return f"bits({it}) == bits({literal(vector.numbers)})"

    def matches(self, it: str, pattern: str) -> str:
        return f"re.search({_quoted(pattern)}, {it}) is not None"

    def holds_text(self, it: str, text: str) -> str:
        return f"{literal(text)} in {it}"

    def some(self, it: str, item: str, test: str) -> str:
        return f"any(({test}) for {item} in {it})"

    def every(self, it: str, item: str, test: str) -> str:
        return f"isinstance({it}, list) and all(({test}) for {item} in {it})"

    def ordered(self, it: str, key: str, down: bool) -> str:
        said = f'[one["{key}"] for one in {it}]'
        return f"{said} == sorted({said}, reverse={down})"

    def same(self, it: str, path: list[str | int]) -> str:
        return f"{it} == at(answer, {', '.join(map(literal, path))})"

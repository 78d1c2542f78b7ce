"""Values and conditions in TypeScript."""

from __future__ import annotations

import json
import math
from typing import Any

from vectorizer_conformance.match.values import Vector
from vectorizer_conformance.repro.plan import pieces
from vectorizer_conformance.repro.shorten import COUNT, NUMBER, counted, floats, repeated, runs

_KINDS = {
    "object": "isObject({})",
    "array": "Array.isArray({})",
    "string": 'typeof {} === "string"',
    "boolean": 'typeof {} === "boolean"',
    "null": "{} === null",
    "number": 'typeof {} === "number"',
    "integer": "Number.isInteger({})",
    "vector": '(Array.isArray({0}) || typeof {0} === "string")',
}


def text(value: str) -> str:
    """A text; kept values stand in it as what they are at the time."""
    parts = []
    for part, kept in pieces(value):
        if kept:
            parts.append(f"String(kept.{part})")
            continue
        for one in runs(part):
            said = f"`{_inside(one.text)}`" if NUMBER in one.text else quoted(one.text)
            parts.append(said if one.times == 1 else f"{said}.repeat({one.times})")
    return " + ".join(parts) or '""'


def quoted(value: str) -> str:
    said = json.dumps(value, ensure_ascii=any("\ud800" <= c <= "\udfff" for c in value))
    return said.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _inside(value: str) -> str:
    said = value.replace("\\", "\\\\").replace("`", "\\`").replace("$", "\\$").replace("\n", "\\n")
    return said.replace(NUMBER, "${i}")


def target(value: str) -> str:
    """A request target, in which kept values are percent-encoded."""
    parts = []
    for part, kept in pieces(value):
        parts.append(f"encodeURIComponent(kept.{part})" if kept else text(part))
    return " + ".join(parts)


def data(value: bytes) -> str:
    """Bytes."""
    try:
        return f"Buffer.from({text(value.decode('utf-8'))})"
    except UnicodeDecodeError:
        pass
    parts = []
    for one in runs(value.decode("latin-1")):
        said = json.dumps(one.text)
        parts.append(said if one.times == 1 else f"{said}.repeat({one.times})")
    return f'Buffer.from({" + ".join(parts)}, "latin1")'


def literal(value: Any) -> str:
    """A JSON value."""
    if value is COUNT:
        return "i"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        found = pieces(value)
        return f"kept.{found[0][0]}" if len(found) == 1 and found[0][1] else text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{_key(k)}: {literal(v)}" for k, v in value.items()) + " }" if value else "{}"
        )
    if isinstance(value, list | tuple):
        return _list(list(value))
    return number(value)


def number(value: float) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return "-0" if str(value) == "-0.0" else str(int(value))
    return repr(value)


def _key(name: str) -> str:
    if name.isidentifier() and name.isascii() and name != "__proto__":
        return name
    return f"[{text(name)}]"


def _list(items: list[Any]) -> str:
    if repeated(items):
        return f"Array({len(items)}).fill({literal(items[0])})"
    packed = floats(items)
    if packed is not None:
        return f'floats("{packed}")'
    count = counted(items)
    if count is not None:
        item = literal(count.item)
        start = "i" if count.first == 0 else f"i + {count.first}"
        inner = f"({item})" if start == "i" else f"((i: number) => ({item}))({start})"
        return f"Array.from({{ length: {count.times} }}, (_, i) => {inner})"
    return "[" + ", ".join(literal(item) for item in items) + "]"


class TypeScript:
    """The words of a condition."""

    sigil = ""
    value = staticmethod(literal)

    def both(self, parts: list[str]) -> str:
        return " && ".join(f"({part})" if " || " in part else part for part in parts)

    def either(self, parts: list[str]) -> str:
        return " || ".join(f"({part})" if " && " in part else part for part in parts)

    def no(self, part: str) -> str:
        short = part.endswith(" === undefined") and part.count(" ") == 2
        return part.replace("===", "!==") if short else f"!({part})"

    def absent(self, it: str) -> str:
        return f"{it} === undefined"

    def member(self, it: str, key: str | int) -> str:
        return f"at({it}, {literal(key)})"

    def only(self, it: str, keys: list[str]) -> str:
        return f"Object.keys({it}).every((key) => [{', '.join(map(text, keys))}].includes(key))"

    def equal(self, it: str, value: Any) -> str:
        if isinstance(value, float) and value == 0:
            return f"Object.is({it}, {number(value)})"
        return f"{it} === {literal(value)}"

    def compare(self, it: str, operator: str, number_: float) -> str:
        return f"{it} {'===' if operator == '==' else operator} {number(number_)}"

    def kind(self, it: str, name: str) -> str:
        return _KINDS[name].format(it)

    def length(self, it: str) -> str:
        return f"{it}.length"

    def near(self, it: str, number_: float, within: float) -> str:
        return f"Math.abs({it} - {number(number_)}) <= {number(within)}"

    def bits(self, it: str, vector: Vector) -> str:
        return f"bits({it}) === bits({literal(vector.numbers)})"

    def matches(self, it: str, pattern: str) -> str:
        return f'typeof {it} === "string" && new RegExp({quoted(pattern)}).test({it})'

    def holds_text(self, it: str, text_: str) -> str:
        return f"{it}.includes({literal(text_)})"

    def some(self, it: str, item: str, test: str) -> str:
        return f"{it}.some(({item}: any) => {test})"

    def every(self, it: str, item: str, test: str) -> str:
        return f"{it}.every(({item}: any) => {test})"

    def ordered(self, it: str, key: str, down: bool) -> str:
        before, after = ("b", "a") if down else ("a", "b")
        return (
            f"{it}.every((b: any, i: number) => i === 0 || "
            f"((a: any) => {before}.{key} <= {after}.{key})({it}[i - 1]))"
        )

    def same(self, it: str, path: list[str | int]) -> str:
        return f"{it} === at(answer, {', '.join(map(literal, path))})"

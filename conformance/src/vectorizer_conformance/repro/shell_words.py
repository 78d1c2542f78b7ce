"""Texts and bodies in a POSIX shell, values and conditions in jq."""

from __future__ import annotations

import json
import math
import struct
from typing import Any

from vectorizer_conformance.match.values import Vector
from vectorizer_conformance.repro.conditions import Unsaid
from vectorizer_conformance.repro.plan import pieces
from vectorizer_conformance.repro.shorten import COUNT, NUMBER, counted, repeated, runs

_KINDS = {
    "object": '{}[0] | type == "object"',
    "array": '{}[0] | type == "array"',
    "string": '{}[0] | type == "string"',
    "boolean": '{}[0] | type == "boolean"',
    "null": "{} == [null]",
    "number": '{}[0] | type == "number"',
    "integer": '{}[0] | type == "number" and . == floor',
    "vector": '{}[0] | type == "array" or type == "string"',
}


def shell(value: str) -> str:
    """A word of the shell; kept values stand in it as variables."""
    parts = []
    for part, kept in pieces(value):
        parts.append(f'"$kept_{part}"' if kept else "'" + part.replace("'", "'\\''") + "'")
    return "".join(parts) or "''"


def target(value: str) -> str:
    """A request target, in which kept values are percent-encoded."""
    parts = []
    for part, kept in pieces(value):
        parts.append(f'"$(encoded "$kept_{part}")"' if kept else "'" + part.replace("'", "'\\''") + "'")
    return "".join(parts)


def produce(data: bytes) -> str:
    """Commands that write these bytes."""
    parts = []
    for one in runs(data.decode("latin-1")):
        raw = one.text.encode("latin-1")
        if one.times == 1:
            parts.append(f"printf '{_octal(raw)}'")
        elif len(raw) == 1:
            parts.append(f"head -c {one.times} /dev/zero | tr '\\0' '{_octal(raw)}'")
        else:
            parts.append(f"printf '{_octal(raw)}%.0s' $(seq {one.times})")
    return "; ".join(parts)


def _octal(raw: bytes) -> str:
    said = ""
    for byte in raw:
        char = chr(byte)
        if char == "%":
            said += "%%"
        elif " " <= char <= "~" and char not in "'\\":
            said += char
        else:
            said += {"\r": "\\r", "\n": "\\n"}.get(char, f"\\{byte:03o}")
    return said


def literal(value: Any) -> str:
    """A JSON value, as a jq expression."""
    if value is COUNT:
        return "."
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"({_text(k)}): {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        items = list(value)
        if repeated(items):
            return f"[range({len(items)}) | {literal(items[0])}]"
        count = counted(items)
        if count is not None:
            return f"[range({count.first}; {count.first + count.times}) | {literal(count.item)}]"
        return "[" + ", ".join(literal(item) for item in items) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        raise Unsaid("jq has no such number")
    return json.dumps(value)


def _text(value: str) -> str:
    if any("\ud800" <= c <= "\udfff" for c in value):
        raise Unsaid("jq has no lone surrogates")
    parts = []
    for part, kept in pieces(value):
        if kept:
            parts.append(f"$kept_{part}")
            continue
        for one in runs(part):
            said = json.dumps(one.text, ensure_ascii=False).replace(NUMBER, "\\(.)")
            parts.append(said if one.times == 1 else f"({said} * {one.times})")
    return f"({' + '.join(parts)})" if len(parts) > 1 else parts[0] if parts else '""'


class Jq:
    """The words of a condition. A value is a list of one here, and nothing is an empty list."""

    sigil = "$"
    value = staticmethod(literal)

    def both(self, parts: list[str]) -> str:
        return " and ".join(f"({part})" for part in parts)

    def either(self, parts: list[str]) -> str:
        return " or ".join(f"({part})" for part in parts)

    def no(self, part: str) -> str:
        return f"({part} | not)"

    def absent(self, it: str) -> str:
        return f"{it} == []"

    def member(self, it: str, key: str | int) -> str:
        return f"({it} | at([{literal(key)}]))"

    def only(self, it: str, keys: list[str]) -> str:
        return f"({it}[0] | keys) - [{', '.join(map(literal, keys))}] == []"

    def equal(self, it: str, value: Any) -> str:
        if isinstance(value, float) and str(value) == "-0.0":
            raise Unsaid("jq does not tell -0 from 0")
        return f"{it} == [{literal(value)}]"

    def compare(self, it: str, operator: str, number: float) -> str:
        return f"{it}[0] {operator} {literal(number)}"

    def kind(self, it: str, name: str) -> str:
        return f"({_KINDS[name].format(it)})"

    def length(self, it: str) -> str:
        return f"[{it}[0] | length]"

    def near(self, it: str, number: float, within: float) -> str:
        return f"({it}[0] - {literal(number)} | fabs) <= {literal(within)}"

    def bits(self, it: str, vector: Vector) -> str:
        bounds = [_between(number) for number in vector.numbers]
        test = f'type == "array" and length == {len(bounds)} and ([., {json.dumps(bounds)}] | transpose | all(.[0] >= .[1][0] and .[0] <= .[1][1]))'
        return f"({it}[0] | {test})"

    def matches(self, it: str, pattern: str) -> str:
        return f'({it}[0] | type == "string" and test({literal(pattern)}))'

    def holds_text(self, it: str, text: str) -> str:
        return f'({it}[0] | type == "string" and contains({literal(text)}))'

    def some(self, it: str, item: str, test: str) -> str:
        return f"any({it}[0][]; [.] as {item} | {test})"

    def every(self, it: str, item: str, test: str) -> str:
        return f"all({it}[0][]; [.] as {item} | {test})"

    def ordered(self, it: str, key: str, down: bool) -> str:
        said = f"[{it}[0][] | .{key}]"
        return f"{said} == ({said} | sort{' | reverse' if down else ''})"

    def same(self, it: str, path: list[str | int]) -> str:
        return f"{it} == ([$answer] | at([{', '.join(map(literal, path))}]))"


def _between(number: float) -> list[float]:
    """The numbers that float32 rounds to this one lie between these two."""
    bits = struct.unpack("<I", struct.pack("<f", number))[0]
    if number == 0 or not math.isfinite(number) or bits & 0x7FFFFFFF in (1, 0x7F7FFFFF):
        return [number, number]
    near = [struct.unpack("<f", struct.pack("<I", bits + step))[0] for step in (-1, 1)]
    low, high = sorted((number + one) / 2 for one in near)
    return [low, high]

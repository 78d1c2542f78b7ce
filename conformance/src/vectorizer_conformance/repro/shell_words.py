"""Texts and bodies in a POSIX shell, values and conditions in jq."""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Sequence
from typing import Any

from vectorizer_conformance.match.values import Vector
from vectorizer_conformance.repro.plan import pieces
from vectorizer_conformance.repro.shorten import NUMBER, Counted, runs
from vectorizer_conformance.repro.words import Unsaid, Words

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
            parts.append(f"printf -- '{_octal(raw)}'")
        elif len(raw) == 1:
            parts.append(f"head -c {one.times} /dev/zero | tr '\\0' '{_octal(raw)}'")
        else:
            parts.append(f"printf -- '{_octal(raw)}%.0s' $(seq {one.times})")
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


class _Jq(Words):
    """The words of values and conditions. A value is a list of one here, and nothing is an empty list."""

    number_of_item, sigil = ".", "$"
    both_word, either_word, equals = " and ", " or ", "=="
    unpacks = False
    kinds = _KINDS

    # Values

    def kept(self, name: str) -> str:
        return f"$kept_{name}"

    def quoted(self, text: str) -> str:
        if any("\ud800" <= c <= "\udfff" for c in text):
            raise Unsaid("jq has no lone surrogates")
        return json.dumps(text, ensure_ascii=False)

    def template(self, text: str) -> str:
        return self.quoted(text).replace(NUMBER, "\\(.)")

    def repeat(self, said: str, times: int) -> str:
        return f"({said} * {times})"

    def joined(self, parts: Sequence[str]) -> str:
        return f"({' + '.join(parts)})" if len(parts) > 1 else parts[0]

    def key(self, name: str) -> str:
        return f"({self.text(name)})"

    def often(self, item: str, times: int) -> str:
        return f"[range({times}) | {item}]"

    def counted(self, count: Counted) -> str:
        return f"[range({count.first}; {count.first + count.times}) | {self.literal(count.item)}]"

    def not_finite(self, value: float) -> str:
        raise Unsaid("jq has no such number")

    def answer(self, number: int) -> str:
        return f".[{number}]"

    def done(self, name: str, args: Sequence[str]) -> str:
        if name == "at":
            return f"({args[0]} | getpath([{', '.join(args[1:])}]))"
        return f"[{', '.join(args)}] | add" if name == "joined" else f"{name}({'; '.join(args)})"

    # Conditions

    def both(self, parts: Sequence[str]) -> str:
        return " and ".join(f"({part})" for part in parts)

    def either(self, parts: Sequence[str]) -> str:
        return " or ".join(f"({part})" for part in parts)

    def no(self, part: str) -> str:
        return f"({part} | not)"

    def absent(self, it: str) -> str:
        return f"{it} == []"

    def member(self, it: str, key: str | int) -> str:
        return f"({it} | at([{self.literal(key)}]))"

    def only(self, it: str, keys: Sequence[str]) -> str:
        return f"({it}[0] | keys) - [{', '.join(map(self.literal, keys))}] == []"

    def equal(self, it: str, value: Any) -> str:
        if isinstance(value, float) and str(value) == "-0.0":
            raise Unsaid("jq does not tell -0 from 0")
        return f"{it} == [{self.literal(value)}]"

    def compare(self, it: str, operator: str, number: float) -> str:
        return f"{it}[0] {operator} {self.literal(number)}"

    def kind(self, it: str, name: str) -> str:
        return f"({super().kind(it, name)})"

    def length(self, it: str) -> str:
        return f"[{it}[0] | length]"

    def near(self, it: str, number: float, within: float) -> str:
        return f"({it}[0] - {self.literal(number)} | fabs) <= {self.literal(within)}"

    def bits(self, it: str, vector: Vector) -> str:
        bounds = [_between(number) for number in vector.numbers]
        test = f'type == "array" and length == {len(bounds)} and ([., {json.dumps(bounds)}] | transpose | all(.[0] >= .[1][0] and .[0] <= .[1][1]))'
        return f"({it}[0] | {test})"

    def matches(self, it: str, pattern: str) -> str:
        return f'({it}[0] | type == "string" and test({self.literal(_oniguruma(pattern))}))'

    def holds_text(self, it: str, text: str) -> str:
        return f'({it}[0] | type == "string" and contains({self.literal(text)}))'

    def some(self, it: str, item: str, test: str) -> str:
        return f"any({it}[0][]; [.] as {item} | {test})"

    def every(self, it: str, item: str, test: str) -> str:
        return f"all({it}[0][]; [.] as {item} | {test})"

    def ordered(self, it: str, key: str, down: bool) -> str:
        said = f"[{it}[0][] | .{key}]"
        return f"{said} == ({said} | sort{' | reverse' if down else ''})"

    def same(self, it: str, path: Sequence[str | int]) -> str:
        return f"{it} == ([$answer] | at([{', '.join(map(self.literal, path))}]))"


JQ = _Jq()


def _oniguruma(pattern: str) -> str:
    r"""The pattern with jq's `\\x{2028}` in place of `\\u2028`, which is no escape there."""
    return re.sub(r"\\(?:u([0-9A-Fa-f]{4})|.)", lambda one: f"\\x{{{one[1]}}}" if one[1] else one[0], pattern)


def _between(number: float) -> list[float]:
    """The numbers that float32 rounds to this one lie between these two."""
    bits = struct.unpack("<I", struct.pack("<f", number))[0]
    if number == 0 or not math.isfinite(number) or bits & 0x7FFFFFFF in (1, 0x7F7FFFFF):
        return [number, number]
    near = [struct.unpack("<f", struct.pack("<I", bits + step))[0] for step in (-1, 1)]
    low, high = sorted((number + one) / 2 for one in near)
    return [low, high]

"""How values and conditions are written: what all languages share, and the words in which they differ."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from vectorizer_conformance.match.values import Vector
from vectorizer_conformance.repro.plan import pieces
from vectorizer_conformance.repro.relation import Answer, Done
from vectorizer_conformance.repro.shorten import COUNT, NUMBER, Counted, counted, floats, repeated, runs


class Unsaid(Exception):
    """This language, or a short program, can't say it."""


class Words:
    """A language. Every `it` is an expression that stands for a value or for nothing."""

    null, true, false = "null", "true", "false"
    number_of_item = "i"
    both_word, either_word, equals = " && ", " || ", "==="
    kinds: ClassVar[Mapping[str, str]] = {}
    sigil = ""

    # Values

    def literal(self, value: Any) -> str:
        """A JSON value."""
        if value is COUNT:
            return self.number_of_item
        if value is None:
            return self.null
        if isinstance(value, Answer):
            return self.answer(value.number)
        if isinstance(value, Done):
            return self.done(value.name, [self.literal(arg) for arg in value.args])
        if isinstance(value, bool):
            return self.true if value else self.false
        if isinstance(value, str):
            found = pieces(value)
            return self.kept(found[0][0]) if len(found) == 1 and found[0][1] else self.text(value)
        if isinstance(value, Mapping):
            return self.mapping([(self.key(k), self.literal(v)) for k, v in value.items()])
        if isinstance(value, list | tuple):
            return self._items(list(value))
        return self.number(value) if math.isfinite(value) else self.not_finite(value)

    def _items(self, items: list[Any]) -> str:
        if repeated(items):
            return self.often(self.literal(items[0]), len(items))
        packed = floats(items)
        if packed is not None and self.unpacks:
            return f'floats("{packed}")'
        count = counted(items)
        if count is not None:
            return self.counted(count)
        return self.listed([self.literal(item) for item in items])

    def text(self, value: str) -> str:
        """A text; kept values stand in it as what they are at the time."""
        parts = []
        for part, kept in pieces(value):
            if kept:
                parts.append(self.kept_text(part))
                continue
            for one in runs(part):
                said = self.template(one.text) if NUMBER in one.text else self.quoted(one.text)
                parts.append(said if one.times == 1 else self.repeat(said, one.times))
        return self.joined(parts) if parts else '""'

    def data(self, value: bytes) -> str:
        """Bytes."""
        try:
            return self.utf8(self.text(value.decode("utf-8")))
        except UnicodeDecodeError:
            pass
        parts = []
        for one in runs(value.decode("latin-1")):
            said = self.quoted_bytes(one.text)
            parts.append(said if one.times == 1 else self.repeat(said, one.times))
        return self.latin1(self.joined(parts))

    unpacks = True
    """Whether there is a function `floats`."""

    def listed(self, parts: Sequence[str]) -> str:
        return f"[{', '.join(parts)}]"

    def joined(self, parts: Sequence[str]) -> str:
        return " + ".join(parts)

    def number(self, value: float) -> str:
        return json.dumps(value)

    def mapping(self, pairs: Sequence[tuple[str, str]]) -> str:
        return "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"

    def key(self, name: str) -> str:
        return self.text(name)

    def kept_text(self, name: str) -> str:
        return self.kept(name)

    def kept(self, name: str) -> str:
        raise NotImplementedError

    def quoted(self, text: str) -> str:
        raise NotImplementedError

    def template(self, text: str) -> str:
        """A text that holds the number of its item."""
        raise NotImplementedError

    def repeat(self, said: str, times: int) -> str:
        raise NotImplementedError

    def often(self, item: str, times: int) -> str:
        raise NotImplementedError

    def counted(self, count: Counted) -> str:
        raise NotImplementedError

    def not_finite(self, value: float) -> str:
        raise NotImplementedError

    def utf8(self, text: str) -> str:
        raise NotImplementedError

    def latin1(self, text: str) -> str:
        raise NotImplementedError

    def quoted_bytes(self, text: str) -> str:
        raise NotImplementedError

    # What is made of answers

    def answer(self, number: int) -> str:
        return f"a{number}"

    def done(self, name: str, args: Sequence[str]) -> str:
        return f"{name}({', '.join(args)})"

    # Conditions

    def both(self, parts: Sequence[str]) -> str:
        return self.both_word.join(f"({part})" if self.either_word in part else part for part in parts)

    def either(self, parts: Sequence[str]) -> str:
        return self.either_word.join(f"({part})" if self.both_word in part else part for part in parts)

    def no(self, part: str) -> str:
        return f"!({part})"

    def absent(self, it: str) -> str:
        raise NotImplementedError

    def present(self, it: str) -> str:
        return self.no(self.absent(it))

    def member(self, it: str, key: str | int) -> str:
        return f"at({it}, {self.literal(key)})"

    def only(self, it: str, keys: Sequence[str]) -> str:
        raise NotImplementedError

    def equal(self, it: str, value: Any) -> str:
        return f"{it} {self.equals} {self.literal(value)}"

    def compare(self, it: str, operator: str, number: float) -> str:
        return f"{it} {self.equals if operator == '==' else operator} {self.number(number)}"

    def kind(self, it: str, name: str) -> str:
        return self.kinds[name].format(it)

    def length(self, it: str) -> str:
        raise NotImplementedError

    def near(self, it: str, number: float, within: float) -> str:
        raise NotImplementedError

    def bits(self, it: str, vector: Vector) -> str:
        return f"bits({it}) {self.equals} bits({self.literal(vector.numbers)})"

    def matches(self, it: str, pattern: str) -> str:
        raise NotImplementedError

    def holds_text(self, it: str, text: str) -> str:
        raise NotImplementedError

    def some(self, it: str, item: str, test: str) -> str:
        raise NotImplementedError

    def every(self, it: str, item: str, test: str) -> str:
        raise NotImplementedError

    def ordered(self, it: str, key: str, down: bool) -> str:
        raise NotImplementedError

    def same(self, it: str, path: Sequence[str | int]) -> str:
        return f"{it} {self.equals} at(answer, {', '.join(map(self.literal, path))})"

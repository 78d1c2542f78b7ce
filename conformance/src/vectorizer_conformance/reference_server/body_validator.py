"""Holds a value against a schema of the contract, and says each fault as a problem code with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from vectorizer_conformance.match.atoms import as_vector
from vectorizer_conformance.reference_server.refusals import FieldProblem
from vectorizer_conformance.spec import Checker, Spec

SAFE = 2**53 - 1
_KINDS: dict[str, Any] = {
    "string": str,
    "object": dict,
    "array": list,
    "boolean": bool,
    "null": type(None),
    "number": (int, float),
    "integer": (int, float),
}


class BodyValidator:
    """The faults of values; what has a rule of its own is told by the name of its schema."""

    def __init__(self, spec: Spec) -> None:
        self.spec, self.limits, self._checker = spec, spec.limits, Checker(spec)
        self._rules: dict[str, Callable[[Any, str], Iterable[FieldProblem]]] = {
            "VectorId": self.ident,
            "VectorData": self.vector,
            "Text": self.text,
            "TextOrNull": lambda v, at: () if v is None else self.text(v, at),
            "Metadata": self.metadata,
            "MetadataOrNull": lambda v, at: () if v is None else self.metadata(v, at),
            "Filter": self.filter,
            "NonEmptyFilter": lambda v, at: self.filter(v, at, empty=False),
        }

    def faults(self, schema: Mapping[str, Any], value: Any, at: str) -> Iterator[FieldProblem]:
        """Everything that is wrong with `value`."""
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name in self._rules:
            yield from self._rules[name](value, at)
            return
        schema = self.spec.resolve(schema)
        if not _is(value, schema.get("type")):
            yield FieldProblem(at, "validation-failed", f"must be {schema['type']}")
            return
        if "enum" in schema and value not in schema["enum"]:
            yield FieldProblem(at, "validation-failed", f"must be one of {schema['enum']}")
        yield from _bounds(schema, value, at)
        if isinstance(value, dict):
            yield from self._object(schema, value, at)
        if isinstance(value, list):
            yield from self._items(schema, value, at)
        if name == "BatchSearchRequest":
            yield from self._results(value, at)

    def _results(self, value: dict[str, Any], at: str) -> Iterator[FieldProblem]:
        """Hold the results that searches ask for together to their own bound."""
        searches = value.get("searches")
        limits = (
            [one.get("limit", 10) for one in searches if isinstance(one, dict)]
            if isinstance(searches, list)
            else []
        )
        most = self.limits["search_results"]
        if sum(limit for limit in limits if isinstance(limit, int | float)) > most:
            yield FieldProblem(f"{at}/searches", "limit-exceeded", f"ask for more than {most} results", most)

    def _object(self, schema: Mapping[str, Any], value: dict[str, Any], at: str) -> Iterator[FieldProblem]:
        known = schema.get("properties", {})
        for name in value:
            place = f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
            if name in known:
                yield from self.faults(known[name], value[name], place)
                if self.spec.resolve(known[name]).get("type") == "integer" and isinstance(value[name], float):
                    value[name] = int(value[name])
            elif schema.get("additionalProperties") is False:
                yield FieldProblem(place, "unknown-field", f"there is no {name!r}")
        for name in schema.get("required", ()):
            if name not in value:
                yield FieldProblem(f"{at}/{name}", "validation-failed", "is required")
        ways = [way["required"][0] for way in schema.get("anyOf", schema.get("oneOf", ()))]
        there = [name for name in ways if name in value]
        if ways and (not there or ("oneOf" in schema and len(there) > 1)):
            code = "empty-update" if "metadata" in ways else "validation-failed"
            yield FieldProblem(at, code, f"needs {' or '.join(ways)}")

    def _items(self, schema: Mapping[str, Any], value: list[Any], at: str) -> Iterator[FieldProblem]:
        for index, item in enumerate(value):
            yield from self.faults(schema.get("items", {}), item, f"{at}/{index}")
        seen: set[str] = set()
        for index, item in enumerate(value):
            ident = item.get("id") if isinstance(item, dict) else item if schema.get("uniqueItems") else None
            if isinstance(ident, str):
                if ident in seen:
                    place = f"{at}/{index}/id" if isinstance(item, dict) else f"{at}/{index}"
                    yield FieldProblem(place, "duplicate-id", "is there twice")
                seen.add(ident)

    def ident(self, value: Any, at: str) -> Iterator[FieldProblem]:
        schema = self.spec.document["components"]["schemas"]["VectorId"]
        if not isinstance(value, str):
            yield FieldProblem(at, "validation-failed", "must be string")
        elif _lone(value) or value in (".", "..") or not matches(schema["pattern"], value):
            yield FieldProblem(at, "invalid-id", "is no id")
        elif len(value.encode()) > (most := self.limits["id_bytes"]):
            yield FieldProblem(at, "invalid-id", f"is longer than {most} bytes", most)

    def text(self, value: Any, at: str) -> Iterator[FieldProblem]:
        if not isinstance(value, str) or not value or _lone(value):
            yield FieldProblem(at, "validation-failed", "must be a text that is not empty")
        elif len(value.encode()) > (most := self.limits["text_bytes"]):
            yield FieldProblem(at, "limit-exceeded", f"is longer than {most} bytes", most)

    def vector(self, value: Any, at: str) -> Iterator[FieldProblem]:
        most = self.limits["dimension"]
        if isinstance(value, list) and len(value) > most:
            yield FieldProblem(at, "limit-exceeded", f"has more than {most} numbers", most)
            return
        if isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, bool) or not isinstance(item, (int, float)):
                    yield FieldProblem(f"{at}/{index}", "validation-failed", "must be a number")
                elif not -3.4028235677973366e38 < item < 3.4028235677973366e38:
                    yield FieldProblem(f"{at}/{index}", "not-finite", "is not finite as float32")
            if not value:
                yield FieldProblem(at, "validation-failed", "is empty")
            return
        try:
            found = as_vector(value) if isinstance(value, str) else None
        except ValueError:
            found = None
        if found is None or not len(found):
            yield FieldProblem(at, "validation-failed", "must be numbers or their base64")
        elif len(found) > most:
            yield FieldProblem(at, "limit-exceeded", f"has more than {most} numbers", most)
        elif not all(abs(number) < float("inf") for number in found.numbers):
            yield FieldProblem(at, "not-finite", "is not finite")

    def metadata(self, value: Any, at: str) -> Iterator[FieldProblem]:
        if not isinstance(value, dict):
            yield FieldProblem(at, "validation-failed", "must be an object")
            return
        yield from self._json(value, at, 1)
        most = self.limits["metadata_bytes"]
        if not _lone(value) and len(_compact(value)) > most:
            yield FieldProblem(at, "limit-exceeded", f"is longer than {most} bytes", most)

    def _json(self, value: Any, at: str, depth: int) -> Iterator[FieldProblem]:
        deepest, most = self.limits["metadata_depth"], self.limits["metadata_keys"]
        if isinstance(value, (dict, list)) and depth > deepest:
            yield FieldProblem(at, "limit-exceeded", f"is nested deeper than {deepest}", deepest)
        elif isinstance(value, dict):
            if len(value) > most:
                yield FieldProblem(at, "limit-exceeded", f"has more than {most} keys", most)
            for name, item in value.items():
                if _lone(name):
                    yield FieldProblem(at, "validation-failed", "a key holds a lone surrogate")
                yield from self._json(item, f"{at}/{name.replace('~', '~0').replace('/', '~1')}", depth + 1)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._json(item, f"{at}/{index}", depth + 1)
        elif isinstance(value, str) and _lone(value):
            yield FieldProblem(at, "validation-failed", "holds a lone surrogate")
        elif isinstance(value, (int, float)) and not isinstance(value, bool) and not -SAFE <= value <= SAFE:
            yield FieldProblem(at, "unsafe-integer", "is beyond ±(2^53−1)")

    def filter(self, value: Any, at: str, *, empty: bool = True) -> Iterator[FieldProblem]:
        if not isinstance(value, dict):
            yield FieldProblem(at, "invalid-filter", "must be an object")
            return
        if not value and not empty:
            yield FieldProblem(at, "empty-filter", "is empty")
        # How deep a filter may be is counted in filters, below.
        found = list(self._json(value, at, -self.limits["json_depth"]))
        deepest, most = self.limits["filter_depth"], self.limits["filter_conditions"]
        deep, conditions = _extent(value)
        if deep > deepest:
            found.append(FieldProblem(at, "limit-exceeded", f"is nested deeper than {deepest}", deepest))
        elif conditions > most:
            found.append(FieldProblem(at, "limit-exceeded", f"has more than {most} conditions", most))
        yield from found
        wrong = [] if found else self._checker.value({"$ref": "#/components/schemas/Filter"}, value, "filter")
        yield from (FieldProblem(at, "invalid-filter", str(one)) for one in wrong[:1])


def _extent(value: Mapping[str, Any]) -> tuple[int, int]:
    """How deep filters are nested, and how many conditions they hold."""
    deep, total = 0, 0 if value else 1
    for name, item in value.items():
        inner = item if name in ("$and", "$or") else [item] if name == "$not" else ()
        found = [_extent(one) for one in inner if isinstance(one, dict)] if isinstance(inner, list) else []
        deep = max([deep, *(one for one, _ in found)])
        total += sum(number for _, number in found)
        if not name.startswith("$"):
            total += len(item) if isinstance(item, dict) else 1
    return deep + 1, total


def _bounds(schema: Mapping[str, Any], value: Any, at: str) -> Iterator[FieldProblem]:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if isinstance(value, str):
        if _lone(value) or not matches(schema.get("pattern", ""), value) or (
            len(value) < schema.get("minLength", 0)
        ):  # fmt: skip
            yield FieldProblem(at, "validation-failed", "is not written as it must be")
        elif len(value) > schema.get("maxLength", len(value)):
            yield FieldProblem(at, "validation-failed", "is too long")
    if number and value < schema.get("minimum", value):
        yield FieldProblem(at, "validation-failed", f"must be at least {schema['minimum']}")
    if number and value > schema.get("maximum", value):
        limit = schema["maximum"]
        code = "limit-exceeded" if limit < SAFE else "validation-failed"
        yield FieldProblem(
            at, code, f"must be at most {limit}", int(limit) if code == "limit-exceeded" else None
        )
    if isinstance(value, list) and len(value) < schema.get("minItems", 0):
        yield FieldProblem(at, "validation-failed", "is empty")
    if isinstance(value, list) and len(value) > schema.get("maxItems", len(value)):
        yield FieldProblem(
            at, "limit-exceeded", f"has more than {schema['maxItems']} items", schema["maxItems"]
        )


def matches(pattern: str, text: str) -> bool:
    """As ECMA-262: the end is the end, also behind a line feed."""
    return re.search(re.sub(r"\$(?=$|\|)", r"\\Z", pattern), text) is not None


def _is(value: Any, kind: str | None) -> bool:
    if kind is None:
        return True
    if isinstance(value, bool) and kind != "boolean":
        return False
    return isinstance(value, _KINDS[kind]) and (kind != "integer" or value == int(value))


def _compact(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _lone(value: Any) -> bool:
    """Whether a text cannot be written as UTF-8."""
    try:
        (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).encode()
    except UnicodeEncodeError:
        return True
    return False

"""How much of a contract was reached: operations, statuses, keywords from both sides, examples."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from vectorizer_conformance.layers.contract.events import Events, GeneratedExchange
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.wire.patience import LIMITED

# Keyword to the kinds of value that it says something of.
_APPLIES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("minLength", "maxLength", "pattern", "format"), (str,)),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), (int, float)
    ),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems"), (list,)),
    **dict.fromkeys(("minProperties", "maxProperties", "required"), (dict,)),
    **dict.fromkeys(("type", "enum", "const"), (object,)),
}
_BRANCH = re.compile(r"/(?:anyOf|oneOf|allOf)/\d+")
# An operation, where the value stands, and the keyword's place in its schema.
Point = tuple[str, str, str]


@dataclass
class Coverage:
    """The contract's statements (`…_all`) and those that were reached. A keyword is kept by a valid value, broken by an invalid one."""

    requests: int = 0
    operations_all: set[str] = field(default_factory=set)
    operations: set[str] = field(default_factory=set)
    statuses_all: set[tuple[str, str]] = field(default_factory=set)
    statuses: set[tuple[str, str]] = field(default_factory=set)
    keywords_all: set[Point] = field(default_factory=set)
    kept: set[Point] = field(default_factory=set)
    broken: set[Point] = field(default_factory=set)
    examples_all: int = 0
    examples: int = 0

    @property
    def words(self) -> str:
        """The numbers, in a line."""
        return (
            f"{self.requests:,} generated requests; {len(self.operations)} of {len(self.operations_all)} operations, "
            f"{len(self.statuses)} of {len(self.statuses_all)} documented statuses, of {len(self.keywords_all)} keywords "
            f"{len(self.kept)} kept and {len(self.broken)} broken, {self.examples} of {self.examples_all} examples sent"
        )

    @property
    def missing(self) -> list[str]:
        """The statuses and members that nothing reached, a line for each kind."""
        lines = {
            "operations that no request reached": sorted(self.operations_all - self.operations),
            "documented statuses that never came": [
                f"{name} {status}" for name, status in sorted(self.statuses_all - self.statuses)
            ],
            "keywords that no valid value met": _named(self.keywords_all - self.kept),
            "keywords that no invalid value broke": _named(self.keywords_all - self.broken),
        }
        return [
            f"{kind} ({len(names)}): {', '.join(names[:12])}{', …' if len(names) > 12 else ''}"
            for kind, names in lines.items()
            if names
        ]


def _named(points: set[Point]) -> list[str]:
    return [f"{name} {place}{pointer}" for name, place, pointer in sorted(points)]


def coverage(spec: Spec, events: Events) -> Coverage:
    """The coverage of a contract by a report."""
    cases = [case for case in events.cases if case.response or case.failures]
    found = Coverage(len(cases))
    by_label = {f"{o.method} {o.path}": o for o in spec.operations.values()}
    sent: dict[str, int] = {}
    for operation in by_label.values():
        found.operations_all.add(operation.id)
        found.statuses_all |= {(operation.id, status) for status in operation.responses}
        found.keywords_all |= {
            (operation.id, place, pointer)
            for place, schema in _places(spec, operation)
            for pointer, _ in _keywords(spec, schema, ())
        }
        found.examples_all += _examples(spec, operation)
    for case in cases:
        reached = by_label.get(case.label)
        if reached is None or case.scenario == "unspecified_http_method":
            continue
        found.operations.add(reached.id)
        if case.response is not None:
            status = str(case.response.status)
            known = [s for s in (status, f"{status[0]}XX", "default") if s in reached.responses]
            found.statuses |= {(reached.id, known[0])} if known else set()
        if case.waited and str(LIMITED) in reached.responses:
            found.statuses.add((reached.id, str(LIMITED)))
        if case.valid:
            found.kept |= set(_kept(spec, reached, case))
        elif case.keyword or case.scenario == "missing_parameter":
            found.broken.add(_broken(reached, case))
        if case.phase == "examples" and case.valid:
            sent[reached.id] = sent.get(reached.id, 0) + 1
    found.kept &= found.keywords_all
    found.broken &= found.keywords_all
    for operation in by_label.values():
        found.examples += min(_examples(spec, operation), sent.get(operation.id, 0))
    return found


def _places(spec: Spec, operation: Operation) -> Iterator[tuple[str, Any]]:
    """The places where a request has a value, with their schemas."""
    for parameter in operation.parameters:
        yield f"{parameter.place}/{parameter.name}", parameter.schema
    if operation.body_schema is not None:
        yield "body", operation.body_schema


def _keywords(spec: Spec, schema: Any, refs: tuple[str, ...], at: str = "") -> Iterator[tuple[str, Any]]:
    """Every keyword of a schema by its place in it; one that holds itself is walked once."""
    if isinstance(schema, dict) and "$ref" in schema:
        if schema["$ref"] in refs:
            return
        refs = (*refs, schema["$ref"])
    schema = spec.resolve(schema)
    if not isinstance(schema, dict):
        return
    for keyword in schema:
        if keyword in _APPLIES:
            yield f"{at}/{keyword}", schema
    if schema.get("additionalProperties") is False:
        yield f"{at}/additionalProperties", schema
    for place, child in _children(schema):
        yield from _keywords(spec, child, refs, at + place)


def _children(schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, child in schema.get("properties", {}).items():
        yield f"/properties/{name}", child
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            yield f"/{name}", schema[name]
    for name in (
        "anyOf",
        "oneOf",
        "allOf",
    ):  # branches share a place: which one a value was made for is not told
        for child in schema.get(name, ()):
            yield "", child


def _kept(spec: Spec, operation: Operation, case: GeneratedExchange) -> Iterator[Point]:
    """The keywords that a valid request's values were held against."""
    if case.request is None:
        return
    for place, schema in _places(spec, operation):
        if place == "body":
            values = _bodies(spec, case.request.body, operation)
        elif place.startswith("path/") or _has(case, place):
            values = [None]
        else:
            continue
        for value in values:
            for pointer in _met(spec, schema, value, whole=place == "body"):
                yield operation.id, place, pointer


def _bodies(spec: Spec, body: bytes, operation: Operation) -> list[Any]:
    try:
        if operation.body == "application/x-www-form-urlencoded":
            return [_form(spec, body.decode(), operation)]
        lines = body.split(b"\n") if operation.body == "application/x-ndjson" else [body]
        return [json.loads(line) for line in lines if line.strip()]
    except (ValueError, RecursionError):
        return []


def _form(spec: Spec, body: str, operation: Operation) -> dict[str, Any]:
    """A form as an object: what its schema does not call a text is read as JSON."""
    members = spec.resolve(operation.body_schema).get("properties", {})

    def read(name: str, text: str) -> Any:
        if "string" in str(spec.resolve(members.get(name, {})).get("type", "string")):
            return text
        try:
            return json.loads(text)
        except ValueError:
            return text

    return {name: read(name, text) for name, text in parse_qsl(body, keep_blank_values=True)}


def _has(case: GeneratedExchange, place: str) -> bool:
    assert case.request is not None
    kind, _, name = place.partition("/")
    if kind == "query":
        return re.search(f"[?&]{re.escape(name)}=", case.request.target) is not None
    if kind == "cookie":
        return re.search(rf"(^|;)\s*{re.escape(name)}=", case.request.header("cookie") or "") is not None
    return case.request.header(name) is not None


def _met(
    spec: Spec, schema: Any, value: Any, refs: tuple[str, ...] = (), at: str = "", *, whole: bool
) -> Iterator[str]:
    """Places of the keywords that `value` meets; a text from a path or header (not `whole`) meets them all.

    As in `_keywords`, a schema that holds itself is walked once: what is below has no places of its own.
    """
    if isinstance(schema, dict) and "$ref" in schema:
        if schema["$ref"] in refs:
            return
        refs = (*refs, schema["$ref"])
    schema = spec.resolve(schema)
    if not isinstance(schema, dict):
        return
    for keyword in schema:
        if keyword in _APPLIES and (not whole or _about(keyword, value)):
            yield f"{at}/{keyword}"
    if schema.get("additionalProperties") is False and (not whole or isinstance(value, dict)):
        yield f"{at}/additionalProperties"
    for place, child in _children(schema):
        name = place.rpartition("/")[2]
        if not whole or not place:
            inner = [value]
        elif place == "/items":
            inner = value if isinstance(value, list) else []
        elif not isinstance(value, dict):
            inner = []
        elif place == "/additionalProperties":
            inner = [item for key, item in value.items() if key not in schema.get("properties", {})]
        else:
            inner = [value[name]] if name in value else []
        for item in inner[:20]:
            yield from _met(spec, child, item, refs, at + place, whole=whole)


def _about(keyword: str, value: Any) -> bool:
    number = _APPLIES[keyword] == (int, float)
    return isinstance(value, _APPLIES[keyword]) and not (number and isinstance(value, bool))


def _broken(operation: Operation, case: GeneratedExchange) -> Point:
    """The keyword that an invalid case was made to break."""
    place = "body" if case.place == "body" else f"{case.place}/{case.parameter}"
    return operation.id, place, _BRANCH.sub("", case.keyword or "/required")


def _examples(spec: Spec, operation: Operation) -> int:
    """How many requests the document gives as examples."""
    raw = spec.document["paths"][operation.path][operation.method.lower()]
    media = spec.resolve(raw.get("requestBody", {})).get("content", {}).values()
    bodies = sum(len(m.get("examples", ())) or ("example" in m) for m in media)
    nodes = [*spec.document["paths"][operation.path].get("parameters", ()), *raw.get("parameters", ())]
    told = any("example" in spec.resolve(n) or "examples" in spec.resolve(n) for n in nodes)
    return int(bodies or told)

"""Small programs that follow from the contract: calls and uses of results that a checker must accept, or refuse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from vectorizer_conformance.layers.surface.field_reads import Read, reads
from vectorizer_conformance.layers.surface.shapes import ANY, Shape, sample, shape, wrong
from vectorizer_conformance.layers.surface.signatures import arguments
from vectorizer_conformance.spec import Operation, Spec

What = Literal["accepted", "refused"]
# How a result comes: at once, page by page, or line by line.
Form = Literal["value", "pages", "stream"]


@dataclass(frozen=True)
class Snippet:
    """One call, and one use of its result. `plain` is the simplest call: without it nothing can be told of the others."""

    operation: str
    what: What
    title: str
    form: Form
    positional: tuple[Any, ...]
    keywords: Mapping[str, Any] = field(default_factory=dict)
    read: Read | None = None
    plain: bool = False


def snippets(operation: Operation, spec: Spec) -> Iterator[Snippet]:
    """All snippets of one operation; the plain call comes first."""
    shapes = argument_shapes(operation, spec)
    needed = {name for name, required in arguments(operation, spec).items() if required}
    body = shape(spec, operation.body_schema) if operation.whole_body is None else ANY
    ways = body.ways or (frozenset[str](),)
    plain = _call(operation, shapes, needed | ways[0], "accepted", "the simplest call")
    yield replace(plain, plain=True)
    yield from _accepted(operation, shapes, needed, body, plain)
    yield from _refused(operation, shapes, needed | ways[0], plain)
    for read in reads(operation, spec):
        yield replace(plain, what="accepted" if read.sound else "refused", title=read.title, read=read)


def form(operation: Operation) -> Form:
    """How the operation's result comes."""
    media = {
        name
        for status, answer in operation.responses.items()
        if status[0] == "2"
        for name in answer.get("content", {})
    }
    return "pages" if operation.pages else "stream" if "application/x-ndjson" in media else "value"


def argument_shapes(operation: Operation, spec: Spec) -> dict[str, Shape]:
    """The type of each argument."""
    found = {p.argument: shape(spec, p.schema) for p in operation.parameters}
    if operation.whole_body is not None:
        found[operation.whole_body] = Shape("array", items=shape(spec, operation.body_schema))
    else:
        members = shape(spec, operation.body_schema).members if operation.body_schema else {}
        found.update({name: members.get(name, ANY) for name in operation.body_fields})
    return found


def _call(
    operation: Operation,
    shapes: Mapping[str, Shape],
    names: set[str],
    what: What,
    title: str,
    given: Mapping[str, Any] | None = None,
) -> Snippet:
    values = {name: sample(one) for name, one in shapes.items() if name in names} | dict(given or {})
    return Snippet(
        operation.id,
        what,
        title,
        form(operation),
        tuple(values[name] for name in operation.positional),
        {name: value for name, value in values.items() if name not in operation.positional},
    )


def _accepted(
    operation: Operation, shapes: Mapping[str, Shape], needed: set[str], body: Shape, plain: Snippet
) -> Iterator[Snippet]:
    others = frozenset().union(*body.ways)
    for way in body.ways if body.exclusive else (others,):
        shut = others - way
        title = f"every argument with {', '.join(sorted(way))}" if body.exclusive else "every argument"
        yield _call(operation, shapes, set(shapes) - shut, "accepted", title)
    for name, value in operation.examples.items():
        given = {operation.whole_body: [value]} if operation.whole_body is not None else value
        if isinstance(given, Mapping):
            yield _call(operation, shapes, needed - set(given), "accepted", f"the example {name}", given)
    for name in operation.either:
        keywords = {key: value for key, value in plain.keywords.items() if key not in operation.either}
        positional = (*plain.positional, sample(shapes[name]))
        title = f"{name} given by position"
        yield replace(plain, what="accepted", title=title, positional=positional, keywords=keywords)
    for name, one in shapes.items():
        if one.nullable:
            yield _with(operation, plain, "accepted", f"{name} that is null", name, None)


def _refused(
    operation: Operation, shapes: Mapping[str, Shape], given: set[str], plain: Snippet
) -> Iterator[Snippet]:
    refused = replace(plain, what="refused")
    for index, name in enumerate(operation.positional):
        yield replace(refused, title=f"{name} left out", positional=plain.positional[:index])
    keywords = {**plain.keywords, "no_such_argument": 1}
    yield replace(refused, title="an argument that the operation does not have", keywords=keywords)
    in_headers = {p.argument for p in operation.parameters if p.place == "header"}
    for name, one in shapes.items():
        for what, value in wrong(one, lenient=name in in_headers):
            yield _with(operation, plain, "refused", f"{name} that is {what}", name, value)
        if not one.nullable and one.kind != "any":
            yield _with(operation, plain, "refused", f"{name} that is null", name, None)
        if name not in (*operation.positional, *operation.either) and one.kind != "any":
            rest = {key: value for key, value in plain.keywords.items() if key != name}
            title = f"{name} given by position"
            yield replace(refused, title=title, positional=(*plain.positional, sample(one)), keywords=rest)
    if not set(shapes) - set(operation.positional):
        yield replace(refused, title="an argument too many", positional=(*plain.positional, "a"))


def _with(operation: Operation, plain: Snippet, what: What, title: str, name: str, value: Any) -> Snippet:
    if name not in operation.positional:
        return replace(plain, what=what, title=title, keywords={**plain.keywords, name: value})
    index = operation.positional.index(name)
    given = (*plain.positional[:index], value, *plain.positional[index + 1 :])
    return replace(plain, what=what, title=title, positional=given)

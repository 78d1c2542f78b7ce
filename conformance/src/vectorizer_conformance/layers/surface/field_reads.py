"""Uses of a result: each member has the type that the contract says, and no other member can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from vectorizer_conformance.layers.surface.shapes import Shape, shape
from vectorizer_conformance.spec import Operation, Spec

# What is done with the value at the end of the path.
Use = Literal["as its type", "as nothing", "as if it were there", "undeclared"]
# Where the path begins: at what a call gives, at an item of all pages, at a page.
Root = Literal["value", "item", "page"]


@dataclass(frozen=True)
class PathStep:
    """One member on the way; `absent` where it may be left out, `each` where the first of a list is taken."""

    name: str
    absent: bool = False
    null: bool = False
    each: bool = False


@dataclass(frozen=True)
class Read:
    """One use of what stands at the end of a path; `sound` uses must type-check."""

    root: Root
    steps: tuple[PathStep, ...]
    shape: Shape
    use: Use

    @property
    def sound(self) -> bool:
        return self.use == "as its type"

    @property
    def title(self) -> str:
        path = ".".join([self.root, *(step.name + ("[0]" if step.each else "") for step in self.steps)])
        return f"{path} {self.use}" if self.use != "undeclared" else f"{path}, which is not declared"


def reads(operation: Operation, spec: Spec) -> Iterator[Read]:
    """Uses of what the operation gives."""
    done: set[str] = set()
    for status, answer in operation.responses.items():
        for media in answer.get("content", {}).values() if status[0] == "2" else ():
            key = repr(media.get("schema"))
            if key in done:
                continue
            done.add(key)
            found = shape(spec, media["schema"])
            if operation.pages:
                items = found.members[operation.pages["items"]].items
                yield from _of("page", (), found)
                yield from _of("item", (), items) if items else ()
            else:
                yield from _of("value", (), found)
    if not done:
        yield Read("value", (), Shape("any"), "as nothing")


def _of(root: Root, steps: tuple[PathStep, ...], at: Shape) -> Iterator[Read]:
    if at.kind == "any":
        return
    last = steps[-1] if steps else None
    yield Read(root, steps, at, "as nothing")
    if last is not None and (last.absent or last.null) and not last.each and at.kind != "array":
        yield Read(root, steps, at, "as if it were there")
    if at.kind == "object":
        yield Read(root, (*steps, PathStep("no_such_member")), at, "undeclared")
        for name, member in at.members.items():
            yield from _of(root, (*steps, PathStep(name, name not in at.required, member.nullable)), member)
    elif at.kind == "array" and at.items is not None and steps:
        here = steps[-1]
        yield from _of(root, (*steps[:-1], PathStep(here.name, here.absent, here.null, each=True)), at.items)
    else:
        yield Read(root, steps, at, "as its type")

"""The classes of models as text, each after those that it names where that can be."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ... import render

_DEEPEST = 20
"""How many models may stand in each other for pydantic to build them at once: Python's stack holds no more than some 60."""
_MOST_CIRCLES = 10


@dataclass
class Member:
    """A member of a model."""

    wire: str
    attribute: str
    annotation: str
    is_optional: bool
    never_null: bool
    description: str


@dataclass
class Class:
    """A model."""

    name: str
    description: str
    members: list[Member] = field(default_factory=list)
    refers: set[str] = field(default_factory=set)
    """The classes that its annotations name."""
    base: str = "Model"
    others: str = ""
    """The type of the members that have no name in the document; empty where they may be anything."""
    listed: Member | None = None
    """The list that a `ListAnswer` stands for."""


def ordered(classes: dict[str, Class]) -> list[tuple[Class, set[str]]]:
    """Each class, with those of them that it names and that come later; there are some in circles only."""
    waiting = list(classes.values())
    written: set[str] = set()
    order: list[tuple[Class, set[str]]] = []

    def write(one: Class) -> None:
        order.append((one, one.refers - written))
        written.add(one.name)

    while waiting:
        left = []
        for one in waiting:
            if one.refers - {one.name} <= written:
                write(one)
            else:
                left.append(one)
        if len(left) == len(waiting):
            write(left.pop(0))  # A circle: its first class names later ones in quotes.
        waiting = left
    return order


def apart(order: list[tuple[Class, set[str]]]) -> set[tuple[str, str]]:
    """The pairs of classes of which the first is built without the second, so that no building goes too deep."""
    circles = {(one.name, other) for one, later in order for other in later if other != one.name}
    found = circles if len(circles) > _MOST_CIRCLES else set()
    depth: dict[str, int] = {}
    for one, _ in order:
        below = {name: depth[name] for name in one.refers if name in depth}
        found |= {(one.name, name) for name, deep in below.items() if deep >= _DEEPEST}
        depth[one.name] = 1 + max((deep for deep in below.values() if deep < _DEEPEST), default=0)
    return found


def class_lines(one: Class, later: set[str], apart: set[str]) -> list[str]:
    """The source of a class; it names those of `later` in quotes, and is built without those of `apart`."""
    lines = [f"class {one.name}({one.base}):", '    """', f"    {one.description}", '    """', ""]
    if one.listed is not None:
        lines += [f'    _listed: ClassVar[str] = "{one.listed.attribute}"', ""]
    if one.others:
        held = set(re.findall(r"\w+", one.others))
        others = f"Annotated[{one.others}, Later]" if held & apart else one.others
        others = f"dict[str, {others}]"
        shown = repr(others) if held & later else others
        lines += ["    if not TYPE_CHECKING:", f"        __pydantic_extra__: {shown}", ""]
    access: dict[str, str] = {}
    for member in one.members:
        named = set(re.findall(r"\w+", member.annotation))
        marks = ["Later"] * bool(named & apart) + ["NotNull"] * member.never_null
        annotation = f"Annotated[{', '.join([member.annotation, *marks])}]" if marks else member.annotation
        is_later = bool(named & later)
        if is_later:
            annotation = repr(annotation)
        lines.append(f"    {member.attribute}: {annotation}{' = None' if member.is_optional else ''}")
        if member.description:
            lines.append(f'    """{member.description}"""')
        seen = member.annotation
        if aliased := re.fullmatch(r"Annotated\[(.*), Field\(alias=.*\)\]", seen):
            seen = aliased[1]
        seen = seen if not member.is_optional else seen.removesuffix(" | None")
        access[member.wire] = repr(seen) if is_later else seen
    item = "" if one.listed is None else one.listed.annotation[len("list[") : -1]
    return [*lines, *_access(access, item)]


def _access(members: dict[str, str], listed: str) -> list[str]:
    """Overloads of `model["name"]` and `model.get("name")`, one for each type that members have."""
    by_type: dict[str, list[str]] = {}
    for name, annotation in members.items():
        by_type.setdefault(annotation.removesuffix(" | None"), []).append(name)
    get, item = [], []
    for annotation, wires in by_type.items():
        wire = literal(wires)
        item += ["@overload", f"def __getitem__(self, name: {wire}) -> {annotation}: ..."]
        if annotation == "Any":
            get += ["@overload", f"def get(self, name: {wire}, default: Any = None) -> Any: ..."]
            continue
        get += [
            "@overload",
            f"def get(self, name: {wire}, default: None = None) -> {_or(annotation, 'None')}: ...",
        ]
        if annotation != "None":
            get += [
                "@overload",
                f"def get(self, name: {wire}, default: {annotation}) -> {annotation}: ...",
            ]
        get += ["@overload", f"def get(self, name: {wire}, default: _D) -> {_or(annotation, '_D')}: ..."]
    item += ["@overload", "def __getitem__(self, name: str) -> Any: ..."]
    if listed:
        item += ["@overload", f"def __getitem__(self, name: int) -> {listed}: ..."]
        item += ["@overload", f"def __getitem__(self, name: slice) -> list[{listed}]: ..."]
    item += [f"def __getitem__(self, name: {'str | int | slice' if listed else 'str'}) -> Any: ..."]
    get += ["@overload", "def get(self, name: str, default: Any = None) -> Any: ..."]
    get += ["def get(self, name: str, default: Any = None) -> Any: ..."]
    if listed:
        get.append(f"def __iter__(self) -> Iterator[{listed}]: ...  # type: ignore[override]")
    return ["", "    if TYPE_CHECKING:", *(f"        {line}" for line in item + get), "", ""]


def _or(annotation: str, other: str) -> str:
    if annotation.startswith(("'", '"')):
        return repr(f"{ast.literal_eval(annotation)} | {other}")
    return f"{annotation} | {other}"


def literal(values: Iterable[object]) -> str:
    texts = (render.quoted(value) if isinstance(value, str) else repr(value) for value in values)
    return f"Literal[{', '.join(texts)}]"

"""Reading a document: YAML 1.2 (so JSON too) into plain data, strictly, remembering where things stand.

Strict means that whatever two readers might understand differently is refused: duplicate keys, tags,
NaN, lone surrogates.  Plain scalars follow the YAML 1.2 core schema, so `no` and
`2024-01-01` are strings.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.composer import Composer

from .errors import Problem, SpecError

_MAX_NODES = 200_000
"""The most that aliases may add to a document; one without aliases has fewer nodes than characters."""
# Deep enough for any document that a person reads, far from what Python's stack holds.
_MAX_DEPTH = 250
_NO_YAML = re.compile("[\x7f-\x84\x86-\x9f\ufffe\uffff]")
_CORE_TAGS = {
    f"tag:yaml.org,2002:{name}": name for name in ("null", "bool", "int", "float", "str", "seq", "map")
}


class _Composing(Composer):
    """Composes nodes, to a bound of depth."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.depth == _MAX_DEPTH:
            raise RecursionError
        self.depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self.depth -= 1


class _Loader(_Composing, yaml.SafeLoader):
    """The reader in Python: it tells best what is wrong, and knows escaped surrogates."""

    yaml_implicit_resolvers: dict[Any, Any] = {}  # noqa: RUF012 - the name and the type are PyYAML's


# libyaml is several times as fast: a document of megabytes is read with it, where PyYAML was built with it.
_LIBRARY: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _FastLoader(_Composing, _LIBRARY):  # type: ignore[misc]
    yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers

    def __init__(self, text: str) -> None:
        _LIBRARY.__init__(self, text)
        Composer.__init__(self)


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)",
        list("-+.0123456789"),
    ),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _first)
RESOLVERS = _Loader.yaml_implicit_resolvers
"""How YAML 1.2 reads a plain scalar, by its first character."""


def escape(token: str) -> str:
    """One reference token of a JSON Pointer."""
    return token.replace("~", "~0").replace("/", "~1")


def join(pointer: str, *tokens: str | int) -> str:
    """The pointer one or more members further down."""
    for token in tokens:
        pointer = f"{pointer}/{token if isinstance(token, int) else escape(token)}"
    return pointer


@dataclass(frozen=True)
class Document:
    """A document as plain data, with the line of each member."""

    data: Any
    file: str = ""
    lines: dict[str, int] = field(default_factory=dict)
    origins: Mapping[str, tuple[Document, str]] = field(default_factory=dict)
    """Places that were taken from elsewhere: the document that they stand in, and where."""

    notes: tuple[tuple[str, str], ...] = ()
    """A decision made while the document was put together: a place, and a sentence."""

    @property
    def is_whole(self) -> bool:
        """Whether it stands in its file as it is."""
        return not self.origins

    def line(self, pointer: str) -> int | None:
        """The 1-based line of the nearest place at or above the pointer that is known."""
        while pointer and pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines.get(pointer)

    def problem(self, pointer: str, reason: str) -> Problem:
        """A problem at this place, with file and line when they are known."""
        above = pointer
        while above and above not in self.origins:
            above = above.rpartition("/")[0]
        if self.origins and above in self.origins:
            other, start = self.origins[above]
            found = other.problem(start + pointer[len(above) :], reason)
            return Problem(pointer, reason, found.file, found.line, found.place or found.pointer)
        return Problem(pointer, reason, self.file, self.line(pointer))


def read(path: Path) -> Document:
    """The document in this file; SpecError when it is no readable, strict YAML."""
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise SpecError(Problem("", "there is no such file", str(path))) from error
    except OSError as error:
        raise SpecError(Problem("", f"the file can't be read: {error.strerror}", str(path))) from error
    except UnicodeDecodeError as error:
        raise SpecError(
            Problem("", f"the file is not UTF-8: byte {error.start} is wrong", str(path))
        ) from error
    return parse(text, str(path))


def parse(text: str, file: str = "") -> Document:
    """The document in this text; SpecError with every duplicate key, odd tag and unreadable value in it."""
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        # JSON may hold what YAML may not, and both know it escaped.
        text = _NO_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    try:
        try:
            node = _composed(_FastLoader(text))
        except yaml.YAMLError:
            node = _composed(_Loader(text))
    except RecursionError as error:
        raise SpecError(Problem("", "the document is nested too deeply", file)) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        raise SpecError(
            Problem("", f"the file is not YAML: {error.problem or error.context}", file, line)
        ) from error
    except yaml.YAMLError as error:
        raise SpecError(Problem("", f"the file is not YAML: {error}", file)) from error
    if node is None:
        raise SpecError(Problem("", "the file is empty", file))
    reader = _Reader(file, len(text) + _MAX_NODES)
    data = reader.value(node, "")
    if reader.problems:
        raise SpecError(reader.problems)
    return Document(data, file, reader.lines)


def _composed(loader: Any) -> yaml.Node | None:
    try:
        node: yaml.Node | None = loader.get_single_node()
        return node
    finally:
        loader.dispose()


class _Reader:
    """Turns composed nodes into data; aliases are copied out, cycles refused."""

    def __init__(self, file: str, most: int) -> None:
        self.file, self._most = file, most
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}
        self._open: set[int] = set()
        self._count = 0

    def value(self, node: yaml.Node, pointer: str) -> Any:
        self.lines.setdefault(pointer, node.start_mark.line + 1)
        self._count += 1
        if self._count == self._most:
            raise SpecError(
                [
                    *self.problems,
                    Problem(pointer, "the document is too large once its aliases are expanded", self.file),
                ]
            )
        if len(self._open) > _MAX_DEPTH:
            raise SpecError(
                Problem(pointer, "the document is nested too deeply", self.file, node.start_mark.line + 1)
            )
        if self._count > self._most or id(node) in self._open:
            return self._refuse(node, pointer, "an alias contains itself")
        kind = _CORE_TAGS.get(node.tag)
        if kind is None:
            return self._refuse(node, pointer, f"the tag {node.tag} is not plain data")
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, pointer)
            if isinstance(node, yaml.SequenceNode):
                return [self.value(item, join(pointer, index)) for index, item in enumerate(node.value)]
            assert isinstance(node, yaml.ScalarNode)
            return self._scalar(node, kind, pointer)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: yaml.MappingNode, pointer: str) -> dict[str, Any]:
        made: dict[str, Any] = {}
        merged: list[yaml.Node] = []
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._refuse(key, pointer, "a key must be a string")
                continue
            name = self._text(str(key.value), key, pointer)
            place = join(pointer, name)
            if name == "<<" and not key.style:
                merged.append(value)
            elif name in made:
                self._refuse(
                    key, place, f"the key `{name}` appears twice (first on line {self.lines[place]})"
                )
            else:
                self.lines[place] = key.start_mark.line + 1
                made[name] = self.value(value, place)
        for value in merged:
            self._merge(made, value, pointer)
        return made

    def _merge(self, made: dict[str, Any], node: yaml.Node, pointer: str) -> None:
        """The members of a merge key (`<<`), one mapping or a list of them: what stands before them wins.

        YAML 1.2 has no such key; every reader that people use knows it all the same.
        """
        for one in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            if not isinstance(one, yaml.MappingNode):
                self._refuse(one, pointer, "a merge key (`<<`) must be given an object, or a list of them")
                continue
            # A member that is hidden is not read: it has no place of its own.
            kept = [(key, value) for key, value in one.value if str(key.value) not in made]
            rest = yaml.MappingNode(one.tag, kept, one.start_mark, one.end_mark, one.flow_style)
            if id(one) in self._open:
                self._refuse(one, pointer, "an alias contains itself")
                continue
            self._open.add(id(one))
            made.update(self._mapping(rest, pointer))
            self._open.discard(id(one))

    def _scalar(self, node: yaml.ScalarNode, kind: str, pointer: str) -> Any:
        text = str(node.value)
        if kind == "str":
            return self._text(text, node, pointer)
        if kind == "null":
            return None
        if kind == "bool":
            return text.lower() == "true"
        try:
            if kind == "int":
                return int(text, 0) if text.startswith(("0o", "0x")) else int(text)
            number = float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
        except ValueError:
            return self._refuse(node, pointer, f"`{text[:40]}` is not a number")
        if not math.isfinite(number):
            return self._refuse(node, pointer, f"`{text[:40]}` is not a JSON number")
        return number

    def _text(self, text: str, node: yaml.Node, pointer: str) -> str:
        if any("\ud800" <= char <= "\udfff" for char in text):
            # JSON escapes a character beyond the first plane as a pair of them.
            joined = text.encode("utf-16", "surrogatepass")
            text = joined.decode("utf-16", "replace")
            if text.encode("utf-16") != joined:
                self._refuse(node, pointer, "the text contains a lone surrogate")
        return text

    def _refuse(self, node: yaml.Node, pointer: str, reason: str) -> None:
        self.problems.append(Problem(pointer, reason, self.file, node.start_mark.line + 1))

"""A strict reader of YAML 1.2's core schema that remembers the line of every value.

`no`, `on`, `12:30:00`, `2024-01-01` and `1_000` are strings. A key that stands twice, a key that is no scalar, a tag
of one's own, and a number that JSON has not are problems. Aliases may not multiply a document beyond `MOST_VALUES`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite
from typing import Any

import yaml

from vectorizer_conformance.syntax.problem import FileProblem

Path = tuple[str | int, ...]
# Aliases multiply: a short file may stand for more than any memory holds.
MOST_VALUES = 1_000_000

try:
    from yaml import CSafeLoader as _Base
except ImportError:  # PyYAML built without libyaml: same answers, slower
    from yaml import SafeLoader as _Base  # type: ignore[assignment]


class _CoreLoader(_Base):
    """A loader that knows the plain scalars of the core schema."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - the name and shape are PyYAML's


_TAG = "tag:yaml.org,2002:"
_NULL, _BOOL, _INT, _FLOAT, _STR = (_TAG + name for name in ("null", "bool", "int", "float", "str"))
_SCALARS = (_NULL, _BOOL, _INT, _FLOAT, _STR, "!")
_COLLECTIONS = (_TAG + "map", _TAG + "seq")
# What a scalar may be that is tagged so; what is no number fails by itself.
_WORDS = {_NULL: re.compile("null|Null|NULL|~|"), _BOOL: re.compile("true|True|TRUE|false|False|FALSE")}
# YAML 1.1's merge, which OpenAPI documents in the wild use.
_MERGE = "<<"

for _tag, _pattern, _first in (
    (_NULL, "null|Null|NULL|~|", "nN~\0"),
    (_BOOL, "true|True|TRUE|false|False|FALSE", "tTfF"),
    (_INT, "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    (_FLOAT, r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    (_FLOAT, r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", "-+."),
):
    _CoreLoader.add_implicit_resolver(
        _tag, re.compile(f"^(?:{_pattern})$"), [letter.strip("\0") for letter in _first]
    )


class LocatedDocument:
    """A parsed YAML document (`value`) with the line of each of its parts."""

    def __init__(self, value: Any, lines: dict[Path, int], written: Sequence[Path] = ()) -> None:
        self.value = value
        self._lines, self._written = lines, written

    def with_cases(self, cases: list[Any], written: Sequence[Path]) -> LocatedDocument:
        """The document with other cases, each with where it is written: `(2,)`, or `(2, "each", 5)` for an entry."""
        return LocatedDocument({**self.value, "cases": cases}, self._lines, written)

    def place(self, path: Path) -> tuple[int, str]:
        """Line and name of the field at `path`, as they are in the file."""
        path = self._in_file(path)
        return self._line(path), field_name(path)

    def line(self, path: Path) -> int:
        """The line, from 1, of the value at `path`, or of the nearest thing around it."""
        return self._line(self._in_file(path))

    def entry(self, index: int) -> int:
        """The line of the table's entry that the case is made of, 0 if it is written out."""
        place = self._written[index] if self._written else ()
        return self._line(("cases", *place)) if "each" in place else 0

    def is_of(self, index: int, table: str) -> bool:
        """Whether the case is made of this table, such as `$operations`."""
        return bool(self._written) and table in self._written[index]

    def _in_file(self, path: Path) -> Path:
        if self._written and len(path) > 1 and path[0] == "cases":
            path = ("cases", self._written[int(path[1])][0], *path[2:])
        if path[2:4] == ("steps", 0) and path[:3] not in self._lines:
            # A case of one step, written without `steps`.
            path = path[:2] + path[4:]
        return path

    def _line(self, path: Path) -> int:
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)


def parse(text: str, file: str, *, merge: bool = False) -> tuple[LocatedDocument | None, list[FileProblem]]:
    """Parse one document; what is wrong comes back as problems instead of an exception.

    `merge` allows `<<: *other` in mappings.
    """
    loader = _CoreLoader(text)
    builder = _Builder(file, merge)
    try:
        node = loader.get_single_node()
        if node is None:
            return None, [FileProblem(file, 1, "", "the file is empty")]
        if "*" in text and _size(node, {}) > MOST_VALUES:
            message = f"its aliases make it more than {MOST_VALUES:,} values"
            return None, [FileProblem(file, 1, "", message)]
        value = builder.build(node, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return None, [FileProblem(file, line, "", f"not YAML: {error.problem or error.context}")]
    except (yaml.YAMLError, ValueError) as error:
        return None, [FileProblem(file, 1, "", f"not YAML: {' '.join(str(error).split())}")]
    except RecursionError:
        return None, [FileProblem(file, 1, "", "it is nested too deep, or an alias stands in what it names")]
    finally:
        loader.dispose()
    return LocatedDocument(value, builder.lines), builder.problems


def _size(node: Any, known: dict[int, int]) -> int:
    """How many values the node stands for, with every alias written out."""
    if id(node) not in known:
        inside = node.value if isinstance(node, yaml.CollectionNode) else ()
        pairs = isinstance(node, yaml.MappingNode)
        known[id(node)] = 1 + sum(_size(item[1] if pairs else item, known) for item in inside)
    return known[id(node)]


class _Builder:
    """Makes values of nodes."""

    def __init__(self, file: str, merge: bool) -> None:
        self.file, self.merge = file, merge
        self.lines: dict[Path, int] = {}
        self.problems: list[FileProblem] = []

    def build(self, node: Any, path: Path) -> Any:
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        if node.tag not in _COLLECTIONS:
            self._problem(node, path, f"the tag {node.tag} is not one of YAML's core schema")
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._mapping(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._problem(key_node, path, "a key must be a scalar")
                continue
            key = str(key_node.value)
            if key == _MERGE and self.merge and not key_node.style:
                if (*path, key) in self.lines:
                    self._problem(key_node, (*path, key), "this key is here twice")
                merged = {**self._merged(value_node, path), **merged}
                continue
            if key_node.tag not in _SCALARS:
                self._problem(key_node, path, f"the tag {key_node.tag} is not one of YAML's core schema")
            if key in mapping:
                self._problem(key_node, (*path, key), "this key is here twice")
            mapping[key] = self.build(value_node, (*path, key))
        return {**merged, **mapping}

    def _merged(self, node: Any, path: Path) -> dict[str, Any]:
        """The members of `<<`: a mapping, or a list of which the first one counts most."""
        value = self.build(node, (*path, _MERGE))
        parts = value if isinstance(value, list) else [value]
        if not all(isinstance(part, dict) for part in parts):
            self._problem(node, (*path, _MERGE), "only mappings can be merged")
            return {}
        return {key: item for part in reversed(parts) for key, item in part.items()}

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> Any:
        text: str = node.value
        if (pattern := _WORDS.get(node.tag)) and not pattern.fullmatch(text):
            self._problem(node, path, f"{text[:40]} is no {node.tag.removeprefix(_TAG)}")
            return None
        if node.tag == _NULL:
            return None
        if node.tag == _BOOL:
            return text.lower() == "true"
        if node.tag == _INT:
            return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
        if node.tag == _FLOAT:
            number = float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
            if not isfinite(number):
                self._problem(node, path, f"{text[:40]} is not a number of JSON")
                return None
            return number
        if node.tag not in _SCALARS:
            self._problem(node, path, f"the tag {node.tag} is not one of YAML's core schema")
        return text

    def _problem(self, node: Any, path: Path, message: str) -> None:
        self.problems.append(FileProblem(self.file, node.start_mark.line + 1, field_name(path), message))


def field_name(path: Path) -> str:
    """`("cases", 2, "steps")` as `cases[2].steps`."""
    name = ""
    for part in path:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return name

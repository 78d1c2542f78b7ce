"""A strict YAML reader that remembers the line of every value.

YAML 1.1's surprises are off: `no`, `on`, `2024-01-01` and `1_000` are strings, `1e-5` is a number, a key
that is there twice is an error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

from vectorizer_conformance.casefile.errors import CaseProblem

Path = tuple[str | int, ...]

try:
    from yaml import CSafeLoader as _Base
except ImportError:  # PyYAML built without libyaml: same answers, slower
    from yaml import SafeLoader as _Base  # type: ignore[assignment]


class _CoreLoader(_Base):
    """A loader of YAML 1.2's core schema."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - the name and shape are PyYAML's


_NULL = "tag:yaml.org,2002:null"
_BOOL = "tag:yaml.org,2002:bool"
_INT = "tag:yaml.org,2002:int"
_FLOAT = "tag:yaml.org,2002:float"
_STR = "tag:yaml.org,2002:str"

_CoreLoader.add_implicit_resolver(_NULL, re.compile(r"^(?:null|~|)$"), ["n", "~", ""])
_CoreLoader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), ["t", "f"])
_CoreLoader.add_implicit_resolver(_INT, re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
_CoreLoader.add_implicit_resolver(
    _FLOAT,
    re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"),
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
            return ("cases", self._written[int(path[1])][0], *path[2:])
        return path

    def _line(self, path: Path) -> int:
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)


def parse(text: str, file: str) -> tuple[LocatedDocument | None, list[CaseProblem]]:
    """Parse one document; what is wrong comes back as problems instead of an exception."""
    loader = _CoreLoader(text)
    problems: list[CaseProblem] = []
    lines: dict[Path, int] = {}
    try:
        node = loader.get_single_node()
        if node is None:
            return None, [CaseProblem(file, 1, "", "the file is empty")]
        value = _build(node, (), lines, problems, file)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return None, [CaseProblem(file, line, "", f"not YAML: {error.problem or error.context}")]
    except (yaml.YAMLError, ValueError) as error:
        return None, [CaseProblem(file, 1, "", f"not YAML: {error}")]
    except RecursionError:
        return None, [CaseProblem(file, 1, "", "it is nested too deep, or an alias stands in what it names")]
    finally:
        loader.dispose()
    return LocatedDocument(value, lines), problems


def _build(node: Any, path: Path, lines: dict[Path, int], problems: list[CaseProblem], file: str) -> Any:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else repr(key_node.tag)
            if key in mapping:
                line = key_node.start_mark.line + 1
                problems.append(CaseProblem(file, line, field_name((*path, key)), "this key is here twice"))
            mapping[key] = _build(value_node, (*path, key), lines, problems, file)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, i), lines, problems, file) for i, item in enumerate(node.value)]
    return _scalar(node.tag, node.value)


def _scalar(tag: str, text: str) -> Any:
    if tag == _NULL:
        return None
    if tag == _BOOL:
        return text == "true"
    if tag == _INT:
        return int(text)
    if tag == _FLOAT:
        return float(text)
    return text


def field_name(path: Path) -> str:
    """`("cases", 2, "steps")` as `cases[2].steps`."""
    name = ""
    for part in path:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return name

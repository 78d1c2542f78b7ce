"""Reads another API's document strictly: what a lenient reader drops or multiplies would be judged by nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

from vectorizer_conformance.spec import SpecError

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: same answers, slower
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

# Aliases multiply: a short file may stand for more than any memory holds.
MOST_VALUES = 1_000_000


def read_document(path: Path, text: str) -> Any:
    """The document in YAML or JSON; `SpecError` for what can't be read, keys that are there twice, and `$ref`s that
    name nothing or only each other."""
    try:
        if path.suffix in (".yaml", ".yml"):
            node = yaml.compose(text, Loader=_Loader)
            values = _values(path, node, {}) if node is not None else 0
            if values > MOST_VALUES:
                raise SpecError(f"{path}: its aliases make it more than {MOST_VALUES:,} values")
            read = yaml.load(text, Loader=_Loader)
        else:
            read = json.loads(text, object_pairs_hook=lambda pairs: _object(path, pairs))
        for pointer in _references(read):
            _follow(path, read, pointer)
    except yaml.YAMLError as error:
        raise SpecError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    except RecursionError as error:
        raise SpecError(f"{path}: nested too deeply, or an alias stands in what it names") from error
    except ValueError as error:
        raise SpecError(f"{path}: not {'JSON' if path.suffix == '.json' else 'YAML'}: {error}") from error
    return read


def _values(path: Path, node: Any, known: dict[int, int]) -> int:
    """How many values the node stands for, with every alias written out."""
    if id(node) in known:
        return known[id(node)]
    total = 1
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        for index, key in enumerate(keys):
            if key in keys[:index] and key != "<<":
                raise SpecError(f"{path}:{node.value[index][0].start_mark.line + 1}: {key!r} is here twice")
        total += sum(_values(path, value, known) for _, value in node.value)
    elif isinstance(node, yaml.SequenceNode):
        total += sum(_values(path, item, known) for item in node.value)
    known[id(node)] = total
    return total


def _object(path: Path, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for index, name in enumerate(names) if name in names[:index])
        raise SpecError(f"{path}: {twice!r} is twice in one object")
    return made


def _references(value: Any) -> Iterator[str]:
    waiting = [value]
    for one in waiting:
        if isinstance(one, dict):
            if isinstance(one.get("$ref"), str) and one["$ref"].startswith("#"):
                yield one["$ref"]
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)


def _follow(path: Path, document: Any, pointer: str) -> None:
    """Go where a `$ref` points until there is no other in its place."""
    seen = [pointer]
    while True:
        target = document
        for part in seen[-1].removeprefix("#").split("/")[1:]:
            name = unquote(part).replace("~1", "/").replace("~0", "~")
            step = target.get(name) if isinstance(target, dict) else None
            if isinstance(target, list) and name.isdigit() and int(name) < len(target):
                step = target[int(name)]
            if step is None:
                raise SpecError(f"{path}: {seen[-1]} points at nothing")
            target = step
        following = target.get("$ref") if isinstance(target, dict) else None
        if not isinstance(following, str) or not following.startswith("#"):
            return
        if following in seen:
            raise SpecError(f"{path}: {' → '.join([*seen, following])} is a circle of $refs")
        seen.append(following)

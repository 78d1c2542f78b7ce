"""A strict reader of OpenAPI documents: what a lenient one drops or multiplies would be judged by nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from vectorizer_conformance.syntax.json_reader import read_strict_json
from vectorizer_conformance.syntax.yaml_reader import parse


class SpecError(Exception):
    """A contract that can't be used."""


def read_file(path: Path) -> Any:
    """The document in a file."""
    try:
        return read_document(path, path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SpecError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SpecError(f"{path}: not UTF-8") from error


def read_document(path: Path, text: str) -> Any:
    """The document in YAML 1.2 or JSON; `SpecError` for what can't be read, keys that are there twice, and `$ref`s that
    name nothing or only each other."""
    try:
        if path.suffix in (".yaml", ".yml"):
            found, problems = parse(text, str(path), merge=True)
            if problems or found is None:
                raise SpecError("\n".join(map(str, problems)))
            read = found.value
        else:
            read = read_strict_json(text)
        for pointer in _references(read):
            _follow(path, read, pointer)
    except RecursionError as error:
        raise SpecError(f"{path}: nested too deeply, or an alias stands in what it names") from error
    except ValueError as error:
        raise SpecError(f"{path}: not JSON: {error}") from error
    return read


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

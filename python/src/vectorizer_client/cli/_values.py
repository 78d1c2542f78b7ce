"""From words on a command line to arguments of a call."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

import click

from ._run import reason
from ._table import Argument


def read_json(text: str, name: str) -> Any:
    """The value of a JSON text; a key that comes twice is refused. NaN is let through, for the client to refuse by its place."""
    try:
        return json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"{name} must be JSON: {error}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key comes twice")
    return made


def read_source(word: str, stdin: IO[str], name: str) -> str:
    """A text as it stands, or of a file (`@FILE`), or of standard input (`-`)."""
    if word == "-":
        return stdin.read()
    if not word.startswith("@"):
        return word
    try:
        return Path(word[1:]).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{name}: {word[1:]} cannot be read: {reason(error)}") from None


def read_value(argument: Argument, word: Any, stdin: IO[str]) -> Any:
    """The value that a word or an option's words stand for."""
    match argument.type:
        case "text" | "boolean":
            return word
        case "texts":
            return _read_texts(argument.name, word, stdin)
        case "integer":
            return _read_number(argument.name, word, int, "an integer")
        case "number":
            return _read_number(argument.name, word, (int, float), "a number")
        case "etag":
            return int(word) if word.isascii() and word.isdecimal() else word
        case "either":
            try:
                return json.loads(word)
            except ValueError:
                return word
        case "json":
            return _read_document(argument.name, word, stdin)


def _read_number(name: str, word: str, types: type | tuple[type, ...], wanted: str) -> Any:
    try:
        value = json.loads(word)
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, bool) or not isinstance(value, types):
        raise click.UsageError(f"{name} must be {wanted}, got {json.dumps(word, ensure_ascii=False)}")
    return value


def is_source(word: str) -> bool:
    """Whether a word that could be a text is read as JSON, which it is or which it names."""
    return word == "-" or word.startswith(("@", "["))


def read_either(names: tuple[str, ...], word: str, stdin: IO[str]) -> tuple[str, Any]:
    """A word that is a text or another thing, as the argument that it is for."""
    text, other = names
    if not is_source(word):
        return text, word
    try:
        return other, _read_document(other, word, stdin)
    except click.UsageError as error:
        raise click.UsageError(f"{error.message}; as a text it is written --{text}={word}") from None


def _read_texts(name: str, words: tuple[str, ...], stdin: IO[str]) -> list[str]:
    """Texts as words, or all of them as one JSON list: a text that looks like one is given in a list."""
    looking = next((word for word in words if is_source(word)), None)
    if looking is None:
        return list(words)
    hint = f"as a text it is written {json.dumps([looking], ensure_ascii=False)}"
    if len(words) > 1:
        raise click.UsageError(f"{name}: {looking!r} must be alone; {hint}")
    try:
        value = _read_document(name, looking, stdin)
    except click.UsageError as error:
        raise click.UsageError(f"{error.message}; {hint}") from None
    if not isinstance(value, list):
        raise click.UsageError(f"{name} must be a JSON list, got {type(value).__name__}")
    for index, text in enumerate(value):
        if not isinstance(text, str):
            raise click.UsageError(f"{name}[{index}] must be a string, got {type(text).__name__}")
    return value


def _read_document(name: str, word: str, stdin: IO[str]) -> Any:
    text = read_source(word, stdin, name)
    return read_json(text, name) if _is_document(text) else read_lines(text.splitlines(), name)


def _is_document(text: str) -> bool:
    """Whether a text is one JSON value, and not one a line."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) < 2 or not lines[0].lstrip().startswith("{"):
        return True
    try:
        json.loads(lines[0])
    except ValueError:
        return True
    return False


def read_lines(lines: Iterable[str], name: str) -> list[Any]:
    """The values of NDJSON."""
    return [read_json(line, f"{name}: line {number}") for number, line in enumerate(lines, 1) if line.strip()]

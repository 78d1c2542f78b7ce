"""Flags from a TOML file and from the environment: what the command line does not say, they do."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PREFIX = "VECTORIZER_MOCK_"
_SWITCH = {"true": True, "1": True, "false": False, "0": False}


class ConfigError(ValueError):
    """A setting that can't be taken; its text names the file or the variable, and the key."""


def apply(parser: argparse.ArgumentParser, file: str | None, environment: Mapping[str, str]) -> None:
    """Make a file's settings, and those of the environment before them, the defaults of a command's flags.

    A key of the file is a flag's name without its dashes: `log-level = "error"`. A variable is `VECTORIZER_MOCK_`
    and the name in capitals: `VECTORIZER_MOCK_LOG_LEVEL`. ConfigError for what no flag has, and for a wrong value.
    """
    actions = {
        option[2:]: action
        for action in parser._actions
        for option in action.option_strings
        if option.startswith("--") and action.dest not in ("help", "config")
    }
    found: dict[str, Any] = {}
    before: dict[str, Any] = {}  # a list of the environment stands in the place of the file's
    if file is not None:
        for key, value in _read(file).items():
            _set(found, actions, f"{file}: {key}", key, value)
    for variable, text in sorted(environment.items()):
        if variable.startswith(PREFIX) and variable != f"{PREFIX}CONFIG":
            key = variable[len(PREFIX) :].lower().replace("_", "-")
            _set(before, actions, variable, key, text)
    parser.set_defaults(**{**found, **before})


def _read(file: str) -> dict[str, Any]:
    import tomli  # here, as few servers have such a file

    try:
        return tomli.loads(Path(file).read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file} must be UTF-8") from None
    except tomli.TOMLDecodeError as error:
        raise ConfigError(f"{file} must be TOML: {error}") from None


def _set(
    found: dict[str, Any], actions: Mapping[str, argparse.Action], where: str, key: str, value: Any
) -> None:
    action = actions.get(key)
    if action is None:
        near = difflib.get_close_matches(key, actions, n=1)
        raise ConfigError(f"{where} is not a setting{f'; did you mean {near[0]}?' if near else ''}")
    if isinstance(action, argparse._StoreTrueAction):
        found[action.dest] = _switch(where, value)
    elif isinstance(action, argparse._AppendAction):  # also what extends
        found[action.dest] = [*found.get(action.dest, []), *_values(where, action, value)]
    else:
        found[action.dest] = _value(where, action, value)


def _switch(where: str, value: Any) -> bool:
    known = (
        value if isinstance(value, bool) else _SWITCH.get(value.lower()) if isinstance(value, str) else None
    )
    if known is None:
        raise ConfigError(f"{where} must be true or false, got {value!r}")
    return known


def _values(where: str, action: argparse.Action, value: Any) -> list[Any]:
    items = value if isinstance(value, list) else [value]
    if isinstance(value, str) and where.startswith(PREFIX):
        items = [part.strip() for part in value.split(",")]
    read = [_value(where, action, item) for item in items]
    return [each for one in read for each in (one if isinstance(one, list) else [one])]


def _value(where: str, action: argparse.Action, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ConfigError(f"{where} must be a string or a number, got {type(value).__name__}")
    text = str(value)
    if action.choices is not None and text not in action.choices:
        raise ConfigError(f"{where} must be one of {', '.join(map(str, action.choices))}, got {text!r}")
    try:
        read = action.type(text) if callable(action.type) else text
    except argparse.ArgumentTypeError as error:
        # The text may be a key: the value itself is not shown.
        raise ConfigError(f"{where} {error}") from None
    if isinstance(read, str) and not isinstance(value, str):
        raise ConfigError(f"{where} must be a string, got {type(value).__name__}")
    return read

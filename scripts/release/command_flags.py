"""Prints what our commands take, as JSON, from their own parsers: run with a Python that has the packages installed.

Command path (`vectorizer-mock serve`) → option or position → what `_said` keeps of it. What a parser hides from its
help is left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from pathlib import PurePath
from typing import Any

# Command → where its parser is made.
PROGRAMS = {
    "vectorizer-mock": "vectorizer_mock.cli:parser",
    "vectorizer-conformance": "vectorizer_conformance.cli:parser",
    "vectorizer": "vectorizer_client.cli._build:application",
}


def of_argparse(parser: argparse.ArgumentParser, path: str) -> dict[str, Any]:
    """The commands of a parser of the standard library."""
    found: dict[str, Any] = {path: {}}
    places = 0
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found[path]["<command>"] = _said(required=action.required)
            for name, one in action.choices.items():
                found |= of_argparse(one, f"{path} {name}")
        elif action.help != argparse.SUPPRESS:
            places += not action.option_strings
            said = _said(
                choices=action.choices,
                required=action.required,
                values=1 if action.nargs is None else action.nargs,
                repeats=isinstance(action, argparse._AppendAction),
                place=None if action.option_strings else places,
                type=getattr(action.type, "__name__", "str"),
                default=action.default,
                sets=action.const,
            )
            for group in parser._mutually_exclusive_groups:
                if action in group._group_actions:
                    said["excludes"] = [_names(one)[0] for one in group._group_actions if one is not action]
                    said["one_of"] = (
                        [_names(one)[0] for one in group._group_actions] if group.required else None
                    )
            for name in _names(action):
                found[path][name] = said
    return found


def _names(action: argparse.Action) -> list[str]:
    return list(action.option_strings) or [f"<{action.dest}>"]


def _said(
    *,
    required: bool,
    choices: Any = None,
    values: Any = 1,
    repeats: bool = False,
    place: int | None = None,
    type: str = "str",
    default: Any = None,
    sets: Any = None,
) -> dict[str, Any]:
    """What is kept of an option or a position: `sets` is what it means without a value, `place` counts from 1."""
    return {
        "choices": sorted(map(str, choices)) if choices else None,
        "required": required,
        "values": values,
        "repeats": repeats,
        "place": place,
        "type": type,
        "default": _plain(default),
        "sets": _plain(sets),
        "excludes": [],
        "one_of": None,
    }


def _plain(value: Any) -> Any:
    """A value as JSON has it; of a path its name, as packages are not always at the same place."""
    if value is None or value == argparse.SUPPRESS:
        return None
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, PurePath):
        return value.name
    return value if isinstance(value, (bool, int, float, str)) else type(value).__name__


def of_click(command: Any, path: str) -> dict[str, Any]:
    """The commands of a click command or group."""
    found: dict[str, Any] = {path: {}}
    places = 0
    for one in command.params:
        told = one.to_info_dict()
        if told.get("hidden"):
            continue
        is_option, kind = told["param_type_name"] == "option", told["type"]
        places += not is_option
        said = _said(
            choices=kind.get("choices"),
            required=told["required"],
            values=0 if told.get("is_flag") else told["nargs"],
            repeats=told["multiple"],
            place=None if is_option else places,
            type=f"{kind['name']} {kind['min']}..{kind['max']}" if "min" in kind else kind["name"],
            default=told["default"],
            sets=told.get("flag_value"),
        )
        for name in one.opts if is_option else [f"<{one.name}>"]:
            found[path][name] = said
        for name in one.secondary_opts:
            found[path][name] = {**said, "sets": not said["sets"]}
    for name, inner in getattr(command, "commands", {}).items():
        found |= of_click(inner, f"{path} {name}")
    return found


def main() -> None:
    """All PROGRAMS."""
    found: dict[str, Any] = {}
    for name, place in PROGRAMS.items():
        module, _, function = place.partition(":")
        parser = getattr(import_module(module), function)()
        found |= (of_argparse if isinstance(parser, argparse.ArgumentParser) else of_click)(parser, name)
    json.dump(found, sys.stdout, indent=1, sort_keys=True)


if __name__ == "__main__":
    main()

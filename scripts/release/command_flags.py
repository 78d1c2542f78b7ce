"""Prints what our commands take, as JSON, from their own parsers: run with a Python that has the packages installed.

Command path (`vectorizer-mock serve`) → option or position → `{choices, required, values, repeats}`. What a parser
hides from its help is left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
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
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, one in action.choices.items():
                found |= of_argparse(one, f"{path} {name}")
        elif action.help != argparse.SUPPRESS:
            said = {
                "choices": sorted(map(str, action.choices)) if action.choices else None,
                "required": action.required,
                "values": 1 if action.nargs is None else action.nargs,
                "repeats": isinstance(action, argparse._AppendAction),
            }
            for name in action.option_strings or [f"<{action.dest}>"]:
                found[path][name] = said
    return found


def of_click(command: Any, path: str) -> dict[str, Any]:
    """The commands of a click command or group."""
    found: dict[str, Any] = {path: {}}
    for one in command.params:
        if getattr(one, "hidden", False):
            continue
        choices = getattr(one.type, "choices", None)
        said = {
            "choices": sorted(map(str, choices)) if choices else None,
            "required": one.required,
            "values": 0 if getattr(one, "is_flag", False) else one.nargs,
            "repeats": getattr(one, "multiple", False),
        }
        is_option = one.param_type_name == "option"
        for name in [*one.opts, *one.secondary_opts] if is_option else [f"<{one.name}>"]:
            found[path][name] = said
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

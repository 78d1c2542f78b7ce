"""One command's call: its arguments, the response, and what is printed of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from .._codec.plain import plain
from .._generated.dispatch import Target
from ._run import OK, Session, WordsError, reason
from ._show import print_json, print_table
from ._table import Argument, Command
from ._values import read_either, read_json, read_source, read_value

EITHER = "either"
"""What click calls the word that is one of two arguments."""


def call(session: Session, command: Command, target: Target, given: dict[str, Any]) -> int:
    """Make the call that a command's words ask for."""
    every = bool(given.pop("all", False))
    arguments = _arguments(session, command, target, given)
    options = _options(session, target, given)
    with session.client() as client:
        if every:
            pager = getattr(client, target.method)(**arguments, **options)
            _print(session, _whole(pager))
            return OK
        response = getattr(client.with_raw_response, target.method)(**arguments, **options)
        if target.kind == "stream":
            for record in response.value:
                print_json(record, session.stdout)
            session.observe(response)
            return OK
        session.observe(response)
        if response.value is not None:
            _print(session, response.value)
    return OK


def _whole(pager: Any) -> dict[str, Any]:
    """All pages as one."""
    pages = [plain(page) for page in pager.pages()]
    merged: dict[str, Any] = pages[0]
    for page in pages[1:]:
        for name, value in page.items():
            merged[name] = merged[name] + value if isinstance(value, list) else value
    return merged


def _print(session: Session, value: Any) -> None:
    (print_json if session.json else print_table)(value, session.stdout)


def _arguments(session: Session, command: Command, target: Target, given: dict[str, Any]) -> dict[str, Any]:
    """The call's arguments: those of `--input`, then the words and options, then the nulls."""
    known = {argument.name: argument for argument in command.arguments}
    made: dict[str, Any] = {}
    whole = given.pop("input", None)
    if whole is not None:
        made = read_json(read_source(whole, session.stdin, "--input"), "--input")
        if not isinstance(made, dict):
            raise click.UsageError("--input must be a JSON object")
        for name in made:
            if name not in known:
                raise click.UsageError(f"--input: {name} is no argument; there are {', '.join(known)}")
    for argument in known.values():
        word = given.pop(argument.name)
        if word is not None and word != ():
            made[argument.name] = read_value(argument, word, session.stdin)
    for name in given.pop("null", ()):
        made[name] = None
    word = given.pop(EITHER, None)
    if word is not None:
        if twice := next((name for name in target.either if name in made), None):
            raise click.UsageError(f"{target.either[0].upper()} and --{twice} exclude each other")
        name, value = read_either(target.either, word, session.stdin)
        made[name] = value
    for argument in known.values():
        if argument.required and argument.name not in made:
            raise WordsError(f"{_shown(argument)} is missing")
    return made


def _shown(argument: Argument) -> str:
    return argument.name.upper() if argument.positional else f"--{argument.name.replace('_', '-')}"


def _options(session: Session, target: Target, given: dict[str, Any]) -> dict[str, Any]:
    """The options of the call, not of the operation."""
    made = {
        name: given[name]
        for name in ("request_id", "idempotency_key", "batch_size", "concurrency")
        if given.get(name) is not None
    }
    made["headers"] = session.headers()
    if "progress" in target.options:
        wanted = given.get("progress")
        made["progress"] = session.stderr.isatty() if wanted is None else wanted
    if given.get("allow_partial"):
        made["raise_on_partial"] = False
    if given.get("resume"):
        made["resume"] = _read_report(given["resume"])
    return made


def _read_report(file: str) -> dict[str, Any]:
    try:
        text = Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"--resume: {file} cannot be read: {reason(error)}") from None
    try:
        return dict(json.loads(text))
    except (ValueError, TypeError):
        raise click.UsageError(f"--resume: {file} must be a report as --json prints it") from None

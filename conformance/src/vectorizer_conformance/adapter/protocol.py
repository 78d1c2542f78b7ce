"""The adapter protocol, version 1, as its JSON Schema says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import jsonschema_rs

from vectorizer_conformance.syntax.json_reader import read_json

VERSION = 1
# Bytes beyond which a command may be skipped as too long for a small adapter.
LONG = 1 << 18
# How the suite makes clients, where a case says nothing else; the address comes with each run.
CLIENT: Mapping[str, Any] = {"api_key": None, "timeout": 10.0, "retries": 2, "headers": {}}


def run_command(
    operation: str,
    arguments: Mapping[str, Any],
    client: Mapping[str, Any],
    call: Mapping[str, Any],
    cancel_after_ms: float | None = None,
) -> dict[str, Any]:
    """The command that makes a call with a client."""
    return {
        "cmd": "run", "operation": operation, "arguments": arguments, "client": client, "call": call,
        "cancel_after_ms": cancel_after_ms,
    }  # fmt: skip


class ProtocolError(Exception):
    """A message that the protocol does not allow; `ident` is its id, if it has one."""

    ident = ""


@dataclass(frozen=True)
class AdapterDescription:
    """How a client describes itself."""

    name: str
    language: str
    runtime: str
    version: str
    features: frozenset[str]
    lacks: frozenset[str]
    operations: frozenset[str]
    artefact: str = ""

    @classmethod
    def of(cls, reply: Mapping[str, Any]) -> AdapterDescription:
        return cls(
            reply["name"],
            reply["language"],
            reply["runtime"],
            reply["version"],
            frozenset(reply["features"]),
            frozenset(reply.get("lacks", ())),
            frozenset(reply["operations"]),
            reply.get("artefact", ""),
        )


@dataclass(frozen=True)
class Absent:
    """A runtime that is not there to be tested, as its adapter says."""

    name: str
    language: str
    runtime: str
    reason: str

    @classmethod
    def of(cls, reply: Mapping[str, Any]) -> Absent:
        return cls(reply["name"], reply["language"], reply["runtime"], reply["reason"])


@cache
def _validator(part: str) -> jsonschema_rs.Draft202012Validator:
    text = (resources.files("vectorizer_conformance") / "schemas/adapter.schema.json").read_text("utf-8")
    schema = json.loads(text)
    return jsonschema_rs.Draft202012Validator({"$ref": f"#/$defs/{part}", "$defs": schema["$defs"]})


def _check(part: str, message: Any) -> None:
    try:
        if _validator(part).is_valid(message):
            return
        faults = [
            f"/{'/'.join(map(str, e.instance_path))}: {e.message[:200]}"
            for e in _validator(part).iter_errors(message)
        ]
    except UnicodeEncodeError:
        return  # a lone surrogate in a value is the case's business
    raise ProtocolError("; ".join(faults[:3]))


def check_command(message: Mapping[str, Any]) -> None:
    """`ProtocolError` unless this is a command."""
    name = message.get("cmd")
    _check(str(name) if name in ("start", "run", "surface", "stop") else "command", message)


def check_reply(message: Mapping[str, Any]) -> None:
    """`ProtocolError` unless this is a reply."""
    _check("reply", message)


def held_to(command: Mapping[str, Any], size: int, reply: dict[str, Any]) -> dict[str, Any]:
    """The reply, or `errored` for a `skipped` that nothing in the command excuses: whoever skips at will passes at will."""
    if reply["type"] != "skipped" or command.get("cmd") != "run" or size > LONG:
        return reply
    if any(_special(command.get(part)) for part in ("arguments", "client", "call")):
        return reply
    why = f"skipped a call without a special value in it: {reply['reason']}"
    return {"id": reply["id"], "type": "errored", "reason": why}


def _special(value: Any) -> bool:
    """Whether a value that JSON can't hold is in there."""
    if isinstance(value, dict):
        return any(key.startswith("$") for key in value) or any(map(_special, value.values()))
    return isinstance(value, list) and any(map(_special, value))


def read_reply(line: bytes) -> dict[str, Any]:
    """A reply from a line of stdout; `ProtocolError` says what is wrong with it."""
    try:
        message = read_json(line.decode("utf-8"))
    except json.JSONDecodeError as error:
        raise ProtocolError(f"not a JSON line (logs belong on stderr): {line[:120]!r}") from error
    except ValueError as error:
        raise ProtocolError(f"not a JSON line: {error}: {line[:120]!r}") from error
    if not isinstance(message, dict):
        raise ProtocolError(f"not an object: {line[:120]!r}")
    try:
        check_reply(message)
    except ProtocolError as error:
        error.ident = str(message.get("id", ""))
        raise
    return message

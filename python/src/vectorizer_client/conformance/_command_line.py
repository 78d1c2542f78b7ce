"""The command line as a client of the suite: every call is written as words, run in this process, and read back."""

from __future__ import annotations

import json
import os
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from io import StringIO
from itertools import chain
from threading import Lock
from typing import Any

from .._client.sync_client import SyncVectorizerClient
from .._generated.dispatch import DISPATCH
from .._types.errors import VectorizerError
from ..cli._generated.commands import COMMANDS
from ..cli._run import OK, run
from ..cli._table import Argument, Command
from ._run import describe_error, meta
from ._values import Skipped, decode, encode

_COMMANDS = {command.operation: command for command in COMMANDS}


def make_call(command: dict[str, Any]) -> dict[str, Any]:
    """The reply to a `run` command."""
    target = DISPATCH.get(command["operation"])
    if target is None:
        raise Skipped(f"there is no operation {command['operation']!r}")
    client, options = command.get("client") or {}, dict(command.get("call") or {})
    stdout, stderr = StringIO(), StringIO()
    responses: list[Any] = []
    errors: list[VectorizerError] = []
    try:
        words = _words(_COMMANDS[command["operation"]], command.get("arguments", {}), client, options)
    except _UnsayableError as error:
        return _refused(str(error))
    code = run(
        words,
        environ={"VECTORIZER_API_KEY": client.get("api_key") or ""},
        stdin=StringIO(),
        stdout=stdout,
        stderr=stderr,
        observe=responses.append,
        make_client=partial(_kept, json.dumps(client)),
        caught=errors.append,
    )
    said = stderr.getvalue()
    if (code == OK) != (said == "") or said.count("\n") > 1:
        return {"type": "errored", "reason": f"exit code {code}, and on standard error: {said!r}"}
    if code == OK:
        lines = [json.loads(line) for line in stdout.getvalue().splitlines()]
        value = lines if target.kind == "stream" else lines[0] if lines else None
        reply = {"type": "ok", "value": encode(value)}
        return {**reply, "meta": meta(responses[0])} if responses else reply
    message = json.loads(said)["error"]["message"]
    if errors:
        return {"type": "error", "error": {**describe_error(errors[0]), "message": message}}
    return _refused(message)


class _UnsayableError(Exception):
    """What no words on a command line can be: as what a compiler refuses in other languages."""


def _refused(message: str) -> dict[str, Any]:
    described: dict[str, Any] = {"kind": "validation", "class": None, "bases": [], "message": message}
    nothing = dict.fromkeys(("status", "code", "request_id", "attempts", "retryable"))
    return {"type": "error", "error": {**described, **nothing}}


_clients: dict[str, SyncVectorizerClient] = {}
_lock = Lock()


def _kept(name: str, settings: dict[str, Any]) -> AbstractContextManager[SyncVectorizerClient]:
    """A command closes its client when it is done. Here there is one for each way to set one up, as what retries are
    allowed is a client's; `--timeout` and `--retries` may be a call's, so they hold for this command alone."""
    of_call = {option: settings.pop(option) for option in ("timeout", "retries") if option in settings}
    with _lock:
        client = _clients.get(name)
        if client is None:
            client = _clients[name] = SyncVectorizerClient(**settings)
    return nullcontext(client.with_options(**of_call))


def _words(
    command: Command, arguments: dict[str, Any], client: dict[str, Any], options: dict[str, Any]
) -> list[str]:
    known = {argument.name: argument for argument in command.arguments}
    named: list[str] = []
    positional: dict[str, list[str]] = {}
    rest: dict[str, Any] = {}
    for name, given in arguments.items():
        if name not in known:
            raise Skipped(f"{command.name} has no argument {name!r}")
        value = _json(given)
        words = _written(known[name], value)
        if words is None:
            rest[name] = value
        elif known[name].positional:
            positional[name] = words
        else:
            named += words
    # Words have no names: one that is missing would give its place to the next.
    order = [argument.name for argument in command.arguments if argument.positional]
    if list(positional) != order[: len(positional)]:
        rest.update({name: _json(arguments[name]) for name in positional})
        positional = {}
    if rest:
        named += ["--input", json.dumps(rest)]
    place = [command.group, command.name] if command.group else [command.name]
    return [
        *place,
        "--json",
        *_settings(client, options),
        *named,
        "--",
        *chain.from_iterable(positional.values()),
    ]


def _written(argument: Argument, value: Any) -> list[str] | None:
    """An argument as words; None where only JSON can say it."""
    flag = f"--{argument.name.replace('_', '-')}"
    if value is None and argument.nullable:
        return None if argument.positional else ["--null", argument.name]
    match argument.type:
        case "text" if isinstance(value, str) and value in (argument.choices or [value]):
            texts = [value]
        case "boolean" if isinstance(value, bool):
            return [flag if value else flag.replace("--", "--no-", 1)]
        case "number" if isinstance(value, (int, float)) and not isinstance(value, bool):
            texts = [json.dumps(value)]
        case "texts" if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            texts = value
        case "etag" if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            texts = [str(value)]
        case "etag" if isinstance(value, str) and not value.isdecimal():
            texts = [value]
        case "either" if value is not None:
            texts = [value if isinstance(value, str) and _is_no_json(value) else json.dumps(value)]
        case "json":
            texts = [json.dumps(value)]
        case _:
            return None
    return texts if argument.positional else [f"{flag}={text}" for text in texts]


def _is_no_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return True
    return False


def _settings(client: dict[str, Any], options: dict[str, Any]) -> list[str]:
    words = [f"--url={client['base_url']}"] if client.get("base_url") is not None else []
    if client.get("api_key") == "":
        # An empty variable counts as not set; an empty file does not.
        words.append(f"--api-key-file={os.devnull}")
    for name in ("timeout", "retries"):
        value = options.get(name, client.get(name))
        if value is not None:
            words.append(f"--{name}={value}")
    headers = {**(client.get("headers") or {}), **(options.get("headers") or {})}
    for name, value in headers.items():
        if ":" in name or not isinstance(value, str):
            raise _UnsayableError("a header is written as 'name: value', the name without a colon")
        words.append(f"--header={name}: {value}")
    for name in ("idempotency_key", "request_id", "batch_size", "concurrency"):
        if options.get(name) is not None:
            words.append(f"--{name.replace('_', '-')}={options[name]}")
    if options.get("raise_on_partial") is False:
        words.append("--allow-partial")
    if options.get("collect") == "all":
        words.append("--all")
    return words


def _json(value: Any) -> Any:
    """An argument as JSON has it."""
    if isinstance(value, list):
        return [_json(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((name, inner),) = value.items()
        if name in ("$tuple", "$iter"):
            return [_json(item) for item in inner]
        if name in ("$float", "$bigint"):
            return decode(value)
        if name == "$f32":
            return list(decode(value))
        if name in ("$array", "$date", "$bytes", "$unsupported"):
            raise Skipped("a command line has no such values")
    return {name: _json(item) for name, item in value.items()}

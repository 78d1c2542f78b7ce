"""Commands in, replies out, one JSON object a line; calls run side by side."""

from __future__ import annotations

import argparse
import asyncio
import json
import platform
import sys
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from .._client.async_client import VectorizerClient
from .._client.sync_client import SyncVectorizerClient
from .._generated.dispatch import DISPATCH
from .._http.in_process import AsyncInProcessTransport, InProcessTransport
from .._types.errors import ConfigurationError
from .._version import __version__
from ._artefact import artefact
from ._forward import Forward
from ._run import AsyncCaller, SyncCaller, plan
from ._values import Skipped

PROTOCOL = 1
_IN_PROCESS = "--in-process"
_LACKS = {"async": [], "sync": ["cancel"], "command-line": ["cancel"]}
MakeCall = Callable[[dict[str, Any]], dict[str, Any]]
_AT_ONCE = 32
# What the command line has no words for.
_SHOWN = [
    "surface",
    "batch-options",
    "small-reports",
    "more-values",
    "leaving",
    "copies",
    "limits",
    "packed-vectors",
]
_out = threading.Lock()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("python -m vectorizer_client.conformance")
    parser.add_argument("side", choices=("sync", "async", "command-line"))
    parser.add_argument("--transport", help="what sends the requests, instead of the default")
    parser.add_argument(_IN_PROCESS, action="store_true", help="send through the transports of `:memory:`")
    given = parser.parse_args(arguments)
    try:
        if given.side == "async":
            asyncio.run(_serve_async(given))
        elif given.side == "sync":
            transport = InProcessTransport(Forward()) if given.in_process else given.transport
            SyncVectorizerClient(transport=transport)
            with closing(SyncCaller(transport)) as caller:
                _serve_sync(
                    lambda command: caller.run(plan(command, SyncVectorizerClient, by_position=True)), given
                )
        else:
            # Imported by those who ask for it only: it needs packages that the client does not.
            from ._command_line import make_call

            _serve_sync(make_call, given)
    except ConfigurationError as error:
        _absent(given.transport, str(error))
    return 0


def _serve_sync(make_call: MakeCall, given: argparse.Namespace) -> None:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for line in sys.stdin.buffer:
            command = _read(line)
            if command is None:
                continue
            if command.get("cmd") == "run":
                pool.submit(_run_one, make_call, command)
            elif _answer(command, given):
                return


def _run_one(make_call: MakeCall, command: dict[str, Any]) -> None:
    if command.get("cancel_after_ms") is not None:
        _write(command, {"type": "skipped", "reason": "a blocking call cannot be cancelled"})
        return
    try:
        reply = make_call(command)
    except Exception as error:
        reply = _failed(error)
    _write(command, reply)


async def _serve_async(given: argparse.Namespace) -> None:
    transport = AsyncInProcessTransport(Forward()) if given.in_process else given.transport
    VectorizerClient(transport=transport)
    loop = asyncio.get_running_loop()
    caller = AsyncCaller(transport)
    running: set[asyncio.Task[None]] = set()
    while line := await loop.run_in_executor(None, sys.stdin.buffer.readline):
        command = _read(line)
        if command is None:
            continue
        if command.get("cmd") == "run":
            task = asyncio.create_task(_run_one_async(caller, command))
            running.add(task)
            task.add_done_callback(running.discard)
        elif _answer(command, given):
            break
    for task in running:
        task.cancel()
    await caller.close()


async def _run_one_async(caller: AsyncCaller, command: dict[str, Any]) -> None:
    try:
        made = plan(command, VectorizerClient)
        call = asyncio.create_task(caller.run(made))
        delay = command.get("cancel_after_ms")
        if delay is not None:
            asyncio.get_running_loop().call_later(delay / 1000, call.cancel)
        reply = await call
    except Exception as error:
        reply = _failed(error)
    _write(command, reply)


def _absent(transport: str, reason: str) -> None:
    """The row of a transport that is not installed here."""
    command = _read(sys.stdin.buffer.readline()) or {}
    _write(command, {"type": "absent", "reason": reason, **_named(transport)})


def _named(transport: str | None) -> dict[str, Any]:
    return {
        "name": f"vectorizer-client {transport}" if transport else "vectorizer-client",
        "language": "python",
        "runtime": f"{platform.python_implementation()} {platform.python_version()}",
    }


def _operations(side: str) -> list[str]:
    if side != "command-line":
        return list(DISPATCH)
    from ..cli._generated.commands import COMMANDS

    return [command.operation for command in COMMANDS]


def _answer(command: dict[str, Any], given: argparse.Namespace) -> bool:
    """Everything but `run`; true when it is time to go."""
    side = given.side
    if command.get("cmd") == "start":
        reply: dict[str, Any] = {
            "type": "started",
            "protocol": PROTOCOL,
            **_named(given.transport),
            "version": __version__,
            "artefact": artefact(Path(__file__).parents[1]),
            "features": [
                side,
                "zones",
                *(_SHOWN if side != "command-line" else []),
                *(["cancel"] if side == "async" else []),
                *(["in-process"] if given.in_process else []),
            ],
            "lacks": _LACKS[side],
            "operations": _operations(side),
        }
        if command.get("protocol") != PROTOCOL:
            reply = {"type": "errored", "reason": f"this adapter speaks protocol {PROTOCOL} only"}
        _write(command, reply)
        return False
    if command.get("cmd") == "surface":
        # Imported by those who ask for it only.
        from ._surface import describe

        _write(command, {"type": "surface", **describe(side)})
        return False
    if command.get("cmd") == "stop":
        _write(command, {"type": "stopped"})
        return True
    _write(command, {"type": "errored", "reason": f"unknown command {command.get('cmd')!r}"})
    return False


def _read(line: bytes) -> dict[str, Any] | None:
    if not line.strip():
        return None
    try:
        command = json.loads(line)
    except (ValueError, RecursionError) as error:
        sys.stderr.write(f"not a command: {error}\n")
        return None
    return command if isinstance(command, dict) else None


def _failed(error: Exception) -> dict[str, Any]:
    if isinstance(error, Skipped):
        return {"type": "skipped", "reason": str(error)}
    traceback.print_exc()
    return {"type": "errored", "reason": f"{type(error).__name__}: {error}"}


def _write(command: dict[str, Any], reply: dict[str, Any]) -> None:
    try:
        text = json.dumps({"id": command.get("id", ""), **reply}, ensure_ascii=True)
    except (TypeError, ValueError, RecursionError) as error:
        text = json.dumps(
            {"id": command.get("id", ""), "type": "errored", "reason": f"cannot be written: {error}"}
        )
    with _out:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

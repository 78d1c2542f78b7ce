"""The reference client: raw HTTP driven by the contract, no retries, no checks of its arguments.

`python -m vectorizer_conformance.reference.reference_client [SPEC]` speaks the adapter protocol. It is also a worked example: what a
client's adapter must do, in one file.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import platform
import sys
import uuid
from pathlib import Path
from typing import Any

from vectorizer_conformance import __version__
from vectorizer_conformance.processes.tasks import within
from vectorizer_conformance.reference import NotSendableError, decode_value, encode
from vectorizer_conformance.spec import Operation, Spec, SpecError, load_spec
from vectorizer_conformance.wire import Response, WireClient, WireError

RETRYABLE = frozenset({408, 429, 502, 503, 504})
NAME = "raw-http"
LACKS = ["retries", "validation", "paging", "splitting", "response-checks", "response-limit"]


class CallError(Exception):
    """How a call failed, in the protocol's words."""

    def __init__(self, kind: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.fields = {"kind": kind, "message": message, "bases": [], **more}


class RawClient:
    """One request a call, on a connection of its own."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._wires: dict[str, WireClient] = {}

    async def run(self, command: dict[str, Any]) -> dict[str, Any]:
        """Reply to one `run` command."""
        operation = self.spec.operations.get(command["operation"])
        if operation is None:
            return {"type": "skipped", "reason": f"no operation {command['operation']!r}"}
        client, call = command.get("client", {}), command.get("call", {})
        limit = call.get("timeout", client.get("timeout", 30.0))
        cancel = command.get("cancel_after_ms")
        # A deadline and a cancel point are the same to a task; they differ in what they are called.
        cancels = cancel is not None and cancel / 1000 < limit
        allowed = float(cancel or 0) / 1000 if cancels else limit
        try:
            response = await within(self._send(operation, command, client, call), allowed)
            return self._value(operation, response, call)
        except asyncio.TimeoutError:
            error = CallError(
                "cancelled" if cancels else "timeout", "cancelled" if cancels else f"no answer in {limit:g} s"
            )
        except NotSendableError as problem:
            error = CallError("validation", str(problem))
        except WireError as problem:
            error = CallError("connection", str(problem))
        except CallError as problem:
            error = problem
        return {"type": "error", "error": {"class": None, "attempts": 1, **error.fields}}

    async def _send(
        self, operation: Operation, command: dict[str, Any], client: dict[str, Any], call: dict[str, Any]
    ) -> Response:
        key = call.get("idempotency_key") or (str(uuid.uuid4()) if operation.needs_key else None)
        request = encode(operation, command["arguments"], {**call, "idempotency_key": key})
        given = {name.lower() for name, _ in request.headers}
        request.headers += [
            (k, str(v)) for k, v in client.get("headers", {}).items() if k.lower() not in given
        ]
        if client.get("api_key"):
            request.headers.append(("Authorization", f"Bearer {client['api_key']}"))
        wire = self._wires.setdefault(
            client["base_url"], WireClient(client["base_url"], timeout=3600, keep=False)
        )
        return await wire.send(request)

    def _value(self, operation: Operation, response: Response, call: dict[str, Any]) -> dict[str, Any]:
        request_id = response.index.get("x-request-id", [None])[0]
        if 300 <= response.status < 400 and response.status != 304:
            place = response.index.get("location", [""])[0]
            if not place:
                raise CallError("response", "redirected to nowhere", status=response.status)
            raise CallError("redirect", f"redirected to {place}", status=response.status)
        if response.status == 407:
            raise CallError("connection", "a proxy asks for credentials")
        broken = ""
        try:
            value = decode_value(response)
        except (ValueError, RecursionError) as error:
            value, broken = None, str(error)
        if response.status >= 300:
            problem = value if isinstance(value, dict) else {}
            code = problem.get("code") if isinstance(problem.get("code"), str) else None
            raise CallError(
                "status",
                str(problem.get("detail") or response.content[:200]),
                status=response.status,
                code=code,
                request_id=request_id,
                retryable=response.status in RETRYABLE or code == "idempotency-in-progress",
                **{key: problem[key] for key in ("report", "errors") if key in problem},
            )
        if broken:
            raise CallError("response", broken, status=response.status, request_id=request_id)
        if (
            operation.batch_items is not None
            and isinstance(value, dict)
            and value.get("failed")
            and call.get("raise_on_partial", True)
        ):
            raise CallError(
                "batch-partial", f"{value['failed']} items failed", report=value, request_id=request_id
            )
        headers = {name: values[0] for name, values in response.index.items()}
        meta = {"status": response.status, "request_id": request_id, "headers": headers, "attempts": 1}
        return {"type": "ok", "value": value, "meta": meta}


async def serve() -> None:
    """Read commands until `stop` or the end of stdin; answer each when it is done, in any order."""
    client = RawClient(load_spec(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=256 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    tasks: set[asyncio.Task[None]] = set()

    async def run(command: dict[str, Any]) -> None:
        try:
            reply = await client.run(command)
        except Exception as error:
            reply = {"type": "errored", "reason": f"{type(error).__name__}: {error}"}
        write(command["id"], reply)

    while line := await reader.readline():
        command = json.loads(line)
        if command["cmd"] == "start":
            write(command["id"], describe(client.spec))
        elif command["cmd"] == "run":
            task = asyncio.create_task(run(command))
            tasks.add(task)
            task.add_done_callback(tasks.discard)
        else:
            write(command["id"], {"type": "stopped"})
            return


def describe(spec: Spec) -> dict[str, Any]:
    """The reply to `start`."""
    return {
        "type": "started",
        "protocol": 1,
        "name": NAME,
        "language": "http",
        "runtime": f"{platform.python_implementation()} {platform.python_version()}",
        "version": __version__,
        "artefact": modules_hash(Path(__file__).parents[1]),
        "features": ["async"],
        "lacks": LACKS,
        "operations": list(spec.operations),
    }


def write(ident: str, reply: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps({"id": ident, **reply}) + "\n")
    sys.stdout.flush()


def main() -> int:
    try:
        asyncio.run(serve())
    except SpecError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def modules_hash(folder: Path) -> str:
    """The sha256 over the names and contents of all modules in `folder`, in order of their names."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py"), key=lambda path: path.relative_to(folder).as_posix()):
        data = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


if __name__ == "__main__":
    raise SystemExit(main())

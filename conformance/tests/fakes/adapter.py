"""A client that is right, or wrong in the one way its argument says.

`python adapter.py FAULT SPEC` speaks the adapter protocol.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
from pathlib import Path
from typing import Any

from vectorizer_conformance.reference import NotSendableError, reference_client
from vectorizer_conformance.spec import load_spec
from vectorizer_conformance.wire import Request

FAULT, SPEC = sys.argv[1], load_spec(Path(sys.argv[2]))


class FakeClient(reference_client.RawClient):
    async def run(self, command: dict[str, Any]) -> dict[str, Any]:
        if FAULT == "hangs" and command["operation"] == "updateVector":
            await asyncio.sleep(600)
        if FAULT == "crashes" and command["operation"] == "updateVector":
            print("a last word", file=sys.stderr, flush=True)
            sys.stdout.flush()
            raise SystemExit(7)
        if FAULT == "real-time-signal" and command["operation"] == "updateVector":
            os.kill(os.getpid(), signal.SIGRTMIN + 1)
        if FAULT == "closes-stdout" and command["operation"] == "updateVector":
            os.close(1)
            await asyncio.sleep(600)
        if FAULT == "garbage" and command["operation"] == "updateVector":
            print("this is no JSON", flush=True)
        if FAULT == "bad-message" and command["operation"] == "updateVector":
            return {"type": "error", "error": {"kind": "status", "message": {"no": "text"}}}
        if FAULT in ("answers-twice", "answers-another") and command["operation"] == "updateVector":
            ident = command["id"] if FAULT == "answers-twice" else "none"
            print(json.dumps({"id": ident, "type": "ok", "value": {}}), flush=True)
        if FAULT == "unknown-type" and command["operation"] == "updateVector":
            return {"type": "perhaps"}
        if FAULT == "shuffles":
            await asyncio.sleep(random.random() / 20)
        if FAULT == "floods":
            sys.stderr.write("x" * 3_000_000)
        if FAULT == "gives-up":
            return {"type": "errored", "reason": "no idea how"}
        if FAULT == "skips":
            return {"type": "skipped", "reason": "not today"}
        smoke = command["operation"] == "getHealth" or command["arguments"].get("collection") == "smoke"
        if FAULT == "skips-cases" and not smoke:
            return {"type": "skipped", "reason": "no form of this"}
        arguments = dict(command["arguments"])
        if FAULT in ("sends-nothing", "invents-updates") and arguments.get("vectors") == []:
            updated = 1 if FAULT == "invents-updates" else 0
            return {"type": "ok", "value": {"count": 0, "updated": updated, "results": []}}
        if FAULT == "drops-null":
            arguments = drop_nulls(arguments)
        if FAULT == "refuses-all" and command["operation"] == "updateVector":
            raise NotSendableError("no")
        if arguments.get("id") == ".." and FAULT != "sends-dots":
            return {"type": "error", "error": {"kind": "validation", "message": "no such id can be sent"}}
        reply = await super().run({**command, "arguments": arguments})
        if command["operation"] in ("getHealth", "getCollection"):
            return reply
        if FAULT == "hides-errors" and reply["type"] == "error":
            return {"type": "ok", "value": None}
        if FAULT == "loses-code" and reply["type"] == "error":
            reply["error"]["code"] = None
        if FAULT == "shows-key" and reply["type"] == "error":
            reply["error"]["shown"] = f"curl -H 'X-API-Key: {command['client']['api_key']}'"
        if FAULT == "wrong-class" and reply["type"] == "error":
            reply["error"]["class"] = "SomeError"
        if FAULT == "adds-to-value" and isinstance(reply.get("value"), dict):
            reply["value"]["surprise"] = 1
        if FAULT == "nests" and reply["type"] == "ok":
            reply["value"] = json.loads("[" * 200 + "]" * 200)
        if FAULT == "lies-about-status" and reply["type"] == "ok":
            reply["meta"]["status"] = 299
        return reply

    async def _send(self, operation: Any, command: Any, client: Any, call: Any) -> Any:
        wire = self._wires.setdefault(client["base_url"], Wire(client["base_url"], timeout=3600, keep=False))
        if FAULT == "sends-twice" and operation.id == "getVector":
            await super()._send(operation, command, client, call)
        assert isinstance(wire, Wire)
        return await super()._send(operation, command, client, call)


class Wire(reference_client.WireClient):
    async def send(self, request: Request, timeout: float | None = None) -> Any:
        headers = list(request.headers)
        if FAULT == "no-key":
            headers = [(k, v) for k, v in headers if k != "Idempotency-Key"]
        if FAULT == "no-call-header":
            headers = [(k, v) for k, v in headers if not k.startswith("X-Conformance")]
        method = "PUT" if FAULT == "puts" and request.method == "PATCH" else request.method
        target = request.target.replace("%", "%25") if FAULT == "encodes-twice" else request.target
        body = request.body
        if FAULT == "rounds" and b'"vector"' in body:
            value = json.loads(body)
            value["vector"] = [round(x, 3) for x in value["vector"]]
            body = json.dumps(value).encode()
        return await super().send(Request(method, target, headers, body), timeout)


def drop_nulls(value: Any) -> Any:
    return {k: drop_nulls(v) for k, v in value.items() if v is not None} if isinstance(value, dict) else value


def describe(spec: Any) -> dict[str, Any]:
    about = DESCRIBE(spec)
    about.update(name="fake", language="fake", runtime="FakeJS", lacks=["retries", "paging", "splitting"])
    if FAULT.startswith("absent"):
        keys = ("name", "language") if FAULT == "absent-nameless" else ("name", "language", "runtime")
        reason = {} if FAULT == "absent-silent" else {"reason": "no fakejs here: install it"}
        return {"type": "absent", **{key: about[key] for key in keys}, **reason}
    if FAULT == "other-protocol":
        about["protocol"] = 2
    if FAULT == "hostile-name":
        about.update(name="</script>[/bold] \x1b[2J | `x`", language="[/] <b> ]]>")
    if FAULT == "two-lines":
        about["language"] = "fake\nfake"
    if FAULT == "language-server":
        about["language"] = "server"
    if FAULT == "no-hash":
        about["artefact"] = "the latest"
    if FAULT == "unknown-operation":
        about["operations"].append("flyToTheMoon")
    if FAULT == "lacks-operation":
        about["operations"].remove("updateVector")
    return about


DESCRIBE = reference_client.describe
reference_client.RawClient = FakeClient  # type: ignore[misc]
reference_client.WireClient = Wire  # type: ignore[misc]
reference_client.describe = describe
if FAULT == "dead":
    raise SystemExit("can't even start")
sys.argv = [sys.argv[0], sys.argv[2]]
raise SystemExit(reference_client.main())

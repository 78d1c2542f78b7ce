"""A short test of the adapter itself, before it is trusted with a case."""

from __future__ import annotations

import json

from vectorizer_conformance.adapter.process import Adapter, AdapterBroken
from vectorizer_conformance.adapter.protocol import CLIENT, run_command
from vectorizer_conformance.proxy import CALL_HEADER, FaultStep, RecordingProxy
from vectorizer_conformance.spec import Spec

_PROBLEM = {
    "type": "urn:vectorizer:problem:collection-not-found",
    "title": "Collection not found",
    "status": 404,
    "detail": 'There is no collection "smoke".',
    "code": "collection-not-found",
    "request_id": "smoke",
}
_HEADERS = {"X-Request-Id": "smoke"}


async def smoke(adapter: Adapter, spec: Spec, timeout: float = 30.0) -> list[str]:
    """What is wrong with the adapter: an answer must come back as `ok`, a refusal as `error`, both through the wire."""
    assert adapter.started is not None
    unknown = adapter.started.operations - spec.calls
    if unknown:
        return [f"offers operations that the contract does not have: {', '.join(sorted(unknown))}"]
    faults = []
    async with RecordingProxy("http://127.0.0.1:9") as proxy:
        for operation, arguments, reply, wanted in (
            (
                "getHealth",
                {},
                FaultStep(
                    status=200,
                    headers={"Content-Type": "application/json", **_HEADERS},
                    body=b'{"status":"ok"}',
                ),
                "ok",
            ),
            (
                "getCollection",
                {"collection": "smoke"},
                FaultStep(
                    status=404,
                    headers={"Content-Type": "application/problem+json", **_HEADERS},
                    body=json.dumps(_PROBLEM).encode(),
                ),
                "error",
            ),
        ):
            if operation not in adapter.started.operations:
                continue
            with proxy.exchange("smoke", operation, [reply]) as exchange:
                try:
                    client = {**CLIENT, "base_url": proxy.base_url, "timeout": 5.0, "retries": 0}
                    command = run_command(operation, arguments, client, {"headers": {CALL_HEADER: "smoke"}})
                    answer = await adapter.ask(command, timeout)
                except AdapterBroken as error:
                    return [str(error)]
            if answer["type"] != wanted:
                faults.append(
                    f"{operation}: expected a reply of type {wanted!r}, got {json.dumps(answer)[:300]}"
                )
            if not exchange.attempts:
                faults.append(f"{operation}: nothing came to {proxy.base_url}, the base_url it was given")
            elif exchange.attempts[0].request.header(CALL_HEADER) is None:
                faults.append(f"{operation}: the header {CALL_HEADER} of `call.headers` was not sent")
            if answer["type"] == "ok" and answer["value"] != {"status": "ok"}:
                faults.append(
                    f"{operation}: the value is {json.dumps(answer['value'])[:100]}, the answer was {{'status': 'ok'}}"
                )
            if answer["type"] == "error" and answer["error"].get("code") != "collection-not-found":
                faults.append(
                    f"{operation}: the error has code {answer['error'].get('code')!r}, the answer said 'collection-not-found'"
                )
    return faults

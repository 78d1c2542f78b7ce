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
    """The faults of the adapter, not of its client: a call must reach the wire, and end as `ok` or `error`."""
    assert adapter.started is not None
    unknown = adapter.started.operations - spec.calls
    if unknown:
        return [f"offers operations that the contract does not have: {', '.join(sorted(unknown))}"]
    faults: list[str] = []
    broke: list[str] = []
    tried = 0
    async with RecordingProxy("http://127.0.0.1:9") as proxy:
        for operation, arguments, reply in (
            (
                "getHealth",
                {},
                FaultStep(
                    status=200,
                    headers={"Content-Type": "application/json", **_HEADERS},
                    body=b'{"status":"ok"}',
                ),
            ),
            (
                "getCollection",
                {"collection": "smoke"},
                FaultStep(
                    status=404,
                    headers={"Content-Type": "application/problem+json", **_HEADERS},
                    body=json.dumps(_PROBLEM).encode(),
                ),
            ),
        ):
            if operation not in adapter.started.operations:
                continue
            with proxy.exchange("smoke", operation, [reply]) as exchange:
                try:
                    client = {**CLIENT, "base_url": proxy.base_url, "timeout": 5.0, "retries": 0}
                    command = run_command(operation, arguments, client, {"headers": {CALL_HEADER: "smoke"}})
                    answer = await adapter.ask(command, timeout)
                    tried += 1
                except AdapterBroken as error:  # of one call, it may be the client's own bug
                    broke.append(str(error))
                    continue
            # What a client makes of an answer is its own affair, which cases judge one by one.
            if answer["type"] not in ("ok", "error"):
                faults.append(
                    f"{operation}: expected a reply of type 'ok' or 'error', got {json.dumps(answer)[:300]}"
                )
            if not exchange.attempts:
                faults.append(f"{operation}: nothing came to {proxy.base_url}, the base_url it was given")
            elif exchange.attempts[0].request.header(CALL_HEADER) is None:
                faults.append(f"{operation}: the header {CALL_HEADER} of `call.headers` was not sent")
    return faults if tried or faults else broke[:1]

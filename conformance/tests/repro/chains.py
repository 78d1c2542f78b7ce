"""A chain of generated requests on a server that is wrong, as Schemathesis would have written it down."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from harness import HERE, PYTHON
from vectorizer_conformance.layers.contract.events import read_events
from vectorizer_conformance.layers.contract.verdicts import verdicts
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.wire import Request, WireClient

WORDS = "use_after_free: Use after free: what was deleted is there"
VECTOR = "/collections/{collection}/vectors/{id}"


def model_server(fault: str = "") -> str:
    return f"{PYTHON} {HERE / 'model/serve.py'} {fault}".strip()


def json_of(body: Any, **headers: str) -> tuple[list[tuple[str, str]], bytes]:
    named = [("Content-Type", "application/json"), ("User-Agent", "schemathesis"), *headers.items()]
    return named, json.dumps(body).encode()


async def chain(spec: Spec, url: str, folder: Path) -> Verdict:
    """The verdict on getVector: it gives what was deleted, of which the server itself chose the id."""
    wire = WireClient(url, 10)
    # Two scenarios: the collection is made in one, and used in the other.
    events: list[dict[str, Any]] = [{"cases": {}, "checks": {}, "interactions": {}} for _ in range(2)]

    async def send(label: str, request: Request, failure: str = "") -> bytes:
        one = events[label != "POST /collections"]
        ident = f"c{len(one['cases'])}"
        answer = await wire.send(request)
        method, path = label.split(" ")
        check: dict[str, Any] = {"name": "use_after_free", "status": "failure" if failure else "success"}
        check["failure_info"] = {"failure": {"title": "Use after free", "message": failure}}
        one["cases"][ident] = {"value": {"method": method, "path": path, "id": ident, "meta": _POSITIVE}}
        one["checks"][ident] = [check]
        one["interactions"][ident] = {
            "request": {
                "method": method,
                "uri": url + request.target,
                "headers": {name: [value] for name, value in request.headers},
                "body": {"$base64": base64.b64encode(request.body).decode()},
            },
            "response": {
                "status_code": answer.status,
                "headers": answer.index,
                "content": {"$base64": base64.b64encode(answer.body).decode()},
            },
        }
        return answer.body

    insert = "/collections/made-7/insert"
    made = Request("POST", "/collections", *json_of({"name": "made-7", "dimension": 2}))
    await send("POST /collections", made)
    key = {"Idempotency-Key": "conformance-12"}
    filled = Request("POST", insert, *json_of({"vector": [1.0, 0.5], "metadata": {}}, **key))
    ident = json.loads(await send("POST /collections/{collection}/insert", filled))["id"]
    target = f"/collections/made-7/vectors/{ident}"
    await send(f"DELETE {VECTOR}", Request("DELETE", target))
    await send(f"GET {VECTOR}", Request("GET", target), "what was deleted is there")
    await wire.close()
    file = folder / "events.ndjson"
    finished = [{"ScenarioFinished": {"phase": "stateful", "recorder": one}} for one in events]
    file.write_text("".join(json.dumps(one) + "\n" for one in finished))
    found = verdicts(spec, read_events(file), None, "server", whole=False)
    return next(one for one in found if one.id == "contract/stateful/getVector")


_POSITIVE = {"generation": {"mode": "positive"}, "phase": {"name": "stateful", "data": {}}}

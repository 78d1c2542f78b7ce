"""`python surface_adapter.py FILE`: raw HTTP as a client that tells one method, of a signature that is right once FILE is there."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from vectorizer_conformance.reference import reference_client
from vectorizer_conformance.spec import load_spec

NAMES = ("timeout", "headers", "request_id", *(() if Path(sys.argv[1]).exists() else ("colour",)))
METHOD = {
    "name": "get_info",
    "operation": "getInfo",
    "parameters": [{"name": name, "kind": "keyword", "required": False} for name in NAMES],
}
TOOL = {"name": "mypy", "missing": "no types are told here"}
SURFACE = {"type": "surface", "language": "python", "prelude": "", "methods": [METHOD], "checkers": [TOOL]}


async def main() -> None:
    client = reference_client.RawClient(load_spec())
    features = [*reference_client.describe(client.spec)["features"], "surface"]
    while line := await asyncio.to_thread(sys.stdin.readline):
        command: dict[str, Any] = json.loads(line)
        if command["cmd"] == "run":
            reference_client.write(command["id"], await client.run(command))
        elif command["cmd"] == "start":
            reference_client.write(
                command["id"], {**reference_client.describe(client.spec), "features": features}
            )
        else:
            reference_client.write(
                command["id"], SURFACE if command["cmd"] == "surface" else {"type": "stopped"}
            )


asyncio.run(main())

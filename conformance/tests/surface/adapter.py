"""`python adapter.py FOLDER FAULT`: the adapter of the client in FOLDER/FAULT.py; it only tells its surface."""

from __future__ import annotations

import importlib
import inspect
import json
import sys
from typing import Any

FOLDER, FAULT = sys.argv[1:]
OPERATIONS = {"get_book": "getBook", "add_book": "addBook", "add_novel": "addNovel"}
MYPY = ["-m", "mypy", "--strict", "--config-file=", "--no-error-summary", "--no-pretty", "--no-color-output"]


def surface() -> dict[str, Any]:
    if FAULT == "adapter-errored":
        return {"type": "errored", "reason": "no idea how"}
    name = "none" if FAULT.startswith(("checker-", "adapter-", "language-")) else FAULT.replace("-", "_")
    sys.path.insert(0, FOLDER)
    client = importlib.import_module(name).Client
    tool: dict[str, Any] = {
        "name": "mypy",
        "command": [sys.executable, *MYPY],
        "environment": {"MYPYPATH": FOLDER},
    }
    if FAULT == "checker-missing":
        tool = {"name": "mypy", "missing": "not installed here"}
    if FAULT == "checker-breaks":
        tool = {"name": "mypy", "command": [sys.executable, "-c", "raise SystemExit('no such checker')"]}
    if FAULT == "checker-not-there":
        tool = {"name": "mypy", "command": [f"{FOLDER}/no-such-program"]}
    return {
        "type": "surface",
        "language": "cobol" if FAULT == "language-unknown" else "python",
        "prelude": f"from {'nowhere' if FAULT == 'checker-no-import' else name} import Client",
        "methods": [method(client, name) for name in dir(client) if not name.startswith("_")],
        "checkers": [tool],
    }


def method(client: type, name: str) -> dict[str, Any]:
    kinds = {"KEYWORD_ONLY": "keyword", "VAR_KEYWORD": "rest", "POSITIONAL_OR_KEYWORD": "positional"}
    parameters = list(inspect.signature(getattr(client, name)).parameters.values())[1:]
    found: dict[str, Any] = {
        "name": name,
        "parameters": [
            {
                "name": p.name,
                "kind": kinds[p.kind.name],
                "required": p.default is p.empty and p.kind.name != "VAR_KEYWORD",
            }
            for p in parameters
        ],
    }
    if name in OPERATIONS or name == "close":
        found["operation"] = OPERATIONS.get(name)
    return found


def main() -> None:
    for line in sys.stdin:
        command = json.loads(line)
        if command["cmd"] == "start":
            reply = {
                "type": "started", "protocol": 1, "name": "shelf", "language": "python", "runtime": "", "version": "1",
                "features": [] if FAULT == "adapter-plain" else ["surface"], "lacks": ["retries"],
                "operations": list(OPERATIONS.values()),
            }  # fmt: skip
        elif command["cmd"] == "surface":
            reply = surface()
        else:
            reply = {"type": "stopped"}
        print(json.dumps({"id": command["id"], **reply}), flush=True)


main()

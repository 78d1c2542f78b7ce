"""The client's surface: its public members as Python sees them, and the checkers of their types."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from pathlib import Path
from typing import Any

import vectorizer_client

from .._client.async_client import VectorizerClient
from .._client.sync_client import SyncVectorizerClient
from .._generated.dispatch import DISPATCH

# Members that are no operations.
_HELPERS = frozenset(
    {"aclose", "base_url", "close", "with_options", "with_raw_response"}
    | {"collection_exists", "count_vectors", "get_or_create_collection"}
)
# What a batch takes besides the operation's arguments.
_OPTIONS = ("batch_size", "concurrency", "keep_results", "progress", "resume")

_KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "positional",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "positional",
    inspect.Parameter.KEYWORD_ONLY: "keyword",
    inspect.Parameter.VAR_POSITIONAL: "rest",
    inspect.Parameter.VAR_KEYWORD: "rest",
}
_MYPY = [
    "--strict",
    "--config-file=",
    "--no-error-summary",
    "--no-pretty",
    "--no-color-output",
    "--show-absolute-path",
]


def describe(side: str) -> dict[str, Any]:
    """The members of `reply` to the command `surface`."""
    client = SyncVectorizerClient if side == "sync" else VectorizerClient
    return {
        "language": "python",
        "prelude": f"from vectorizer_client import {client.__name__} as Client",
        "awaits": side == "async",
        "methods": members(client),
        "options": list(_OPTIONS),
        "checkers": [
            _checker("mypy", _MYPY),
            _checker("pyright", ["--pythonpath", sys.executable]),
        ],
    }


def members(client: type) -> list[dict[str, Any]]:
    """Every public member, with the operation that it calls as far as that is known."""
    return [_member(client, name) for name in dir(client) if not name.startswith("_")]


def _member(client: type, name: str) -> dict[str, Any]:
    operations = {target.method: operation for operation, target in DISPATCH.items()}
    member: dict[str, Any] = {"name": name, "parameters": _parameters(client, name)}
    if name in operations:
        member["operation"] = operations[name]
    elif name in _HELPERS:
        member["operation"] = None
    return member


def _parameters(client: type, name: str) -> list[dict[str, Any]]:
    if not callable(getattr(client, name)):
        return []
    found = list(inspect.signature(getattr(client, name)).parameters.values())
    if inspect.isfunction(inspect.getattr_static(client, name)):
        del found[0]
    return [
        {
            "name": one.name,
            "kind": _KINDS[one.kind],
            "required": one.default is inspect.Parameter.empty and _KINDS[one.kind] != "rest",
        }
        for one in found
    ]


def _checker(name: str, arguments: list[str]) -> dict[str, Any]:
    if importlib.util.find_spec(name) is None:
        return {"name": name, "missing": f"{name} is not installed beside the client"}
    # The checkers read the package that runs here, wherever it was found.
    where = Path(vectorizer_client.__file__).parent.parent
    return {
        "name": name,
        "command": [sys.executable, "-m", name, *arguments],
        "environment": {"PYTHONPATH": str(where)},
    }

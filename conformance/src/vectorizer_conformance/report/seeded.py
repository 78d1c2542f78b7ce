"""The summary of seeded bugs that `mutants --report FILE` writes, read for the page."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema_rs

from vectorizer_conformance.report.jsonl import ReportError


@cache
def _validator() -> jsonschema_rs.Draft202012Validator:
    folder = resources.files("vectorizer_conformance") / "schemas"
    return jsonschema_rs.Draft202012Validator(json.loads((folder / "seeded.schema.json").read_text("utf-8")))


def read_seeded(path: Path) -> dict[str, Any]:
    """The part of it that the page shows; `ReportError` tells the fault of the file."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ReportError(f"{path}: {error}") from error
    for fault in _validator().iter_errors(data):
        place = "/".join(map(str, fault.instance_path))
        raise ReportError(f"{path}: /{place}: {fault.message[:200]}")
    return {name: data[name] for name in ("rate", "floor", "parts", "survivors")}

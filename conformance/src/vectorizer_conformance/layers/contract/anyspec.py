"""Any OpenAPI 3.0 or 3.1 document as a contract that layer 1 can read."""

from __future__ import annotations

import copy
import hashlib
import json
from pathlib import Path
from typing import Any

from vectorizer_conformance.spec import Spec, SpecError
from vectorizer_conformance.spec.document import METHODS
from vectorizer_conformance.spec.reading import read_file


def load_any(path: Path) -> tuple[Spec, str]:
    """The contract, and the file's document as JSON; `SpecError` says what is wrong with the file."""
    read = read_file(path)
    document = _named(path, read)
    canonical = json.dumps(document, sort_keys=True, default=str).encode()
    try:
        return Spec(document, hashlib.sha256(canonical).hexdigest()), json.dumps(read)
    except SpecError as error:
        raise SpecError(f"{path}: {error}") from error
    except (KeyError, AttributeError, TypeError, StopIteration) as error:
        raise SpecError(f"{path}: not a sound OpenAPI document: {error!r}") from error


def _named(path: Path, read: Any) -> dict[str, Any]:
    """A copy whose operations all have an id; refuses what is no OpenAPI 3 document."""
    if not isinstance(read, dict):
        raise SpecError(f"{path}: not an OpenAPI document")
    version = str(read.get("openapi", f"Swagger {read['swagger']}" if "swagger" in read else "none"))
    if not version.startswith(("3.0", "3.1")):
        raise SpecError(f"{path}: /openapi: OpenAPI 3.0 or 3.1 is read, this is {version}")
    paths = read.get("paths")
    if not isinstance(paths, dict) or not paths:
        raise SpecError(f"{path}: /paths: there are none")
    document: dict[str, Any] = copy.deepcopy(read)
    for place, item in document["paths"].items():
        pointer = "/paths/" + place.replace("~", "~0").replace("/", "~1")
        if not place.startswith("/") or not isinstance(item, dict):
            raise SpecError(f"{path}: {pointer}: not a path with its operations")
        for method in METHODS:
            operation = item.get(method)
            if operation is None:
                continue
            if not isinstance(operation, dict) or not isinstance(operation.get("responses"), dict):
                raise SpecError(f"{path}: {pointer}/{method}/responses: an operation must have some")
            operation.setdefault("operationId", f"{method.upper()} {place}")
    return document

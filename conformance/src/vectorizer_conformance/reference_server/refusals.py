"""Refusals, and how they are written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vectorizer_conformance.spec import Spec

# What is told where a request has several faults.
_TELLING = ("unknown-field", "limit-exceeded")


@dataclass(frozen=True)
class FieldProblem:
    """One thing that is wrong, at a JSON Pointer into the request."""

    pointer: str
    code: str
    detail: str
    limit: int | None = None


class RefusedError(Exception):
    """The request is refused: a code of the contract, where, and headers of the answer."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        faults: Iterable[FieldProblem] = (),
        limit: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code, self.detail, self.faults, self.limit = code, detail or code, tuple(faults), limit
        self.headers = dict(headers or {})


@dataclass
class Reply:
    """An answer before it is bytes."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def refusal_of(faults: list[FieldProblem]) -> RefusedError:
    """Several faults of one kind are told as that kind, of several kinds as the one that explains the others."""
    codes = {fault.code for fault in faults}
    telling = [code for code in _TELLING if code in codes] or list(codes)
    code = telling[0] if len(codes) == 1 or telling[0] in _TELLING else "validation-failed"
    limit = next((fault.limit for fault in faults if fault.limit is not None), None)
    return RefusedError(code, faults[0].detail, faults[:20], limit=limit)


def problem(spec: Spec, error: RefusedError, request_id: str, more: Mapping[str, Any] | None = None) -> Reply:
    """The problem document of a refusal."""
    about = spec.problem_codes[error.code]
    document: dict[str, Any] = {
        "type": f"urn:vectorizer:problem:{error.code}",
        "title": about["title"],
        "status": about["status"],
        "detail": error.detail,
        "code": error.code,
        "request_id": request_id,
        **(more or {}),
    }
    if error.limit is not None:
        document["limit"] = error.limit
    if error.faults:
        document["errors"] = [
            {"pointer": fault.pointer, "code": fault.code, "detail": fault.detail} for fault in error.faults
        ]
    headers = {"Content-Type": "application/problem+json", **error.headers}
    return Reply(about["status"], headers, json.dumps(document).encode())

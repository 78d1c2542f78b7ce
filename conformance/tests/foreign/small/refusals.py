"""The words of the command line, and refusals as problems."""

from __future__ import annotations

import sys
from typing import Any

WORDS = frozenset(word for word in sys.argv[1:] if not word.startswith("--"))
BASE = "/api/v2" if "base-path" in WORDS else ""
CODES = {
    400: "malformed-request malformed-json", 404: "route-not-found collection-not-found vector-not-found",
    405: "method-not-allowed", 406: "not-acceptable", 409: "collection-exists vector-exists",
    412: "version-conflict", 413: "payload-too-large", 415: "unsupported-media-type",
    422: "validation-failed unknown-field invalid-id dimension-mismatch not-finite zero-vector unsafe-integer "
         "limit-exceeded empty-update invalid-filter unknown-provider idempotency-key-reused",
}  # fmt: skip
STATUS = {code: status for status, codes in CODES.items() for code in codes.split()}


class Refusal(Exception):
    def __init__(
        self, code: str, pointer: str = "", headers: dict[str, str] | None = None, **more: Any
    ) -> None:
        self.code, self.pointer, self.headers, self.more = code, pointer, headers or {}, more

    def answer(self, request_id: str) -> tuple[int, dict[str, str], dict[str, Any]]:
        status, told = STATUS[self.code], {"code": self.code, "detail": self.code}
        value = {
            "type": f"urn:problem:{self.code}",
            "title": self.code,
            "status": status,
            **told,
            **self.more,
        }
        if self.pointer:
            value["errors"] = [{"pointer": self.pointer, **told}]
        return status, self.headers, {**value, "request_id": request_id}


def need(holds: Any, code: str = "validation-failed", pointer: str = "", **more: Any) -> None:
    if not holds:
        raise Refusal(code, pointer, **more)

"""A scripted reply with `problem` is written out: the answer of a server with this code, by the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Place = tuple[str | int, ...]
# What a scripted answer calls its request.
REQUEST_ID = "req-1"


def with_replies(
    case: Mapping[str, Any], codes: Mapping[str, Mapping[str, Any]]
) -> tuple[dict[str, Any], list[tuple[Place, str]]]:
    """The case with its problems written out, and the place of each code that the contract lacks."""
    unknown: list[tuple[Place, str]] = []
    steps = []
    for number, step in enumerate(case["steps"]):
        replies = []
        for index, reply in enumerate(step.get("replies", ())):
            code = reply.get("problem")
            if code is not None and code not in codes:
                unknown.append((("steps", number, "replies", index, "problem"), f"no problem code {code!r}"))
            replies.append(_problem(reply, codes[code]) if code in codes else reply)
        steps.append({**step, "replies": replies} if replies else step)
    return {**case, "steps": steps}, unknown


def _problem(reply: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    code = reply["problem"]
    problem = {
        "type": f"urn:vectorizer:problem:{code}",
        "title": known["title"],
        "status": known["status"],
        "detail": reply.get("detail", f"Because of {code}."),
        "code": code,
        "request_id": REQUEST_ID,
    }
    headers = {"X-Request-Id": REQUEST_ID, **reply.get("headers", {})}
    rest = {name: value for name, value in reply.items() if name not in ("problem", "detail", "headers")}
    return {"status": known["status"], "headers": headers, "json": problem, **rest}

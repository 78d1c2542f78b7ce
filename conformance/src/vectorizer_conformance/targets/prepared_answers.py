"""The prepared answers of a case, as the proxy gives them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from vectorizer_conformance.casefile import Environment, Step, expand
from vectorizer_conformance.proxy import FaultStep
from vectorizer_conformance.reference.encode import to_json
from vectorizer_conformance.targets.http_step import parts

# Where an answer of a case ends, in the words of the proxy.
_CUTS: Mapping[str, int | Literal["head", "body"]] = {"before": 0, "headers": "head", "body": "body"}


def script_of(step: Step, env: Environment) -> list[FaultStep]:
    """The prepared answers of a step."""
    script = []
    for reply in expand([dict(reply) for reply in step.replies], env):
        headers = {
            name: [str(item) for item in (value if isinstance(value, list) else [value])]
            for name, value in reply.get("headers", {}).items()
        }
        body = b""
        if "json" in reply:
            body = to_json(reply["json"])
            if "content-type" not in map(str.lower, headers):
                kind = "application/problem+json" if reply.get("status", 200) >= 400 else "application/json"
                headers["Content-Type"] = [kind]
        elif "text" in reply:
            body = str(reply["text"]).encode("utf-8", "surrogatepass")
        elif "bytes" in reply:
            body = parts(reply["bytes"])
        forward, close, stall = reply.get("forward", False), reply.get("close"), reply.get("stall_ms", 0)
        script.append(
            FaultStep(
                deliver=1 if forward else 0,
                status=None if forward else reply.get("status", 200),
                headers={} if forward else headers,
                body=body,
                latency=reply.get("delay_ms", 0) / 1000,
                slice="body" if stall else None,
                pause=stall / 1000,
                cut=_CUTS[close] if close else None,
                end="fin" if close else "keep",
                holds=reply.get("holds"),
            )
        )
    return script

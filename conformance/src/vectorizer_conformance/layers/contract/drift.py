"""Drift between the contract and the server's routes, in both directions."""

from __future__ import annotations

import asyncio

from vectorizer_conformance.report.model import Outcome, Verdict
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.wire import Request, WireClient, WireError

METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH")
# Paths that servers tend to have besides their contract. `/__mock/...` and `/metrics` are the server's own affair.
ELSEWHERE = (
    "/",
    "/api",
    "/v1/collections",
    "/search",
    "/vectors",
    "/insert",
    "/admin",
    "/debug",
    "/collections/x/y/z",
)


async def drift(spec: Spec, url: str, row: str) -> list[Verdict]:
    """A verdict for each path of the contract, and one for what lies outside it."""
    wire = WireClient(url, 10)
    try:
        paths: dict[str, list[Operation]] = {}
        for operation in spec.operations.values():
            paths.setdefault(operation.path, []).append(operation)
        found = await asyncio.gather(
            *(_path(wire, path, operations, row) for path, operations in paths.items())
        )
        return [*found, await _outside(wire, row)]
    finally:
        await wire.close()


def verdict(
    row: str, name: str, title: str, clause: str, reasons: list[str], otherwise: Outcome = "fail"
) -> Verdict:
    """A verdict on routes: with reasons it is `otherwise`, without a pass."""
    outcome: Outcome = otherwise if reasons else "pass"
    ident = f"contract/drift/{name}"
    return Verdict(
        row, "contract", ident, "contract/drift", "MUST", outcome, title, clause, tuple(reasons)
    )  # fmt: skip


async def _path(wire: WireClient, path: str, operations: list[Operation], row: str) -> Verdict:
    target = path.replace("{collection}", "no-such-collection").replace("{id}", "none")
    documented = {operation.method for operation in operations}
    reasons: list[str] = []
    try:
        for method in METHODS:
            headers = (
                [("Content-Type", operations[0].body or "application/json")]
                if method not in ("GET", "DELETE")
                else []
            )
            response = await wire.send(Request(method, target, headers, b"{}" if headers else b""))
            unrouted = response.status in (405, 501) or b'"route-not-found"' in response.content
            if method in documented and unrouted:
                reasons.append(f"{method} is in the contract, and the server answers {response.status}")
            if method not in documented:
                if not unrouted:
                    reasons.append(
                        f"{method} is not in the contract, and the server answers {response.status}"
                    )
                allowed = {
                    word.strip()
                    for word in ",".join(response.index.get("allow", [])).split(",")
                    if word.strip()
                }
                extra = allowed - documented - {"HEAD", "OPTIONS"}
                if extra:
                    reasons.append(
                        f"Allow names {', '.join(sorted(extra))}, which the contract does not have"
                    )
                if response.status == 405 and not documented <= allowed:
                    reasons.append(
                        f"Allow ({', '.join(sorted(allowed)) or 'nothing'}) lacks {', '.join(sorted(documented - allowed))}"
                    )
    except WireError as error:
        reasons.append(f"no answer: {error}")
    name = path.strip("/").replace("{", "").replace("}", "").replace("/", "-")
    pointer = "/paths/" + path.replace("~", "~0").replace("/", "~1")
    return verdict(row, name, f"{path} answers the methods of the contract, and no other", pointer, reasons)


async def _outside(wire: WireClient, row: str) -> Verdict:
    reasons = []
    for target in ELSEWHERE:
        try:
            response = await wire.send(Request("GET", target))
        except WireError as error:
            reasons.append(f"{target}: no answer: {error}")
            continue
        if response.status < 400:
            reasons.append(f"GET {target} is not in the contract, and the server answers {response.status}")
    return verdict(
        row, "outside", "What is not in the contract is not found", "code:route-not-found", reasons
    )

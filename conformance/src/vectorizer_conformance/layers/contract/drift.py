"""Drift between the contract and the server's routes, in both directions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.layers.contract.shown import of_route
from vectorizer_conformance.processes.tasks import together
from vectorizer_conformance.report.contents import Outcome, Verdict
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.wire import Request, Response, WireClient, WireError

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
        found = await together(*(_path(wire, path, operations, row) for path, operations in paths.items()))
        return [*found, await _outside(wire, row)]
    finally:
        await wire.close()


class Drift(NamedTuple):
    """A difference from the contract, and the request that shows it."""

    fault: Failure
    request: Request


def verdict(
    row: str,
    name: str,
    title: str,
    clause: str,
    found: Sequence[Drift],
    otherwise: Outcome = "fail",
    *,
    show: bool = True,
) -> Verdict:
    """A verdict on routes: with something found it is `otherwise`, without a pass. `show` gives it programs."""
    reasons = tuple(dict.fromkeys(str(one.fault) for one in found))
    made = Verdict(
        row, "contract", f"contract/drift/{name}", "contract/drift", "MUST", otherwise if found else "pass", title,
        clause, reasons,
    )  # fmt: skip
    return of_route(made, *found[0]) if found and show else made


async def _path(wire: WireClient, path: str, operations: list[Operation], row: str) -> Verdict:
    target = path.replace("{collection}", "no-such-collection").replace("{id}", "none")
    documented = {operation.method for operation in operations}
    found: list[Drift] = []
    for method in METHODS:
        writes = method not in ("GET", "DELETE")
        headers = [("Content-Type", operations[0].body or "application/json")] if writes else []
        request = Request(method, target, headers, b"{}" if writes else b"")
        try:
            response = await wire.send(request)
        except WireError as error:
            found.append(Drift(Failure(f"no answer: {error}", ("answered",), True), request))
            break
        found += [Drift(fault, request) for fault in _method(method, documented, response)]
    name = path.strip("/").replace("{", "").replace("}", "").replace("/", "-")
    pointer = "/paths/" + path.replace("~", "~0").replace("/", "~1")
    return verdict(row, name, f"{path} answers the methods of the contract, and no other", pointer, found)


def _method(method: str, documented: set[str], response: Response) -> list[Failure]:
    no_method, no_route = {"$in": [405, 501]}, '"route-not-found"'
    unrouted = response.status in (405, 501) or no_route.encode() in response.content
    if method in documented:
        words = f"{method} is in the contract, and the server answers {response.status}"
        wanted = {"status": {"$not": no_method}, "text": {"$not": {"$contains": no_route}}}
        return [Failure(words, (), wanted)] if unrouted else []
    found = []
    if not unrouted:
        words = f"{method} is not in the contract, and the server answers {response.status}"
        found.append(Failure(words, (), {"$in": [{"status": no_method}, {"text": {"$contains": no_route}}]}))
    return found + allowed(response, documented, complete=response.status == 405)


def allowed(response: Response, documented: set[str], *, complete: bool | None = None) -> list[Failure]:
    """What is wrong with the methods that `Allow` names; without `complete` it may name none."""
    place, found = ("headers", "allow"), []
    words = ",".join(response.index.get("allow", []))
    methods = {word.strip().upper() for word in words.split(",") if word.strip()}
    extra, lacks = sorted(methods - documented - {"HEAD", "OPTIONS"}), sorted(documented - methods)
    if extra:
        none = [{"$absent": True}, {"$not": {"$regex": _words(extra)}}]
        said = f"Allow names {', '.join(extra)}, which the contract does not have"
        found.append(Failure(said, place, {"$in": none}))
    if lacks and (bool(methods) if complete is None else complete):
        said = f"Allow ({', '.join(sorted(methods)) or 'nothing'}) lacks {', '.join(lacks)}"
        found.append(Failure(said, place, {"$regex": "".join(f"(?=.*{_words([one])})" for one in lacks)}))
    return found


def _words(methods: Sequence[str]) -> str:
    return rf"\b({'|'.join(map(re.escape, methods))})\b"


async def _outside(wire: WireClient, row: str) -> Verdict:
    found: list[Drift] = []
    for target in ELSEWHERE:
        request = Request("GET", target)
        try:
            response = await wire.send(request)
        except WireError as error:
            found.append(Drift(Failure(f"{target}: no answer: {error}", ("answered",), True), request))
            continue
        if response.status < 400:
            words = f"GET {target} is not in the contract, and the server answers {response.status}"
            found.append(Drift(Failure(words, ("status",), {"$gte": 400}), request))
    return verdict(row, "outside", "What is not in the contract is not found", "code:route-not-found", found)

"""Drift between the contract and the server's routes, in both directions."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import NamedTuple

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.layers.contract.shown import of_route
from vectorizer_conformance.processes.tasks import together
from vectorizer_conformance.report.contents import Outcome, Verdict
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.targets.offer import WHOLE, Offer, lacking
from vectorizer_conformance.wire import Request, Response, WireClient, WireError
from vectorizer_conformance.wire.message import Headers
from vectorizer_conformance.wire.unrouted import NO_METHOD, NOWHERE, UNTOLD, Unrouted

METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH")
# No API has this method: what a path says to it, it says of itself.
NO_SUCH_METHOD = "TRACE"
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


async def drift(spec: Spec, url: str, row: str, offer: Offer = WHOLE) -> list[Verdict]:
    """A verdict for each path of the contract, and one for what lies outside it."""
    wire = WireClient(url, 10, patient=True)
    try:
        paths: dict[str, list[Operation]] = {}
        for operation in spec.operations.values():
            paths.setdefault(operation.path, []).append(operation)
        routes = Routes(wire)
        found = await together(
            *(_path(routes, path, operations, row, offer) for path, operations in paths.items())
        )
        return [*found, await _outside(routes, row)]
    finally:
        await wire.close()


class Routes:
    """Tells whether an answer shows a route, by what paths and methods get that nobody has."""

    def __init__(self, wire: WireClient, headers: Headers = ()) -> None:  # type: ignore[assignment]
        self.wire, self._headers = wire, list(headers)
        self._known: dict[tuple[str, str], asyncio.Task[Unrouted]] = {}

    def request(self, method: str, target: str, media: str = "application/json") -> Request:
        """The request that is sent to see what is there."""
        writes = method not in ("GET", "DELETE", "OPTIONS")
        headers = [*self._headers, *([("Content-Type", media)] if writes else [])]
        return Request(method, target, headers, b"{}" if writes else b"")

    async def nowhere(self, method: str, target: str = NOWHERE) -> Unrouted:
        """The answer to a path that nobody has; it begins with `target`."""
        if (method, target) not in self._known:
            asked = Unrouted.ask(self.wire, self.request(method, target), target)
            self._known[method, target] = asyncio.ensure_future(asked)
        return await self._known[method, target]

    async def shows_none(self, request: Request, response: Response) -> bool:
        """Whether an answer shows no route: it is one that a path, or a method of this path, without any gets."""
        if response.status in UNTOLD or b'"route-not-found"' in response.content:
            return True
        if (await self.nowhere(request.method)).covers(response):
            return True
        if response.status != 404:
            return False
        # Who looks for the resource first says 404 of it whatever the method, or whatever follows.
        path = request.target.split("?")[0]
        other = await self.wire.send(Request(NO_SUCH_METHOD, request.target, request.headers, request.body))
        below = await self.nowhere(request.method, path + NOWHERE)
        return Unrouted(other, other).covers(response) or below.covers(response)


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


async def _path(routes: Routes, path: str, operations: list[Operation], row: str, offer: Offer) -> Verdict:
    target = path.replace("{collection}", "no-such-collection").replace("{id}", "none")
    documented = {operation.method: operation for operation in operations}
    absent = {one.method for one in operations if one.id in offer.absent}
    found: list[Drift] = []
    for method in METHODS:
        request = routes.request(method, target, operations[0].body or "application/json")
        try:
            response = await routes.wire.send(request)
            faults = await _method(routes, request, response, documented, absent)
        except WireError as error:
            found.append(Drift(Failure(f"no answer: {error}", ("answered",), True), request))
            break
        found += [Drift(fault, request) for fault in faults]
    name = path.strip("/").replace("{", "").replace("}", "").replace("/", "-")
    pointer = "/paths/" + path.replace("~", "~0").replace("/", "~1")
    title = f"{path} answers the methods of the contract, and no other"
    gone = offer.lacks(operation.id for operation in operations)
    if gone and not found:
        made = verdict(row, name, title, pointer, ())
        return replace(made, outcome="not implemented", reasons=(lacking(gone),))
    return verdict(row, name, title, pointer, found)


async def _method(
    routes: Routes,
    request: Request,
    response: Response,
    documented: Mapping[str, Operation],
    absent: set[str],
) -> list[Failure]:
    """The faults of the answer to a method; of those in `absent` it is known already that they have no route."""
    method, no_method, no_route = request.method, {"$in": [405, 501]}, '"route-not-found"'
    told = response.status in NO_METHOD or no_route.encode() in response.content
    if method in documented:
        words = f"{method} is in the contract, and the server answers {response.status}"
        wanted = {"status": {"$not": no_method}, "text": {"$not": {"$contains": no_route}}}
        return [Failure(words, (), wanted)] if told and method not in absent else []
    found = []
    if not await routes.shows_none(request, response):
        words = f"{method} is not in the contract, and the server answers {response.status}"
        found.append(Failure(words, (), {"$in": [{"status": no_method}, {"text": {"$contains": no_route}}]}))
    return found + allowed(response, documented.keys() - absent, complete=response.status == 405)


def allowed(
    response: Response, documented: Set[str], *, complete: bool | None = None, gone: Set[str] = frozenset()
) -> list[Failure]:
    """The faults of the methods that `Allow` names; without `complete` it may name none, and it need not those `gone`."""
    place, found = ("headers", "allow"), []
    words = ",".join(response.index.get("allow", []))
    methods = {word.strip().upper() for word in words.split(",") if word.strip()}
    extra, lacks = sorted(methods - documented - {"HEAD", "OPTIONS"}), sorted(documented - methods - gone)
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


async def _outside(routes: Routes, row: str) -> Verdict:
    found = [one for target in ELSEWHERE for one in await beyond(routes, target)]
    return verdict(row, "outside", "What is not in the contract is not found", "code:route-not-found", found)


async def beyond(routes: Routes, target: str) -> list[Drift]:
    """Whether there is a route at a path that the contract does not have: an answer, or a 405, which only a path gets."""
    request = routes.request("GET", target)
    try:
        response = await routes.wire.send(request)
        unrouted = await routes.nowhere("GET")
        if response.status == 405 and unrouted.one.status != 405:
            named = ", ".join(response.index.get("allow", [])) or "other methods"
            words = f"{target} is not in the contract, and the server has a route there: 405 for GET, it takes {named}"
            return [Drift(Failure(words, ("status",), {"$not": 405}), request)]
        if response.status in (404, 501) or await routes.shows_none(request, response):
            return []
    except WireError as error:
        return [Drift(Failure(f"{target}: no answer: {error}", ("answered",), True), request)]
    words = f"GET {target} is not in the contract, and the server answers {response.status}"
    return [Drift(Failure(words, ("status",), {"$in": [401, 403, 404, 429, 501]}), request)]

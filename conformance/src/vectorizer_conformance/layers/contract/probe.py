"""Drift between any contract and the routes of a server, in both directions.

What a server says of a path that nobody has tells what "no route" looks like there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.layers.contract.drift import (
    METHODS,
    NO_SUCH_METHOD,
    Drift,
    Routes,
    allowed,
    beyond,
)
from vectorizer_conformance.layers.contract.drift import verdict as made
from vectorizer_conformance.layers.contract.events import Events
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.wire import Request, Response, WireClient, WireError
from vectorizer_conformance.wire.message import Headers
from vectorizer_conformance.wire.unrouted import NO_METHOD, NOWHERE, UNTOLD, Unrouted

# Paths that servers tend to have besides their contract.
ELSEWHERE = (
    "/admin",
    "/debug",
    "/internal",
    "/private",
    "/test",
    "/v1",
    "/v2",
    "/api",
    "/users",
    "/config",
    "/env",
)


@dataclass(frozen=True)
class Probe:
    """Requests beside the contract: `headers` go with every one, `more` are paths to try besides the usual ones."""

    spec: Spec
    url: str
    row: str
    headers: Headers
    more: tuple[str, ...] = ()
    untouched: frozenset[str] = frozenset()
    """Of `METHOD /path`: nothing is sent there."""
    query: tuple[tuple[str, str], ...] = ()
    unrouted: set[str] = field(default_factory=set)
    """Operations that were found to have no route."""
    gone: dict[str, set[str]] = field(default_factory=dict)
    """Documented methods of each path that `Allow` need not name: they have no route, or are not asked for."""

    async def run(self, events: Events) -> list[Verdict]:
        """A verdict for each path of the contract, and one for what lies outside it."""
        wire = WireClient(self.url, 10, patient=True)
        try:
            routes = Routes(wire, self.headers)
            paths: dict[str, list[Operation]] = {}
            for operation in self.spec.operations.values():
                paths.setdefault(operation.path, []).append(operation)
            served = await _served(routes, events)
            # One path after another: a method that should not be there may change what the next one finds.
            found = [
                await self._path(routes, path, operations, served, events)
                for path, operations in paths.items()
                if not all(f"{one.method} {path}" in self.untouched for one in operations)
            ]
            return [*found, await self._outside(routes, list(paths))]
        finally:
            await wire.close()

    async def _path(
        self, routes: Routes, path: str, operations: Sequence[Operation], served: set[str], events: Events
    ) -> Verdict:
        target = self._target(path, operations, events)
        documented = {operation.method for operation in operations}
        # Methods that `Allow` need not name: nobody knows of some, and of others it is seen first that they are not there.
        gone = {method for method in documented if f"{method} {path}" in self.untouched}
        found: list[Drift] = []
        for method in sorted((*METHODS, "OPTIONS"), key=lambda method: method not in documented):
            if f"{method} {path}" in self.untouched or (
                method in documented and f"{method} {path}" in served
            ):
                continue
            request = routes.request(method, target + (f"?{urlencode(self.query)}" if self.query else ""))
            try:
                response = await routes.wire.send(request)
                faults = await _method(routes, request, response, documented, gone)
            except WireError as error:
                found.append(Drift(Failure(f"no answer: {error}", ("answered",), True), request))
                break
            found += [Drift(fault, request) for fault in faults]
            if faults and method in documented:
                self.unrouted.update(one.id for one in operations if one.method == method)
                gone.add(method)
        self.gone[path] = gone
        name = re.sub("[{}]", "", path).strip("/").replace("/", "-") or "root"
        pointer = "/paths/" + path.replace("~", "~0").replace("/", "~1")
        title = f"{path} answers the methods of the contract, and no other"
        if not found and (hidden := await _hidden(routes)):
            return made(self.row, name, title, pointer, [hidden], "skipped", show=False)
        return made(self.row, name, title, pointer, found, show=not (self.headers or self.query))

    def _target(self, path: str, operations: Sequence[Operation], events: Events) -> str:
        """The path with values that were found to be there, or with the contract's own."""
        best = [
            case.request.target.split("?")[0]
            for case in events.cases
            if case.label.partition(" ")[2] == path
            and case.label.split(" ")[0] != "DELETE"
            and case.request is not None
            and case.response is not None
            and case.response.status < 300
        ]
        if best and "{" in path:
            return best[-1]
        for parameter in operations[0].parameters:
            if parameter.place == "path":
                path = path.replace(
                    f"{{{parameter.name}}}", quote(str(self._value(parameter.name, operations)), "")
                )
        return re.sub(r"\{[^}]*\}", "1", path)

    def _value(self, name: str, operations: Sequence[Operation]) -> Any:
        item = self.spec.document["paths"][operations[0].path]
        nodes = [*item.get("parameters", ()), *item[operations[0].method.lower()].get("parameters", ())]
        for node in (self.spec.resolve(node) for node in nodes):
            if node["name"] == name:
                schema = self.spec.resolve(node.get("schema", {}))
                for value in (node.get("example"), schema.get("example"), schema.get("default")):
                    if value is not None:
                        return value
                return next(iter(schema.get("enum", schema.get("examples", [1]))))
        return 1

    async def _outside(self, routes: Routes, paths: list[str]) -> Verdict:
        title = "What is not in the contract is not found"
        if hidden := await _hidden(routes):
            return made(self.row, "outside", title, "/paths", [hidden], "skipped", show=False)
        patterns = [re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path))) for path in paths]
        parents = {
            path.rpartition("/")[0]
            for path in paths
            if path.count("/") > 1 and "{" not in path.rpartition("/")[0]
        }
        found = []
        for target in dict.fromkeys([*sorted(parents), *ELSEWHERE, *self.more]):
            if not any(pattern.fullmatch(target) for pattern in patterns):
                found += await beyond(routes, target)
        return made(self.row, "outside", title, "/paths", found, show=not (self.headers or self.query))


async def _hidden(routes: Routes) -> Drift | None:
    """Why no answer shows a route: a path that nobody has is answered as others are, or the key is asked for first."""
    status = (await routes.nowhere("GET")).one.status
    if status >= 400 and status not in UNTOLD:
        return None
    words = f"the server answers {status} to a path that nobody has: what it hides can't be told"
    return Drift(
        Failure(words, ("status",), {"$in": [404, *sorted(NO_METHOD)]}), routes.request("GET", NOWHERE)
    )


async def _method(
    routes: Routes, request: Request, response: Response, documented: set[str], gone: set[str]
) -> list[Failure]:
    """The faults of the answer to a method, which may be one that the path does not have."""
    method = request.method
    if method in documented and method != "OPTIONS":
        words = f"{method} is in the contract, and the server answers {response.status}"
        unrouted = (await routes.nowhere(method)).covers(response)
        if not unrouted or (response.status not in NO_METHOD and await _has_path(routes, request)):
            return []
        return [Failure(words, ("status",), {"$not": response.status})]
    found = []
    redirects = 300 <= response.status < 400
    if method != "OPTIONS" and not redirects and not await routes.shows_none(request, response):
        words = f"{method} is not in the contract, and the server answers {response.status}"
        told = [*sorted(NO_METHOD | UNTOLD | {404}), {"$gte": 300, "$lt": 400}]
        found.append(Failure(words, ("status",), {"$in": told}))
    return found + allowed(response, documented, gone=gone)


async def _has_path(routes: Routes, request: Request) -> bool:
    """Whether another method is refused here as only a path with a route does, in words that leave this method in."""
    other = await routes.wire.send(routes.request(NO_SUCH_METHOD, request.target))
    if other.status != 405 or (await routes.nowhere(NO_SUCH_METHOD)).one.status == 405:
        return False
    named = ",".join(other.index.get("allow", [])).upper()
    return not named or request.method in re.split(r"[,\s]+", named)


async def _served(routes: Routes, events: Events) -> set[str]:
    """The operations that some generated request found a route for.

    A refusal shows one only if the same request gets another answer under a path that nobody has: a server may look at
    what stands in a path, or at a body, before it looks for the route.
    """
    served: set[str] = set()
    asked: set[tuple[str, int]] = set()
    for case in sorted(events.cases, key=lambda case: case.response.status if case.response else 999):
        request, response = case.request, case.response
        if request is None or response is None or case.label in served:
            continue
        seen = case.label, response.status
        if case.scenario == "unspecified_http_method" or response.status in NO_METHOD or seen in asked:
            continue
        try:
            if (await routes.nowhere(request.method)).covers(response):
                continue
            asked.add(seen)
            if response.status >= 300:
                elsewhere = Request(request.method, NOWHERE + request.target, request.headers, request.body)
                other = await routes.wire.send(elsewhere)
                if Unrouted(other, other).covers(response):
                    continue
        except WireError:
            continue
        served.add(case.label)
    return served

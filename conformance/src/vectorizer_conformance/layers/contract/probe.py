"""Drift between any contract and the routes of a server, in both directions.

What a server says of a path that nobody has tells what "no route" looks like there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.layers.contract.drift import METHODS, Drift, allowed
from vectorizer_conformance.layers.contract.drift import verdict as made
from vectorizer_conformance.layers.contract.events import Events
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.wire import Request, Response, WireClient, WireError
from vectorizer_conformance.wire.message import Headers

NOWHERE = "/conformance-no-such-route"
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
# An answer with one of these does not show that the method has a route.
_UNROUTED = frozenset({404, 405, 501})
_UNTOLD = frozenset({401, 403, 429})


@dataclass(frozen=True)
class Probe:
    """Requests beside the contract: `headers` go with every one, `more` are paths to try besides the usual ones."""

    spec: Spec
    url: str
    row: str
    headers: Headers
    more: tuple[str, ...] = ()

    async def run(self, events: Events) -> list[Verdict]:
        """A verdict for each path of the contract, and one for what lies outside it."""
        wire = WireClient(self.url, 10)
        try:
            paths: dict[str, list[Operation]] = {}
            for operation in self.spec.operations.values():
                paths.setdefault(operation.path, []).append(operation)
            nowhere = {method: await wire.send(self._request(method, NOWHERE)) for method in METHODS}
            served = _served(events, nowhere)
            # One path after another: a method that should not be there may change what the next one finds.
            found = [
                await self._path(wire, path, operations, nowhere, served, events)
                for path, operations in paths.items()
            ]
            return [*found, await self._outside(wire, list(paths), nowhere["GET"])]
        finally:
            await wire.close()

    def _request(self, method: str, target: str) -> Request:
        writes = method not in ("GET", "DELETE", "OPTIONS")
        headers = [*self.headers, *([("Content-Type", "application/json")] if writes else [])]
        return Request(method, target, headers, b"{}" if writes else b"")

    async def _path(
        self,
        wire: WireClient,
        path: str,
        operations: Sequence[Operation],
        nowhere: dict[str, Response],
        served: set[str],
        events: Events,
    ) -> Verdict:
        target = self._target(path, operations, events)
        documented = {operation.method for operation in operations}
        found: list[Drift] = []
        for method in (*METHODS, "OPTIONS"):
            if method in documented and f"{method} {path}" in served:
                continue
            request = self._request(method, target)
            try:
                response = await wire.send(request)
            except WireError as error:
                found.append(Drift(Failure(f"no answer: {error}", ("answered",), True), request))
                break
            faults = _method(method, documented, response, nowhere.get(method))
            found += [Drift(fault, request) for fault in faults]
        name = re.sub("[{}]", "", path).strip("/").replace("/", "-") or "root"
        pointer = "/paths/" + path.replace("~", "~0").replace("/", "~1")
        title = f"{path} answers the methods of the contract, and no other"
        return made(self.row, name, title, pointer, found, show=not self.headers)

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

    async def _outside(self, wire: WireClient, paths: list[str], nowhere: Response) -> Verdict:
        title = "What is not in the contract is not found"
        show = not self.headers
        if nowhere.status < 400:
            words = (
                f"the server answers {nowhere.status} to a path that nobody has: what it hides can't be told"
            )
            hidden = Drift(Failure(words, ("status",), {"$gte": 400}), self._request("GET", NOWHERE))
            return made(self.row, "outside", title, "/paths", [hidden], "skipped", show=False)
        patterns = [re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path))) for path in paths]
        parents = {
            path.rpartition("/")[0]
            for path in paths
            if path.count("/") > 1 and "{" not in path.rpartition("/")[0]
        }
        found = []
        for target in dict.fromkeys([*sorted(parents), *ELSEWHERE, *self.more]):
            if any(pattern.fullmatch(target) for pattern in patterns):
                continue
            request = self._request("GET", target)
            try:
                response = await wire.send(request)
            except WireError as error:
                found.append(Drift(Failure(f"{target}: no answer: {error}", ("answered",), True), request))
                continue
            if response.status < 300:
                words = f"GET {target} is not in the contract, and the server answers {response.status}"
                found.append(Drift(Failure(words, ("status",), {"$gte": 300}), request))
        return made(self.row, "outside", title, "/paths", found, show=show)


def _method(method: str, documented: set[str], response: Response, nowhere: Response | None) -> list[Failure]:
    """What is wrong with the answer to a method, which may be one that the path does not have."""
    if method in documented and method != "OPTIONS":
        words = f"{method} is in the contract, and the server answers {response.status}"
        unrouted = response.status in (405, 501) or same(response, nowhere)
        return [Failure(words, ("status",), {"$not": response.status})] if unrouted else []
    found = []
    if (
        method != "OPTIONS"
        and response.status not in _UNROUTED | _UNTOLD
        and not 300 <= response.status < 400
    ):
        words = f"{method} is not in the contract, and the server answers {response.status}"
        told = [*sorted(_UNROUTED | _UNTOLD), {"$gte": 300, "$lt": 400}]
        found.append(Failure(words, ("status",), {"$in": told}))
    return found + allowed(response, documented)


def _served(events: Events, nowhere: dict[str, Response]) -> set[str]:
    """The operations that some generated request found a route for."""
    return {
        case.label
        for case in events.cases
        if case.scenario != "unspecified_http_method"
        and case.response is not None
        and case.response.status not in (405, 501)
        and not same(case.response, nowhere.get(case.label.split(" ")[0]))
    }


def same(response: Response, nowhere: Response | None) -> bool:
    """Whether an answer is the one that a path without a route gets."""
    return (
        nowhere is not None
        and response.status == nowhere.status
        and _masked(response.content) == _masked(nowhere.content)
    )


def _masked(body: bytes) -> bytes:
    """A body without what differs from request to request: paths, numbers, ids."""
    return re.sub(rb"/[^\s\"'<>]*|[0-9a-f-]{8,}|[0-9]+", b"", body)

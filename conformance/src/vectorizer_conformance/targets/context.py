"""One case on one server: unique names, what must exist before it, and the cleaning up."""

from __future__ import annotations

import hashlib
from typing import Any

from vectorizer_conformance.casefile import Case, Environment, Step, expand
from vectorizer_conformance.casefile.expand import ExpandError
from vectorizer_conformance.failure import Failure
from vectorizer_conformance.reference import encode
from vectorizer_conformance.repro import Call, Client, ProgramExchange, Reproduction, programs
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.syntax.json_reader import read_json
from vectorizer_conformance.targets.observation import Observation
from vectorizer_conformance.wire import Request, Response, WireClient

# Whoever ends a run waits for this; what a case asked for has its answer by now.
TEARDOWN_TIMEOUT = 5.0


class SetupError(Exception):
    """The set-up of the case could not be made."""

    def __init__(self, fault: Failure) -> None:
        super().__init__(str(fault))
        self.fault = fault


class Context:
    """The state of one run of one case. `nonce` keeps runs and rows on a shared server apart."""

    def __init__(self, case: Case, spec: Spec, wire: WireClient, nonce: str, **names: str) -> None:
        self.case, self.spec, self.wire = case, spec, wire
        token = hashlib.sha256(f"{nonce}\0{case.id}".encode()).hexdigest()[:12]
        self.collections = {name: f"{name}-{token}" for name in case.setup.logical_names}
        self.env = Environment({"case": token, **names, **self.collections})
        self.trace: list[dict[str, Any]] = []
        self.seen: list[Observation] = []
        self.token = token
        self.exchanges: list[ProgramExchange] = []
        """What was sent and answered so far: what a reproduction of a failure sends again."""
        self.step = 0
        """The first exchange of the last step."""
        self.calls: list[Call] = []
        """The calls through a client in the last step."""

    def headers(self) -> dict[str, str]:
        key = self.case.server.api_key
        return {"Authorization": f"Bearer {key}"} if key else {}

    def arguments(self, step: Step, env: Environment) -> dict[str, Any]:
        """A step's arguments, with the case's first collection where none is named."""
        given: dict[str, Any] = expand(dict(step.arguments), env)
        operation = self.spec.operations[step.operation or ""]
        if "collection" in operation.arguments and "collection" not in given and self.collections:
            given = {"collection": next(iter(self.collections.values())), **given}
        return given

    async def setup(self) -> None:
        """Make the collections and put the vectors in; `SetupError` says which answer was wrong."""
        for name, body in self.case.setup.collections.items():
            arguments = {"name": self.collections[name], **expand(body, self.env)}
            await self._must("createCollection", arguments, 201)
        for name, records in self.case.setup.vectors.items():
            vectors = expand(records, self.env)
            for start in range(0, len(vectors), 10000):
                part = vectors[start : start + 10000]
                response = await self._must(
                    "batchInsert", {"collection": self.collections[name], "vectors": part}, 200
                )
                report = read_json(response.content)
                if report.get("created") != len(part):
                    words = f"batchInsert created {report.get('created')} of {len(part)} vectors"
                    raise SetupError(Failure(words, ("body", "created"), len(part)))

    async def teardown(self) -> None:
        operation = self.spec.operations["deleteCollection"]
        for name in self.collections.values():
            await self.wire.send(self.request(operation, {"collection": name}), TEARDOWN_TIMEOUT)

    async def _must(self, operation: str, arguments: dict[str, Any], status: int) -> Response:
        request = self.request(self.spec.operations[operation], arguments)
        self.begin()
        response = await self.send(request)
        if response.status != status:
            said = response.content[:300].decode("utf-8", "replace")
            raise SetupError(
                Failure(
                    f"{operation} answered {response.status} instead of {status}: {said}", ("status",), status
                )
            )
        return response

    def begin(self) -> None:
        """What is sent from here on is another step."""
        self.step = len(self.exchanges)
        self.calls.clear()

    async def send(self, request: Request | bytes) -> Response:
        """Send raw, and keep the exchange."""
        exchange = ProgramExchange(request)
        self.exchanges.append(exchange)
        if isinstance(request, bytes):
            exchange.answer = await self.wire.send_raw(request)
        else:
            exchange.answer = await self.wire.send(request)
        return exchange.answer

    def request(
        self, operation: Operation, arguments: dict[str, Any], call: dict[str, Any] | None = None
    ) -> Request:
        call = call or {}
        return encode(
            operation, arguments, {**call, "headers": {**self.headers(), **call.get("headers", {})}}
        )

    async def snapshot(self) -> list[Any]:
        """What the set-up's collections hold now, for `changes: nothing`."""
        operation = self.spec.operations["exportVectors"]
        found: list[Any] = []
        for name in self.case.setup.collections:
            response = await self.wire.send(self.request(operation, {"collection": self.collections[name]}))
            found.append([response.status, response.content])
        return found

    def save(self, step: Step, response: Response | None, body: Any) -> list[Failure]:
        """Keep what later steps refer to; what is not there is a fault of the answer."""
        faults: list[Failure] = []
        for name, place in step.save.items():
            head, _, rest = place.partition(".")
            if head == "status":
                self.env.names[name] = response.status if response else None
            elif head == "headers":
                self.env.names[name] = response.index.get(rest.lower(), [None])[0] if response else None
            else:
                try:
                    self.env.names[name] = Environment({"body": body}).lookup(place)
                except ExpandError:
                    faults.append(Failure(f"the answer has no {place}"))
        return faults

    def repro(
        self, row: str, failure: Failure, client: Client | None = None, *, parallel: bool = False
    ) -> dict[str, str]:
        """The programs that show a failure of the last step."""
        case = self.case
        calls: list[ProgramExchange | Call] = [*(self.calls or self.exchanges[self.step :])]
        if failure.path == ("unchanged",):
            operation = self.spec.operations["exportVectors"]
            names = [self.collections[name] for name in case.setup.collections]
            stored = [ProgramExchange(self.request(operation, {"collection": name})) for name in names]
            calls = [*stored, *calls, *stored]
        made = Reproduction(
            case.id, row, case.title, case.clause, failure, self.exchanges[: self.step], calls,
            tuple(self.collections.values()), case.server.flags, case.server.api_key, client, parallel,
        )  # fmt: skip
        return programs(made, self.token)

"""One case on one server: unique names, what must exist before it, and the cleaning up."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from vectorizer_conformance.casefile import Case, Environment, Step, expand
from vectorizer_conformance.casefile.expand import ExpandError
from vectorizer_conformance.failure import Failure
from vectorizer_conformance.processes.busy import longer
from vectorizer_conformance.reference import decode_body, encode
from vectorizer_conformance.repro import Call, Client, ProgramExchange, Reproduction, programs
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.syntax.json_reader import read_json
from vectorizer_conformance.targets.observation import Observation
from vectorizer_conformance.targets.offer import INSERTS, SHOWS, Offer, insertion
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

    def __init__(
        self, case: Case, spec: Spec, wire: WireClient, nonce: str, offer: Offer, **names: str
    ) -> None:
        self.case, self.spec, self.wire, self.offer = case, spec, wire, offer
        token = hashlib.sha256(f"{nonce}\0{case.id}".encode()).hexdigest()[:12]
        self.collections = {name: f"{name}-{token}" for name in case.setup.logical_names}
        self.env = Environment({"case": token, **names, **self.collections})
        # What is shown of each exchange, written when a verdict shows it: most pass.
        self.trace: list[Callable[[], dict[str, Any]]] = []
        self.seen: list[Observation] = []
        self.token = token
        self.exchanges: list[ProgramExchange] = []
        """The exchanges so far: a reproduction of a failure sends them again."""
        self.step = 0
        """The first exchange of the last step."""
        self.longer = longer()
        """So many times longer is a client's deadline: all calls of a case are made through one client."""
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
            await self._must("createCollection", arguments)
        for name, records in self.case.setup.vectors.items():
            vectors = expand(records, self.env)
            operation = self.offer.first(INSERTS) or INSERTS[0]
            for start in range(0, len(vectors), 10000):
                part = vectors[start : start + 10000]
                for arguments in insertion(operation, self.collections[name], part):
                    response = await self._must(operation, arguments)
                    self._all_created(operation, response, len(part))

    async def teardown(self) -> None:
        operation = self.spec.operations["deleteCollection"]
        for name in self.collections.values():
            await self.wire.send(self.request(operation, {"collection": name}), TEARDOWN_TIMEOUT)

    @staticmethod
    def _all_created(operation: str, response: Response, number: int) -> None:
        report = read_json(response.content)
        created = report.get("created", number) if isinstance(report, dict) else number
        if created != number:
            words = f"{operation} created {created} of {number} vectors"
            raise SetupError(Failure(words, ("body", "created"), number))

    async def _must(self, operation: str, arguments: dict[str, Any]) -> Response:
        request = self.request(self.spec.operations[operation], arguments)
        self.begin()
        response = await self.send(request)
        if not 200 <= response.status < 300:
            said = " ".join(response.content[:300].decode("utf-8", "replace").split())
            words = f"{operation} answered {response.status}: {said}"
            raise SetupError(Failure(words, ("status",), {"$gte": 200, "$lt": 300}))
        return response

    def begin(self) -> None:
        """Begin another step."""
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
        """The content of the set-up's collections, for `changes: nothing`."""
        found: list[Any] = []
        for request in self._looks():
            response = await self.wire.send(request)
            found.append([response.status, self._held(response)])
        return found

    def _held(self, response: Response) -> Any:
        """What an answer says of vectors, by the contract's own members: a server may add others, that change by themselves."""
        if response.status == 404:  # of a vector that is not there; the words may differ
            return None
        try:
            body = decode_body(response)
        except ValueError:
            return response.content
        records = body.get("vectors", [body]) if isinstance(body, dict) else body
        known = self.spec.document["components"]["schemas"]["Vector"]["properties"]
        return [
            {k: v for k, v in one.items() if k in known} if isinstance(one, dict) else one for one in records
        ]

    async def before(self) -> list[Any]:
        """The same before a step; a refusal shows nothing that what comes after could be compared with."""
        found = await self.snapshot()
        gone = 404 if self.offer.first(SHOWS) == "getVector" else 0  # a vector that was deleted is seen to be
        for status in (status for status, _ in found if status >= 300 and status != gone):
            words = f"what the collection holds can't be seen: the answer is {status}"
            raise SetupError(Failure(words, ("status",), 200))
        return found

    def _looks(self) -> list[Request]:
        """The requests that show the set-up's collections, by the best operation that the server has."""
        operation = self.spec.operations[self.offer.first(SHOWS) or SHOWS[0]]
        looks: list[dict[str, Any]] = []
        for name in self.case.setup.collections:
            place = {"collection": self.collections[name]}
            if operation.id != "getVector":
                looks.append({**place, "with_vector": True} if operation.id == "listVectors" else place)
                continue
            records = expand(self.case.setup.vectors.get(name, []), self.env)
            looks += [{**place, "id": record["id"]} for record in records if "id" in record]
        return [self.request(operation, arguments) for arguments in looks]

    def save(self, step: Step, response: Response | None, body: Any, report: Any = None) -> list[Failure]:
        """Keep what later steps refer to; what is not there is a fault of the answer. `report` is a client's own."""
        faults: list[Failure] = []
        for name, place in step.save.items():
            head, _, rest = place.partition(".")
            if head == "status":
                self.env.names[name] = response.status if response else None
            elif head == "report":
                self.env.names[name] = body if report is None else report
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
            stored = [ProgramExchange(request) for request in self._looks()]
            calls = [*stored, *calls, *stored]
        made = Reproduction(
            case.id, row, case.title, case.clause, failure, self.exchanges[: self.step], calls,
            tuple(self.collections.values()), case.server.flags, case.server.api_key, client, parallel,
        )  # fmt: skip
        return programs(made, self.token)

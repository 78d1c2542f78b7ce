"""A generated request that failed, as programs: the fixture, the requests before it, and what was wrong with its answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from vectorizer_conformance.adapter.protocol import AdapterDescription
from vectorizer_conformance.failure import Failure
from vectorizer_conformance.layers.contract.chains import chain, created, led_to, made, made_by
from vectorizer_conformance.layers.contract.events import GeneratedExchange
from vectorizer_conformance.layers.contract.fixture import COLLECTION, DROP, vectors
from vectorizer_conformance.layers.contract.no_answer import CHECK as NO_ANSWER
from vectorizer_conformance.reference.encode import to_json
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.repro import Call, Client, ProgramExchange, Reproduction, mark, programs
from vectorizer_conformance.repro.asking import marked
from vectorizer_conformance.repro.reproduction import KEY
from vectorizer_conformance.spec import Checker, Operation, Spec
from vectorizer_conformance.wire import Request

_JSON = ("Content-Type", "application/json")
# Names that only the run's hooks give.
_MADE = re.compile(rf"\b(?:made|{DROP})-[0-9]+\b")


def _fixture() -> list[ProgramExchange]:
    """The set-up that the generated requests meet."""
    path = f"/collections/{COLLECTION}/batch_insert"
    return [
        made(COLLECTION),
        ProgramExchange(Request("POST", path, [_JSON], to_json({"vectors": vectors()}))),
    ]


def of_server(
    spec: Spec,
    operation: Operation | None,
    case: GeneratedExchange,
    cases: Sequence[GeneratedExchange],
    verdict: Verdict,
) -> dict[str, str]:
    """The programs of one request and of those among `cases` that led to it; none where it is not known what came."""
    answer, silent = case.response, case.failures[0].startswith(NO_ANSWER)
    if case.request is None or (answer is None and not silent):
        return {}
    if answer is None:
        failure = Failure(case.failures[0].removeprefix(f"{NO_ANSWER}: "), ("answered",), True)
    else:
        found = Checker(spec).answer(operation, answer.status, answer.index, answer.content)
        failure = found[0] if found else Failure(case.failures[0])
    led = led_to(case, cases)
    known = {(one.run, one.ident) for one in led}
    first = [] if _ours(spec) else [o for o in made_by(case, cases) if (o.run, o.ident) not in known]
    *before, last = chain([*first, *led, case])
    sent = [one.sent for one in (*before, last) if isinstance(one.sent, Request)]
    names = _MADE.findall(b" ".join(one.to_bytes() for one in sent).decode("utf-8", "replace"))
    return _programs(spec, verdict, failure, last, before, [*names, *created(sent)])


def of_route(verdict: Verdict, failure: Failure, request: Request) -> Verdict:
    """A verdict on routes with the programs of the one request that shows it."""
    names = (verdict.id, verdict.row, verdict.title, verdict.clause)
    return replace(verdict, repro=programs(Reproduction(*names, failure, (), [ProgramExchange(request)])))


def of_client(
    spec: Spec, verdict: Verdict, failure: Failure, call: Call, client: AdapterDescription
) -> dict[str, str]:
    """The programs of one call through a client."""
    return _programs(spec, verdict, failure, call, client=Client.of(client))


def _programs(
    spec: Spec,
    verdict: Verdict,
    failure: Failure,
    last: ProgramExchange | Call,
    before: Sequence[ProgramExchange] = (),
    names: Iterable[str] = (),
    client: Client | None = None,
) -> dict[str, str]:
    ours = _ours(spec)
    about = (verdict.id, verdict.row, verdict.title, verdict.clause)
    collections = list(dict.fromkeys((COLLECTION, *names))) if ours else []
    steps = [*(_fixture() if ours else []), *before]
    sent = [one.sent for one in (*before, last) if isinstance(one, ProgramExchange)]
    keyed = any(mark(KEY) in value for one in sent if isinstance(one, Request) for _, value in one.headers)
    key = mark(KEY) if keyed else None
    return programs(Reproduction(*about, failure, steps, [last], collections, api_key=key, client=client))


def _ours(spec: Spec) -> bool:
    """Whether it is our contract: another API has no collections."""
    return "batchInsert" in spec.operations


def concealed(case: GeneratedExchange, headers: Sequence[tuple[str, str]]) -> GeneratedExchange:
    """With a mark in place of the values of these headers, so that its programs ask for them."""
    if case.request is None:
        return case
    marks = {(name.lower(), value): marked(value) for name, value in headers}
    kept = [(name, marks.get((name.lower(), value), value)) for name, value in case.request.headers]
    return replace(case, request=replace(case.request, headers=kept))

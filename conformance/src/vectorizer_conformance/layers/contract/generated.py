"""The generated requests once more, made through a client: same request on the wire, same answer given back."""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from vectorizer_conformance.adapter import AdapterBroken
from vectorizer_conformance.adapter.protocol import CLIENT, run_command
from vectorizer_conformance.casefile import Step
from vectorizer_conformance.failure import Failure, unexpected
from vectorizer_conformance.layers.contract.events import GeneratedExchange
from vectorizer_conformance.layers.contract.shown import of_client
from vectorizer_conformance.processes.busy import longer
from vectorizer_conformance.processes.tasks import together
from vectorizer_conformance.proxy import CALL_HEADER
from vectorizer_conformance.reference import arguments_of
from vectorizer_conformance.report.contents import Outcome, Verdict
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.targets.check_answer import compact, shown
from vectorizer_conformance.targets.check_call import check_call
from vectorizer_conformance.targets.client_call import ClientCall
from vectorizer_conformance.targets.client_repro import act_of
from vectorizer_conformance.targets.client_target import CALL_TIMEOUT, ClientTarget
from vectorizer_conformance.wire import Request, WireError

_tokens = itertools.count(1)


@dataclass(frozen=True)
class Sample:
    """One generated request and the arguments it stands for."""

    operation: Operation
    arguments: Mapping[str, Any]
    request: Request
    refused: bool


def choose(spec: Spec, cases: Sequence[GeneratedExchange], seed: int, each: int) -> dict[str, list[Sample]]:
    """A seeded sample for each operation of the valid requests that a call can make."""
    pool: dict[str, dict[bytes, Sample]] = {}
    for case in cases:
        if not case.valid or case.request is None or case.response is None or case.phase == "stateful":
            continue
        found = arguments_of(spec, case.request)
        if found is None:
            continue
        operation, arguments = found
        arguments = {name: _whole(value, name) for name, value in arguments.items()}
        if operation.id == "deleteCollection" or _special(arguments):
            continue
        kept = [
            (k, v)
            for k, v in case.request.headers
            if k.lower() in ("if-match", "if-none-match", "content-type")
        ]
        request = Request(case.request.method, case.request.target, kept, case.request.body)
        sample = Sample(operation, arguments, request, case.response.status >= 400)
        pool.setdefault(operation.id, {})[f"{request.target}".encode() + request.body] = sample
    chosen = {}
    for operation_id, samples in pool.items():
        ordered = [samples[key] for key in sorted(samples)]
        random.Random(f"{seed}:{operation_id}").shuffle(ordered)
        chosen[operation_id] = ordered[:each]
    return chosen


def _whole(value: Any, key: str = "") -> Any:
    """`18.0` is the integer 18, which is what a caller would write."""
    if key in ("metadata", "vector"):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, dict):
        return {name: _whole(item, name) for name, item in value.items()}
    return [_whole(item) for item in value] if isinstance(value, list) else value


def _special(value: Any, key: str = "") -> bool:
    """Whether a key would be read as one of the protocol's special values, or a text can't travel as UTF-8."""
    if isinstance(value, dict):
        alone = len(value) == 1 and next(iter(value)).startswith("$") and key != "filter"
        return alone or any(
            _special(name) or _special(item, name if key != "filter" else key) for name, item in value.items()
        )
    if isinstance(value, list):
        return any(_special(item, key) for item in value)
    return isinstance(value, str) and any("\ud800" <= c <= "\udfff" for c in value)


async def through(
    row: ClientTarget, spec: Spec, url: str, samples: Mapping[str, list[Sample]], api_key: str | None
) -> list[Verdict]:
    """A verdict for each operation of this client."""
    return list(
        await together(*(_operation(row, spec, url, name, found, api_key) for name, found in samples.items()))
    )


async def _operation(
    row: ClientTarget, spec: Spec, url: str, name: str, samples: Sequence[Sample], api_key: str | None
) -> Verdict:
    started = row.adapter.started
    assert started is not None
    reasons: list[str] = []
    trace: list[dict[str, Any]] = []
    outcome: Outcome = "pass"
    first: tuple[Sample, Failure] | None = None
    if name not in started.operations:
        outcome, reasons = "not implemented", [f"the client has no {name}"]
    else:
        for sample in samples:
            try:
                faults = await _one(row, spec, url, sample, api_key, trace)
            except (AdapterBroken, WireError) as error:
                outcome, reasons = "errored", [str(error)]
                break
            except Exception as error:
                outcome, reasons = "errored", [unexpected(error)]
                break
            if faults:
                outcome = "fail"
                first = first or (sample, faults[0])
                reasons += [f"{compact(dict(sample.arguments), 200)}: {fault}" for fault in faults[:3]]
    verdict = Verdict(
        row.row, "contract", f"contract/generated/{name}", "contract/generated", "MUST", outcome,
        f"{len(samples)} generated calls of {name} put the generated request on the wire and give its answer back",
        "/paths/" + spec.operations[name].path.replace("/", "~1") + "/" + spec.operations[name].method.lower(),
        tuple(reasons[:12]), tuple(trace[:12]) if outcome != "pass" else (),
    )  # fmt: skip
    if first is None:
        return verdict
    sample, fault = first
    client = {"timeout": CLIENT["timeout"], "retries": CLIENT["retries"]}
    act = act_of(spec, sample.operation, sample.arguments, client, {}, sample.request)
    return replace(verdict, repro=of_client(spec, verdict, fault, act, started))


async def _one(
    row: ClientTarget, spec: Spec, url: str, sample: Sample, api_key: str | None, trace: list[dict[str, Any]]
) -> list[Failure]:
    proxy = await row.proxy(url)
    token = f"{row.row}-generated-{next(_tokens)}"
    timeout = CLIENT["timeout"] * longer()
    client = {**CLIENT, "timeout": timeout, "base_url": proxy.base_url, "api_key": api_key}
    command = run_command(
        sample.operation.id, dict(sample.arguments), client, {"headers": {CALL_HEADER: token}}
    )
    with proxy.exchange(token, sample.operation.id) as exchange:
        started = time.monotonic()
        reply = await row.adapter.ask(command, CALL_TIMEOUT)
        seconds = time.monotonic() - started
    if reply["type"] in ("skipped", "errored"):
        return [Failure(f"the adapter {reply['type']}: {reply['reason']}")]
    # What the server refused by state or limit, a client may refuse too.
    step = Step(line=0, operation=sample.operation.id, client="may-refuse" if sample.refused else None)
    call = ClientCall(sample.operation, step, {}, {}, {}, sample.request, "", reply, exchange, seconds)
    faults = check_call(spec, call)
    if faults:
        trace.append(
            {
                "call": {
                    "operation": sample.operation.id,
                    "arguments": compact(command["arguments"]),
                    "gave": compact(reply),
                },
                "note": f"generated: {sample.request.method} {sample.request.target} {shown(sample.request.body, 800)}",
            }
        )
        for attempt in exchange.attempts[:2]:
            sent = attempt.request
            entry: dict[str, Any] = {
                "request": {
                    "line": f"{sent.method} {sent.target}",
                    "headers": [f"{k}: {v}" for k, v in sent.headers],
                    "body": shown(sent.content),
                }
            }
            if attempt.response is not None:
                got = attempt.response
                entry["response"] = {
                    "line": str(got.status),
                    "headers": [f"{k}: {v}" for k, v in got.headers],
                    "body": shown(got.content),
                }
            trace.append(entry)
    return faults

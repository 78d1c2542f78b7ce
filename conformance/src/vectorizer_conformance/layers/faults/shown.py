"""A case that failed as programs: its calls go through the proxy, and what the judge looked at is looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vectorizer_conformance.adapter.protocol import Started
from vectorizer_conformance.casefile.operations import table
from vectorizer_conformance.fault import Fault
from vectorizer_conformance.layers.faults.calls import witness_of
from vectorizer_conformance.layers.faults.case import CALL_TIMEOUT, HANGS_AFTER, FaultCase
from vectorizer_conformance.layers.faults.ground import Layout
from vectorizer_conformance.layers.faults.plan import PLAN_HEADER, Plan
from vectorizer_conformance.processes.redact import redacted
from vectorizer_conformance.reference import encode
from vectorizer_conformance.report.model import Verdict
from vectorizer_conformance.repro import Call, Repro, Send, Through, check_of, programs, whose
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.client import act_of
from vectorizer_conformance.wire import Request


def shown(
    verdict: Verdict,
    case: FaultCase,
    judged: int,
    reasons: Sequence[str],
    spec: Spec,
    started: Started,
    command: str,
) -> dict[str, str]:
    """The programs; none where it depends on the moment which of many calls fails."""
    fault = next((reason for reason in reasons if isinstance(reason, Fault)), None)
    if fault is None or (case.parallel and fault.check.path[:1] != ("all",)):
        return {}
    layout = Layout("faults", table(spec))
    tokens = [(call.operation, f"call-{number}") for number, call in enumerate(case.calls, 1)]
    # Calls that all meet the same, whatever came before, are one to the proxy.
    alike = len(set(map(repr, case.calls))) == 1 and case.calls[0].repeat
    calls, names = [], []
    for number, call in enumerate(case.calls, 1):
        plan = Plan(f"call/{1 if alike else number}/{call.operation}", call.steps, call.repeat)
        names.append(plan.case)
        options: dict[str, Any] = {"timeout": CALL_TIMEOUT, **call.options}
        arguments = layout.names(tokens[number - 1][1]).arguments(layout.rows[call.operation])
        made = act_of(
            spec, spec.operations[call.operation], arguments, {"api_key": case.api_key},
            {**options, "headers": {PLAN_HEADER: plan.header()}}, (), None,
        )  # fmt: skip
        calls.append(Call(**{**vars(made), "cancel_after": call.cancel_after}))
    before = [
        Send([encode(spec.operations[operation], arguments)])
        for operation, arguments in [*layout.floor(), *layout.needs(tokens)]
    ]
    limit = float(case.calls[judged].options.get("timeout", CALL_TIMEOUT)) + HANGS_AFTER
    operation, token = tokens[judged]
    through = Through(
        names, judged, limit, redacted(command), case.door or "", _witness(spec, layout, operation, token)
    )
    made_of = Repro(
        verdict.id, verdict.row, verdict.title, verdict.clause, str(fault), before, Send(list(calls), case.parallel),
        check_of(fault), layout.collections(tokens), through=through, **whose(started),
    )  # fmt: skip
    return programs(made_of, "")


def _witness(spec: Spec, layout: Layout, operation: str, token: str) -> Request | None:
    witness = witness_of(layout.rows[operation])
    if witness is None:
        return None
    return encode(spec.operations[witness.operation], witness.arguments(layout.names(token)))

"""A broken rule as programs: its calls, in which values of earlier answers stand where they stood, and what must hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from vectorizer_conformance.fault import Fault
from vectorizer_conformance.layers.model.calls import WIRE_FORMS, native, turn_of
from vectorizer_conformance.layers.model.client_caller import CLIENT_FORMS
from vectorizer_conformance.layers.model.metamorphic.lab import Lab
from vectorizer_conformance.layers.model.metamorphic.tracked import Broken, Tracked, plain
from vectorizer_conformance.layers.model.play import NAMES
from vectorizer_conformance.layers.model.rows import Stage
from vectorizer_conformance.layers.model.sequence import Step
from vectorizer_conformance.reference import encode
from vectorizer_conformance.report.model import Verdict
from vectorizer_conformance.repro import Ask, Call, Pages, Repro, Send, check_of, mark, programs, whose
from vectorizer_conformance.repro.relation import Done, answers
from vectorizer_conformance.targets.client import act_of
from vectorizer_conformance.wire import Request


def shown(stage: Stage, lab: Lab, broken: Broken, verdict: Verdict) -> dict[str, str]:
    """The programs; none where nothing can be looked at."""
    claim = broken.claim
    if claim is None:
        return {}
    started = stage.adapter.started if stage.adapter else None
    calls = _Calls(stage, lab)
    # A fault of one call is looked for in that call alone: what went before it, the client sent as it should.
    through = [started is not None and (isinstance(claim, Done) or step is lab.made[-1]) for step in lab.made]
    sends = [calls.send(step, client) for step, client in zip(lab.made, through, strict=True)]
    if isinstance(claim, Done) and len(lab.made) in answers(claim):
        sends.append(calls.send(lab.made[-1], False))
    walked = [send for send in sends if send.given]
    if walked:  # another server may have pages left where this one had none
        walked[-1].asks = [_on(ask) for ask in walked[-1].asks]
    made = Repro(
        verdict.id, verdict.row, verdict.title, verdict.clause, verdict.reasons[0], sends[:-1], sends[-1],
        check_of(claim) if isinstance(claim, Fault) else check_of(""),
        [lab.space.collection(name) for name in NAMES],
        relation=claim if isinstance(claim, Done) else None, **(whose(started) if started else {}),
    )  # fmt: skip
    return programs(made, lab.space.token)


def _on(ask: Ask) -> Ask:
    """The page and all that follow."""
    if isinstance(ask, Request):
        return Pages(ask)
    return replace(ask, call={**ask.call, "collect": "all"}) if isinstance(ask, Call) else ask


class _Calls:
    def __init__(self, stage: Stage, lab: Lab) -> None:
        self._spec, self._space = stage.looks.spec, lab.space
        self._made = 0

    def send(self, step: Step, client: bool) -> Send:
        """One call of the rule, through the client or not."""
        sets: list[tuple[str, Done]] = []
        args = self._marked(step.args, sets)
        operation = self._spec.operations[step.operation]
        given, call = self._space.args(args), self._space.call(step.call)
        turn = turn_of(plain(step.args))
        request = encode(operation, native(given, WIRE_FORMS, turn), call)
        if operation.whole_body is not None and isinstance(given.get(operation.whole_body), str):
            name, node = sets[-1]
            sets.append((f"k{name[1:]}", Done("lines", (node,))))
            request = Request(request.method, request.target, request.headers, mark(sets[-1][0]).encode())
        for name, _ in sets:
            request.target = request.target.replace(quote(mark(name), safe=""), mark(name))
        ask: Ask = request
        if client:
            arguments = native(given, CLIENT_FORMS, turn)
            options = {"timeout": 10.0, "retries": 2}
            ask = act_of(self._spec, operation, arguments, options, call, (), request)
        elif step.call.get("collect") == "all":
            ask = Pages(request)
        only = sets[0][0] if isinstance(step.args.get("cursor"), Tracked) else ""
        return Send([ask], sets=sets, given=only)

    def _marked(self, value: Any, sets: list[tuple[str, Done]]) -> Any:
        """Arguments with marks in place of what comes from earlier answers."""
        if isinstance(value, Tracked):
            self._made += 1
            name = f"{'k' if isinstance(value.value, str) else 'j'}{self._made}"
            sets.append((name, value.said))
            return mark(name)
        if isinstance(value, dict):
            return {key: self._marked(item, sets) for key, item in value.items()}
        return [self._marked(item, sets) for item in value] if isinstance(value, list) else value

"""Findings of Schemathesis as verdicts: one for each operation and phase."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from vectorizer_conformance.layers.contract.events import SCHEMA, SERVER_ERROR, Events, GeneratedExchange
from vectorizer_conformance.layers.contract.no_answer import CHECK as NO_ANSWER
from vectorizer_conformance.layers.contract.shown import of_server
from vectorizer_conformance.report.contents import Outcome, Verdict
from vectorizer_conformance.spec import Operation, Spec
from vectorizer_conformance.targets.check_answer import shown
from vectorizer_conformance.wire.patience import LIMITED

MOST_REASONS = 10
NO_ANSWERS = "no answer came to any of the requests, through no fault of the server's"
NOT_ASKED = "it was not asked: the server was gone by then"
# The checks of keys, and those that a header which is missing fails too.
_NO_KEY, _HEADER = "ignored_auth", ("missing_required_header", "negative_data_rejection")
# Of a schema that an answer breaks, what is the same whatever the value.
_SAME = re.compile(rf"^({SCHEMA}: \d+): .*( \(/[^()]*\))$")
PHASES = ("examples", "coverage", "fuzzing", "stateful")


def verdicts(
    spec: Spec, events: Events, problem: str | None, row: str, *, whole: bool = True, show: bool = True
) -> list[Verdict]:
    """A verdict for each operation in each phase that reached it; one that none reached fails a `whole` run.

    `show` gives those that fail programs.
    """
    by_label = {f"{operation.method} {operation.path}": operation for operation in spec.operations.values()}
    methods = {operation.method for operation in by_label.values()}
    groups: dict[tuple[str, str], list[GeneratedExchange]] = {}
    keys, open_to_all = _keys(spec), {case.label for case in events.cases if _told(case, _NO_KEY)}
    for case in (_excused(case, methods) for case in events.cases):
        if case.label in open_to_all:
            case = replace(case, failures=tuple(one for one in case.failures if not keys.search(one)))
        operation = by_label.get(case.label)
        # A method that the path does not have was tried on purpose; it belongs to the path's first operation.
        name = (
            operation.id
            if operation
            else next((o.id for o in by_label.values() if o.path == case.label.split(" ", 1)[1]), case.label)
        )
        groups.setdefault((name, case.phase), []).append(case)
    found = _limits(by_label, events.cases, row)
    for (name, phase), cases in sorted(groups.items()):
        verdict = _verdict(spec.operations.get(name), name, phase, cases, row)
        found.append(
            replace(verdict, repro=_programs(spec, by_label, cases, events.cases, verdict))
            if show
            else verdict
        )
    for operation in spec.operations.values():
        if not any((operation.id, phase) in groups for phase in PHASES):
            words = NOT_ASKED if events.gone else f"no request for {operation.id} was generated"
            outcome: Outcome = "errored" if events.gone else "fail" if whole else "skipped"
            found.append(unreached(operation, row, outcome, words))
    if events.gone:
        ended = _made(None, "server", "ended", "fail", [events.gone], (), row, 0)
        found.append(replace(ended, title="The server answers to the end", clause="/paths"))
    for label in dict.fromkeys(label for label, _ in events.errors):
        operation = by_label.get(label)
        name = operation.id if operation else label.replace(" ", "-") or "run"
        reasons = list(dict.fromkeys(words for one, words in events.errors if one == label))
        found.append(_made(operation, name, "error", "errored", reasons, (), row, 0))
    if problem is not None:
        found.append(_made(None, "run", "whole", "errored", [problem], (), row, 0))
    return found


def _excused(case: GeneratedExchange, methods: set[str]) -> GeneratedExchange:
    """A method that no operation has, and that the server knows for no resource: 501 is as right as 405 (RFC 9110, 9.1)."""
    unknown = case.label.partition(" ")[0] not in methods
    return replace(case, failures=()) if unknown and case.response and case.response.status == 501 else case


def _told(case: GeneratedExchange, check: str) -> bool:
    return any(one.startswith(check) for one in case.failures)


def _keys(spec: Spec) -> re.Pattern[str]:
    """What is said of a missing header that is a key: the check of keys says it once, and better."""
    schemes = spec.document.get("components", {}).get("securitySchemes", {}).values()
    names = [
        one["name"] if one.get("type") == "apiKey" and one.get("in") == "header" else "Authorization"
        for one in (spec.resolve(scheme) for scheme in schemes)
    ]
    return re.compile(rf"^({'|'.join(_HEADER)}): .*[`'](?i:{'|'.join(map(re.escape, names)) or '$'})[`']")


def _limits(by_label: Mapping[str, Operation], cases: Sequence[GeneratedExchange], row: str) -> list[Verdict]:
    """The refusals of a rate limit were waited for; the document should have them all the same. None where none came."""
    limited = {case.label for case in cases if case.waited} & by_label.keys()
    told = {str(LIMITED), "4XX", "default"}
    bare = sorted(by_label[one].id for one in limited if not told & by_label[one].responses.keys())
    reasons = [f"{LIMITED} is answered and not documented: {', '.join(bare)}"] if bare else []
    verdict = _made(None, str(LIMITED), "limits", "fail" if bare else "pass", reasons, (), row, 0)
    title = "What a rate limit answers is documented"
    return [replace(verdict, title=title, clause="/paths")] if limited else []


def unreached(operation: Operation, row: str, outcome: Outcome, reason: str) -> Verdict:
    """Of an operation that nothing was sent to."""
    return _made(operation, operation.id, "reached", outcome, [reason], (), row, 0)


def _programs(
    spec: Spec,
    by_label: Mapping[str, Operation],
    cases: Sequence[GeneratedExchange],
    whole: Sequence[GeneratedExchange],
    verdict: Verdict,
) -> dict[str, str]:
    """Of the first failed request that shows its failure, the first reason's before others, with those of the `whole` run that led to it."""
    first = verdict.reasons[0] if verdict.reasons else ""
    failed = sorted(
        (c for c in cases if c.failures), key=lambda c: not any(one.endswith(first) for one in c.failures)
    )
    shown = (of_server(spec, by_label.get(c.label), c, whole, verdict) for c in failed)
    return next((programs for programs in shown if programs), {})


def _verdict(
    operation: Operation | None, name: str, phase: str, cases: Sequence[GeneratedExchange], row: str
) -> Verdict:
    failed = [case for case in cases if case.failures]
    if not failed and not any(case.response for case in cases):
        return _made(operation, name, phase, "errored", [NO_ANSWERS], (), row, 0)
    reasons = ranked(reason for case in failed for reason in case.failures)
    trace = tuple(_trace(case) for case in failed[:6])
    return _made(operation, name, phase, "fail" if failed else "pass", reasons, trace, row, len(cases))


def ranked(reasons: Iterable[str]) -> list[str]:
    """The gravest few: requests without an answer, server errors, then one of each kind of check, then the others; at the end how many more there are."""
    kinds: dict[str, list[str]] = {NO_ANSWER: [], SERVER_ERROR: []}
    same: dict[str, str] = {}
    for reason in reasons:
        same.setdefault(_SAME.sub(r"\1\2", reason), reason)
    for reason in same.values():
        kinds.setdefault(reason.partition(":")[0], []).append(reason)
    firsts = [reason for found in kinds.values() for reason in found[:1]]
    found = [*firsts, *(reason for found in kinds.values() for reason in found[1:])]
    found = [reason.removeprefix(f"{NO_ANSWER}: ").removeprefix(f"{SERVER_ERROR}: ") for reason in found]
    left = len(found) - MOST_REASONS
    return [*found[:MOST_REASONS], f"… {left} more"] if left > 0 else found


def _made(
    operation: Operation | None,
    name: str,
    phase: str,
    outcome: Outcome,
    reasons: list[str],
    trace: tuple[dict[str, Any], ...],
    row: str,
    number: int,
) -> Verdict:
    clause = f"/paths/{operation.path.replace('/', '~1')}/{operation.method.lower()}" if operation else ""
    title = (
        f"{name}, {phase}: {number} generated requests are answered as the contract says"
        if number
        else f"{name}, {phase}"
    )
    return Verdict(
        row,
        "contract",
        f"contract/{phase}/{name}",
        f"contract/{phase}",
        "MUST",
        outcome,
        title,
        clause,
        tuple(reasons),
        trace,
    )


def _trace(case: GeneratedExchange) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "note": f"{case.phase}, {'valid' if case.valid else 'invalid'} by the schema, case {case.ident}; {'; '.join(case.failures)[:600]}"
    }
    if case.request:
        entry["request"] = {
            "line": f"{case.request.method} {case.request.target}"[:2000],
            "headers": [f"{k}: {v}"[:300] for k, v in case.request.headers],
            "body": shown(case.request.body),
        }
    if case.response:
        entry["response"] = {
            "line": f"{case.response.status} {case.response.reason}".strip(),
            "headers": [f"{k}: {v}"[:300] for k, v in case.response.headers],
            "body": shown(case.response.body),
        }
    return entry

"""The stages that read a changed contract beside the cases and what they exchanged: load, requests, answers, rules."""

from __future__ import annotations

from collections.abc import Iterable

from vectorizer_conformance.casefile import unknown_clauses
from vectorizer_conformance.casefile.fits import misfits
from vectorizer_conformance.casefile.uncovered import without_cases
from vectorizer_conformance.mutate.spec.differences import Judged, telling
from vectorizer_conformance.mutate.spec.exchanges import SpecExchange
from vectorizer_conformance.mutate.spec.ground import Copy, Ground, StageFailure
from vectorizer_conformance.mutate.spec.mutant import SpecMutant
from vectorizer_conformance.mutate.spec.programs import apart, broken_rules
from vectorizer_conformance.runner.status_coverage import documented
from vectorizer_conformance.spec import Spec, SpecError
from vectorizer_conformance.targets.evidence import code_of


async def load(ground: Ground, copy: Copy, mutant: SpecMutant | None) -> list[StageFailure]:
    """The suite loads the contract and its cases: `cases check`."""
    digest = "mutant" if mutant else ground.spec.hash
    try:
        spec = copy.spec = Spec(copy.document, digest)
        spec.operations  # noqa: B018 - it is read here
    except (SpecError, KeyError, TypeError, AttributeError) as error:
        return [StageFailure("contract", f"{type(error).__name__}: {error}")]
    problems = unknown_clauses(ground.cases.cases, spec.document, spec.problem_codes)
    about = ground.about(mutant.operations if mutant else frozenset())
    problems += misfits(about, spec)
    problems += [one for one in without_cases(spec, ground.cases.cases) if one not in ground.uncovered]
    found = [StageFailure(problem.file, str(problem)) for problem in problems]
    for case in about:
        for step in case.steps:
            known = spec.operations[step.operation].arguments if step.operation in spec.operations else None
            if step.operation and known is None:
                found.append(StageFailure(case.id, f"{case.id}: {step.operation!r} is not in the contract"))
            unknown = [name for name in step.arguments if known is not None and name not in known]
            found += [
                StageFailure(case.id, f"{case.id}: {step.operation} takes no {name!r}") for name in unknown
            ]
    return found


async def requests(ground: Ground, copy: Copy, mutant: SpecMutant | None) -> list[StageFailure]:
    """The contract allows what cases expect to be taken, and does not allow what they expect to be refused.

    What was exchanged without a change stands for what the cases expect: they passed.
    """
    assert copy.spec is not None
    assert mutant is not None
    if not mutant.is_in(ground.asked):
        return []
    found, before, after = [], ground.judged, copy.judged
    for one in telling(before, after, ground.distinct, mutant, Judged.request):
        status, operation = one.response.status, after.operation(one)
        was, now, name = before.request(one), after.request(one), operation.id if operation else ""
        what = ""
        if now and not was and status < 300:
            what = f"a request is taken that the contract does not allow: {now[0]}"
        elif was and now == () and status in (400, 422):
            what = f"a request is refused as {code_of(one.response)} that the contract allows: {was[0]}"
        if what:
            found.append(StageFailure(one.case, f"{one.case} {name}: {what}"))
    return found


async def answers(ground: Ground, copy: Copy, mutant: SpecMutant | None) -> list[StageFailure]:
    """`coverage/answers`, and the check of every answer, where the generated server is the one that answered already."""
    assert copy.spec is not None
    assert mutant is not None
    if not copy.same_answers:
        return []
    if not mutant.is_in(ground.answered):
        return []
    found = gaps(ground, copy.spec, ground.shown)
    if any(mutant.names(one.message) for one in found):
        return found
    for one in telling(ground.judged, copy.judged, ground.distinct, mutant, Judged.answer):
        before, operation = ground.judged.answer(one), copy.judged.operation(one)
        told = [fault for fault in copy.judged.answer(one) if fault not in before]
        name = operation.id if operation else ""
        found += [StageFailure(one.case, f"{one.case} {name}: {fault}") for fault in told]
    return found


def gaps(ground: Ground, spec: Spec, shown: Iterable[SpecExchange]) -> list[StageFailure]:
    """The parts of this contract that answers do not show, and of the one without a change they do."""
    shown = list(shown)
    now = ground.evidence(spec, shown).gaps
    found = [StageFailure("coverage/answers", gap) for gap in now if gap not in ground.gaps]
    # All that the contract documents without a change is reached: only what is new can be missing.
    came = {
        (route[0].id, one.response.status)
        for one in shown
        if (route := spec.route(one.request.method, one.request.target))
    }
    for operation, status in sorted(documented(spec) - documented(ground.spec) - came):
        found.append(StageFailure("coverage/statuses", f"not reached: {operation} {status}"))
    return found


async def rules(ground: Ground, copy: Copy, mutant: SpecMutant | None) -> list[StageFailure]:
    """The repository's rules for its contract."""
    ground.write(copy)
    others = (
        frozenset(ground.spec.operations) - mutant.operations if mutant and mutant.operations else frozenset()
    )
    failed = apart(broken_rules, copy.folder, others)
    return [StageFailure(name, text) for name, text in failed]

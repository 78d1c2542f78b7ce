"""Which documented statuses of which operations a run reached: a status that no run reaches is asserted by nothing."""

from __future__ import annotations

from collections.abc import Iterable

from vectorizer_conformance.layers.base import Status
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.spec import Spec

STATUSES, REACHED = "coverage/statuses", "Every documented status of every operation is reached"
MOST_NAMED = 20


def documented(spec: Spec) -> set[Status]:
    """Every status that the contract documents, as (operation, status)."""
    return {
        (operation.id, int(status))
        for operation in spec.operations.values()
        for status in operation.responses
        if status.isdecimal()
    }


def statuses(
    spec: Spec, row: str, answered: Iterable[Status], scripted: Iterable[Status], floor: float | None
) -> Verdict:
    """Whether each was answered by the server, or put to a client by a prepared answer where no server can be made to
    give it (a 500 is a bug, nobody can ask for one). `floor` is the least share of them, in percent; without it a gap is
    told and breaks nothing: a server that runs already can't be started with the flags that some statuses need.
    """
    wanted = documented(spec)
    by_server = wanted & set(answered)
    by_script = (wanted & set(scripted)) - by_server
    missing = sorted(wanted - by_server - by_script)
    share = 100 * (len(wanted) - len(missing)) / len(wanted) if wanted else 100.0
    is_low = floor is not None and share < floor
    words = f"{len(by_server)} of {len(wanted)} documented statuses were answered by the server, {len(by_script)} more put to clients by prepared answers: {share:.1f} %"
    named = ", ".join(f"{operation} {status}" for operation, status in missing[:MOST_NAMED])
    more = f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
    reasons = [f"not reached: {named}{more}"] if missing else []
    if is_low and floor != 100:
        reasons.append(f"that is less than {floor:g} %")
    return Verdict(
        row,
        "cases",
        STATUSES,
        "coverage",
        "INFO" if floor is None else "MUST",
        "fail" if is_low else "skipped" if missing and floor is None else "pass",
        f"{REACHED}: {words}",
        "/paths",
        tuple(reasons),
    )

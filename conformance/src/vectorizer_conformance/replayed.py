"""Failures that their layers made no programs of: the suite judges them again, and each program says why."""

from __future__ import annotations

from dataclasses import replace

from vectorizer_conformance.processes.redact import redacted
from vectorizer_conformance.report.model import Verdict
from vectorizer_conformance.repro import Again, generic, without

# What needs no server of anybody's is judged beside the suite's own.
STAND_IN = "vectorizer-conformance stand-in --port 0"
_WHOLE = "it is of the run as a whole; what reached no status shows as this in any run of cases and contract"

# By the beginning of the id, the first that fits.
_HOW = {
    "model/linearizable/": Again(
        "whether some order of calls made at once explains their answers is a search, not a look at one", tries=10
    ),
    "model/sequence/": Again("its steps are known by their seed; the row's first failing seed is made short"),
    "model/": Again("no single answer shows it"),
    "history/": Again("it is many writes under random faults, and what is left of them", tries=5),
    "retries/": Again("it depends on the moment which of many calls fails", tries=5),
    "faults/": Again("it depends on the moment what is seen", tries=5),
    "surface/types/": Again("a checker of types reads it in the client's own language", server_command=STAND_IN),
    "surface/": Again("it is about what the client declares: no call shows it", server_command=STAND_IN),
    "adapter/": Again("it is about the client's adapter: no call of the API shows it"),
    "contract/": Again("it follows from requests that were generated before"),
}  # fmt: skip


def shown(verdict: Verdict, server_command: str | None) -> Verdict:
    """A failure with a program in every language: those of its layer, for the rest one that runs `replay`."""
    if verdict.outcome not in ("fail", "not implemented"):
        return verdict
    return replace(verdict, repro={**_again(verdict, server_command), **verdict.repro})


def _again(verdict: Verdict, server_command: str | None) -> dict[str, str]:
    if verdict.id.startswith("coverage/"):
        return without(_WHOLE)
    if verdict.id.startswith("endurance/"):
        command = redacted(server_command or "")
        return generic(
            verdict, Again("it takes a server's process, and crowds of clients", server_command=command)
        )
    how = next((how for start, how in _HOW.items() if verdict.id.startswith(start)), None)
    return generic(verdict, how or Again("it is more than one call"))

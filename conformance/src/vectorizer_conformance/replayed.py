"""Failures that their layers made no programs of: the suite judges them again, and each program says why."""

from __future__ import annotations

from dataclasses import replace

from vectorizer_conformance.processes.redact import redacted
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.repro import Replay, none, replay

# What needs no server of anybody's is judged beside the suite's own.
STAND_IN = "vectorizer-conformance stand-in --port 0"
_WHOLE = "it is of the run as a whole; what reached no status shows as this in any run of cases and contract"

# By the beginning of the id, the first that fits.
_HOW = {
    "model/linearizable/": Replay(
        "whether some order of calls made at once explains their answers is a search, not a look at one", tries=10
    ),
    "model/sequence/": Replay("its steps are known by their seed; the row's first failing seed is made short"),
    "model/": Replay("no single answer shows it"),
    "endurance/": Replay("it takes a server's process, and crowds of clients"),
    "history/": Replay("it is many writes under random faults, and what is left of them", tries=5),
    "retries/allowance/": Replay("it depends on the moment which of many calls fails", tries=5),
    "retries/": Replay("the suite's proxy breaks the connection or the answer", tries=2),
    "faults/": Replay("the suite's proxy breaks the connection or the answer", tries=2),
    "surface/types/": Replay("a checker of types reads it in the client's own language", server_command=STAND_IN),
    "surface/": Replay("it is about what the client declares: no call shows it", server_command=STAND_IN),
    "adapter/": Replay("it is about the client's adapter: no call of the API shows it"),
    "contract/": Replay("it follows from requests that were generated before"),
}  # fmt: skip


def shown(verdict: Verdict, server_command: str | None) -> Verdict:
    """A failure with a program in every language: those of its layer, for the rest one that runs `replay`."""
    if verdict.outcome not in ("fail", "not implemented"):
        return verdict
    return replace(verdict, repro={**_again(verdict, server_command), **verdict.repro})


def _again(verdict: Verdict, server_command: str | None) -> dict[str, str]:
    if verdict.id.startswith("coverage/"):
        return none(_WHOLE)
    how = next((how for start, how in _HOW.items() if verdict.id.startswith(start)), None)
    how = how or Replay("it is more than one call")
    if verdict.id.startswith("endurance/"):
        how = replace(how, server_command=redacted(server_command or ""))
    return replay(verdict.id, verdict.row, how)

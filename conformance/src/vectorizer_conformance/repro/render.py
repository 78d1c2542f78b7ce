"""The programs of one failure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from vectorizer_conformance.fault import Check, Fault
from vectorizer_conformance.report.model import Verdict
from vectorizer_conformance.repro import shell_program
from vectorizer_conformance.repro.plan import Repro, Send
from vectorizer_conformance.repro.python_words import Python
from vectorizer_conformance.repro.replay import Again, again, none
from vectorizer_conformance.repro.script import Racing
from vectorizer_conformance.repro.steady import steady
from vectorizer_conformance.repro.typescript_words import TypeScript
from vectorizer_conformance.repro.words import Unsaid

LIMIT = 20_000
# The check of what no program can look at.
NONE = Check((), None)

_WRITERS: Mapping[str, Callable[[Repro], str]] = {
    "curl": shell_program.program,
    "python": Python().program,
    "typescript": TypeScript().program,
}


def check_of(fault: str) -> Check:
    """What a program looks at to see this fault."""
    return fault.check if isinstance(fault, Fault) else NONE


def programs(repro: Repro, token: str) -> dict[str, str]:
    """A program a language; where a short one can't say it, one that runs `vectorizer-conformance replay`."""
    made = steady(repro, token)
    found = {}
    for language, render in _WRITERS.items():
        try:
            text = render(made) if repro.check is not NONE or repro.relation else ""
            reason = "" if text and len(text) <= LIMIT else "a short program can't say it"
        except (Unsaid, RecursionError, UnicodeError) as error:
            text, reason = "", str(error)
        found[language] = again(made, language, Again(reason)) if reason else text
    return found


def raced(repro: Repro, threads: Sequence[Sequence[Racing]]) -> dict[str, str]:
    """Programs that make calls on one vector at once, in the languages that can search for an order of them."""
    return {say.language: say.race(repro, threads) for say in (Python(), TypeScript())}


def generic(verdict: Verdict, how: Again) -> dict[str, str]:
    """Programs that have the suite judge the requirement again."""
    made = Repro(
        verdict.id, verdict.row, verdict.title, verdict.clause,
        verdict.reasons[0] if verdict.reasons else verdict.outcome, (), Send(), NONE,
        language="" if verdict.row == "server" else "client",
    )  # fmt: skip
    return {language: again(made, language, how) for language in _WRITERS}


def without(reason: str) -> dict[str, str]:
    """What stands in place of programs where there can be none."""
    return {language: none(language, reason) for language in _WRITERS}

"""The programs of one failure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vectorizer_conformance.fault import Check, Fault
from vectorizer_conformance.repro import shell_program
from vectorizer_conformance.repro.plan import Repro, Send
from vectorizer_conformance.repro.python_words import Python
from vectorizer_conformance.repro.replay import again
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
        found[language] = again(made, language, reason) if reason else text
    return found


def generic(ident: str, row: str, title: str, clause: str, words: str, *, client: bool) -> dict[str, str]:
    """Programs for a failure that is more than one call: each has the suite judge the requirement again."""
    made = Repro(ident, row, title, clause, words, (), Send(), NONE, language="client" if client else "")
    return {language: again(made, language, "it is more than one call") for language in _WRITERS}

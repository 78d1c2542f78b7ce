"""The programs of one failure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from vectorizer_conformance.fault import Check, Fault
from vectorizer_conformance.repro import (
    curl_program,
    python_client,
    python_program,
    typescript_client,
    typescript_program,
)
from vectorizer_conformance.repro.conditions import Unsaid
from vectorizer_conformance.repro.plan import Repro, Send, steady
from vectorizer_conformance.repro.replay import again

LIMIT = 20_000
# The check of what no program can look at.
NONE = Check((), None)

_RAW: Mapping[str, Callable[[Repro], str]] = {
    "curl": curl_program.program,
    "python": python_program.program,
    "typescript": typescript_program.program,
}
_CLIENT: Mapping[str, Callable[[Repro], str]] = {
    "curl": curl_program.client_program,
    "python": python_client.program,
    "typescript": typescript_client.program,
}


def check_of(fault: str) -> Check:
    """What a program looks at to see this fault."""
    return fault.check if isinstance(fault, Fault) else NONE


def programs(repro: Repro, token: str) -> dict[str, str]:
    """A program a language; where a short one can't say it, one that runs `vectorizer-conformance replay`."""
    made = steady(repro, token)
    found = {}
    for language, render in (_RAW if isinstance(made.act, Send) else _CLIENT).items():
        try:
            text = render(made) if repro.check is not NONE else ""
            reason = "" if text and len(text) <= LIMIT else "a short program can't say it"
        except (Unsaid, RecursionError, UnicodeError) as error:
            text, reason = "", str(error)
        found[language] = again(made, language, reason) if reason else text
    return found


def generic(ident: str, row: str, title: str, clause: str, words: str, *, client: bool) -> dict[str, str]:
    """Programs for a failure that is more than one call: each has the suite judge the requirement again."""
    made = Repro(ident, row, title, clause, words, (), Send(), NONE, language="client" if client else "")
    return {language: again(made, language, "it is more than one call") for language in _RAW}

"""The text in place of a program that can't be: why, and the command that has the suite judge it again."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from vectorizer_conformance.repro.notes import DEFAULT_REPORT, DEFAULT_URL, visible

# How what is no program begins.
NO_PROGRAM = "No plain program shows this"
LANGUAGES = {"curl": "#", "python": "#", "typescript": "//"}


@dataclass(frozen=True)
class Replay:
    """How a requirement is judged again. `tries`: so many times, while it holds: what depends on the moment."""

    reason: str
    """Why no plain program shows it."""
    tries: int = 1
    server_command: str = ""
    """The command that starts the server, where one that runs already can't be judged."""


def command(ident: str, row: str, how: Replay) -> str:
    """`vectorizer-conformance replay …`, as a shell reads it."""
    words = ["vectorizer-conformance", "replay", ident]
    words += ["--row", row] if row != "server" else []
    words += ["--tries", str(how.tries)] if how.tries > 1 else []
    words += ["--report", DEFAULT_REPORT]
    words += ["--server-command", how.server_command] if how.server_command else ["--server", DEFAULT_URL]
    return shlex.join(map(visible, words))


def replay(ident: str, row: str, how: Replay) -> dict[str, str]:
    """In each language's place: the reason, and the command; the shell's runs it."""
    said = f"{NO_PROGRAM}: {visible(' '.join(how.reason.split())[:200])}."
    asked = command(ident, row, how)
    found = {language: f"{sign} {said}\n{sign} {asked}\n" for language, sign in LANGUAGES.items()}
    return {**found, "curl": f"#!/bin/sh\n# {said}\n{asked}\n"}


def none(reason: str) -> dict[str, str]:
    """The words in place of programs where the suite can't judge it again either."""
    said = f"No program: {visible(' '.join(reason.split()))}."
    return {language: f"{sign} {said}\n" for language, sign in LANGUAGES.items()}

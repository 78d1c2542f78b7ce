"""What every program says of itself."""

from __future__ import annotations

from vectorizer_conformance.repro.plan import Repro

# What no program can tell an older Node, which ends before it reads the first line.
RUNS = (
    "Run it with Node 22.18 or later, or with `npx tsx`: an older Node alone ends with 1 and has not tried."
)
DEFAULT_URL = "http://localhost:15002"


def about(repro: Repro) -> list[str]:
    """The lines at the top: what was required, what was seen, how to run it."""
    lines = [f"{repro.id}: {repro.title}".strip().rstrip(":"), f"Clause: {repro.clause}"]
    lines.append(f"The {f'client {repro.row}' if repro.language else 'server'} fails: {repro.words}")
    lines = [line[:400] for line in lines]
    if repro.flags:
        shown = ["…" if repro.api_key and flag == repro.api_key else flag for flag in repro.flags]
        lines.append(f"Needs a server started with {' '.join(shown)}".replace("…", "YOUR-KEY"))
    if repro.api_key:
        lines.append("Needs the server's key in VECTORIZER_API_KEY.")
    lines.append("Exit code: 1 the failure shows, 0 it does not, 2 it could not be tried.")
    return list(map(harmless, lines))


def harmless(line: str) -> str:
    """The line as one that can't end a comment or a docstring, whoever chose its words."""
    line = "".join(map(_shown, line))
    return line.replace("\\", "\\\\").replace('"""', "'''").replace("*/", "* /")


def _shown(char: str) -> str:
    """The character, or its escape where it would change how the line reads."""
    return char if char.isprintable() else char.encode("unicode_escape", "replace").decode()


def said(repro: Repro) -> str:
    """The expectation that failed, as the programs print it."""
    return repro.words[:300]

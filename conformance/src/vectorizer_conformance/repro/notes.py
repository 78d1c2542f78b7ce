"""The comment at the head of every program."""

from __future__ import annotations

import shlex

from vectorizer_conformance.repro.reproduction import Reproduction

DEFAULT_URL = "http://localhost:15002"
DEFAULT_REPORT = "reports/conformance/report.jsonl"


def about(repro: Reproduction) -> list[str]:
    """The lines at the top: what was required, what was seen, how to run it, what judges it."""
    words = ["vectorizer-conformance", "replay", repro.id, *(["--row", repro.row] if repro.client else [])]
    lines = [
        f"{repro.id}: {repro.title}".strip().rstrip(":"),
        f"Clause: {repro.clause}",
        f"The {f'client {repro.row}' if repro.client else 'server'} fails: {repro.failure.message}",
    ]
    if repro.flags:
        shown = ["YOUR-KEY" if repro.api_key and flag == repro.api_key else flag for flag in repro.flags]
        lines.append(f"Needs a server started with {' '.join(shown)}")
    if repro.api_key:
        lines.append("Needs the server's key in VECTORIZER_API_KEY.")
    lines.append(f"It prints and judges nothing; `{shlex.join(words)}` does.")
    return [harmless(line[:400]) for line in lines]


def harmless(line: str) -> str:
    """The line as one that can't end a comment or a docstring, whoever chose its words."""
    return visible(line).replace("\\", "\\\\").replace('"""', "'''").replace("*/", "* /")


def visible(text: str) -> str:
    """The text with escapes in place of what would change how it reads."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape", "replace").decode() for c in text)

"""The requests of a curl program as lines that work where they are copied to: without the program's own words."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from vectorizer_conformance.report.escape import printable

LONGEST = 400
_REQUEST = re.compile(r"send |.* \| (raw$|send )")
_DEFAULT = re.compile(r'^: "\$\{((?:VECTORIZER|API)_URL):=([^}"]*)\}"$', re.MULTILINE)
_QUOTED = re.compile(r"'[^']*'|\\'")
_KEYS = ('"$VECTORIZER_API_KEY"', '"$API_KEY"')


def requests(program: str) -> Iterator[str]:
    """Each request in its order: a line to copy, or nothing where only the program can send it."""
    found = _DEFAULT.search(program)
    for line in program.splitlines():
        if _REQUEST.match(line):
            yield _copied(line, *(found.groups() if found else ("VECTORIZER_URL", "")))


def _copied(line: str, name: str, url: str) -> str:
    if not line.startswith("send ") or len(line) > LONGEST or printable(line) != line:
        return ""
    known = {f'"${name}"': f'"${{{name}:-{url}}}"'} if url else {}
    # Between single quotes a dollar is a dollar.
    if "$" in re.sub("|".join(map(re.escape, [*known, *_KEYS])), "", _QUOTED.sub("", line)):
        return ""
    try:
        shlex.split(line)
    except ValueError:  # its quote ends on another line
        return ""
    made = "curl " + line.removeprefix("send ")
    for word, instead in known.items():
        made = made.replace(word, instead)
    return made

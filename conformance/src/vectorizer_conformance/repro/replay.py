"""The programs for what a short one can't show: they have the suite judge the requirement again, or say why not even that."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass

from vectorizer_conformance.repro.notes import DEFAULT_URL, RUNS, about, harmless
from vectorizer_conformance.repro.plan import Repro

DEFAULT_REPORT = "reports/conformance/report.jsonl"
REPLAYS = "has the suite itself judge it again"
# Where the run put its report is no part of it: two runs give the same programs.
NEEDS = f"Needs: the run's report; REPORT=path if it is not {DEFAULT_REPORT}"


@dataclass(frozen=True)
class Again:
    """How a requirement is judged again. `tries`: so many times, while it holds: what depends on the moment."""

    reason: str
    """Why no short program shows it."""
    tries: int = 1
    server_command: str = ""
    """What starts the server, where one that runs already can't be judged."""


def again(repro: Repro, language: str, how: Again) -> str:
    """Runs `vectorizer-conformance replay` and ends with 0 or 1 as that does, with 2 on all else."""
    reason = how.reason.splitlines()[0][:200] if how.reason else ""
    notes = [*about(repro), harmless(f"This one {REPLAYS} ({reason})."), NEEDS]
    words = ["replay", repro.id]
    words += ["--row", repro.row] if repro.language else []
    words += ["--tries", str(how.tries)] if how.tries > 1 else []
    name, usual = "VECTORIZER_URL", DEFAULT_URL
    option = "--server"
    if how.server_command:
        name, usual, option = "SERVER_COMMAND", how.server_command, "--server-command"
    return _WRITERS[language](notes, words, option, name, usual)


def none(language: str, reason: str) -> str:
    """In place of a program: why there is none."""
    return f"{'//' if language == 'typescript' else '#'} No program: {' '.join(reason.split())}.\n"


def _shell(notes: list[str], words: list[str], option: str, name: str, usual: str) -> str:
    lines = "\n".join(f"# {line}" for line in notes)
    return f"""#!/bin/sh
{lines}
# Needs vectorizer-conformance.
[ -n "${{{name}:-}}" ] || {name}={shlex.quote(usual)}
vectorizer-conformance {shlex.join(words)} \\
  --report "${{REPORT:-{DEFAULT_REPORT}}}" {option} "${name}"
code=$?
[ "$code" -le 1 ] || exit 2
exit "$code"
"""


def _python(notes: list[str], words: list[str], option: str, name: str, usual: str) -> str:
    return f'''"""{chr(10).join(notes)}
"""

import os
import subprocess
import sys

server = os.environ.get("{name}") or {usual!r}
report = os.environ.get("REPORT", "{DEFAULT_REPORT}")
words = [{", ".join(map(repr, words))}, "--report", report, "{option}", server]
try:
    code = subprocess.call(["vectorizer-conformance", *words])
except OSError as error:
    print(f"could not be tried: {{error}}")
    sys.exit(2)
sys.exit(code if code in (0, 1) else 2)
'''


def _typescript(notes: list[str], words: list[str], option: str, name: str, usual: str) -> str:
    return f"""/*
{chr(10).join([*notes, RUNS])}
*/
import {{ spawnSync }} from "node:child_process";

const server = process.env.{name} || {json.dumps(usual)};
const report = process.env.REPORT ?? "{DEFAULT_REPORT}";
const words = [{", ".join(map(json.dumps, words))}, "--report", report, "{option}", server];
const {{ status, error }} = spawnSync("vectorizer-conformance", words, {{ stdio: "inherit" }});
if (error) console.error(`could not be tried: ${{error}}`);
process.exit(status === 0 || status === 1 ? status : 2);
"""


_WRITERS = {"curl": _shell, "python": _python, "typescript": _typescript}

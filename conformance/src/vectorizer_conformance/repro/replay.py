"""The program for what a short one can't show: it has the suite judge the requirement again."""

from __future__ import annotations

import json
import shlex

from vectorizer_conformance.repro.notes import DEFAULT_URL, about
from vectorizer_conformance.repro.plan import Repro


def again(repro: Repro, language: str, reason: str) -> str:
    """Runs `vectorizer-conformance replay` and ends with its exit code."""
    reason = reason.splitlines()[0][:200] if reason else ""
    notes = [*about(repro), f"This one has the suite itself judge it again ({reason})."]
    command = ["vectorizer-conformance", "replay", repro.id]
    if repro.language:
        command += ["--row", repro.row]
    if language == "python":
        return f'''"""{chr(10).join(notes)}
"""

import os
import subprocess
import sys

url = os.environ.get("VECTORIZER_URL", "{DEFAULT_URL}")
report = os.environ.get("REPORT", "reports/conformance/report.jsonl")
sys.exit(subprocess.call([{", ".join(map(repr, command))}, "--report", report, "--server", url]))
'''
    if language == "typescript":
        return f"""/*
{chr(10).join(notes)}
*/
import {{ spawnSync }} from "node:child_process";

const url = process.env.VECTORIZER_URL ?? "{DEFAULT_URL}";
const report = process.env.REPORT ?? "reports/conformance/report.jsonl";
const words = [{", ".join(json.dumps(word) for word in command[1:])}, "--report", report, "--server", url];
process.exit(spawnSync("vectorizer-conformance", words, {{ stdio: "inherit" }}).status ?? 2);
"""
    lines = "\n".join(f"# {line}" for line in notes)
    return f"""#!/bin/sh
{lines}
exec {shlex.join(command)} --report "${{REPORT:-reports/conformance/report.jsonl}}" \\
  --server "${{VECTORIZER_URL:={DEFAULT_URL}}}"
"""

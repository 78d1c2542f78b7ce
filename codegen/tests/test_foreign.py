"""Documents we would not write go through every target: what comes out compiles, and what can't is refused by name."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from vectorizer_codegen.emitters import EMITTERS, Emitter
from vectorizer_codegen.render import repository_root

from .conftest import document
from .targets import express, refusals

SYNTAX = """
const ts = require('typescript');
const files = JSON.parse(require('fs').readFileSync(0, 'utf8'));
for (const [name, text] of Object.entries(files)) {
  const done = ts.transpileModule(text, {reportDiagnostics: true, fileName: name});
  for (const d of done.diagnostics) console.log(name + ': ' + ts.flattenDiagnosticMessageText(d.messageText, ' '));
}
"""


@pytest.mark.parametrize("target", EMITTERS, ids=lambda target: target.name)
@pytest.mark.parametrize("name", ["payments", "newsroom"])
def test_what_comes_out_compiles_and_what_cannot_is_refused_by_name(name: str, target: Emitter) -> None:
    files, refused = express(target, document(name))
    assert sorted(refused) == sorted(refusals(name, target.name))
    assert files or refused
    for path, content in files.items():
        if path.endswith(".py"):
            compile(content, path, "exec")
        elif path.endswith(".json"):
            json.loads(content)
    assert typescript_errors({path: str(text) for path, text in files.items() if path.endswith(".ts")}) == ""


def typescript_errors(files: dict[str, str]) -> str:
    """The complaints of the TypeScript compiler about the syntax of these files."""
    if not files:
        return ""
    command, package = ["node", "-e", SYNTAX], repository_root() / "typescript"
    done = subprocess.run(
        command, cwd=package, input=json.dumps(files), capture_output=True, text=True, check=True
    )
    return done.stdout


def test_the_check_of_typescript_can_say_no(tmp_path: Path) -> None:
    assert "a.ts" in typescript_errors({"a.ts": "const = 1;"})
    assert typescript_errors({"a.ts": "const a: number = 1;"}) == ""

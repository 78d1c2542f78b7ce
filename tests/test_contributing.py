"""CONTRIBUTING.md done on a copy: a field from contract to case, and a language from emitter to verdicts.

An operation is `test_adding_an_operation.py`, a problem code `test_spec_first.py`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from test_adding_an_operation import ROOT, SUITE, Copy

STEPS = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SERVER = "server-mock/src/vectorizer_mock/operations/server.py"
MODELS = "python/src/vectorizer_client/_generated/models.py"
EMITTERS = "codegen/src/vectorizer_codegen/emitters/__init__.py"
FIELD = "        uptime: {description: 'How many seconds it has run.', type: integer, minimum: 0}\n"
CASE = """\
about: How long a server has run.
cases:
  - id: uptime
    title: Health tells how long the server has run
    clause: /paths/~1health/get
    steps:
      - operation: getHealth
        expect: {status: 200, body: {uptime: {$type: integer}}}
"""
EMITTER = '''\
"""JavaScript without a package: a table of operations."""

from ... import ir, render
from .. import Files


def emit(api: ir.Api, document: dict[str, object]) -> Files:
    text = render.environment("plain").get_template("operations.mjs.j2").render(api=api)
    return {"plain/generated/operations.mjs": text}
'''
TEMPLATE = """\
{{ banner("//") -}}
export const OPERATIONS = {
{% for operation in api.operations %}
  {{ operation.operation_id }}: ["{{ operation.method }}", "{{ operation.path }}"],
{% endfor %}
};
"""
ADAPTER = """\
import { createInterface } from "node:readline";
import { OPERATIONS } from "./generated/operations.mjs";

const lacks = "retries validation redirects cancel paging splitting response-checks response-limit".split(" ");
const started = { type: "started", protocol: 1, name: "plain", language: "javascript", runtime: "node",
  version: "0.1", features: [], lacks, operations: ["getVector"] };

async function run({ operation, arguments: given, client, call }) {
  const [method, path] = OPERATIONS[operation];
  const rest = { ...given };
  const filled = path.replace(/\\{(\\w+)\\}/g, (_, name) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(value);
  });
  const query = Object.entries(rest).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]);
  const headers = { ...client.headers, ...call.headers };
  if (client.api_key) headers.authorization = `Bearer ${client.api_key}`;
  const answer = await fetch(`${client.base_url}${filled}?${new URLSearchParams(query)}`, { method, headers });
  const body = await answer.json();
  const meta = { status: answer.status, request_id: answer.headers.get("x-request-id"), attempts: 1 };
  if (answer.ok) return { type: "ok", value: body, meta };
  const error = { kind: "status", status: answer.status, code: body.code, class: null, message: body.detail,
    request_id: body.request_id, attempts: 1, retryable: false };
  return { type: "error", error };
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  const reply = command.cmd === "run" ? await run(command) : command.cmd === "start" ? started : { type: "stopped" };
  console.log(JSON.stringify({ id: command.id, ...reply }));
}
"""


def codegen(root: Path, *words: str, sources: Path | None = None) -> tuple[int, str]:
    path = str(sources or ROOT / "codegen/src")
    done = subprocess.run(
        [sys.executable, "-m", "vectorizer_codegen", "--spec", "openapi.yaml", "--root", ".", *words],
        cwd=root, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_the_steps_name_what_is_there() -> None:
    """Each file and folder that CONTRIBUTING.md names, and each session."""
    named = re.findall(r"`([\w./-]+/[\w./-]*)`", STEPS)
    assert len(named) > 10
    suite = ROOT / SUITE
    assert [path for path in named if not any((base / path).exists() for base in (ROOT, suite))] == []
    files = [ROOT / "noxfile.py", *(ROOT / "scripts/tasks").glob("*.py")]
    sessions = "".join(one.read_text(encoding="utf-8") for one in files)
    for session in re.findall(r"`\./run ([a-z-]+)", STEPS):
        assert f"def {session.replace('-', '_')}(session" in sessions, session


def test_a_field_from_the_contract_to_a_case(tmp_path: Path) -> None:
    copy = Copy(tmp_path)
    for name in ("tests", "pyproject.toml"):
        source = ROOT / "server-mock" / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / "server-mock" / name)
    contract = copy.read("openapi.yaml")
    head, line, tail = contract.partition("    Health:\n")
    copy.write(
        "openapi.yaml", head + line + tail.replace("      properties:\n", f"      properties:\n{FIELD}", 1)
    )
    code, said = codegen(tmp_path, "--target", "server", "--target", "manifest", "--target", "python")
    assert code == 0, said
    health = copy.read(MODELS).partition("class Health(Model):")[2].partition("\nclass ")[0]
    assert "    uptime: " in health
    assert "How many seconds it has run." in health

    # Step 3: nothing gives it yet, and a test of the server says so by its name.
    tests = ["pytest", "-q", "-p", "no:cacheprovider", "server-mock/tests/test_completeness.py"]
    code, said = copy.run(*tests, cwd=tmp_path)
    assert code == 1
    assert "health is made without uptime" in said
    copy.write(
        SERVER,
        copy.read(SERVER).replace('answers.health(status="ok")', 'answers.health(status="ok", uptime=0)'),
    )
    code, said = copy.run(*tests, cwd=tmp_path)
    assert code == 0, said

    # Step 5: what must hold.
    copy.write(f"{SUITE}/cases/server/uptime.yaml", CASE)
    code, said = copy.suite("--topic", "server/uptime", "--topic", "server/info")
    assert code == 0, said
    copy.write(SERVER, copy.read(SERVER).replace("uptime=0", "uptime=-1"))
    code, said = copy.suite("--topic", "server/uptime")
    assert code == 1
    assert "uptime" in said


def test_a_language_from_an_emitter_to_verdicts(tmp_path: Path) -> None:
    sources = tmp_path / "codegen/src"
    shutil.copytree(ROOT / "codegen/src", sources, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "openapi.yaml", tmp_path)
    package = sources / "vectorizer_codegen"
    (package / "emitters/plain").mkdir()
    (package / "emitters/plain/__init__.py").write_text(EMITTER, encoding="utf-8")
    (package / "templates/plain").mkdir()
    (package / "templates/plain/operations.mjs.j2").write_text(TEMPLATE, encoding="utf-8")
    emitters = (tmp_path / EMITTERS).read_text(encoding="utf-8")
    last = '    Emitter("reference",'
    assert last in emitters
    added = emitters.replace(last, f'    Emitter("plain", "plain", ("plain/generated",)),\n{last}')
    (tmp_path / EMITTERS).write_text(added, encoding="utf-8")

    code, said = codegen(tmp_path, "--target", "plain", sources=sources)
    assert code == 0, said
    made = tmp_path / "plain/generated/operations.mjs"
    assert '  getVector: ["GET", "/collections/{collection}/vectors/{id}"],\n' in made.read_text(
        encoding="utf-8"
    )
    made.write_text("edited by hand\n", encoding="utf-8")
    code, said = codegen(tmp_path, "--check", "--target", "plain", sources=sources)
    assert code == 1
    assert "drifted plain/generated/operations.mjs" in said
    assert codegen(tmp_path, "--target", "plain", sources=sources)[0] == 0

    (tmp_path / "plain/adapter.mjs").write_text(ADAPTER, encoding="utf-8")
    # JavaScript's own JSON loses the sign of -0: the suite finds that, and a stub may leave it.
    ignored = tmp_path / "ignored.txt"
    kinds = ("underflow", "zero", "zero-exponent", "zero-short")
    ignored.write_text("".join(f"floats/edges/minus-{kind}\n" for kind in kinds), encoding="utf-8")
    topics = ("--topic", "floats/edges", "--ignore", str(ignored))
    words = ["run", "--client", f"node {tmp_path}/plain/adapter.mjs", "--no-raw", "--layer", "cases", *topics]
    done = subprocess.run(
        [sys.executable, "-m", "vectorizer_conformance", *words],
        capture_output=True, text=True, cwd=tmp_path, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"conforms: \d\d+ pass", done.stdout), done.stdout

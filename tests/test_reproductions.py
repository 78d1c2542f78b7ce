"""A failure's programs, run with both SDKs and with Node: they show what failed, and nothing where it is right."""

from __future__ import annotations

import asyncio
import importlib
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from vectorizer_conformance.casefile import load_cases
from vectorizer_conformance.casefile.check import CASES
from vectorizer_conformance.fault import Check
from vectorizer_conformance.mutate.load import load_mutants
from vectorizer_conformance.mutate.workspace import build
from vectorizer_conformance.report import write_report
from vectorizer_conformance.report.model import Verdict
from vectorizer_conformance.repro import Call, Repro, Send, programs
from vectorizer_conformance.runner.run import Plan, run
from vectorizer_conformance.spec import load_spec
from vectorizer_conformance.targets.servers import launch
from vectorizer_conformance.wire import Request

ROOT = Path(__file__).parents[1]
FAKES = ROOT / "conformance/tests"
ESBUILD = ROOT / "typescript/node_modules/.bin/esbuild"
STAND_IN = shlex.join([sys.executable, "-m", "vectorizer_conformance", "stand-in"])

# A bug of an SDK, the case that it fails, of the suite (client/) or of conformance/tests/cases, and what is named.
CLIENTS = [
    ("python-nested-none-is-dropped", "basics/merges", "/body/metadata/y/z"),
    ("python-path-is-encoded-twice", "basics/slash", "path"),
    ("python-base64-is-big-endian", "basics/floats", "/body/vector"),
    ("python-no-idempotency-key", "basics/floats", "Idempotency-Key"),
    ("python-dots-are-sent", "basics/dots", "validation error before sending"),
    ("ts-nested-null-is-dropped", "basics/merges", "/body/metadata/y/z"),
    ("ts-no-idempotency-key", "basics/floats", "Idempotency-Key"),
    (
        "python-follows-everywhere",
        "client/redirects/get-307",
        "requests to another origin: expected 0, got 1",
    ),
    (
        "ts-cancel-waits-for-the-sleep",
        "client/deadlines/cancel-in-the-wait",
        "requests sent: expected 1, got 2",
    ),
    ("python-last-page-is-missed", "model/metamorphic/pages-are-export", "gave not what the pages said"),
    ("ts-new-request-id-per-attempt", "retries/503/once/updateVector", "its X-Request-Id is another one"),
]
LAYERS = {"model": "model", "retries": "faults", "surface": "surface"}
SERVERS = [
    ("replaces", "basics/merges", "body/metadata/x"),
    ("no-request-id", "basics/reads", "X-Request-Id"),
    ("status", "basics/floats", "status: expected 200"),
    ("float-bits", "odd/floats", "expected vector[2]"),
    ("list-order", "odd/order", "body/0/id"),
    ("raw-bytes", "odd/raw", "status: expected 400"),
    ("tally", "odd/at-once", "expected the statuses"),
    ("writes-then-refuses", "odd/refused", "it must change nothing"),
    ("dies", "basics/merges", "no answer"),
]


def judged(case: str, server: str, *clients: str, report: Path | None = None) -> Verdict:
    spec = load_spec()
    folder = FAKES / "repro/cases" if case.startswith("odd/") else FAKES / "cases"
    folder = CASES if case.startswith("client/") else folder
    layer = LAYERS.get(case.split("/")[0], "cases")
    plan = Plan(
        server_command=server, clients=clients, judge_server=not clients, layers=(layer,), topics=(case,)
    )
    found = asyncio.run(run(plan, spec, load_cases(folder, spec.arguments)))
    (verdict,) = (one for one in found.verdicts if one.id == case)
    assert verdict.outcome == "fail", found.verdicts
    if report:
        write_report(found, report)
    return verdict


def on(server: str, do: Callable[[str], Any]) -> Any:
    async def go() -> Any:
        started = await launch(server)
        try:
            return await asyncio.to_thread(do, started.url)
        finally:
            await started.stop()

    return asyncio.run(go())


@pytest.fixture(scope="module")
def stand_in() -> Iterator[str]:
    """The suite's own server for all programs, which leave nothing behind."""
    with subprocess.Popen(shlex.split(STAND_IN), stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().split()[-1]
        server.terminate()


def ends(command: list[str], url: str, **env: str) -> tuple[int, str]:
    # What was installed with this interpreter is found first.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        command, env={**os.environ, "PATH": path, "VECTORIZER_URL": url, **env}, capture_output=True, text=True, timeout=120, check=False
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def node(program: str, folder: Path, sdk: Path) -> list[str]:
    """The program without its types, beside the SDK of `sdk`."""
    (folder / "program.ts").write_text(program, "utf-8")
    made = [str(ESBUILD), str(folder / "program.ts"), f"--outfile={folder / 'program.mjs'}", "--format=esm"]
    subprocess.run(made, check=True, capture_output=True)
    package = folder / "node_modules/vectorizer-client"
    package.mkdir(parents=True, exist_ok=True)
    (package / "package.json").write_text('{"type": "module", "exports": "./index.js"}')
    bundle = [str(ESBUILD), str(sdk / "src/index.ts"), "--bundle", "--format=esm", "--platform=node"]
    subprocess.run(
        [*bundle, "--keep-names", f"--outfile={package / 'index.js'}"], check=True, capture_output=True
    )
    return ["node", str(folder / "program.mjs")]


@pytest.mark.parametrize(("fault", "case", "words"), SERVERS)
def test_a_servers_failure_in_typescript(tmp_path: Path, fault: str, case: str, words: str) -> None:
    fake = [sys.executable, str(FAKES / "fakes/server.py")]
    verdict = judged(case, shlex.join([*fake, fault]))
    command = node(verdict.repro["typescript"], tmp_path, ROOT / "typescript")
    code, output = on(shlex.join([*fake, fault]), lambda url: ends(command, url))
    assert code == 1, output
    assert words in output
    code, output = on(shlex.join(fake), lambda url: ends(command, url))
    assert (code, "holds, not as before" in output) == (0, True), output


@pytest.mark.parametrize(("seen", "code"), [(200, 0), (404, 2)])
def test_an_answer_of_another_status_does_not_tell_in_typescript(
    tmp_path: Path, stand_in: str, seen: int, code: int
) -> None:
    ask, check = Send([Request("GET", "/health")]), Check(("body", "status"), "ok")
    made = Repro("x", "server", "title", "clause", "words", (), ask, check, statuses=(seen,))
    ended = ends(node(programs(made, "")["typescript"], tmp_path, ROOT / "typescript"), stand_in)
    assert ended[0] == code, ended
    assert ("can't tell: the status is 200, and what failed had 404" in ended[1]) == (code == 2)


def test_a_chain_of_generated_requests_in_typescript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (FAKES, FAKES / "repro"):
        monkeypatch.syspath_prepend(folder)
    chains = importlib.import_module("chains")
    wrong, right = chains.model_server("delete-does-nothing"), chains.model_server()
    verdict = on(wrong, lambda url: asyncio.run(chains.chain(load_spec(), url, tmp_path)))
    command = node(verdict.repro["typescript"], tmp_path, ROOT / "typescript")
    code, output = on(wrong, lambda url: ends(command, url))
    assert (code, f"FAILS: {chains.WORDS}" in output) == (1, True), output
    code, output = on(right, lambda url: ends(command, url))
    assert (code, "holds, not as before" in output) == (0, True), output


def test_calls_that_no_order_explains_in_typescript(tmp_path: Path) -> None:
    server = [sys.executable, str(FAKES / "model/serve.py")]
    verdict = judged("model/linearizable/1", shlex.join([*server, "lost-update"]))
    command = node(verdict.repro["typescript"], tmp_path, ROOT / "typescript")
    code, output = on(shlex.join([*server, "lost-update"]), lambda url: ends(command, url))
    assert (code, "no order of these calls explains their answers" in output) == (1, True), output
    code, output = on(shlex.join(server), lambda url: ends(command, url))
    assert (code, "holds in 50 rounds" in output) == (0, True), output


@pytest.mark.parametrize("name", ["at", "names"])
def test_odd_requests_in_typescript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.syspath_prepend(FAKES / "repro")
    sent = importlib.import_module("sent")
    command = node(sent.program(name, "typescript"), tmp_path, ROOT / "typescript")
    headers, body = sent.arrived(lambda url: ends(command, url))
    assert body == sent.REQUESTS[name].body
    named = dict(sent.REQUESTS[name].headers)
    assert headers.get("x-empty") == named.get("X-Empty")
    assert headers["accept-encoding"] == named.get("Accept-Encoding", "identity")


def test_whether_a_connection_ends_in_typescript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(FAKES / "repro")
    sent = importlib.import_module("sent")
    made = Repro("x", "server", "title", "clause", "words", (), Send([sent.ODD]), Check(("closed",), True))
    command = node(programs(made, "")["typescript"], tmp_path, ROOT / "typescript")
    for how, code in sent.ENDINGS:
        with sent.answering({}, **how) as url:
            ended = ends(command, url)
        assert ended[0] == code, (how, ended)


@pytest.mark.parametrize(("name", "case", "words"), CLIENTS)
def test_a_clients_failure_is_shown_by_its_own_language_alone(
    tmp_path: Path, stand_in: str, name: str, case: str, words: str
) -> None:
    (mutant,) = (one for one in load_mutants(ROOT) if one.name == name)
    commands = build(ROOT, mutant.part, tmp_path, mutant)
    verdict = judged(case, STAND_IN, commands.clients[0])
    wrong, right = tmp_path, ROOT
    for language in ("python", "typescript"):
        program = verdict.repro[language]
        for root in (wrong, right) if language == mutant.part else (right,):
            if language == "python":
                (tmp_path / "program.py").write_text(program, "utf-8")
                command = [sys.executable, str(tmp_path / "program.py")]
                path = str(root / "python/src")
            else:
                folder = tmp_path / f"node-{root is wrong}"
                folder.mkdir(exist_ok=True)
                command, path = node(program, folder, root / "typescript"), ""
            code, output = ends(command, stand_in, PYTHONPATH=path)
            assert code == (1 if root is wrong else 0), (language, output)
            if root is wrong:
                assert "FAILS: " in output
                assert words in output


def test_a_surface_that_fails_is_judged_again(tmp_path: Path) -> None:
    """No call shows it: the program has the suite ask the client again, beside the stand-in."""
    (mutant,) = (one for one in load_mutants(ROOT) if one.name == "python-extra-method")
    commands = build(ROOT, mutant.part, tmp_path, mutant)
    verdict = judged("surface/no-extra", STAND_IN, commands.clients[0], report=tmp_path / "report.jsonl")
    assert list(verdict.repro) == ["curl", "python", "typescript"]
    (tmp_path / "program.py").write_text(verdict.repro["python"], "utf-8")
    command = [sys.executable, str(tmp_path / "program.py")]
    code, output = ends(command, "", REPORT=str(tmp_path / "report.jsonl"))
    assert code == 1, output
    assert verdict.reasons[0] in output


@pytest.mark.parametrize("language", ["python", "typescript"])
def test_without_the_sdk_nothing_is_tried(tmp_path: Path, language: str) -> None:
    call = Call("getInfo", {}, request=Request("GET", "/info"))
    act, check = Send([call]), Check(("status",), 200)
    made = Repro("x", "row", "title", "clause", "words", (), act, check, language=language)
    program = programs(made, "")[language]
    if language == "python":
        (tmp_path / "program.py").write_text(program, "utf-8")
        command = [sys.executable, "-S", str(tmp_path / "program.py")]  # without what is installed
    else:
        command = node(program, tmp_path, ROOT / "typescript")
        shutil.rmtree(tmp_path / "node_modules")
    code, output = ends(command, "http://127.0.0.1:9")
    assert code == 2, output
    assert "could not be tried" in output

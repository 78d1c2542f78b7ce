"""A failure's programs, run with both SDKs and with Node: they print the wrong value, and the right one where it is right."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from vectorizer_conformance.casefile import load_cases
from vectorizer_conformance.casefile.loader import CASES
from vectorizer_conformance.failure import Failure
from vectorizer_conformance.mutate.mutant_files import load_mutants
from vectorizer_conformance.mutate.workspace import build
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.repro import Call, Client, Reproduction, programs
from vectorizer_conformance.runner.session import Plan, run
from vectorizer_conformance.spec import load_spec
from vectorizer_conformance.targets.servers import launch
from vectorizer_conformance.wire import Request

ROOT = Path(__file__).parents[1]
FAKES = ROOT / "conformance/tests"
HELPERS = ROOT / "conformance/src/vectorizer_conformance/repro/helpers"
BIN = ROOT / "typescript/node_modules/.bin"
STAND_IN = shlex.join([sys.executable, "-m", "vectorizer_conformance", "stand-in"])

# A bug of an SDK, the case that it fails, what the suite says, and what the wrong client alone prints.
CLIENTS = [
    ("python-nested-none-is-dropped", "basics/merges", "/body/metadata/y/z", r'"y":\s*\{"w"'),
    ("python-path-is-encoded-twice", "basics/slash", "path", r"%252F"),
    ("python-base64-is-big-endian", "basics/floats", "/body/vector", None),
    (
        "python-no-idempotency-key",
        "basics/floats",
        "Idempotency-Key",
        r"(?s)\A(?!.*sent: PATCH[^\n]*idempotency-key)",
    ),
    (
        "python-dots-are-sent",
        "basics/dots",
        "validation error before sending",
        r"(?m)^sent: (?!GET \S+/info )",
    ),
    ("ts-nested-null-is-dropped", "basics/merges", "/body/metadata/y/z", r'\\"y\\":\s*\{\\"w'),
    (
        "ts-no-idempotency-key",
        "basics/floats",
        "Idempotency-Key",
        r"(?s)\A(?!.*sent: PATCH[^\n]*idempotency-key)",
    ),
    (
        "python-last-page-is-missed",
        "model/metamorphic/pages-are-export",
        "gave not what the pages said",
        None,
    ),
]
LAYERS = {"model": "model", "surface": "surface"}
# A server's bug, a case that it fails, what the suite says, and a pattern of what the wrong server alone answers.
SERVERS = [
    ("replaces", "basics/merges", "body/metadata/x", r'"metadata":\{"y"'),
    ("no-request-id", "basics/reads", "X-Request-Id", r"(?s)\A(?!.*x-request-id)"),
    ("status", "basics/floats", "status: expected 200", r"vectors/a: 202"),
    ("float-bits", "odd/floats", "expected vector[2]", r"0\.10000001"),
    ("list-order", "odd/order", "body/0/id", r'(?s)"id":"b".*"id":"a"'),
    ("raw-bytes", "odd/raw", "status: expected 400", r"HTTP/1.1 200"),
    ("writes-then-refuses", "odd/refused", "it must change nothing", r'"touched":true'),
    ("dies", "basics/merges", "no answer", r"answered: .*no: "),
]


def judged(case: str, server: str, *clients: str) -> Verdict:
    spec = load_spec()
    folder = FAKES / "repro/cases" if case.startswith("odd/") else FAKES / "cases"
    folder = CASES if case.startswith("client/") else folder
    layer = LAYERS.get(case.split("/")[0], "cases")
    plan = Plan(
        server_command=server, clients=clients, judge_server=not clients, layers=(layer,), topics=(case,)
    )
    found = asyncio.run(run(plan, spec, load_cases(folder, spec)))
    (verdict,) = (one for one in found.verdicts if one.id == case)
    assert verdict.outcome == "fail", found.verdicts
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
        command, env={**os.environ, "PATH": path, "VECTORIZER_URL": url, **env}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


def node(program: str, folder: Path, sdk: Path) -> list[str]:
    """The program without its types, beside the SDK of `sdk`."""
    (folder / "program.ts").write_text(program, "utf-8")
    made = [
        str(BIN / "esbuild"),
        str(folder / "program.ts"),
        f"--outfile={folder / 'program.mjs'}",
        "--format=esm",
    ]
    subprocess.run(made, check=True, capture_output=True)
    package = folder / "node_modules/vectorizer-client"
    package.mkdir(parents=True, exist_ok=True)
    (package / "index.d.ts").write_text("export declare const VectorizerClient: any;")
    (package / "package.json").write_text('{"type": "module", "exports": "./index.js"}')
    (package / "index.js").write_bytes(bundled(sdk))
    return ["node", str(folder / "program.mjs")]


@cache
def bundled(sdk: Path) -> bytes:
    """The SDK in one file."""
    words = ["--bundle", "--format=esm", "--platform=node", "--keep-names", str(sdk / "src/index.ts")]
    return subprocess.run([str(BIN / "esbuild"), *words], check=True, capture_output=True).stdout


def types(program: Path) -> None:
    """The strict checker and the linter say nothing of a program."""
    strict = ["--noEmit", "--strict", "--noUnusedLocals", "--noUncheckedIndexedAccess", "--skipLibCheck"]
    node = ["--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler", "--types", "node"]
    roots = ["--typeRoots", str(ROOT / "typescript/node_modules/@types")]
    done = subprocess.run(
        [str(BIN / "tsc"), *strict, *node, *roots, str(program)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def holds(pattern: str | None, output: str) -> bool:
    return re.search(pattern or "", output.partition("the suite said: ")[0], re.IGNORECASE) is not None


@pytest.mark.parametrize(("fault", "case", "words", "wrong"), SERVERS)
def test_a_servers_failure_in_typescript(
    tmp_path: Path, fault: str, case: str, words: str, wrong: str
) -> None:
    fake = [sys.executable, str(FAKES / "fakes/server.py")]
    verdict = judged(case, shlex.join([*fake, fault]))
    command = node(verdict.repro["typescript"], tmp_path, ROOT / "typescript")
    for server, seen in (([*fake, fault], True), (fake, False)):
        code, output = on(shlex.join(server), lambda url: ends(command, url))
        assert code == 0, output
        assert words in output.partition("the suite said: ")[2]
        assert holds(wrong, output) is seen, output


def test_a_chain_of_generated_requests_in_typescript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (FAKES, FAKES / "repro"):
        monkeypatch.syspath_prepend(folder)
    chains = importlib.import_module("chains")
    wrong, right = chains.model_server("delete-does-nothing"), chains.model_server()
    verdict = on(wrong, lambda url: asyncio.run(chains.chain(load_spec(), url, tmp_path)))
    command = node(verdict.repro["typescript"], tmp_path, ROOT / "typescript")
    types(tmp_path / "program.ts")
    for server, status in ((wrong, "200"), (right, "404")):
        code, output = on(server, lambda url: ends(command, url))
        assert code == 0, output
        assert chains.WORDS in output
        assert re.findall(r"GET .*: (\d{3})", output) == [status]


@pytest.mark.parametrize("name", ["at", "names", "printable", "bytes"])
def test_odd_requests_in_typescript(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.syspath_prepend(FAKES / "repro")
    sent = importlib.import_module("sent")
    command = node(sent.program(name, "typescript"), tmp_path, ROOT / "typescript")
    headers, body = sent.arrived(lambda url: ends(command, url))
    assert body == sent.REQUESTS[name].body
    wanted = {key.lower(): value for key, value in sent.REQUESTS[name].headers}
    assert {key: headers.get(key) for key in wanted} == wanted
    assert "accept-encoding" not in headers


@pytest.mark.parametrize(("name", "case", "words", "wrong"), CLIENTS)
def test_a_clients_failure_is_printed_in_its_own_language(
    tmp_path: Path, stand_in: str, name: str, case: str, words: str, wrong: str | None
) -> None:
    """The other language's client does it right."""
    (mutant,) = load_mutants(ROOT, names=[name])
    commands = build(ROOT, mutant.part, tmp_path, mutant)
    verdict = judged(case, STAND_IN, commands.clients[0])
    came = {}
    for language in ("python", "typescript"):
        program = verdict.repro[language]
        for root in (tmp_path, ROOT) if language == mutant.part else (ROOT,):
            if language == "python":
                (tmp_path / "program.py").write_text(program, "utf-8")
                command = [sys.executable, str(tmp_path / "program.py")]
                path = str(root / "python/src")
            else:
                folder = tmp_path / f"node-{root is tmp_path}"
                folder.mkdir(exist_ok=True)
                command, path = node(program, folder, root / "typescript"), ""
            code, output = ends(command, stand_in, PYTHONPATH=path)
            assert code == 0, (language, output)
            assert words in output.partition("the suite said: ")[2]
            came[language, root is tmp_path] = output
    bad, good = came[mutant.part, True], came[mutant.part, False]
    if wrong is None:
        assert bad.partition("the suite said")[0] != good.partition("the suite said")[0]
    else:
        assert (holds(wrong, bad), holds(wrong, good)) == (True, False), bad + good


def test_a_clients_key_is_not_printed(tmp_path: Path, stand_in: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes from outside, goes out with the client's requests, and is left out of what the program prints."""
    failure = Failure("words", ("value",), 1)
    call = Call("getInfo", {}, {"api_key": "sesame"}, request=Request("GET", "/info"))
    for is_async in (True, False):
        client = Client("python", "vectorizer-client", is_async)
        made = Reproduction("x", "row", "t", "c", failure, (), [call], api_key="sesame", client=client)
        found = programs(made)
        (tmp_path / "program.py").write_text(found["python"], "utf-8")
        commands = [
            [sys.executable, str(tmp_path / "program.py")],
            node(found["typescript"], tmp_path, ROOT / "typescript"),
        ]
        for command in commands:
            code, output = ends(
                command, stand_in, VECTORIZER_API_KEY="mine-alone", PYTHONPATH=str(ROOT / "python/src")
            )
            assert code == 0, output
            assert "sent: GET" in output
            assert "sesame" not in output
            assert "mine-alone" not in output
    types(tmp_path / "program.ts")


@pytest.mark.parametrize("language", ["python", "typescript"])
def test_without_the_sdk_nothing_is_compared(tmp_path: Path, language: str) -> None:
    call = Call("getInfo", {}, request=Request("GET", "/info"))
    client = Client(language, "vectorizer-client")
    made = Reproduction("x", "row", "t", "c", Failure("words"), (), [call], client=client)
    program = programs(made)[language]
    if language == "python":
        (tmp_path / "program.py").write_text(program, "utf-8")
        command = [sys.executable, "-S", str(tmp_path / "program.py")]  # without what is installed
    else:
        command = node(program, tmp_path, ROOT / "typescript")
        shutil.rmtree(tmp_path / "node_modules")
    code, output = ends(command, "http://127.0.0.1:9")
    assert code == 1, output
    assert "the suite said" not in output


def test_the_helpers_are_source_that_linters_read(tmp_path: Path) -> None:
    """In a folder beside the configuration of the TypeScript SDK, whose rules hold for it too."""
    config = json.loads((ROOT / "typescript/biome.json").read_text())
    (tmp_path / "biome.json").write_text(json.dumps({"linter": config["linter"]}))
    shutil.copy(HELPERS / "program.ts", tmp_path)
    # Which of them a program uses is each program's own affair.
    skip = ["--skip=correctness/noUnusedVariables", "--skip=correctness/noUnusedFunctionParameters"]
    done = subprocess.run(
        [str(BIN / "biome"), "lint", "--error-on-warnings", *skip, "program.ts"], cwd=tmp_path, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr

"""Failures that no short program shows: theirs have the suite judge them again, and end with 1 for the same failure only."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from harness import HERE, PYTHON, fake_client
from running import ends
from vectorizer_conformance.casefile import load_cases
from vectorizer_conformance.casefile.check import CASES
from vectorizer_conformance.fault import Check
from vectorizer_conformance.replayed import shown
from vectorizer_conformance.report import write_report
from vectorizer_conformance.report.model import Verdict
from vectorizer_conformance.repro import Call, Repro, Send, programs
from vectorizer_conformance.runner.run import Plan, run
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.servers import launch
from vectorizer_conformance.wire import Request

STAND_IN = f"{PYTHON} -m vectorizer_conformance stand-in --port 0"
LANGUAGES = ("curl", "python", "typescript")
VERDICT = Verdict("server", "x", "x", "x", "MUST", "fail", "It is so", "/info", ("it is not",))


def model_server(fault: str = "") -> str:
    return f"{PYTHON} {shlex.quote(str(HERE / 'model/serve.py'))} {fault}".strip()


def faults_server(fault: str = "") -> str:
    return f"{PYTHON} {shlex.quote(str(HERE / 'faults/fake_server.py'))} {fault}".strip()


def stopping_server(fault: str = "") -> str:
    return f"{PYTHON} {shlex.quote(str(HERE / 'endurance/fake_server.py'))} {fault}".strip()


def failed(spec: Spec, folder: Path, plan: Plan) -> Verdict:
    """The first failure of the plan, with its report in the folder."""
    report = asyncio.run(run(plan, spec, load_cases(CASES, spec)))
    write_report(report, folder / "report.jsonl")
    verdict = next(one for one in report.verdicts if one.outcome == "fail")
    assert list(verdict.repro) == list(LANGUAGES)
    return verdict


def ended(verdict: Verdict, folder: Path, tried: list[tuple[str, dict[str, str]]]) -> list[tuple[int, str]]:
    """How the programs end, all run at once, each with a language and what its environment says more."""
    # What was installed with this interpreter is found first.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    words = {"PATH": path, "REPORT": str(folder / "report.jsonl")}

    async def one(language: str, env: dict[str, str]) -> tuple[int, str]:
        own = Path(tempfile.mkdtemp(dir=folder))
        url = env.get("VECTORIZER_URL", "")
        return await asyncio.to_thread(ends, language, verdict.repro[language], own, url, {**words, **env})

    async def all_at_once() -> list[tuple[int, str]]:
        return await asyncio.gather(*(one(*what) for what in tried))

    return asyncio.run(all_at_once())


@contextlib.contextmanager
def served(*commands: str) -> Iterator[list[dict[str, str]]]:
    """Servers, as the environment tells programs of them."""
    loop = asyncio.new_event_loop()
    servers = [loop.run_until_complete(launch(command)) for command in commands]
    try:
        yield [{"VECTORIZER_URL": one.url} for one in servers]
    finally:
        for one in servers:
            loop.run_until_complete(one.stop())
        loop.close()


def test_a_history_that_no_order_explains(spec: Spec, tmp_path: Path) -> None:
    """In a shell the suite judges it again; Python makes the calls itself and looks for an order of them."""
    plan = Plan(
        server_command=model_server("lost-update"), layers=("model",), topics=("model/linearizable/1",)
    )
    verdict = failed(spec, tmp_path, plan)
    assert "vectorizer-conformance" not in verdict.repro["python"] + verdict.repro["typescript"]
    with served(model_server("lost-update"), model_server()) as (wrong, right):
        tried = [("curl", wrong), ("curl", right), ("python", wrong), ("python", right)]
        found = ended(verdict, tmp_path, tried)
    assert [code for code, _ in found] == [1, 0, 1, 0], found
    assert all("no order of these calls explains their answers" in said for code, said in found if code)
    assert "holds in 50 rounds" in found[3][1]


def test_writes_under_random_faults(spec: Spec, tmp_path: Path) -> None:
    plan = Plan(server_command=faults_server("ignores-keys"), layers=("faults",), topics=("history/001",))
    verdict = failed(spec, tmp_path, plan)
    shell = verdict.repro["curl"]
    # What holds is tried five times: once is enough to see that it does.
    verdict.repro["curl"] = shell.replace("--tries 5", "--tries 1")
    assert verdict.repro["curl"] != shell
    with served(faults_server("ignores-keys"), faults_server()) as (wrong, right):
        tried = [*((language, wrong) for language in LANGUAGES), ("curl", right)]
        found = ended(verdict, tmp_path, tried)
    assert [code for code, _ in found] == [1, 1, 1, 0], found
    assert all("history-001-0: no order of effects explains" in said for code, said in found if code)


def test_a_server_that_does_not_end_as_it_should(spec: Spec, tmp_path: Path) -> None:
    name = "endurance/stops-on-sigterm"
    plan = Plan(server_command=stopping_server("exit-3"), layers=("endurance",), topics=(name,))
    verdict = failed(spec, tmp_path, plan)
    right: dict[str, str] = {"SERVER_COMMAND": stopping_server()}
    found = ended(verdict, tmp_path, [*((language, {}) for language in LANGUAGES), ("python", right)])
    assert [code for code, _ in found] == [1, 1, 1, 0], found
    assert all("its exit code is 3" in said for code, said in found if code)


def test_a_signature_that_is_wrong(spec: Spec, tmp_path: Path) -> None:
    """The client is the right one when the file that it looks for is there."""
    right = tmp_path / "right"
    client = f"{PYTHON} {shlex.quote(str(HERE / 'repro/surface_adapter.py'))} {shlex.quote(str(right))}"
    plan = Plan(
        server_command=STAND_IN, clients=(client,), layers=("surface",), topics=("surface/signature/getInfo",)
    )
    verdict = failed(spec, tmp_path, plan)
    found = ended(verdict, tmp_path, [(language, {}) for language in LANGUAGES])
    assert [code for code, _ in found] == [1, 1, 1], found
    assert all("colour is no argument of the operation" in said for _, said in found)
    right.touch()
    ((code, said),) = ended(verdict, tmp_path, [("typescript", {})])
    assert code == 0, said


def test_a_client_that_is_no_sdk(spec: Spec, tmp_path: Path) -> None:
    """The program in Python asks that client, and no SDK, with which it would hold."""
    topics = ("presence/patch/text-value",)
    plan = Plan(server_command=STAND_IN, clients=(fake_client("puts"),), layers=("cases",), topics=topics)
    verdict = failed(spec, tmp_path, plan)
    with served(STAND_IN) as (server,):
        ((code, said),) = ended(verdict, tmp_path, [("python", server)])
    assert code == 1, said
    assert "method: expected PATCH, sent PUT" in said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("judged", "code"), [(0, 0), (1, 1), (2, 2), (3, 2), (None, 2)])
def test_only_the_same_failure_ends_with_1(
    tmp_path: Path, language: str, judged: int | None, code: int
) -> None:
    """`judged` is how the suite ends; None is a suite that is not installed."""
    bare = tmp_path / "bin"
    bare.mkdir()
    for tool in ("sh", "node"):
        found = shutil.which(tool)
        if found is None:
            pytest.skip(f"no {tool} here")
        (bare / tool).symlink_to(found)
    if judged is not None:
        (bare / "vectorizer-conformance").write_text(f'#!/bin/sh\necho "$@"\nexit {judged}\n')
        (bare / "vectorizer-conformance").chmod(0o755)
    program = tmp_path / {"curl": "program.sh", "python": "program.py", "typescript": "program.mjs"}[language]
    verdict = replace(VERDICT, id="model/linearizable/7")
    program.write_text(shown(verdict, None).repro[language], "utf-8")
    runner = {"curl": str(bare / "sh"), "python": sys.executable, "typescript": str(bare / "node")}[language]
    done = subprocess.run(
        [runner, str(program)], env={"PATH": str(bare)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    if judged is not None:
        words = "--report reports/conformance/report.jsonl --server http://localhost:15002"
        assert done.stdout == f"replay model/linearizable/7 --tries 10 {words}\n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_names_the_report_and_reads_the_one_that_is_named(tmp_path: Path, language: str) -> None:
    """A run may have put its report elsewhere, and no program knows where."""
    program = shown(replace(VERDICT, id="model/linearizable/7"), None).repro[language]
    top = "\n".join(program.splitlines()[:12])
    assert "Needs: the run's report; REPORT=path if it is not reports/conformance/report.jsonl\n" in top
    (tmp_path / "vectorizer-conformance").write_text('#!/bin/sh\necho "$@"\n')
    (tmp_path / "vectorizer-conformance").chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    code, said = ends(language, program, tmp_path, "http://x", {"PATH": path, "REPORT": "reports/bad"})
    assert code == 0
    assert "--report reports/bad --server" in said


def test_a_program_of_another_sdk_says_that_replay_needs_the_report() -> None:
    call = Call("getInfo", {}, request=Request("GET", "/info"))
    about = ("x", "their row", "title", "clause", "words")
    made = Repro(*about, (), Send([call]), Check(("status",), 200), language="python")
    said = programs(made, "")["typescript"]
    assert "vectorizer-conformance replay x --row 'their row'\n" in said
    assert "needs the run's report: --report PATH if it is not reports/conformance/report.jsonl\n" in said


@pytest.mark.parametrize(
    ("ident", "why"),
    [
        (
            "model/linearizable/7",
            "whether some order of calls made at once explains their answers is a search",
        ),
        ("model/sequence/7", "its steps are known by their seed"),
        ("model/metamorphic/limit-is-prefix", "no single answer shows it"),
        ("history/003", "many writes under random faults"),
        ("retries/allowance/getVector", "which of many calls fails"),
        ("surface/signature/getVector", "no call shows it"),
        ("endurance/memory", "a server's process, and crowds of clients"),
        ("contract/stateful/getVector", "requests that were generated before"),
        ("adapter/untracked", "it is about the client's adapter"),
        ("floats/odd", "it is more than one call"),
        ("coverage/statuses", "No program: it is of the run as a whole"),
    ],
)
def test_each_says_why_it_is_not_short(ident: str, why: str) -> None:
    found = shown(replace(VERDICT, id=ident), "serve --api-key hunter2").repro
    assert list(found) == list(LANGUAGES)
    assert all(why in program and "hunter2" not in program for program in found.values())


def test_what_a_layer_wrote_stands_beside_the_others() -> None:
    verdict = replace(VERDICT, id="surface/types/mypy/getVector/refused", repro={"python": "client.get()"})
    found = shown(verdict, None).repro
    assert found["python"] == "client.get()"
    assert all("a checker of types reads it" in found[language] for language in ("curl", "typescript"))


@pytest.mark.parametrize(
    ("client", "language", "foreign"),
    [
        ("plug-in-example", "perl", True),
        ("somebody-elses", "python", True),
        ("vectorizer-client", "python", False),
        ("vectorizer-client", "typescript", False),
    ],
)
def test_a_client_that_is_no_sdk_is_judged_again_and_none_called_in_its_place(
    client: str, language: str, foreign: bool
) -> None:
    call = Call("getInfo", {}, request=Request("GET", "/info"))
    about = ("x", "their-row", "title", "clause", "words")
    made = Repro(*about, (), Send([call]), Check(("status",), 200), language=language, client=client)
    for program in programs(made, "").values():
        assert ("replay" in program and "--row" in program and "their-row" in program) or not foreign
        assert (f"the client is {client} in {language}, which no program calls" in program) is foreign
        assert ("tried(" in program) <= (not foreign)


@pytest.mark.parametrize("ident", ["model/sequence/7", "floats/odd"])
def test_a_program_in_typescript_says_which_node_reads_it(ident: str) -> None:
    """An older one ends before the first line: no program can make it end with 2."""
    call = Request("GET", "/info")
    made = Repro(ident, "server", "title", "clause", "words", (), Send([call]), Check(("status",), 200))
    for program in (
        shown(replace(VERDICT, id=ident), None).repro["typescript"],
        programs(made, "")["typescript"],
    ):
        assert "Node 22.18 or later" in program[: program.index("*/")]

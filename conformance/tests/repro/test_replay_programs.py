"""Failures that no plain program shows: what stands in its place says why, and has the suite judge them again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from harness import HERE, PYTHON, fake_client
from running import ends
from vectorizer_conformance.casefile.loader import CASES
from vectorizer_conformance.cli.shared import contract_and_cases
from vectorizer_conformance.failure import Failure
from vectorizer_conformance.replayed import shown
from vectorizer_conformance.report import write_report
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.repro import Call, Client, ProgramExchange, Reproduction, programs
from vectorizer_conformance.repro.render import LIMIT
from vectorizer_conformance.runner.session import Plan, run
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.servers import launch
from vectorizer_conformance.wire import Request

STAND_IN = f"{PYTHON} -m vectorizer_conformance stand-in --port 0"
LANGUAGES = ("curl", "python", "typescript")
VERDICT = Verdict("server", "x", "x", "x", "MUST", "fail", "It is so", "/info", ("it is not",))
GET_INFO = Call("getInfo", {}, request=Request("GET", "/info"))


def server(part: str, fault: str = "") -> str:
    return f"{PYTHON} {shlex.quote(str(HERE / part))} {fault}".strip()


def failed(spec: Spec, folder: Path, plan: Plan) -> Verdict:
    """The first failure of the plan, with its report in the folder."""
    report = asyncio.run(run(plan, spec, contract_and_cases(None, CASES)[1]))
    write_report(report, folder / "report.jsonl")
    verdict = next(one for one in report.verdicts if one.outcome == "fail")
    assert list(verdict.repro) == list(LANGUAGES)
    return verdict


def replayed(verdict: Verdict, folder: Path, served: str = "", *, once: bool = False) -> tuple[int, str]:
    """How the shell program ends, with this report and server in place of the usual ones."""
    # The report is this test's own, so the commands that it names may be started.
    report = shlex.quote(str(folder / "report.jsonl"))
    text = verdict.repro["curl"].replace("reports/conformance/report.jsonl", f"{report} --yes")
    text = text.replace("--server http://localhost:15002", served) if served else text
    # What holds is tried several times: once is enough to see that it does.
    text = re.sub(r"--tries \d+ ", "", text) if once else text
    # What was installed with this interpreter is found first.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return ends("curl", text, folder, "", {"PATH": path})


@contextlib.contextmanager
def running(command: str) -> Iterator[str]:
    """A server, as `replay` is told of it."""
    loop = asyncio.new_event_loop()
    one = loop.run_until_complete(launch(command))
    try:
        yield f"--server {one.url}"
    finally:
        loop.run_until_complete(one.stop())
        loop.close()


@pytest.mark.parametrize(
    ("part", "fault", "layer", "topic", "words"),
    [
        # Two threads of this history begin with a change, and nothing is deleted.
        ("model/serve.py", "lost-update", "model", "model/linearizable/3", "no order of these calls explains their answers"),
        ("faults/fake_server.py", "ignores-keys", "faults", "history/001", "history-001-0: no order of effects explains"),
    ],
)  # fmt: skip
def test_replay_fails_again_on_the_wrong_server_alone(
    spec: Spec, tmp_path: Path, part: str, fault: str, layer: str, topic: str, words: str
) -> None:
    plan = Plan(server_command=server(part, fault), layers=(layer,), topics=(topic,))
    verdict = failed(spec, tmp_path, plan)
    for command, code in ((server(part, fault), 1), (server(part), 0)):
        with running(command) as served:
            ended = replayed(verdict, tmp_path, served, once=code == 0)
        assert ended[0] == code, ended
        assert (words in ended[1]) is (code == 1), ended


def test_a_server_that_does_not_end_as_it_should(spec: Spec, tmp_path: Path) -> None:
    name = "endurance/stops-on-sigterm"
    command = server("endurance/fake_server.py", "exit-3")
    verdict = failed(spec, tmp_path, Plan(server_command=command, layers=("endurance",), topics=(name,)))
    code, said = replayed(verdict, tmp_path)
    assert code == 1, said
    assert "its exit code is 3" in said


def test_a_signature_that_is_wrong(spec: Spec, tmp_path: Path) -> None:
    """The client is the right one when the file that it looks for is there."""
    right = tmp_path / "right"
    client = f"{server('repro/surface_adapter.py')} {shlex.quote(str(right))}"
    topics = ("surface/signature/getInfo",)
    verdict = failed(
        spec, tmp_path, Plan(server_command=STAND_IN, clients=(client,), layers=("surface",), topics=topics)
    )
    code, said = replayed(verdict, tmp_path)
    assert code == 1, said
    assert "colour is no argument of the operation" in said
    right.touch()
    code, said = replayed(verdict, tmp_path)
    assert code == 0, said


def test_a_client_that_is_no_sdk(spec: Spec, tmp_path: Path) -> None:
    """That client is asked, and no SDK, with which it would hold."""
    topics = ("presence/patch/text-value",)
    plan = Plan(server_command=STAND_IN, clients=(fake_client("puts"),), layers=("cases",), topics=topics)
    verdict = failed(spec, tmp_path, plan)
    with running(STAND_IN) as served:
        code, said = replayed(verdict, tmp_path, served)
    assert code == 1, said
    assert "method: expected PATCH, sent PUT" in said


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
        ("faults/F5/getVector/once", "the suite's proxy breaks"),
        ("surface/signature/getVector", "no call shows it"),
        ("endurance/memory", "a server's process, and crowds of clients"),
        ("contract/stateful/getVector", "requests that were generated before"),
        ("adapter/untracked", "it is about the client's adapter"),
        ("floats/odd", "it is more than one call"),
        ("coverage/statuses", "No program: it is of the run as a whole"),
    ],
)
def test_each_says_why_there_is_no_program(ident: str, why: str) -> None:
    found = shown(replace(VERDICT, id=ident), "serve --api-key hunter2").repro
    assert list(found) == list(LANGUAGES)
    assert all(why in program and "hunter2" not in program for program in found.values())
    replays = [f"replay {ident}" in program and "--report" in program for program in found.values()]
    assert replays == [not ident.startswith("coverage/")] * 3


def test_what_a_layer_wrote_stands_beside_the_others() -> None:
    verdict = replace(VERDICT, id="surface/types/mypy/getVector/refused", repro={"python": "client.get()"})
    found = shown(verdict, None).repro
    assert found["python"] == "client.get()"
    assert all("a checker of types reads it" in found[language] for language in ("curl", "typescript"))


@pytest.mark.parametrize("row", ['evil\n$(touch gone) */ """ \'; touch gone #', "`touch gone`"])
def test_a_rows_name_runs_nothing_and_ends_no_comment(tmp_path: Path, row: str) -> None:
    found = shown(replace(VERDICT, row=row, reasons=(row,)), None).repro
    assert all(line.startswith("#") for line in found["python"].splitlines())
    assert all(line.startswith("//") for line in found["typescript"].splitlines())
    (tmp_path / "vectorizer-conformance").write_text("#!/bin/sh\n")
    (tmp_path / "vectorizer-conformance").chmod(0o755)
    (tmp_path / "program.sh").write_text(found["curl"])
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    assert shutil.which("sh")
    assert ends("curl", found["curl"], tmp_path, "", {"PATH": path, "PWD": str(tmp_path)})[0] == 0
    assert not Path("gone").exists()


def client_failure(language: str, client: str, call: Call = GET_INFO) -> Reproduction:
    failure = Failure("words", ("status",), 200)
    return Reproduction("x", "their row", "t", "c", failure, (), [call], client=Client(language, client))


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
    found = programs(client_failure(language, client))
    for name, program in found.items():
        assert "vectorizer-conformance replay x --row 'their row'" in program
        assert (f"the client is {client} in {language}, which no program calls" in program) is foreign
        assert ("outcome(" in program) is (not foreign and name != "curl")


def test_what_a_plain_call_can_not_do_is_said() -> None:
    call = replace(GET_INFO, beyond="the suite answers in the server's place")
    found = programs(client_failure("python", "vectorizer-client", call))
    assert all("the suite answers in the server's place" in program for program in found.values())
    call = replace(GET_INFO, arguments={"x": {"$unsupported": "symbol"}})
    found = programs(client_failure("python", "vectorizer-client", call))
    assert ["No plain program" in program for program in found.values()] == [False, True, True]


@pytest.mark.parametrize("kind", ["$f32", "$bigint", "$bytes", "$date", "$float"])
def test_a_special_value_that_holds_code_is_in_no_program(kind: str) -> None:
    call = replace(GET_INFO, arguments={"x": {kind: '1"); print("gone'}, "y": {"$tuple": [{kind: "f()"}]}})
    for language in ("python", "typescript"):
        program = programs(client_failure(language, "vectorizer-client", call))[language]
        assert "No plain program" in program
        assert "gone" not in program


def test_what_is_too_long_is_left_to_replay() -> None:
    body = b'{"texts":[' + b",".join([b'"some text"'] * 3000) + b"]}"
    asked = ProgramExchange(Request("POST", "/embed", [("Content-Type", "application/json")], body))
    found = programs(Reproduction("x", "server", "t", "c", Failure("words"), (), [asked]))
    assert all("a short program can't hold it" in program for program in found.values())


@pytest.mark.parametrize("as_call", [False, True])
def test_what_is_too_long_is_not_written_down_first(as_call: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 32 MiB that takes minutes, in which nothing else is judged."""

    def written(made: object) -> str:
        raise AssertionError("this is longer than any program may be")

    monkeypatch.setattr("vectorizer_conformance.repro.render._WRITERS", dict.fromkeys(["curl"], written))
    asked = Request("POST", "/embed", [("Content-Type", "application/json")], b"a" * (LIMIT + 1))
    sent = Call("embed", {}, request=asked) if as_call else ProgramExchange(asked)
    found = programs(Reproduction("x", "server", "t", "c", Failure("words"), (), [sent]))
    assert "a short program can't hold it" in found["curl"]


def test_a_program_in_typescript_says_which_node_reads_it() -> None:
    asked = ProgramExchange(Request("GET", "/info"))
    program = programs(Reproduction("x", "server", "t", "c", Failure("words"), (), [asked]))["typescript"]
    assert "Node 22.18 or later" in program[: program.index("*/")]

"""Layer 1 on APIs that are not ours: right servers pass, and each wrong one has its fault named."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme
from harness import HERE, PYTHON
from reports import report as made
from reports import verdict
from vectorizer_conformance.cli import main
from vectorizer_conformance.layers.contract import foreign
from vectorizer_conformance.layers.contract.anyspec import load_any
from vectorizer_conformance.layers.contract.drift import allowed
from vectorizer_conformance.layers.contract.events import Events
from vectorizer_conformance.layers.contract.foreign import only_alone
from vectorizer_conformance.layers.contract.probe import Probe
from vectorizer_conformance.report import read_report, write_report
from vectorizer_conformance.report.contents import Verdict
from vectorizer_conformance.repro import Replay, replay
from vectorizer_conformance.targets.servers import launch
from vectorizer_conformance.wire import Response

FOREIGN = HERE / "foreign"
DOCUMENTS = {"tasks": FOREIGN / "tasks.yaml", "rooms": FOREIGN / "rooms.json"}
KEY = "X-Key: sesame"
SECRET = (("X-Key", "sesame"),)


@contextlib.contextmanager
def served(api: str, *faults: str) -> Iterator[str]:
    """The address of one of the servers, in a process of its own."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(launch(f"{PYTHON} {FOREIGN / 'server.py'} {api}", faults))
    try:
        yield server.url
    finally:
        loop.run_until_complete(server.stop())
        loop.close()


def words(api: str, url: str, *more: str) -> list[str]:
    return [
        "contract",
        "--spec",
        str(DOCUMENTS[api]),
        "--server",
        url,
        "--max-examples",
        "1",
        "--header",
        KEY,
        *more,
    ]


@pytest.mark.parametrize(
    ("api", "coverage"),
    [
        ("tasks", "4 of 4 operations, 11 of 11 documented statuses, of 20 keywords 20 kept and 20 broken, 3 of 3 examples"),
        ("rooms", "3 of 3 operations, 10 of 10 documented statuses, of 9 keywords 9 kept and 9 broken, 2 of 2 examples"),
    ],
)  # fmt: skip
def test_a_right_server_conforms(
    api: str, coverage: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(api) as url:
        code = main(words(api, url, "--report", str(tmp_path)))
    shown = capsys.readouterr().out
    assert code == 0, shown
    assert f"report: {tmp_path / 'report.html'}" in shown
    assert f"contract {read_report(tmp_path / 'report.jsonl').header.spec_version} " in shown
    assert "cases" not in shown.rpartition("conforms: ")[2].partition(")")[0]
    report = read_report(tmp_path / "report.jsonl")
    assert coverage in report.notes[0]
    assert {v.topic for v in report.verdicts} >= {"contract/drift", "contract/coverage", "contract/fuzzing"}
    assert (tmp_path / "report.html").stat().st_size > 10_000


@pytest.mark.parametrize(
    ("api", "faults", "said"),
    [
        (
            "tasks",
            ["undeclared-status", "missing-operation"],
            [
                "Undocumented status code: Received: 418",
                "DELETE is in the contract, and the server answers 405",
            ],
        ),
        (
            "rooms",
            ["missing-field", "open-door"],
            ['"size" is a required property', "accepts requests without authentication"],
        ),
    ],
)
def test_a_wrong_server_has_its_faults_named(
    api: str, faults: list[str], said: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(api, *faults) as url:
        assert main(words(api, url, "--report", str(tmp_path), "--format", "markdown")) == 1
    assert "does not conform" in capsys.readouterr().out
    told = (tmp_path / "report.jsonl").read_text()
    reasons = "\n".join(r for v in read_report(tmp_path / "report.jsonl").verdicts for r in v.reasons)
    assert all(one in reasons for one in said), reasons
    assert (
        "sesame"
        not in told + (tmp_path / "report.html").read_text() + (tmp_path / "schemathesis.txt").read_text()
    )


def drift(
    api: str, *faults: str, more: tuple[str, ...] = (), headers: tuple[tuple[str, str], ...] = SECRET
) -> list[Verdict]:
    """Drift alone, without what Schemathesis saw."""
    with served(api, *faults) as url:
        probe = Probe(load_any(DOCUMENTS[api])[0], url, "server", list(headers), more)
        return asyncio.run(probe.run(Events()))


@pytest.mark.parametrize("api", DOCUMENTS)
def test_a_right_server_does_not_drift(api: str) -> None:
    assert [v.reasons for v in drift(api) if v.outcome != "pass"] == []


@pytest.mark.parametrize(
    ("api", "fault", "ident", "said"),
    [
        ("tasks", "hidden-route", "outside", "GET /admin is not in the contract, and the server answers 200"),
        ("tasks", "hidden-method", "tasks", "DELETE is not in the contract, and the server answers 200"),
        ("tasks", "missing-operation", "tasks-task_id", "DELETE is in the contract, and the server answers 405"),
        ("tasks", "allow-tells-more", "tasks", "Allow names PURGE, which the contract does not have"),
        ("rooms", "hidden-route", "outside", "GET /internal is not in the contract, and the server answers 200"),
        ("rooms", "hidden-method", "rooms-name", "PUT is not in the contract, and the server answers 200"),
        ("rooms", "missing-operation", "status", "GET is in the contract, and the server answers 404"),
    ],
)  # fmt: skip
def test_drift_is_named_in_both_directions(api: str, fault: str, ident: str, said: str) -> None:
    failed = {v.id.rpartition("/")[2]: v.reasons for v in drift(api, fault) if v.outcome == "fail"}
    assert set(failed) == {ident}
    assert said in failed[ident]


def test_a_path_may_be_named_that_must_not_be_there() -> None:
    (failed,) = [v for v in drift("tasks", "hidden-route", more=("/admin?x",)) if v.outcome == "fail"]
    assert "GET /admin?x is not in the contract, and the server answers 200" in failed.reasons


def test_a_program_holds_no_fixture_of_ours_and_there_is_none_that_needs_a_secret() -> None:
    (failed,) = [v for v in drift("tasks", "hidden-route", headers=()) if v.id.endswith("outside")]
    assert failed.outcome == "fail"
    assert "/admin" in failed.repro["curl"]
    assert "/collections" not in failed.repro["curl"]
    assert [v.repro for v in drift("tasks", "hidden-route") if v.outcome == "fail"] == [{}]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.json", "{", "not JSON"),
        ("a.yaml", "a: [", "not YAML"),
        ("a.json", "[]", "not an OpenAPI document"),
        ("a.json", '{"swagger": "2.0", "paths": {"/": {}}}', "this is Swagger 2.0"),
        ("a.json", '{"openapi": "3.1.0"}', "/paths: there are none"),
        ("a.yaml", "openapi: 3.0.0\npaths: {/x: {get: {}}}", "/paths/~1x/get/responses: an operation must have"),
        ("a.yaml", "openapi: 3.0.0\npaths: {x: {}}", "/paths/x: not a path"),
        ("a.yaml", "openapi: 3.0.0\npaths: {/x: {}}", "no operations"),
        ("a.json", '{"openapi":"3.1.0","paths":{"/x":{"get":{"parameters":[{"$ref":"#/a/b"}],"responses":{}}}}}', "#/a/b points at nothing"),
        ("a.json", '{"openapi":"3.1.0","paths":{"/x":{"get":{"parameters":[{"$ref":"b.json"}],"responses":{}}}}}', "only references inside"),
    ],
)  # fmt: skip
def test_2_for_a_bad_document(
    name: str, text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(text)
    assert main(["contract", "--spec", str(tmp_path / name), "--server", "http://127.0.0.1:9"]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert name in error


def test_2_for_no_document_and_bad_usage_and_3_for_no_server(capsys: pytest.CaptureFixture[str]) -> None:
    there = ["contract", "--spec", str(DOCUMENTS["tasks"]), "--server"]
    assert main(["contract", "--spec", "/nowhere.yaml", "--server", "http://127.0.0.1:9"]) == 2
    assert main([*there, "http://127.0.0.1:9"]) == 3
    assert "no server to test with" in capsys.readouterr().err
    with pytest.raises(SystemExit) as end:
        main([*there, "ftp://example.org"])
    assert end.value.code == 2
    assert "not an http:// or https:// address" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*there, "http://127.0.0.1:9", "--header", "no colon"])
    assert "must be written as 'Name: value'" in capsys.readouterr().err


def test_what_knows_our_contract_only_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "contract/fuzzing/listPets"]) == 2
    assert "only requirements on the Vectorizer API are known here" in capsys.readouterr().err
    write_report(made(verdict("server", "contract/fuzzing/getInfo", "fail"), cases_hash=""), tmp_path / "r")
    assert main(["replay", "contract/fuzzing/getInfo", "--report", str(tmp_path / "r")]) == 2
    assert "this report is of `contract`" in capsys.readouterr().err


def test_a_program_that_would_replay_is_none_and_says_so() -> None:
    failed = verdict("server", "contract/fuzzing/x", "fail")
    failed = replace(
        failed, repro={**replay(failed.id, failed.row, Replay("why")), "python": "urlopen('/x')"}
    )
    assert only_alone(failed, "it is secret").repro == {
        "curl": "# No program: it is secret.\n",
        "python": "urlopen('/x')",
        "typescript": "// No program: it is secret.\n",
    }
    assert only_alone(verdict("server", "contract/fuzzing/x", "pass"), "it is secret").repro == {}


def test_nothing_is_sent_to_what_is_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with served("tasks") as url:
        assert main(words("tasks", url, "--exclude", "DELETE *", "--report", str(tmp_path))) == 0
    shown = capsys.readouterr()
    assert "left out (--topic, --exclude): DELETE /tasks/{task_id}" in shown.out
    assert re.match(r"  requests for \d+ operations are generated and sent to http://", shown.err)
    report = read_report(tmp_path / "report.jsonl")
    sent = [str(entry) for one in report.verdicts for entry in one.trace]
    assert not any("DELETE /tasks" in one for one in sent)
    assert not any(one.id.endswith("dropTask") for one in report.verdicts)


def test_what_maintainers_need_comes_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with served("tasks", "undeclared-status", "missing-operation", "hidden-route") as url:
        assert main(words("tasks", url, "--report", str(tmp_path))) == 1
    first, *rest = capsys.readouterr().out.splitlines()
    assert "4 documented operations: 1 documented and not routed, 1 routed and not documented" in first
    assert "1 answer undocumented statuses" in first
    assert "routed and not documented: GET /admin" in rest[0]
    gone = [one for one in read_report(tmp_path).verdicts if one.outcome == "not implemented"]
    assert {one.reasons for one in gone} == {("the server has no dropTask",)}


@pytest.mark.parametrize("fault", ["", "guarded"])
def test_a_server_that_let_nothing_in_did_not_pass_and_the_key_is_named_first(
    fault: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with served("rooms", fault) as url:
        assert main([*words("rooms", url)[:-2], "--report", str(tmp_path)]) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first == "  every valid request to 2 of 3 operations was answered 401: give --header 'X-Key: …'"
    found = read_report(tmp_path).verdicts
    told = [
        one
        for one in found
        if "/rooms/{name}" in one.clause.replace("~1", "/") and one.topic != "contract/drift"
    ]
    assert {one.outcome for one in told} == {"errored"}
    # /status is open by the document, and only one that asks for a key there is to blame for it.
    assert {one.outcome for one in found if one.id.endswith("/status") and one.topic != "contract/drift"} == {
        "fail" if fault else "pass"
    }
    hidden = {one.id: one.reasons for one in found if one.outcome == "skipped"}
    assert ("contract/drift/outside" in hidden) == bool(fault)


def test_a_key_that_is_not_right_is_told_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with served("rooms") as url:
        assert main([*words("rooms", url)[:-1], "X-Key: wrong"]) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first == (
        "  every valid request to 2 of 3 operations was answered 401: is the key right that goes with each?"
    )


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("closes", "the server closed the connection without an answer"),
        ("resets", "the server reset the connection"),
        ("garbles", "the server's answer is no HTTP"),
        ("breaks-off", "the server closed the connection in the middle of its answer"),
        ("leads-round", "the server redirects to the same place"),
    ],
)
def test_no_answer_to_a_bad_request_is_the_servers_fault_and_comes_first(
    fault: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with served("tasks", fault, "undeclared-status") as url:
        assert main(words("tasks", url, "--report", str(tmp_path), "--topic", "/tasks")) == 1
    shown = capsys.readouterr().out
    assert "1 give no answer, 0 answer 5xx" in shown
    found = {one.id: one for one in read_report(tmp_path).verdicts}
    assert not any(one.outcome == "errored" for one in found.values())
    failed = found["contract/coverage/addTask"]
    assert failed.outcome == "fail"
    assert failed.reasons[0] == f"POST /tasks: {said}"
    first = next(line for line in shown.splitlines() if line.startswith("✗"))
    assert "addTask" in first, shown


def test_a_server_that_is_gone_is_not_judged_by_what_follows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with served("tasks", "goes-away") as url:
        assert main(words("tasks", url, "--report", str(tmp_path))) == 1
    shown = capsys.readouterr().out
    gone = [one for one in read_report(tmp_path).verdicts if one.outcome == "errored"]
    assert any("stopped responding. Last request" in reason for one in gone for reason in one.reasons), shown


def test_allow_need_not_name_what_is_not_there() -> None:
    answer = Response(405, headers=[("Allow", "POST")])
    assert [str(one) for one in allowed(answer, {"GET", "POST"})] == ["Allow (POST) lacks GET"]
    assert allowed(answer, {"GET", "POST"}, gone={"GET"}) == []
    told = "allow_header_conformance: Allow header mismatch: `Allow: POST` does not match the schema. Missing documented methods: GET, PUT List exactly the methods"
    failed = verdict("server", "contract/coverage/getThing", "fail", reason=told)
    assert foreign._allowed(failed, {"getThing": {"GET", "PUT"}}).outcome == "pass"
    assert foreign._allowed(failed, {"getThing": {"GET"}}) == failed
    more = replace(failed, reasons=(told, "another"))
    assert foreign._allowed(more, {"getThing": {"GET", "PUT"}}).reasons == ("another",)


@pytest.mark.parametrize("how", ["key-in-query", "guarded", "http-1.0", "https"])
def test_servers_behind_keys_and_of_other_protocols_have_their_bugs_told_and_no_others(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document, given = DOCUMENTS["rooms"], ["--header", KEY]
    if how == "key-in-query":
        rooms = json.loads(document.read_text("utf-8"))
        rooms["components"]["securitySchemes"]["key"] = {"type": "apiKey", "in": "query", "name": "key"}
        document, given = tmp_path / "rooms.json", ["--query", "key=sesame"]
        document.write_text(json.dumps(rooms), "utf-8")
    if how == "https":
        authority = trustme.CA()
        authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
        own = authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem
        own.write_to_path(str(tmp_path / "own.pem"))
        monkeypatch.setenv("CERTIFICATE", str(tmp_path / "own.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    right = [((), 0)] if how == "key-in-query" else []
    for faults, code in [(("missing-field", "hidden-method"), 1), *right]:
        with served("rooms", how, *faults) as url:
            asked = ["contract", "--spec", str(document), "--server", url, "--max-examples", "1", *given]
            assert main([*asked, "--report", str(tmp_path / "report")]) == code
        said = capsys.readouterr().out
        assert "asks for no key" not in said
        assert "sesame" not in said
        assert "?key=" not in said  # no program could be pasted as it stands
        assert len(said.splitlines()) <= 30
        if faults:
            assert "routed and not documented: PUT /rooms/{name}" in said
            assert '"size" is a required property' in said

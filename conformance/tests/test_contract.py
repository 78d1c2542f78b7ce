"""Layer 1's own parts: the lightened contract, the report it reads, the calls it makes of it, drift."""

from __future__ import annotations

import asyncio
import base64
import json
from pathlib import Path
from typing import Any

import pytest
from harness import fake_server, outcomes, reasons
from vectorizer_conformance.layers.contract import ContractRun
from vectorizer_conformance.layers.contract.coverage import coverage
from vectorizer_conformance.layers.contract.drift import drift
from vectorizer_conformance.layers.contract.engine import Engine, EngineResult
from vectorizer_conformance.layers.contract.events import Events, read_events
from vectorizer_conformance.layers.contract.fixture import Fixture
from vectorizer_conformance.layers.contract.generated import choose
from vectorizer_conformance.layers.contract.relax import relax
from vectorizer_conformance.layers.contract.saved_events import SavedEvents
from vectorizer_conformance.layers.contract.verdicts import ranked, verdicts
from vectorizer_conformance.report.contents import Header, Report, Row, Verdict
from vectorizer_conformance.report.maintainers import _short, summary
from vectorizer_conformance.spec import Spec
from vectorizer_conformance.targets.servers import launch


def case(
    ident: str,
    method: str,
    path: str,
    uri: str,
    body: Any = None,
    status: int = 200,
    fails: bool = False,
    mode: str = "positive",
    location: str | None = None,
) -> dict[str, Any]:
    check: dict[str, Any] = {"name": "not_a_server_error", "status": "failure" if fails else "success"}
    if fails:
        check["failure_info"] = {"failure": {"title": "Server error", "message": "it\nbroke"}}
    request: dict[str, Any] = {
        "method": method,
        "uri": f"http://x:1{uri}",
        "headers": {"Content-Type": ["application/json"]},
    }
    if body is not None:
        request["body"] = {"$base64": base64.b64encode(json.dumps(body).encode()).decode()}
    response = {
        "status_code": status,
        "headers": {"content-type": ["application/json"]},
        "content": {"$base64": "e30="},
    }
    meta = {
        "generation": {"mode": mode},
        "phase": {
            "name": "coverage",
            "data": {"location": location, "parameter": "application/json", "parameter_location": "body"},
        },
    }
    return {
        "cases": {ident: {"value": {"method": method, "path": path, "id": ident, "meta": meta}}},
        "checks": {ident: [check]},
        "interactions": {ident: {"request": request, "response": response}},
    }


def write(path: Path, *cases: dict[str, Any], finished: bool = True) -> Path:
    events = [{"ScenarioFinished": {"phase": "coverage", "recorder": one}} for one in cases]
    lines = [
        json.dumps(event)
        for event in [{"Initialize": {}}, *events, *([{"EngineFinished": {}}] if finished else [])]
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


def test_long_limits_are_left_out_and_others_kept(spec: Spec) -> None:
    light, removed = relax(spec.document)
    schemas = light["components"]["schemas"]
    assert removed > 5
    assert "maxLength" not in schemas["Text"]
    assert schemas["Text"]["minLength"] == 1
    assert schemas["VectorId"]["maxLength"] == 256
    assert spec.document["components"]["schemas"]["Text"]["maxLength"] == 1048576


def test_server_errors_are_told_first_then_one_of_each_check_then_how_many_more() -> None:
    schema = [f"response_schema_conformance: {number}" for number in range(12)]
    crash = [f"not_a_server_error: POST /pets answered 50{number}" for number in (0, 3)]
    found = ranked([*schema, "status_code_conformance: 418", schema[0], *crash])
    assert found[:4] == [
        "POST /pets answered 500",
        "response_schema_conformance: 0",
        "status_code_conformance: 418",
        "POST /pets answered 503",
    ]
    assert found[4:] == [*schema[1:7], "… 5 more"]
    assert ranked(schema[:10]) == schema[:10]
    assert ranked([]) == []


@pytest.mark.parametrize(("method", "outcome"), [("TRACE", "pass"), ("PUT", "fail")])
def test_a_method_that_a_server_knows_nowhere_may_be_answered_501(
    spec: Spec, tmp_path: Path, method: str, outcome: str
) -> None:
    events = read_events(
        write(tmp_path / "e", case("a", method, "/health", "/health", status=501, fails=True))
    )
    found = {v.id: v for v in verdicts(spec, events, None, "server", whole=False)}
    assert found["contract/coverage/getHealth"].outcome == outcome


@pytest.mark.parametrize(
    ("status", "what", "said"),
    [
        (404, "parameter `collection` in path - incorrect type", None),
        (404, "parameter `limit` in query - incorrect type", "answered 404"),
        (200, "parameter `collection` in path - incorrect type", "taken"),
    ],
)
def test_a_name_that_nothing_can_have_may_not_be_there(
    status: int, what: str, said: str | None, tmp_path: Path
) -> None:
    one = case("a", "GET", "/x", "/x", status=status, fails=True, mode="negative")
    failure = {"title": "Schema-violating request accepted", "message": f"No. Invalid component: {what}"}
    one["checks"]["a"] = [
        {"name": "negative_data_rejection", "status": "failure", "failure_info": {"failure": failure}}
    ]
    (found,) = read_events(write(tmp_path / "e", one)).cases
    told = f"negative_data_rejection: the contract forbids it, and it is {said}: {what}"
    assert found.failures == (() if said is None else (told,))


@pytest.mark.parametrize(
    ("reason", "breaks", "besides"),
    [
        (
            'response_schema_conformance: Response violates schema: "id" is a required property Schema: { "a": 1 } Value: {}',
            '"id" is a required property',
            [],
        ),
        (
            "content_type_conformance: Undocumented Content-Type: Received: text/html Documented: application/json",
            "",
            ["answers text/html"],
        ),
        (
            "unsupported_method: Unsupported methods: Unsupported method PUT returned 404, expected 405 Method Not Allowed",
            "",
            ["answers 404 to PUT, which is not documented, not 405"],
        ),
        (
            "unsupported_method: Unsupported methods: Unsupported method PUT returned 204, expected 405 Method Not Allowed",
            "",
            ["takes a method that is not documented"],
        ),
        (
            "unsupported_method: Missing Allow header: PUT returned 405 without required `Allow` header",
            "",
            ["answers 405 to PUT, which is not documented, without Allow"],
        ),
        (
            "negative_data_rejection: the contract forbids it, and it is answered 409: parameter `a` in query",
            "",
            ["answers 409 to what is forbidden"],
        ),
        (
            "missing_required_header: Missing header not rejected: Got 201 when missing required 'X' header, expected 400",
            "",
            ["does without a required header"],
        ),
    ],
)
def test_maintainers_are_told_what_is_wrong_and_not_the_end_of_a_message(
    reason: str, breaks: str, besides: list[str]
) -> None:
    verdict = Verdict(
        "server", "contract", "contract/fuzzing/a", "contract/fuzzing", "MUST", "fail", "t", "c", (reason,)
    )
    made = summary(Report(Header("", "", "", 0, 0, "", (), ()), (verdict,)))
    assert [_short(one) for one in made.operations["a"].breaks] == ([breaks] if breaks else [])
    assert made.operations["a"].others == besides


def test_failures_and_what_was_not_reached_are_verdicts(spec: Spec, tmp_path: Path) -> None:
    events = read_events(
        write(
            tmp_path / "e",
            case("a", "GET", "/health", "/health"),
            case("b", "GET", "/info", "/info", status=500, fails=True),
        )
    )
    found = {v.id: v for v in verdicts(spec, events, None, "server")}
    assert found["contract/coverage/getHealth"].outcome == "pass"
    bad = found["contract/coverage/getInfo"]
    assert bad.outcome == "fail"
    assert bad.reasons == ("GET /info answered 500: it broke",)
    assert bad.trace[0]["response"]["line"] == "500"
    assert found["contract/reached/search"].outcome == "fail"
    assert "2 generated requests; 2 of 22 operations" in coverage(spec, events).words


def test_an_error_of_the_run_is_a_verdict_and_a_choice_without_chains_is_none(tmp_path: Path) -> None:
    errors = [
        {"NonFatalError": {"label": "Stateful tests", "value": {"type": name, "message": "m"}}}
        for name in ("NoLinksFound", "InvalidSchema")
    ]
    (tmp_path / "e").write_text("\n".join(map(json.dumps, errors)))
    ((label, words),) = read_events(tmp_path / "e").errors
    assert (label, words) == ("Stateful tests", "InvalidSchema: m")


def test_errors_of_one_operation_are_one_verdict_of_its_name(spec: Spec) -> None:
    events = Events(
        errors=[("GET /info", "A: a"), ("GET /info", "B: b"), ("GET /info", "A: a"), ("", "C: c")]
    )
    found = {v.id: v for v in verdicts(spec, events, None, "server", whole=False) if v.outcome == "errored"}
    assert {name: one.reasons for name, one in found.items()} == {
        "contract/error/getInfo": ("A: a", "B: b"),
        "contract/error/run": ("C: c",),
    }
    assert found["contract/error/getInfo"].clause == "/paths/~1info/get"


def test_a_keyword_is_kept_by_a_valid_value_and_broken_by_an_invalid_one(spec: Spec, tmp_path: Path) -> None:
    path, uri = "/collections/{collection}/vectors/{id}", "/collections/c/vectors/a"
    events = read_events(
        write(
            tmp_path / "e",
            case("a", "PATCH", path, uri, {"text": "x"}),
            case(
                "b",
                "PATCH",
                path,
                uri,
                {"text": ""},
                422,
                False,
                "negative",
                "/properties/text/anyOf/0/minLength",
            ),
            case(
                "c",
                "PATCH",
                path,
                uri,
                {"metadata_mode": "x"},
                422,
                False,
                "negative",
                "/properties/metadata_mode/enum",
            ),
            case("d", "PATCH", path, uri, {"metadata": {}}, 418),
        )
    )
    found = coverage(spec, events)
    text, mode = (
        ("updateVector", "body", f"/properties/{name}") for name in ("text/minLength", "metadata_mode/enum")
    )
    assert text in found.kept
    assert text in found.broken
    assert mode in found.broken
    assert mode not in found.kept
    assert found.kept | found.broken <= found.keywords_all
    assert found.statuses == {("updateVector", "200"), ("updateVector", "422")}
    assert any(line.startswith("keywords that no valid value met") for line in found.missing)


def test_a_report_that_was_cut_off_is_noticed(tmp_path: Path) -> None:
    assert not read_events(write(tmp_path / "e", finished=False)).finished
    (tmp_path / "f").write_text('{"Initialize": {}}\n{"Scen')
    assert not read_events(tmp_path / "f").finished


def test_valid_requests_become_calls_and_invalid_ones_do_not(spec: Spec, tmp_path: Path) -> None:
    path = "/collections/{collection}/vectors/{id}"
    good = case(
        "a",
        "PATCH",
        path,
        "/collections/c/vectors/a%2Fb",
        {"metadata": {"x": 18.0}, "metadata_mode": "merge"},
    )
    events = read_events(
        write(
            tmp_path / "e",
            good,
            case("b", "PATCH", path, "/collections/c/vectors/a", {"metdata": {}}, 422),
            case("c", "GET", path, "/collections/c/vectors/a", mode="negative"),
            case("d", "GET", path, "/collections/c/vectors/a?with_vector=maybe", status=422),
        )
    )
    chosen = choose(spec, events.cases, 1, 5)
    (sample,) = chosen["updateVector"]
    assert sample.arguments == {
        "collection": "c",
        "id": "a/b",
        "metadata": {"x": 18.0},
        "metadata_mode": "merge",
    }
    assert set(chosen) == {"updateVector"}


@pytest.mark.parametrize("fault", ["", "wild"])
def test_drift_is_named(spec: Spec, fault: str) -> None:
    async def go() -> Report:
        server = await launch(fake_server(fault))
        try:
            found = await drift(spec, server.url, "server")
        finally:
            await server.stop()
        rows = (Row("server", "server", "fake"),)
        return Report(Header("", "", "", 0, 0, "", (), rows), tuple(found))

    report = asyncio.run(go())
    assert outcomes(report, "server")["contract/drift/embed"] == "fail"
    assert "POST is in the contract, and the server answers 404" in reasons(report, "server")
    assert outcomes(report, "server")["contract/drift/outside"] == ("fail" if fault else "pass")
    if fault:
        assert "GET /admin is not in the contract" in reasons(report, "server")


def test_kept_events_serve_the_run_that_they_were_made_for_and_no_other(tmp_path: Path) -> None:
    kept, made_of = SavedEvents(tmp_path / "kept"), {"contract": "c", "seed": 1}
    assert kept.read(made_of) is None
    kept.check()
    kept.write(made_of, write(tmp_path / "e").read_bytes())
    kept.check()
    assert kept.read(made_of) is not None
    assert kept.read({**made_of, "seed": 2}) is None
    kept.write(made_of, write(tmp_path / "e", finished=False).read_bytes())
    assert kept.read(made_of) is None
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_file_of_another_kind_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(ValueError, match="no file of --events"):
        SavedEvents(tmp_path / "notes").check()
    assert (tmp_path / "notes").read_text() == "mine"


def test_a_server_that_is_judged_is_asked_though_events_are_kept(
    spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def run(engine: Engine, document: str, url: str) -> EngineResult:
        asked.append(url)
        return EngineResult(Events(), None, write(tmp_path / "e").read_bytes())

    monkeypatch.setattr(Engine, "run", run)
    monkeypatch.setattr(Fixture, "fill", lambda self: None)

    async def go() -> None:
        layer = ContractRun(spec, 1, "pr", None, events=tmp_path / "kept")
        for anew in (False, False, True):
            await layer._schemathesis("http://x", print, anew=anew)

    asyncio.run(go())
    assert len(asked) == 2

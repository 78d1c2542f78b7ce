"""An unforeseen error costs one verdict, never the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from harness import fake_client, fake_server, outcomes, reasons
from vectorizer_conformance.adapter.protocol import ProtocolError, read_reply
from vectorizer_conformance.cli import main
from vectorizer_conformance.layers.contract.fixture import IDS, Fixture
from vectorizer_conformance.report import Report, read_report
from vectorizer_conformance.syntax.json_reader import DEEPEST, read_json


def nested(depth: int, inner: str = "1") -> str:
    return "[" * depth + inner + "]" * depth


def test_what_is_nested_too_deep_is_refused_where_it_is_read() -> None:
    assert read_json(nested(DEEPEST - 1)) != []
    for depth in (DEEPEST + 1, 900, 50_000):
        with pytest.raises(ValueError, match="nested more than 100 deep"):
            read_json(nested(depth))
        with pytest.raises(ProtocolError, match="nested"):
            read_reply(f'{{"id":"1","type":"ok","value":{nested(depth)}}}'.encode())


def test_a_deep_answer_of_a_server_and_a_deep_reply_of_an_adapter_end_no_run(
    check: Callable[..., Report],
) -> None:
    assert "fail" in outcomes(check("nests"), "server").values()
    report = check("", "none", "nests")
    row = next(row.id for row in report.header.rows if row.kind == "client" and "2" in row.id)
    assert "nested more than 100 deep" in reasons(report, row)
    assert not report.ok


@pytest.mark.parametrize("error", [RecursionError("too deep"), MemoryError(), ValueError("odd")])
def test_an_error_while_judging_one_case_is_that_cases_alone(
    check: Callable[..., Report], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    from vectorizer_conformance.targets import ServerTarget

    right = ServerTarget.run

    async def run(self: ServerTarget, case, url):  # type: ignore[no-untyped-def]
        if case.id == "basics/reads":
            raise error
        return await right(self, case, url)

    monkeypatch.setattr(ServerTarget, "run", run)
    found = outcomes(check(""), "server")
    bad = {ident: outcome for ident, outcome in found.items() if outcome != "pass"}
    assert bad == {"basics/reads": "errored"}
    assert len(found) > 1


def test_an_error_of_the_command_is_one_line_and_3(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object) -> None:
        raise ZeroDivisionError("no\nway")

    monkeypatch.setattr("vectorizer_conformance.cli.run.contract_and_cases", fails)
    assert main(["run", "--server-command", fake_server(), "--client", fake_client()]) == 3
    assert capsys.readouterr().err == "the suite could not run: ZeroDivisionError: no way\n"


def test_an_error_of_one_layer_is_that_layers_alone(
    check: Callable[..., Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    from vectorizer_conformance.layers.surface import SurfaceRun

    async def broken(*_: object) -> None:
        raise TypeError("odd")

    monkeypatch.setattr(SurfaceRun, "run", broken)
    report = check("", "none", layers=("cases", "surface"))
    assert outcomes(report, "server")["basics/reads"] == "pass"
    for row in ("server", "fake"):
        assert outcomes(report, row)["surface/run"] == "errored"
        assert "TypeError: odd" in reasons(report, row)


def test_a_server_without_the_batch_gets_verdicts_of_the_contract_layer(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The operations that it has are asked with a fixture that they make; the rest is told, an operation a line."""
    assert main(["run", "--tier", "smoke", "--layer", "contract", "--server-command", fake_server()]) == 1
    shown = capsys.readouterr().out
    assert "the server has no embed: " in shown
    assert "contract/examples/deleteVector" in shown


def test_the_fixture_needs_no_batch() -> None:
    asked = []

    class Answers:
        ok = False

        def __init__(self, status: int) -> None:
            self.status_code = status

        def raise_for_status(self) -> None:
            assert self.status_code < 400

    class Session:
        def post(self, url: str, json: dict[str, object], timeout: float) -> Answers:
            asked.append((url.rsplit("/", 1)[1], json.get("id")))
            return Answers(404 if url.endswith("batch_update") else 409 if json.get("id") == IDS[0] else 201)

    fixture = Fixture("http://x")
    fixture._session = Session()  # type: ignore[assignment]
    fixture.fill()
    assert asked[1:] == [("batch_update", None), *(("insert", ident) for ident in IDS)]


@pytest.mark.parametrize("answer", ["[]", "{}", "nothing", '{"collections": [1]}'])
def test_odd_lists_of_collections_end_no_run(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    response = requests.Response()
    response.status_code, response._content = 200, answer.encode()
    fixture = Fixture("http://x")
    monkeypatch.setattr(fixture._session, "get", lambda *_, **__: response)
    fixture.remove()
    assert fixture.cursor == ""


def test_a_run_without_a_row_that_works_judges_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--client", "no-such-client", "--report", str(tmp_path)]) == 1
    assert "can't start" in capsys.readouterr().out
    verdicts = read_report(tmp_path / "report.jsonl").verdicts
    assert [(one.id, one.outcome) for one in verdicts] == [("adapter/start", "errored")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "--client", ""], "--client: the command is empty"),
        (["run", "--client", "perl 'abc"], "--client: not a command: No closing quotation"),
        (["run", "--server-command", " "], "--server-command: the command is empty"),
        (["replay", "a/b", "--server-command", "x 'y"], "--server-command: not a command"),
        (["stand-in", "--port", "99999"], "--port: must be from 0 to 65535"),
        (["stand-in", "--port", "-1"], "--port"),
        (["run", "--sever", "http://x"], "usage: vectorizer-conformance run"),
        (["run", "--sever", "http://x"], "(near it: --server)"),
    ],
)
def test_bad_words_are_bad_usage(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    assert said in capsys.readouterr().err

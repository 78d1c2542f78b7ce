"""What nobody foresaw costs one verdict, never the run."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from harness import fake_client, fake_server, outcomes, reasons
from vectorizer_conformance.adapter.protocol import ProtocolError, read_reply
from vectorizer_conformance.cli import main
from vectorizer_conformance.report import Report
from vectorizer_conformance.strict_json import DEEPEST, read_json


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
    from vectorizer_conformance.layers.cases import ServerRow

    right = ServerRow.run

    async def run(self: ServerRow, case, url):  # type: ignore[no-untyped-def]
        if case.id == "basics/reads":
            raise error
        return await right(self, case, url)

    monkeypatch.setattr(ServerRow, "run", run)
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

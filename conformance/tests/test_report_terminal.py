"""The failures that the terminal shows: grouped by cause, with the way to see them again."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from reports import report as make
from reports import verdict
from rich.console import Console
from vectorizer_conformance.report import Verdict
from vectorizer_conformance.report.terminal import REPORT, failures


def told(*verdicts: Verdict, file: Path | None = None, **more: object) -> str:
    """The terminal's list of failures."""
    text = io.StringIO()
    failures(make(*verdicts, **more), Console(file=text, width=140), file)
    return text.getvalue()


@pytest.mark.parametrize(
    ("file", "server", "begun", "words"),
    [
        (REPORT, "serve --port 0", (), "replay a/one --row python"),
        (REPORT, "", ("--server", "http://x"), "replay a/one --row python --server http://x"),
        (REPORT, "", (), "replay a/one --row python --server URL"),
        (REPORT, "serve", ("--cases", "mine"), "replay a/one --row python --cases mine"),
        (
            Path("/elsewhere/report.jsonl"), "serve --port 0", (),
            "replay a/one --row python --report /elsewhere/report.jsonl",
        ),
        (
            None, "serve --port 0", (),
            "replay a/one --server-command 'serve --port 0' --client 'python -m x' --seed 7",
        ),
    ],
)  # fmt: skip
def test_the_terminal_says_how_to_see_it_again(
    file: Path | None, server: str, begun: tuple[str, ...], words: str
) -> None:
    report = make(verdict("python", "a/one", "fail"))
    head = report.header
    rows = tuple(replace(row, command="python -m x" if row.kind == "client" else "") for row in head.rows)
    head = replace(head, rows=rows, server=server, seed=7, cases_hash="c")
    text = io.StringIO()
    failures(replace(report, header=head), Console(file=text, width=140), file, begun)
    assert f"vectorizer-conformance {words}\n" in text.getvalue()


@pytest.mark.parametrize(("number", "hidden"), [(3, 0), (4, 0), (5, 0), (6, 3)])
def test_the_terminal_shows_the_last_requests_and_says_that_there_are_more(number: int, hidden: int) -> None:
    program = "".join(f"send -X GET /{one}\n" for one in range(number))
    shown = told(replace(verdict("server", "a/one", "fail"), repro={"curl": program}))
    assert ("… after 3 requests that are in the report" in shown) == bool(hidden)
    assert ("requests that are in" in shown) == bool(hidden)
    assert [one for one in range(number) if f"curl -X GET /{one}\n" in shown] == list(range(hidden, number))


def test_the_terminal_tells_each_reason_once_and_how_many_fail_for_it() -> None:
    many = [verdict("server", f"a/{n}", "fail", reason=f"step {n}: ETag is missing") for n in range(30)]
    rare = replace(
        verdict("server", "z/rare", "fail"), reasons=("step 2: ETag is missing", "the body is wrong")
    )
    other = verdict("python", "a/0", "fail", reason="ETag is missing")
    shown = told(*many, rare, other, verdict("server", "z/should", "fail", "SHOULD", "ETag is missing"))
    assert "✗ server · 30 requirements, e.g. a/0\n" in shown
    assert "so do a/1, a/2, a/3, a/4 and 25 more" in shown
    assert "✗ server · z/rare\n" in shown
    assert "the body is wrong" in shown
    assert "✗ python · a/0\n" in shown
    assert "z/should (SHOULD" in shown
    assert shown.count("ETag is missing") == 4


def sequence(seed: int, *reasons: str) -> Verdict:
    said = (reasons[0], f"seed {seed}: run --layer model", *reasons[1:])
    return replace(verdict("server", f"model/sequence/{seed}", "fail"), reasons=said)


@pytest.mark.parametrize(
    "verdicts",
    [
        [
            sequence(1, "step 1 of 5 (search): expected 200, got 500", "as JSON: [1]"),
            sequence(2, "step 5 of 8 (search): expected 200, got 500"),
        ],
        [
            verdict(
                "server", f"a/{n}", "fail", reason=f"expected the problem x, got 200 '<p>179609736{n}152'"
            )
            for n in range(3)
        ],
        [
            verdict(
                "server", f"a/{n}", "fail", reason=f"content type 'none' is not documented for {n}Vector 431"
            )
            for n in ("get", "delete")
        ],
        [
            replace(
                verdict("python", f"{n}/one", "fail"),
                reasons=(
                    f"step {n}: on the wire: header if-match: expected '\"{n}\"', sent nothing",
                    f"then {n}",
                ),
            )
            for n in range(3)
        ],
        [
            verdict("server", f"{n}/one", "fail", reason=f"header/etag: expected '{n}', got nothing")
            for n in range(3)
        ],
    ],
)
def test_what_differs_by_chance_or_follows_is_one_cause(verdicts: list[Verdict]) -> None:
    assert told(*verdicts).count("✗") == 1


def test_what_a_client_lacks_is_a_line_an_operation() -> None:
    def lacking(ident: str, *names: str) -> Verdict:
        return verdict("python", ident, "not implemented", reason=f"the client has no {', '.join(names)}")

    shown = told(lacking("a/1", "search"), lacking("a/2", "search", "embed"))
    assert shown == (
        "∅ python has no embed: 1 requirement was not tried\n∅ python has no search: 2 requirements were not tried\n"
    )


def test_behind_the_first_reasons_each_has_a_line() -> None:
    bad = [verdict("server", f"a/{n}", "fail", reason=f"reason {n}\nand more") for n in range(12)]
    lines = told(*bad).splitlines()
    assert lines[-2:] == [f"✗ server · a/{n}: reason {n}\\nand more" for n in (10, 11)]
    assert "    reason 9" in lines


def test_the_terminal_ends_with_the_number_of_reasons_left_out() -> None:
    shown = told(*(verdict("server", f"a/{n}", "fail", reason=f"wrong {n % 28}") for n in range(84)))
    assert "… and 9 more, for 3 other reasons" in shown


def test_only_what_can_be_replayed_has_a_line_for_it() -> None:
    assert "vectorizer-conformance replay a/1" in told(verdict("server", "a/1", "fail"))
    assert "replay" not in told(verdict("server", "a/1", "fail"), cases_hash="")

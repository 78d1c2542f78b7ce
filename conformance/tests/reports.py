"""Reports that the tests of everything that reads or renders one share."""

from __future__ import annotations

from dataclasses import replace

from vectorizer_conformance.report import Header, Report, Row, Verdict, Waiver

ROWS = (Row("server", "server", "mock"), Row("python", "client", "client", "python", "CPython", "0.1.0"))
ENTRY = Waiver("known", "python", "a/*", "code:*", "It is known", "17", "me", "2026-12-31")
# What a hostile server can put into a reason: the ends of every syntax, controls, half a character, a mention.
HOSTILE = "]]> </script> <b>&amp; | `` ``` @all #1 [x](http://evil) \x00\x1b[31m\ud800\u202e\ufffe\r\n## end"


def verdict(
    row: str, ident: str, outcome: str = "pass", level: str = "MUST", reason: str = "because <i>"
) -> Verdict:
    trace = ({"request": {"line": "GET /", "headers": ["A: b"], "body": "</script><b>"}},)
    bad = outcome != "pass"
    return Verdict(
        row, "cases", ident, ident.rsplit("/", 1)[0], level, outcome,  # type: ignore[arg-type]
        f"Title of {ident}", "code:zero-vector", (reason,) if bad else (), trace if bad else (), 1.5,
    )  # fmt: skip


def header(*rows: Row, **more: object) -> Header:
    plain = Header(
        "ab" * 32, "0.1.0", "cd" * 32, 2, 1, "pr", ("cases",), rows or ROWS, {"python": "3"},
        "2026-01-01T00:00:00Z",
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def report(*verdicts: Verdict, **more: object) -> Report:
    """A report on `server` and `python`."""
    return Report(header(**more), verdicts, 2.0, ("a note",))


def every_outcome() -> Report:
    """One of each, hostile where the one under test has a say, with a waived failure and a fault of the ledger."""
    bad = verdict("server", "a/fails", "fail", reason=HOSTILE)
    programs = {"curl": f"curl '{HOSTILE}'", "python": "print(1)", "typescript": "1"}
    plain = report(
        verdict("server", "a/passes"),
        replace(bad, repro=programs),
        verdict("server", "a/should", "fail", "SHOULD", HOSTILE),
        verdict("server", "b/gone", "not implemented"),
        verdict("python", "a/passes"),
        replace(verdict("python", "a/fails", "fail", reason=HOSTILE), waiver="known"),
        verdict("python", "a/errors", "errored", reason=HOSTILE),
        verdict("python", "b/skips", "skipped"),
        verdict("python", "b/lacks", "not supported"),
        waivers=(ENTRY,),
    )
    return replace(plain, problems=(f"waiver 'old' expired {HOSTILE}",))

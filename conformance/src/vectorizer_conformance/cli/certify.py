"""`certify`: writes what a run found of which files, for others to verify."""

from __future__ import annotations

import argparse
from pathlib import Path

from vectorizer_conformance import __version__
from vectorizer_conformance.cli.shared import FAILURES, PASS, UsageError
from vectorizer_conformance.report import Report, read_report
from vectorizer_conformance.report.certificate import certificate_text, certified
from vectorizer_conformance.report.contents import CUT
from vectorizer_conformance.report.put import put
from vectorizer_conformance.report.terminal import console


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser(
        "certify", help="write certificate.json beside a report: the hashes of everything that was judged"
    )
    parser.set_defaults(main=main)
    parser.add_argument("report", type=Path, metavar="REPORT", help="the report.jsonl of a run")
    parser.add_argument(
        "--artefacts",
        type=Path,
        metavar="DIR",
        required=True,
        help="the folder of the files that were judged",
    )
    parser.add_argument(
        "--release", metavar="VERSION", required=True, help="the release that the files belong to"
    )


def main(options: argparse.Namespace) -> int:
    """0 when the report conforms; the certificate is written either way, and says so."""
    if not options.artefacts.is_dir():
        raise UsageError(f"--artefacts {options.artefacts}: no such folder")
    _whole(read_report(options.report))
    if not any(file.is_file() for file in options.artefacts.iterdir()):
        raise UsageError(f"--artefacts {options.artefacts}: has no file")
    made = certified(options.report, options.artefacts, options.release, __version__)
    path = options.report.parent / "certificate.json"
    put(path, certificate_text(made).encode())
    console().print(f"certificate: {path}", markup=False, soft_wrap=True)
    return PASS if made.conforms else FAILURES


def _whole(report: Report) -> None:
    """`UsageError` for a run that says less than it seems to: what it left out, nobody would ask again."""
    if report.header.waivers:
        raise UsageError("this run excused failures (--waivers); a certificate is of one that excuses none")
    if CUT in report.notes or any("(--ignore)" in note for note in report.notes):
        raise UsageError(
            "this run left something out (--fail-fast, --ignore); a certificate is of a whole one"
        )
    if not report.header.cases_hash:
        raise UsageError("this report is of `contract`, which nothing certifies")

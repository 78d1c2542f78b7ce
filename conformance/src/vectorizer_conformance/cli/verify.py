"""`verify`: asks a certificate again: the same files, the same cases, and whether the same verdicts come."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from rich.text import Text

from vectorizer_conformance.casefile.loader import CASES
from vectorizer_conformance.cli.replay import confirm
from vectorizer_conformance.cli.shared import (
    FAILURES,
    PASS,
    UsageError,
    add_targets,
    contract_and_cases,
    headers_of,
)
from vectorizer_conformance.processes.redact import HIDDEN
from vectorizer_conformance.report import Report, ReportError
from vectorizer_conformance.report.certificate import Certificate, changed_files, read_certificate
from vectorizer_conformance.report.difference import changes
from vectorizer_conformance.report.escape import printable
from vectorizer_conformance.report.stable import mismatch
from vectorizer_conformance.report.terminal import console
from vectorizer_conformance.runner.plan import RAW_CLIENT, Plan
from vectorizer_conformance.runner.session import run


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser(
        "verify",
        help="repeat the run of a certificate: 0 if all verdicts are the same, 1 if not",
        description="The report must be in the certificate's folder. Its commands are looked up on PATH and in the "
        "current folder.",
    )
    parser.set_defaults(main=main)
    parser.add_argument("certificate", type=Path, metavar="CERTIFICATE")
    parser.add_argument(
        "--artefacts",
        type=Path,
        metavar="DIR",
        help="the files of the release, which must be the ones that were judged",
    )
    add_targets(parser)


def main(options: argparse.Namespace) -> int:
    """0 when the files are those that were judged, and every verdict is the same; else what differs, and 1."""
    out = console()
    certificate, before = read_certificate(options.certificate)
    wrong = changed_files(certificate.artefacts, options.artefacts) if options.artefacts else []
    if wrong:
        for line in wrong:
            out.print(Text(printable(line), "bold red"), soft_wrap=True)
        out.print(Text("not verified: these are not the files that were judged", "bold red"), soft_wrap=True)
        return FAILURES
    plan = _plan(options, before)
    confirm(plan, [options.server_command, *options.client], yes=options.yes)
    spec, cases = contract_and_cases(None, CASES)
    for name, here, there in (
        ("contract", spec.hash, certificate.contract),
        ("cases", cases.hash, certificate.cases),
    ):
        if here != there:
            raise ReportError(
                f"{options.certificate}: of other {name} than this suite's: install "
                f"vectorizer-conformance {certificate.suite} to verify it"
            )
    after = asyncio.run(run(plan, spec, cases))
    found = _differences(certificate, before, after)
    for line in found:
        out.print(Text(printable(line), "bold red"), soft_wrap=True)
    if found:
        out.print(Text(f"not verified: {len(found)} differences", "bold red"), soft_wrap=True)
        return FAILURES
    number = len(certificate.artefacts)
    files = (
        f"{number} file{'' if number == 1 else 's'} unchanged"
        if options.artefacts
        else "the files were not asked for"
    )
    told = f"verified: {len(after.verdicts)} verdicts, the same as of {certificate.release}; {files}"
    out.print(told, markup=False, soft_wrap=True)
    return PASS


def _plan(options: argparse.Namespace, report: Report) -> Plan:
    """The run that the report is of."""
    head = report.header
    named = [row.command for row in head.rows if row.kind == "client" and not row.absent]
    raw = [one for one in named if one.partition(" ")[2] == RAW_CLIENT.partition(" ")[2]]
    clients = [*([RAW_CLIENT] if raw else []), *(options.client or [one for one in named if one not in raw])]
    starts = options.server_command or (None if options.server else head.server)
    if not options.server and not starts:
        raise UsageError("the server ran already when it was judged: say where one is with --server")
    if any(HIDDEN in words for words in (starts or "", *clients)):
        raise UsageError("the report hides the keys of its commands: give --server-command and --client")
    return Plan(
        server=options.server,
        headers=headers_of(options),
        server_command=starts,
        clients=tuple(clients),
        tier=head.tier,
        layers=head.layers,
        seed=head.seed,
        topics=head.topics,
        judge_server=any(row.kind == "server" for row in head.rows),
    )


def _differences(certificate: Certificate, before: Report, after: Report) -> list[str]:
    """The differences in words; reasons and times may."""
    found = mismatch(before, after, whole=True)
    for row in after.header.rows:
        was = certificate.rows.get(row.id, "")
        if was and row.artefact != was:
            found.append(f"{row.id}: other code was tested: {row.artefact[:12] or 'untold'}, not {was[:12]}")
    for change in changes(before, after):
        if change.kind != "reasons changed":
            was, now = (
                verdict.shown if verdict else "not there" for verdict in (change.before, change.after)
            )
            found.append(f"{change.verdict.row} {change.verdict.id}: {was} → {now}")
    return found

"""`explain`: what a requirement is, where it stands in the contract, and how to run it alone."""

from __future__ import annotations

import argparse
import textwrap

from vectorizer_conformance.casefile.meaning import meaning
from vectorizer_conformance.casefile.source import written
from vectorizer_conformance.cli.shared import PASS, UsageError, add_sources, contract_and_cases, emit
from vectorizer_conformance.layers import Requirement
from vectorizer_conformance.report.terminal import REPORT
from vectorizer_conformance.runner.requirements import UnknownRequirementError, find
from vectorizer_conformance.runner.status_coverage import STATUSES
from vectorizer_conformance.targets.evidence import EVIDENCE

OURS = "only requirements on the Vectorizer API are known here, none of a report of `contract` on another one"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser(
        "explain",
        help="show what a requirement is and where it comes from",
        description=f"Shows what a requirement is and where it comes from: {OURS}.",
    )
    parser.set_defaults(main=main)
    parser.add_argument("id", metavar="ID", help="such as update/patch/merges or model/sequence/7")
    add_sources(parser)


def main(options: argparse.Namespace) -> int:
    """0; 2 with near matches when there is no such requirement."""
    spec, cases = contract_and_cases(options.spec, options.cases)
    try:
        found = find(options.id, spec, cases)
    except UnknownRequirementError as error:
        raise UsageError(f"{error}; {OURS}" if options.id.startswith("contract/") else str(error)) from error
    parts = [
        found.id,
        f"  {found.title}",
        "",
        f"level    {found.level}",
        f"layer    {found.layer}",
        f"judges   {found.judges}",
        f"clause   {found.clause}",
        *textwrap.indent(meaning(spec, found.clause), "         ").splitlines(),
        *_also(found),
        "",
        "alone",
        *_alone(found),
    ]
    if found.case is not None:
        parts += ["", f"as written in {found.case.file}:{found.case.line}"]
        parts.append(textwrap.indent(written(options.cases, found.case), "  "))
    emit("\n".join(parts) + "\n")
    return PASS


def _alone(found: Requirement) -> list[str]:
    """The commands that judge it, and as little else as they can."""
    who = "--client COMMAND" if found.judges == "clients" else "--server URL"
    more = "" if found.judges == "clients" else "    (or --server-command, --client)"
    command = f"         vectorizer-conformance run {_options(found)} {who}{more}"
    if found.id in (STATUSES, EVIDENCE):  # of a run as a whole
        return [command]
    return [command, f"         vectorizer-conformance replay {found.id}    (as in {REPORT})"]


def _options(found: Requirement) -> str:
    if found.id in (STATUSES, EVIDENCE):
        return "--require-statuses"
    if found.layer == "contract":
        return "--layer contract"
    if found.layer == "adapter":
        return "--tier smoke"
    tier = f" --tier {found.tier}" if found.tier == "nightly" else ""
    seed = f" --seed {found.seed}" if found.seed is not None else ""
    return f"--layer {found.layer} --topic {found.id}{tier}{seed}"


def _also(found: Requirement) -> list[str]:
    if found.case is not None:
        flags = " ".join(found.case.server.flags)
        return [f"server   started with {flags}"] if flags else []
    return list(found.details())

"""`promote`: a shrunk failure of the model layer becomes a case for good."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from vectorizer_conformance.casefile import CaseFileError
from vectorizer_conformance.casefile.loader import CASES, load_cases
from vectorizer_conformance.cli.shared import PASS, UsageError, emit
from vectorizer_conformance.report import Report, read_report
from vectorizer_conformance.spec import load_spec

_CASE = "as a case:\n"
_IDENT = re.compile(r"^- id: \S+", re.MULTILINE)


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser("promote", help="keep a shrunk failure of the model layer as a case")
    parser.set_defaults(main=main)
    parser.add_argument("report", type=Path, metavar="REPORT", help="the report.jsonl that has the failure")
    parser.add_argument("id", metavar="ID", help="such as model/sequence/7")
    parser.add_argument(
        "--to", type=Path, required=True, metavar="FILE", help="the case file, inside the case set's folder"
    )
    parser.add_argument("--row", help="the row of the failure, if several rows have one")
    parser.add_argument("--name", help="the case's id in the file; default: sequence-N")
    parser.add_argument("--cases", type=Path, default=None, metavar="DIR", help="the case set's folder")
    parser.add_argument("--spec", type=Path, metavar="FILE", help="a contract other than the bundled one")


def main(options: argparse.Namespace) -> int:
    """0 when the case is written; nothing is written that the case reader refuses."""
    case = shrunk(read_report(options.report), options.id, options.row)
    if options.name:
        if not re.fullmatch("[a-z0-9][a-z0-9.-]*", options.name):
            raise UsageError(f"{options.name!r} is no name of a case: small letters, digits, - and .")
        case = _IDENT.sub(f"- id: {options.name}", case, count=1)
    folder = options.cases or (CASES if CASES in options.to.resolve().parents else options.to.parent)
    try:
        topic = options.to.resolve().relative_to(folder.resolve()).with_suffix("").as_posix()
    except ValueError as error:
        raise UsageError(f"{options.to} is not in the case set's folder {folder}") from error
    if options.to.suffix != ".yaml":
        raise UsageError(f"{options.to} is no .yaml file")
    ident = f"{topic}/{_IDENT.findall(case)[0].removeprefix('- id: ')}"
    write(options.to, topic, case, folder, options.spec)
    emit(f"{ident} is in {options.to}\n")
    return PASS


def shrunk(report: Report, ident: str, row: str | None) -> str:
    """The YAML of the failure; `UsageError` says why there is none."""
    found = [v for v in report.verdicts if v.id == ident and (row is None or v.row == row)]
    if not found:
        raise UsageError(f"the report has no verdict {ident!r}{f' on {row!r}' if row else ''}")
    failed = [verdict for verdict in found if verdict.outcome == "fail"]
    if not failed:
        raise UsageError(f"{ident} did not fail: there is nothing to keep")
    if failed[0].layer != "model" or not ident.startswith("model/sequence/"):
        raise UsageError(f"{ident} is no sequence of the model layer: only those become cases")
    texts = [reason.removeprefix(_CASE) for v in failed for reason in v.reasons if reason.startswith(_CASE)]
    if not texts:
        raise UsageError(
            f"{ident} was not shrunk (the lowest failing seed of a row is): run it alone with "
            f"--layer model --topic {ident} --seed {ident.rsplit('/', 1)[1]}, and promote from that report"
        )
    return texts[0]


def write(file: Path, topic: str, case: str, folder: Path, spec: Path | None) -> None:
    """Add the case to the file, or make the file; what the reader refuses is taken back."""
    before = file.read_bytes() if file.exists() else None
    body = "".join(f"  {line}\n" if line else "\n" for line in case.rstrip().splitlines())
    if before is None:
        about = "Sequences of calls that once failed, shrunk."
        text = f"about: {about}\ncases:\n{body}"
    else:
        text = before.decode("utf-8").rstrip("\n") + "\n" + body
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    try:
        load_cases(folder, load_spec(spec))
    except CaseFileError:
        if before is None:
            file.unlink()
        else:
            file.write_bytes(before)
        raise

"""A certificate: which files were judged by which cases, and what came of it, as hashes that others can ask again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from vectorizer_conformance.report.contents import Report
from vectorizer_conformance.report.jsonl import ReportError, read_report
from vectorizer_conformance.syntax.json_reader import read_strict_json

FORMAT = 1


@dataclass(frozen=True)
class Certificate:
    """All hashes are sha256, in hex."""

    release: str
    contract: str
    cases: str
    suite: str
    """The version of the suite that judged."""
    seed: int
    tier: str
    artefacts: Mapping[str, str]
    """File name → hash, of what was installed and judged."""
    rows: Mapping[str, str]
    """Row → the hash of what was tested, as it told; empty where it does not."""
    verdicts: str
    """The hash of all verdicts: row, layer, requirement, level, outcome."""
    passed: int
    conforms: bool
    report: str
    """The report's file, beside the certificate."""
    report_sha256: str
    format: int = FORMAT


def certified(report: Path, artefacts: Path, release: str, suite: str) -> Certificate:
    """The certificate of a run; `artefacts` is the folder of the files that were judged, without the report."""
    found = read_report(report)
    head = found.header
    return Certificate(
        release=release,
        contract=head.spec_hash,
        cases=head.cases_hash,
        suite=suite,
        seed=head.seed,
        tier=head.tier,
        artefacts={
            file.name: file_hash(file)
            for file in sorted(artefacts.iterdir())
            if file.is_file() and file.resolve() != report.resolve()
        },
        rows={row.id: row.artefact for row in head.rows},
        verdicts=verdicts_hash(found),
        passed=found.counts()["pass"],
        conforms=found.ok,
        report=report.name,
        report_sha256=file_hash(report),
    )


def certificate_text(certificate: Certificate) -> str:
    """The file's text."""
    return json.dumps(asdict(certificate), indent=2, sort_keys=True, ensure_ascii=True) + "\n"


def read_certificate(path: Path) -> tuple[Certificate, Report]:
    """A certificate and the report beside it; `ReportError` says why one of them can't be trusted."""
    try:
        data = read_strict_json(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ReportError(f"{path}: {error}") from error
    certificate = _checked(path, data)
    file = path.parent / Path(certificate.report).name
    report = read_report(file)
    if file_hash(file) != certificate.report_sha256:
        raise ReportError(f"{file}: not the report that {path.name} names: its sha256 is another")
    head = report.header
    said = (certificate.contract, certificate.cases, certificate.seed, certificate.tier, certificate.conforms)
    if said != (head.spec_hash, head.cases_hash, head.seed, head.tier, report.ok):
        raise ReportError(f"{path}: says other things of the run than {file.name}")
    if certificate.verdicts != verdicts_hash(report):
        raise ReportError(f"{path}: the verdicts of {file.name} are others")
    return certificate, report


def _checked(path: Path, data: Any) -> Certificate:
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ReportError(f"{path}: no certificate of format {FORMAT}")
    wanted = Certificate.__annotations__
    if data.keys() != wanted.keys():
        odd = sorted(data.keys() ^ wanted.keys())[0]
        raise ReportError(f"{path}: {odd} is missing, or is no member of a certificate")
    kinds = {"int": int, "bool": bool, "str": str, "Mapping[str, str]": dict}
    for name, kind in wanted.items():
        value = data[name]
        texts = value.values() if isinstance(value, dict) else ()
        if type(value) is not kinds[str(kind)] or not all(isinstance(text, str) for text in texts):
            raise ReportError(f"{path}: {name} must be of type {kind}, got {type(value).__name__}")
    return Certificate(**data)


def changed_files(artefacts: Mapping[str, str], folder: Path) -> list[str]:
    """Which files of a certificate are missing from a folder, or are others there."""
    found = []
    for name, wanted in sorted(artefacts.items()):
        file = folder / Path(name).name
        if not file.is_file():
            found.append(f"{name}: not in {folder}")
        elif file_hash(file) != wanted:
            found.append(f"{name}: changed: its sha256 is {file_hash(file)}, not {wanted}")
    return found


def verdicts_hash(report: Report) -> str:
    """The hash of what was found, without reasons and times."""
    lines = sorted("\t".join((v.row, v.layer, v.id, v.level, v.shown)) for v in report.verdicts)
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def file_hash(path: Path) -> str:
    """The sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()

"""The papers of a release: lists of contents, checksums, notes, and the certificate."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

from release import fragments
from release.change import ReleaseError
from release.copies import run
from release.installing import Environment

SUMS = "SHA256SUMS"


def sboms(root: Path, environment: Environment, node: Path, out: Path) -> list[Path]:
    """Write what is in the environments with everything installed, as CycloneDX: one file for each language."""
    python, npm = out / "sbom-python.cdx.json", out / "sbom-npm.cdx.json"
    words = ["environment", "--output-reproducible", "--output-format", "JSON", "--output-file", str(python)]
    tool = Path(sys.executable).parent / "cyclonedx-py"
    run([str(tool), *words, str(environment.bin / "python")], root)
    told = run(["npm", "sbom", "--sbom-format", "cyclonedx"], node)
    npm.write_text(told, "utf-8")
    # An installation from a file is told with the file's path here, which says nothing elsewhere.
    for file in (python, npm):
        text = re.sub(r'file:[^"]*/', "file:", file.read_text("utf-8"))
        file.write_text(text.replace(str(node), "."), "utf-8")
    return [python, npm]


def sums(files: list[Path], out: Path) -> Path:
    """Write the checksums of files, as `sha256sum --check` reads them."""
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in sorted(files)]
    (out / SUMS).write_text("".join(lines), "utf-8")
    return out / SUMS


def checked_sums(folder: Path) -> list[Path]:
    """The files that the checksums in a folder name; `ReleaseError` names those that are missing or were changed."""
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
    except OSError as error:
        raise ReleaseError(f"{folder / SUMS}: {error.strerror}") from error
    named = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    wrong = [
        name
        for name, digest in named.items()
        if not (folder / name).is_file() or hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest
    ]
    if wrong or not named:
        raise ReleaseError(
            f"{folder}: not the files that {SUMS} names: {', '.join(wrong) or 'it names none'}"
        )
    return [folder / name for name in named]


def notes(root: Path, version: str, out: Path) -> Path:
    """Write the release's notes: from CHANGELOG.md once they stand there, else from the fragments."""
    text = fragments.released(root, version) or fragments.notes(root, version)
    (out / "release-notes.md").write_text(f"{text.strip()}\n", "utf-8")
    return out / "release-notes.md"


def certificate(suite: Environment, report: Path, artefacts: Path, version: str) -> Path:
    """Have the suite write the certificate of a run beside its report."""
    words = ["certify", str(report), "--artefacts", str(artefacts), "--release", version]
    run([str(suite.bin / "vectorizer-conformance"), *words], report.parent)
    return report.parent / "certificate.json"

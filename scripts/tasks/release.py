"""Sessions of releases and of what is pinned."""

from __future__ import annotations

import re
from pathlib import Path

import nox

from .setup import PARTS, built, install

# Folders with a package-lock.json.
NODE_LOCKS = ["docs", "typescript", "typescript/runtimes"]
# What also runs on Python 3.10; the suite needs 3.11, as Schemathesis does.
OLD_PYTHON = ["codegen", "python", "server-mock"]
# The groups of the root's pyproject.toml.
GROUPS = [
    "lint", "mypy", "pyright", "pytest", "bench", "repository", "changelog", "docs", "release", "publish", "audit",
]  # fmt: skip


@nox.session
def changelog(session: nox.Session) -> None:
    """Print the next release's notes, from the fragments in changelog.d/."""
    install(session, "group:changelog")
    version = re.findall(r"(?m)^  version: (\S+)", Path("openapi.yaml").read_text(encoding="utf-8"))[0]
    session.run("python", "-m", "release.fragments", version, env={"PYTHONPATH": "scripts"})


@nox.session
def release(session: nox.Session) -> None:
    """Rehearse a release: `-- VERSION`, or `-- next`; says what would be published where (docs/pages/releases.md)."""
    if "--publish" in session.posargs:
        install(session, "group:release", "group:publish")
    else:
        install(session, "codegen", "server-mock", "python[cli]", "conformance", "group:release")
        built(session)
    session.run("python", "-m", "release", *session.posargs, env={"PYTHONPATH": "scripts"})


@nox.session
def skew(session: nox.Session) -> None:
    """Check the last release's SDKs on today's server, and today's SDKs on its server: `-- --ref REF` or `-- --artefacts DIR`."""
    install(session, "codegen", "server-mock", "python", "conformance", "group:release")
    built(session)
    session.run("python", "-m", "release.skew", *session.posargs, env={"PYTHONPATH": "scripts"})


@nox.session
def audit(session: nox.Session) -> None:
    """Look up all pinned versions in databases of known vulnerabilities; fails too if they don't answer."""
    install(session, "group:audit")
    quiet = ("--progress-spinner=off", "--desc=off")
    for pins in sorted(Path("requirements").glob("*.txt")):
        # Strict: a package that could not be asked about is no package without a finding.
        session.run(
            "pip-audit", *quiet, "--strict", "--disable-pip", "--require-hashes", "--requirement", str(pins)
        )
    for folder in NODE_LOCKS:
        with session.chdir(folder):
            session.run("npm", "audit", "--package-lock-only", "--audit-level=low", external=True)


@nox.session
def lock(session: nox.Session) -> None:
    """Resolve requirements/*.txt again, with hashes; `-- --keep` keeps the versions that still fit."""
    resolve = [
        "uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes",
        "--no-annotate", "--no-header", "--no-emit-index-url",
        *([] if "--keep" in session.posargs else ["--upgrade"]),
    ]  # fmt: skip
    session.run(
        *resolve, "--python-version", "3.11", "--output-file", "requirements/run.txt", "requirements/run.in",
        external=True,
    )  # fmt: skip
    for version, old, parts, groups in (
        ("3.11", "", PARTS, GROUPS),
        ("3.10", "-3.10", OLD_PYTHON, ["pytest"]),
    ):
        session.run(
            *resolve, "--python-version", version, "--all-extras",
            "--output-file", f"requirements/constraints{old}.txt",
            *(f"{name}/pyproject.toml" for name in parts),
            *(word for name in parts for word in ("--group", f"{name}/pyproject.toml:dev")),
            *(word for name in groups for word in ("--group", name)),
            external=True,
        )  # fmt: skip

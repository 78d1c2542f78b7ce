"""Every task of the repository; `./run` lists them and `./run SESSION [-- ARGS]` runs one."""

from __future__ import annotations

from pathlib import Path

import nox

nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
LEAVE_OUT: tuple[str, ...] = ()


def node(session: nox.Session, *scripts: str) -> None:
    """Install the Node packages if package.json has changed since, then run npm scripts."""
    with session.chdir("typescript"):
        done, wanted = Path("node_modules/.installed.json"), Path("package.json")
        if not done.exists() or done.read_bytes() != wanted.read_bytes():
            session.run("npm", "install", "--no-audit", "--no-fund", "--loglevel=error", external=True)
            done.write_bytes(wanted.read_bytes())
        for script in scripts:
            session.run("npm", "run", "--silent", script, external=True)


@nox.session
def codegen(session: nox.Session) -> None:
    """Write the clients and docs/index.md from openapi.yaml; `-- --check` only compares."""
    session.install("--quiet", "-e", "./tools/codegen")
    node(session)
    targets = ("--target", "python", "--target", "typescript")
    session.run("python", "-m", "vectorizer_codegen", *targets, *LEAVE_OUT, *session.posargs)
    session.run("python", "tools/page.py", *LEAVE_OUT, *session.posargs)


@nox.session
def python(session: nox.Session) -> None:
    """Types and tests of the Python client."""
    session.install("--quiet", "-e", "./python", "mypy==2.4.1", "pytest==9.2.0")
    with session.chdir("python"):
        session.run("mypy")
        session.run("pytest", "-q", *session.posargs)


@nox.session(venv_backend="none")
def typescript(session: nox.Session) -> None:
    """Types and tests of the TypeScript client."""
    node(session, "types", "build", "test")


@nox.session
def contract(session: nox.Session) -> None:
    """Judge a server by openapi.yaml: `-- --server http://localhost:8000`; more after `-- --help`."""
    session.install("--quiet", "-e", "./tools/conformance")
    session.run("vectorizer-conformance", "contract", "--spec", "openapi.yaml", *session.posargs)


@nox.session
def check(session: nox.Session) -> None:
    """Run what CI runs: nothing has drifted from openapi.yaml, and both clients are sound."""
    session.notify("codegen", ["--check"])
    session.notify("python", [])
    session.notify("typescript", [])

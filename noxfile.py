"""Every task of the repository; `./run` lists them and `./run SESSION [-- ARGS]` runs one.

The two commands of the README stand here, the other tasks in scripts/tasks/. Python packages come from PyPI at the
versions of requirements/constraints.txt, Node's from the package-lock.json of their folder.
"""

from __future__ import annotations

import os
import sys

import nox

sys.path.insert(0, "scripts")

from tasks.setup import CHECKERS, EVENTS, SUITE, TYPES, built, install, npm, tools

# All tests, two at a time, what takes longest first; `check:typescript` waits for the package that `typescript` builds.
TESTS = [
    "lint",
    "typescript",
    "part(conformance)",
    "check:typescript",
    "part(python)",
    "mutants:typescript",
    "part(codegen)",
    "runtimes:check",
    "strength",
    "repository:typescript",
    "part(server-mock)",
    "stores",
    "promises",
    "surface:typescript",
    "spec-mutants",
    "docs:typescript",
    "standalone",
    "examples:typescript",
]

# Hundreds of processes are started, and each would compile every module that it imports.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# Each run of Schemathesis begins in an empty folder, and would build these tables anew.
os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", os.path.abspath(".nox/hypothesis"))
nox.needs_version = ">=2026.10"
# Not virtualenv: pip would have hashes of what is installed from its folder, too.
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"


@nox.session
def check(session: nox.Session) -> None:
    """THE MAIN JOB: start our server, check it and every SDK against openapi.yaml, print the matrix, write the report."""
    chosen = "--layer" in session.posargs
    install(session, "codegen", "server-mock", "python", "conformance", *(CHECKERS if chosen else []))
    built(session)
    session.run("python", "-m", "vectorizer_codegen", "--check")
    # What type checkers say is a session of its own: it takes as long as all the rest on one core.
    layers = [] if chosen else TYPES
    words = ["--require-statuses", "--events", str(EVENTS), "--report", str(EVENTS.parent)]
    session.run(*SUITE, *layers, *words, *session.posargs)


@nox.session(venv_backend="none")
def test(session: nox.Session) -> None:
    """ALL TESTS, as CI runs them: every session of TESTS, two at a time; prints the output of each, then the times."""
    # What several sessions would install, at the same time.
    npm(session)
    tools(session)
    # Interrupted, it has time to end what it started.
    session.run(sys.executable, "scripts/sessions.py", *TESTS, interrupt_timeout=15, terminate_timeout=15)


# nox knows the sessions of what is imported, and lists them in this order.
from tasks import contract, parts, release, repository, suite  # noqa: E402, F401

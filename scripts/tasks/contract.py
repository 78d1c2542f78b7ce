"""Sessions that generate from openapi.yaml."""

from __future__ import annotations

import nox

from .setup import install, npm


@nox.session
def codegen(session: nox.Session) -> None:
    """Generate all files that follow from openapi.yaml; `-- --check` only compares."""
    install(session, "codegen")
    npm(session)
    session.run("python", "-m", "vectorizer_codegen", *session.posargs)


@nox.session
def drift(session: nox.Session) -> None:
    """Fail if the committed files are not those that openapi.yaml generates; `check` begins with this."""
    install(session, "codegen")
    npm(session)
    session.run("python", "-m", "vectorizer_codegen", "--check")


@nox.session
def new(session: nox.Session) -> None:
    """Make a repository from any OpenAPI document: `-- --spec FILE --to DIR`."""
    install(session, "codegen")
    npm(session)
    session.run("python", "scripts/new.py", *session.posargs)

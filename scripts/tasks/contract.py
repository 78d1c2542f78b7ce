"""Sessions that generate from openapi.yaml."""

from __future__ import annotations

import nox

from .setup import install, npm


@nox.session
def codegen(session: nox.Session) -> None:
    """Write what follows from openapi.yaml; `-- --check` only compares."""
    install(session, "codegen")
    npm(session)
    session.run("python", "-m", "vectorizer_codegen", *session.posargs)


@nox.session
def drift(session: nox.Session) -> None:
    """Fail if what is committed is not what openapi.yaml generates; `check` asks the same first."""
    install(session, "codegen")
    npm(session)
    session.run("python", "-m", "vectorizer_codegen", "--check")


@nox.session
def new(session: nox.Session) -> None:
    """A repository of one's own from an OpenAPI document: `-- --spec FILE --to DIR`."""
    install(session, "codegen")
    npm(session)
    session.run("python", "scripts/new.py", *session.posargs)

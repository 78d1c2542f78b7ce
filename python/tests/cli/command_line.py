"""The command line called in this process, and what its server answers."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO

REPORT = {
    "collection": "c",
    "count": 2,
    "created": 2,
    "updated": 0,
    "unchanged": 0,
    "failed": 0,
    "errors": [],
}
PATH = "/collections/c/vectors/v"


@dataclass
class Ran:
    code: int
    out: str
    err: str


def vectorizer(*words: str, stdin: str = "", **environ: str) -> Ran:
    # Here: where its packages are not installed, the tests are skipped.
    from vectorizer_client.cli._run import run

    out, err = StringIO(), StringIO()
    environ = {"VECTORIZER_URL": ":memory:", **environ}
    code = run(words, environ=environ, stdin=StringIO(stdin), stdout=out, stderr=err)
    return Ran(code, out.getvalue(), err.getvalue())

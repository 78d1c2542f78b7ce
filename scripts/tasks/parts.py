"""Sessions of one part each: types, tests, benchmarks."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import nox

from .setup import EXTRAS, PARTS, WORKERS, built, install, npm, tools

# Benchmarks with nothing to be compared with.
PRINT_ONLY = ["bench_attacks", "bench_index", "bench_nodes", "bench_pauses"]


@nox.session
@nox.parametrize("name", PARTS, ids=PARTS)
def part(session: nox.Session, name: str) -> None:
    """Check types and run tests of one Python part: `./run part python`; `./run part` does all four."""
    install(session, EXTRAS.get(name, name), f"group:{name}:dev", "pytest-xdist")
    if name in ("codegen", "conformance"):
        npm(session)
    if name == "conformance":
        tools(session)
    with session.chdir(name):
        session.run("mypy")
        if name == "python":
            session.run("pyright")
        # The suite's own tests measure times: no more of them at once than there are cores.
        workers = "--numprocesses=auto" if name == "conformance" else WORKERS
        session.run("pytest", workers, "--dist=worksteal", *session.posargs)


@nox.session(venv_backend="none")
def typescript(session: nox.Session) -> None:
    """Check types, tests, package and size of the TypeScript SDK."""
    npm(session, "check")


@nox.session
def stores(session: nox.Session) -> None:
    """Test the server on PostgreSQL: its stores, its failures, and the suite's cases of transactions.

    The same cases run on the store in memory with an index for every search.
    """
    install(session, "server-mock[embedded]", "group:server-mock:dev", "conformance")
    with session.chdir("server-mock"):
        session.run("pytest", "--store", "postgres", "tests/stores", "tests/postgres", *session.posargs)
        session.run("pytest", "--store", "nodes", "tests/stores", *session.posargs)
    topics = ("batch", "collections", "conditions", "filters", "idempotency", "search", "transfer", "update")
    with tempfile.TemporaryDirectory() as data:
        # Of 300 equal vectors a graph finds some: which of them are nearest is not what it can tell.
        inexact = Path(data) / "inexact"
        inexact.write_text("search/basics/identical-vectors-tie\n", encoding="utf-8")
        for name, command in (
            ("stores", f"vectorizer-mock serve --store embedded --data {data}/store"),
            ("nodes", "python server-mock/tests/postgres/three.py"),
            ("index", "vectorizer-mock serve --index-above 0"),
        ):
            session.run(
                "vectorizer-conformance", "run", "--no-raw", "--layer", "cases",
                *(word for topic in topics for word in ("--topic", topic)), "--report", f"reports/{name}",
                "--server-command", f"{command} --port 0 --log-level error",
                *(["--ignore", str(inexact)] if name == "index" else []),
            )  # fmt: skip


@nox.session
def kills(session: nox.Session) -> None:
    """Kill servers and databases under writers, `-- --times 300 --nodes 3`: fail if anything acknowledged is lost."""
    install(session, "server-mock[embedded]")
    with session.chdir("server-mock/tests"):
        session.run("python", "-m", "postgres.crashes", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Send servers hostile requests, `-- --seconds 600 --seed 2`: fail if anything is answered with 5xx or not at all."""
    install(session, "server-mock[embedded]", "group:server-mock:dev")
    with session.chdir("server-mock/tests"):
        session.run("python", "-m", "fuzz", *session.posargs)


@nox.session
def floors(session: nox.Session) -> None:
    """Run the Python SDK's tests on the lowest supported versions of its dependencies."""
    pins = Path(session.create_tmp()) / "constraints.txt"
    own = ("aiohttp", "anyio", "httpcore2", "httpx", "httpx2", "pydantic", "pydantic-core")
    # A pin goes with the hashes on the lines below it.
    every = re.split(r"(?m)^(?=\S)", Path("requirements/constraints.txt").read_text("utf-8"))
    kept = [pin for pin in every if not pin.startswith(tuple(f"{name}==" for name in own))]
    pins.write_text("".join(kept), encoding="utf-8")
    project = "python/pyproject.toml"
    words = ["-r", project, "--all-extras", "--group", f"{project}:dev", "pytest-xdist"]
    session.install("--quiet", "--resolution", "lowest-direct", "-c", str(pins), *words)
    session.install("--quiet", "--no-deps", "-e", "./python")
    session.run("uv", "pip", "list", "--quiet", external=True)
    with session.chdir("python"):
        session.run("pytest", WORKERS, "--dist=worksteal", *session.posargs)


@nox.session
def promises(session: nox.Session) -> None:
    """Check the Python SDK's promises about memory, answers, effects, deadlines and keys: few calls, `-- --full` for all."""
    install(session, "server-mock", "python")
    session.run("python", "scripts/promises", *session.posargs)


@nox.session
def serve(session: nox.Session) -> None:
    """Run the server on http://127.0.0.1:15002; its flags after `--`."""
    install(session, "server-mock")
    session.run("vectorizer-mock", "serve", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure each part beside its alternatives; prints ratios, and `-- --record` keeps them for the site."""
    install(
        session, "server-mock[embedded,index]", "python", "group:python:dev", "group:bench", "conformance"
    )
    built(session)
    words = [word for word in session.posargs if word != "--record"]
    figures = Path(session.create_tmp()).resolve()
    for script in sorted(Path().glob("*/benchmarks/bench_*.py")):
        measured = [] if script.stem in PRINT_ONLY else ["--json", str(figures / f"{script.stem}.json")]
        session.run("python", str(script), *words, *measured)
    typescript = ["typescript/benchmarks/overhead.mjs", "--json", str(figures / "bench_typescript.json")]
    session.run("node", *typescript, external=True)
    session.run("node", "typescript/benchmarks/batch.mjs", external=True)
    if "--record" in session.posargs:
        session.run("python", "scripts/figures.py", str(figures), "docs/figures/benchmarks.json")

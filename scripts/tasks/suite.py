"""Sessions of the conformance suite on our server and SDKs."""

from __future__ import annotations

from datetime import date

import nox

from .setup import CHECKERS, EVENTS, SERVER, SUITE, TYPES, built, install, npm, tools

# Layers in which clients mostly wait.
WAITING = ["--without-layer", "faults", "--without-layer", "endurance"]


@nox.session
def load(session: nox.Session) -> None:
    """Run the main checks beside 16 busy processes, `-- --runs 2` times, and count false verdicts."""
    install(session, "server-mock", "python", "conformance")
    built(session)
    session.run("python", "scripts/load.py", *session.posargs, "--", *SUITE, *TYPES)


@nox.session
def clients(session: nox.Session) -> None:
    """Check the other ways into the Python SDK: a server in process, other HTTP libraries, and the command line."""
    install(session, "server-mock", "python[aiohttp,cli,httpx]", "conformance")
    ways = (
        "sync --in-process",
        "async --in-process",
        "sync --transport httpx",
        "async --transport httpx",
        "async --transport aiohttp",
        "command-line",
    )
    # The layers that look at one call at a time: what lies above a transport is asked everything in `check`.
    layers = [] if "--layer" in session.posargs else ["--layer", "cases", "--layer", "faults"]
    session.run(
        "vectorizer-conformance", "run",
        *SERVER, "--no-raw", "--no-server-row",
        *(word for way in ways for word in ("--client", f"python -m vectorizer_client.conformance {way}")),
        # Six rows at once: few calls in flight on each, so that two cores answer them in time.
        *layers, "--workers", "2", "--report", "reports/clients",
        *session.posargs,
    )  # fmt: skip


@nox.session
def surface(session: nox.Session) -> None:
    """Judge the SDKs as programs see them: signatures, and what mypy, pyright and tsc take and refuse."""
    install(session, "server-mock", "python", "conformance", *CHECKERS)
    built(session)
    words = ("--layer", "surface", "--no-raw", "--no-server-row", "--report", "reports/surface")
    session.run(*SUITE, *words, *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Seed known bugs, other ones each day: fail if the suite finds fewer than 97 % of them.

    `-- --recheck` takes all of them; `-- --record` runs every layer again; `-- --sample 40 --seed 1` generates bugs."""
    install(session, "server-mock[embedded,index]", "python[aiohttp]", "conformance", *CHECKERS)
    built(session)
    quick = [
        "--recheck", "20", "--sampled", "40", "--seed", str(date.today().toordinal()),
        "--floor", "97", "--jobs", "4", "--report", "reports/mutants.json",
    ]  # fmt: skip
    session.run("vectorizer-conformance", "mutants", "--root", ".", *(session.posargs or quick))


@nox.session(name="spec-mutants")
def spec_mutants(session: nox.Session) -> None:
    """Change every statement of openapi.yaml in turn: fail if fewer than 97 % are noticed by name. `-- --record` tries all anew."""
    install(session, "codegen", "server-mock", "conformance", "group:repository", "group:mypy")
    quick = ["--recheck", "40", "--floor", "97", "--jobs", "2", "--report", "reports/spec-mutants.json"]
    session.run(
        "vectorizer-conformance", "spec-mutants", "--root", ".",
        *(session.posargs or quick),
    )  # fmt: skip


@nox.session
def strength(session: nox.Session) -> None:
    """Alter every expected field of every case in turn: a verdict must change."""
    install(session, "server-mock", "python", "conformance")
    # One client is enough: what is altered is what the cases expect, and it has no gaps that would leave some out.
    session.run(
        "vectorizer-conformance", "strength",
        *SERVER,
        "--client", "python -m vectorizer_client.conformance async",
        "--report", "reports/strength.json",
        *session.posargs,
    )  # fmt: skip


@nox.session
def runtimes(session: nox.Session) -> None:
    """Check the TypeScript SDK on Deno, Bun, workerd and in Chromium; runtimes that are not installed are shown as absent."""
    install(session, "server-mock", "conformance")
    built(session)
    npm(session, folder="typescript/runtimes")
    # Without faults: those are the client's own and asked on Node; here every minute would be spent on waiting.
    layers = [] if "--layer" in session.posargs else [*TYPES, *WAITING]
    clients = [
        word
        for name in ("deno", "bun", "workerd", "chromium")
        for word in ("--client", f"node typescript/dist/conformance.js --on {name}")
    ]
    session.run(
        "vectorizer-conformance", "run",
        *SERVER, "--no-raw", "--no-server-row",
        *clients, *layers, "--events", str(EVENTS), *(["--require-all"] if tools(session) else []), "--report", "reports/runtimes",
        *session.posargs,
    )  # fmt: skip


@nox.session
def promote(session: nox.Session) -> None:
    """Keep failures that random sequences found in the last `./run check`, as cases in reports/promoted.patch."""
    install(session, "conformance")
    session.run("python", "scripts/promote.py", str(EVENTS.parent / "report.jsonl"), "reports/promoted.patch")

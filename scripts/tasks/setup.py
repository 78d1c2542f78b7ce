"""What sessions share: what they install and build, and how they call the conformance suite."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nox

PARTS = ["codegen", "python", "server-mock", "conformance"]
# Many tests wait for the processes that they start: more of them at a time than there are cores.
WORKERS = f"--numprocesses={min(8, 2 * (os.cpu_count() or 1))}"
# What the suite's layer "surface" asks of Python; TypeScript's comes with its Node packages.
CHECKERS = ["group:mypy", "group:pyright"]
# With what is tested beside a part's own dependencies.
EXTRAS = {"python": "python[mcp,otel]"}
# What Schemathesis generated from the contract in `check`; `runtimes` makes the same calls.
EVENTS = Path("reports/conformance/generated.ndjson")
# Layers that a session leaves to another one.
TYPES = ["--without-layer", "surface"]
SERVER = ("--server-command", "vectorizer-mock serve --port 0 --mock --log-level error")
# The suite on our server and SDKs.
SUITE = (
    "vectorizer-conformance", "run", *SERVER,
    "--client", "python -m vectorizer_client.conformance sync",
    "--client", "python -m vectorizer_client.conformance async",
    "--client", "node typescript/dist/conformance.js",
)  # fmt: skip
# Commands that some tests run, and the Debian packages that have them. In CI they are installed; elsewhere a test
# that lacks one is skipped, and a row that lacks one is shown as absent.
TOOLS = {
    ("chromium", "chromium-browser", "google-chrome"): "chromium",
    ("curl",): "curl",
    ("jq",): "jq",
    ("nc",): "netcat-openbsd",
    ("perl",): "perl",
}


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

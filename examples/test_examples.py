"""The example programs run on real input against a server, and both twins find the same."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from vectorizer_client import SyncVectorizerClient

ROOT = Path(__file__).parent.parent
PYTHON = ROOT / "examples/python/index_stdlib.py"
TYPESCRIPT = ROOT / "examples/typescript"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def served(*flags: str) -> Iterator[str]:
    """A server, and its address."""
    command = [
        sys.executable,
        "-m",
        "vectorizer_mock",
        "serve",
        "--port",
        "0",
        "--log-level",
        "warning",
        *flags,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        try:
            yield line.rsplit(" ", 1)[-1].strip()
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served() as address:
        yield address


def run(*command: str | Path, cwd: Path = ROOT, **env: str) -> str:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=300, env={**os.environ, **env}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def by_hand() -> tuple[str, list[str], list[str], list[str]]:
    """The README's commands for the TypeScript twin: where, install, compile, start."""
    (line,) = re.findall(r"^cd .*$", (ROOT / "examples/README.md").read_text(encoding="utf-8"), re.M)
    (_, folder), install, compile, start = [part.split() for part in line.split(" && ")]
    assert start[-1].endswith("texts.ndjson")
    return folder, install, compile, start


def hits(output: str) -> list[str]:
    return re.findall(r"^  (\d\.\d{3}  \S+)", output, re.M)


def test_the_twins_index_update_and_find_the_same(url: str, tmp_path: Path) -> None:
    texts = tmp_path / "docstrings.ndjson"
    run(sys.executable, PYTHON, "--write-ndjson", texts)
    count = len(texts.read_text(encoding="utf-8").splitlines())
    assert count > 3000

    python = run(sys.executable, PYTHON, "--url", url)
    folder, install, compile, start = by_hand()
    run(*install, "--no-audit", "--no-fund", "--loglevel=error", cwd=ROOT / folder)
    run(*compile, cwd=ROOT / folder)
    typescript = run(*start[:-1], texts, url, cwd=ROOT / folder)
    assert not (TYPESCRIPT / "package-lock.json").exists()

    for output in (python, typescript):
        assert f"indexed {count:,} docstrings" in output
        assert f"updated {count:,} in" in output
        assert f"0 updated, {count:,} unchanged" in output
        assert re.search(
            r"before .*\"characters\": ?\d+.*\n.*after (?!.*characters).*\"words\": ?\d+", output
        )
    assert len(hits(python)) == 18
    assert hits(python) == hits(typescript)


@pytest.fixture(scope="module")
def notes(url: str) -> str:
    """The server, with something in it that the examples for the web look for."""
    with SyncVectorizerClient(url) as client:
        client.create_collection("notes")
        client.insert_vector("notes", id="n1", text="Tides follow the moon.")
    return url


@pytest.fixture(scope="module")
def compiled(url: str) -> Path:
    """Where the examples for the web are, as JavaScript."""
    folder, install, compile, _ = by_hand()
    if not (ROOT / folder / "node_modules").exists():
        run(*install, "--no-audit", "--no-fund", "--loglevel=error", cwd=ROOT / folder)
    run(*compile, cwd=ROOT / folder)
    return TYPESCRIPT / "dist"


@pytest.mark.parametrize(
    "call",
    [
        "(await import('./worker.js')).default.fetch(new Request('http://w/?q=tides'), process.env)",
        "(await import('./next/app/search/route.js')).GET(new Request('http://w/?q=tides'))",
    ],
    ids=["worker", "next"],
)
def test_what_runs_at_the_edge_answers(call: str, notes: str, compiled: Path) -> None:
    program = f"console.log(await (await {call}).text())"
    said = run("node", "--input-type=module", "-e", program, cwd=compiled, VECTORIZER_URL=notes)
    assert json.loads(said) == [{"id": "n1", "text": "Tides follow the moon."}]


@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium")
def test_a_page_shows_what_it_found(compiled: Path, tmp_path: Path) -> None:
    assert CHROMIUM is not None
    esbuild = ROOT / "typescript/node_modules/.bin/esbuild"
    run(esbuild, compiled / "page.js", "--bundle", "--format=esm", f"--outfile={tmp_path / 'page.js'}")
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as site:
        origin = f"http://127.0.0.1:{site.server_port}"
        Thread(target=site.serve_forever, daemon=True).start()
        with served("--allow-origin", origin) as url:
            with SyncVectorizerClient(url) as client:
                client.create_collection("notes")
                client.insert_vector("notes", id="n1", text="Tides follow the moon.")
            page = (TYPESCRIPT / "page.html").read_text("utf-8").replace("http://localhost:15002", url)
            (tmp_path / "page.html").write_text(page, "utf-8")
            flags = (
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--virtual-time-budget=20000",
                "--dump-dom",
            )
            shown = run(CHROMIUM, *flags, f"--user-data-dir={tmp_path / 'profile'}", f"{origin}/page.html")
        site.shutdown()
    assert "n1: Tides follow the moon." in shown


def test_a_question_about_coroutines_finds_asyncio(url: str) -> None:
    output = run(sys.executable, PYTHON, "--url", url)
    found = output.split("search: 'wait for coroutines to finish'")[1].split("updated ")[0]
    assert "asyncio." in found

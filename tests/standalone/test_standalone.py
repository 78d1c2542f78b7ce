"""The conformance suite as a stranger gets it: its wheel alone, in an environment and a folder of its own.

Servers and clients run elsewhere: ours from this session's environment, the worked example in Perl.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = f"perl {ROOT / 'examples/plug-in/adapter.pl'}"
PYTHON_CLIENT = f"{sys.executable} -m vectorizer_client.conformance sync"


class Suite:
    """The installed command, run in an empty folder."""

    def __init__(self, command: Path, folder: Path) -> None:
        self.command, self.folder = command, folder

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        env = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        return subprocess.run(
            [self.command, *words], cwd=self.folder, env=env, capture_output=True, text=True, timeout=900
        )


def quiet(command: Sequence[str | Path], cwd: Path) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Suite:
    """Built as a wheel and installed with nothing beside it, by the worker that comes first."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    home, done = shared / "home", shared / "installed"
    with (shared / "installing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            install(shared / "wheels", home)
            done.touch()
    return Suite(home / "bin/vectorizer-conformance", tmp_path_factory.mktemp("empty"))


def install(wheels: Path, home: Path) -> None:
    quiet([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", wheels], ROOT / "conformance")
    (wheel,) = wheels.glob("*.whl")
    what = ["-c", ROOT / "requirements/constraints.txt", wheel]
    uv = shutil.which("uv") or shutil.which("uv", path=str(ROOT / ".venv-run/bin"))
    assert uv, "./run has it"
    venv.create(home, with_pip=False)
    quiet([uv, "pip", "install", "--quiet", "--python", home, *what], wheels)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server that knows nothing of the suite."""
    command = [sys.executable, "-m", "vectorizer_mock", "serve", "--port", "0", "--log-level", "warning"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().rsplit(" ", 1)[-1].strip()
        process.terminate()


def test_nothing_of_ours_is_beside_it(suite: Suite) -> None:
    python = suite.command.parent / "python"
    names = "import importlib.metadata as m; print(*(d.name for d in m.distributions()))"
    listed = subprocess.run([python, "-c", names], capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in listed if name.startswith("vectorizer")] == ["vectorizer-conformance"]


def test_it_checks_a_server(suite: Suite, server: str) -> None:
    words = ["--topic", "update", "--topic", "presence/patch", "--topic", "contract", "--topic", "model"]
    layers = ["--layer", "cases", "--layer", "contract", "--layer", "model"]
    done = suite.run("run", "--server", server, *layers, "--tier", "smoke", *words, "--report", "report")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "conforms" in done.stdout
    assert re.search(r"^ contract +[0-9]+✓", done.stdout, re.MULTILINE)
    assert (suite.folder / "report/report.html").stat().st_size > 10_000


@pytest.mark.parametrize("client", [EXAMPLE, PYTHON_CLIENT], ids=["perl", "python"])
def test_it_checks_a_client_with_no_server(suite: Suite, client: str) -> None:
    topics = [
        w
        for name in (
            "update",
            "vectors/ids",
            "conditions",
            "search",
            "floats/round-trip",
            "client/error-bodies",
            "client/null-arguments",
        )
        for w in ("--topic", name)
    ]
    done = suite.run("run", "--client", client, "--layer", "cases", *topics)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no server was given" in done.stdout
    assert "conforms" in done.stdout


def test_a_client_that_keeps_the_contract_and_nothing_more_conforms_to_it(suite: Suite) -> None:
    """Redirects, batches, secrets and what else good clients do are shown and not counted."""
    layers = ["--layer", "cases", "--layer", "model"]
    topics = [
        w for name in ("client", "operations", "presence/patch", "batch", "model") for w in ("--topic", name)
    ]
    done = suite.run("run", "--client", EXAMPLE, *layers, "--profile", "contract", *topics)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "profile contract" in done.stdout


def test_our_own_server_conforms_to_the_document_that_it_was_made_from(suite: Suite, server: str) -> None:
    """As any API: refusals that the document has break nothing, and bodies of lines are sent."""
    names = ("createCollection", "importVectors", "updateVector")
    topics = [word for name in names for word in ("--topic", name)]
    words = ["--spec", str(ROOT / "openapi.yaml"), "--server", server, "--max-examples", "1"]
    done = suite.run("contract", *words, *topics)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 documented operations: 0 documented and not routed, 0 routed" in done.stdout


def test_it_checks_any_api(suite: Suite, tmp_path: Path) -> None:
    """The document that is not this server's is found out."""
    document = tmp_path / "api.yaml"
    document.write_text(
        "openapi: 3.0.0\ninfo: {title: Other, version: '1'}\n"
        "paths: {/other: {get: {responses: {200: {description: It is there.}}}}}\n"
    )
    with subprocess.Popen(
        [suite.command, "stand-in", "--port", "0"], stdout=subprocess.PIPE, text=True, cwd=suite.folder
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().rsplit(" ", 1)[-1].strip()
        done = suite.run("contract", "--spec", str(document), "--server", url, "--max-examples", "1")
        process.terminate()
    assert done.returncode == 1, done.stdout + done.stderr
    assert "GET is in the contract, and the server answers 404" in done.stdout


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["run", "--client", "no-such-client"], 1),
        (["run", "--server", "http://127.0.0.1:9"], 3),
        (["run"], 2),
        (["contract", "--spec", "nowhere.yaml", "--server", "http://127.0.0.1:9"], 2),
    ],
)
def test_its_exit_codes_tell_what_went_wrong(suite: Suite, words: list[str], code: int) -> None:
    done = suite.run(*words, *(["--layer", "cases"] if words[0] == "run" else []))
    assert done.returncode == code, done.stdout + done.stderr

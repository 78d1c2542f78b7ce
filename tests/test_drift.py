"""Drift is caught and named: a contract that changes alone, or that is regenerated and not implemented, fails."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACT = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
SOURCES = ("server-mock/src", "conformance/src")
Regenerate = Callable[[str], Path]


def replaced(old: str, new: str, count: int = -1) -> str:
    assert old in CONTRACT, f"the contract has no {old!r}"
    return CONTRACT.replace(old, new, count)


def without_status(operation: str, status: str) -> str:
    """The contract without one status of one operation."""
    start = CONTRACT.index(f"operationId: {operation}\n")
    line = re.compile(rf"^        '{status}': .*\n", re.M).search(CONTRACT, start)
    assert line
    return CONTRACT[: line.start()] + CONTRACT[line.end() :]


def without_conflicts_of_updates() -> str:
    """The contract in which an update never answers 412, as its author would write it."""
    head, operation, tail = without_status("updateVector", "412").partition("operationId: updateVector\n")
    return head + operation + tail.replace("version-conflict, ", "", 1)


def with_operation() -> str:
    """The contract with one operation more."""
    get_health = CONTRACT[CONTRACT.index("  /health:\n") : CONTRACT.index("  /info:\n")]
    added = get_health.replace("/health", "/pulse").replace("getHealth", "getPulse")
    return replaced("  /info:\n", f"{added}  /info:\n", 1)


CHANGES = {
    "a renamed field": (replaced("metadata_mode", "merge_mode"), "merge_mode"),
    "a dropped status": (without_status("getCollection", "406"), "406"),
    "a renamed operation": (replaced("operationId: embed\n", "operationId: embedTexts\n"), "embedTexts"),
    "another limit": (replaced("maximum: 4096", "maximum: 8192"), "8192"),
    "a new operation": (with_operation(), "getPulse"),
}


def run(*words: str | Path, sources: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a Python module against the sources of a copy of the repository."""
    path = os.pathsep.join(str(sources / folder) for folder in SOURCES)
    return subprocess.run(
        [sys.executable, "-m", *words],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=600,  # against hanging only: what is run takes seconds
    )


@pytest.mark.parametrize("change", CHANGES)
def test_a_contract_that_changes_alone_fails_the_check(change: str, tmp_path: Path) -> None:
    contract, name = CHANGES[change]
    changed = tmp_path / "openapi.yaml"
    changed.write_text(contract, encoding="utf-8")
    done = run("vectorizer_codegen", "--check", "--spec", changed, "--root", ROOT, "--target", "manifest")
    assert done.returncode == 1, done.stdout + done.stderr
    added = [line for line in done.stdout.splitlines() if line.startswith("+")]
    removed = [line for line in done.stdout.splitlines() if line.startswith("-")]
    assert any(name in line for line in added + removed), done.stdout


@pytest.fixture
def regenerate(tmp_path: Path) -> Regenerate:
    """A copy of the server and the suite, generated from another contract, with nothing else changed."""

    def make(contract: str) -> Path:
        for folder in SOURCES:
            shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
        changed = tmp_path / "openapi.yaml"
        changed.write_text(contract, encoding="utf-8")
        targets = ["--target", "manifest", "--target", "server"]
        done = run("vectorizer_codegen", "--spec", changed, "--root", tmp_path, *targets)
        assert done.returncode == 0, done.stdout + done.stderr
        return tmp_path

    return make


def test_a_renamed_field_that_the_cases_still_use_is_named(regenerate: Regenerate) -> None:
    copy = regenerate(CHANGES["a renamed field"][0])
    done = run("vectorizer_conformance", "cases", "check", sources=copy)
    assert done.returncode == 2
    assert "'metadata_mode'" in done.stdout + done.stderr


def test_an_operation_without_a_meaning_stops_the_server_at_start(regenerate: Regenerate) -> None:
    copy = regenerate(CHANGES["a new operation"][0])
    done = run("vectorizer_mock", "serve", "--port", "0", sources=copy)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        "vectorizer-mock: openapi.yaml has the operation getPulse (GET /pulse), and "
    )


def test_a_dropped_status_that_a_problem_still_needs_is_refused(tmp_path: Path) -> None:
    changed = tmp_path / "openapi.yaml"
    changed.write_text(without_status("updateVector", "412"), encoding="utf-8")
    done = run("vectorizer_codegen", "--spec", changed, "--root", tmp_path, "--target", "manifest")
    assert done.returncode == 2
    assert "`version-conflict` is a 412" in done.stdout + done.stderr
    assert "/patch/x-problems/" in done.stdout + done.stderr


def test_an_answer_whose_status_was_dropped_is_named_before_anything_runs(regenerate: Regenerate) -> None:
    copy = regenerate(without_conflicts_of_updates())
    serve = f"{sys.executable} -m vectorizer_mock serve --port 0"
    done = run(
        "vectorizer_conformance", "run", "--server-command", serve, "--topic", "conditions", sources=copy
    )
    assert done.returncode == 2, done.stdout + done.stderr
    assert "updateVector: the problem 'version-conflict' is not among its x-problems" in done.stderr


def with_member(contract: str, schema: str, member: str = "ttl_seconds: {type: integer, minimum: 1}") -> str:
    """A contract with one member more of a schema."""
    start = contract.index(f"\n    {schema}:\n")
    at = contract.index("      properties:\n", start) + len("      properties:\n")
    return f"{contract[:at]}        {member}\n{contract[at:]}"


def with_parameter(contract: str, operation: str, parameter: str) -> str:
    """A contract with one parameter more of an operation."""
    start = contract.index(f"operationId: {operation}\n")
    at = contract.index("      parameters:\n", start) + len("      parameters:\n")
    return f"{contract[:at]}        - {parameter}\n{contract[at:]}"


def with_problem(contract: str, code: str) -> str:
    """A contract with one problem code more."""
    listed = "        - route-not-found\n"
    assert listed in contract
    head, extension, tail = contract.replace(listed, f"{listed}        - {code}\n", 1).partition(
        "      x-problem-codes:\n"
    )
    return f"{head}{extension}        {code}: {{status: 409, title: Too late}}\n{tail}"


DEFAULT = "ttl_seconds: {type: integer, default: 60}"
QUERY = "{name: ttl_seconds, in: query, schema: {type: integer, minimum: 1, default: 60}}"
HEADER = "{name: X-Ttl, in: header, schema: {type: string, minLength: 1}}"
UNREAD = [
    (with_member, ("InsertRequest",), "insertVector ttl_seconds", "operations/vectors.py"),
    (with_member, ("BatchDeleteRequest",), "batchDelete ttl_seconds", "operations/batches.py"),
    (with_member, ("BatchUpdateItem",), "BatchUpdateItem ttl_seconds", "operations/items.py"),
    (with_member, ("SearchRequest",), "SearchRequest ttl_seconds", "operations/items.py"),
    (with_member, ("ImportRecord",), "ImportRecord ttl_seconds", "operations/items.py"),
    (with_member, ("EmbeddingRequest",), "EmbeddingRequest ttl_seconds", "operations/items.py"),
    (with_member, ("EmbedRequest", DEFAULT), "embed ttl_seconds", "operations/search.py"),
    (with_parameter, ("getVector", QUERY), "getVector ttl_seconds", "operations/vectors.py"),
    (with_parameter, ("deleteVector", HEADER), "deleteVector x_ttl", "operations/vectors.py"),
]
LIMIT = "tags: {type: integer, minimum: 0, default: 1000}"
UNSAID = [
    (with_member, ("WriteResult",), "write_result is made without ttl_seconds"),
    (with_member, ("BatchResult",), "batch_result is made without ttl_seconds"),
    (with_member, ("Problem",), "problem is made without ttl_seconds"),
    (with_problem, ("too-late",), "nothing raises too-late"),
    (with_member, ("Limits", LIMIT), "nothing holds the limit tags"),
]


# All changes at once, and each is named: a start takes seconds.
def test_members_that_nothing_takes_stop_the_server_at_start(regenerate: Regenerate) -> None:
    contract = CONTRACT
    for change, words, *_ in UNREAD:
        contract = change(contract, *words)
    done = run("vectorizer_mock", "serve", "--port", "0", sources=regenerate(contract))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("vectorizer-mock: openapi.yaml gives ")
    lines = done.stderr.removeprefix("vectorizer-mock: ").splitlines()
    for *_, named, file in UNREAD:
        found = [line for line in lines if line.startswith(f"openapi.yaml gives {named}, and ")]
        assert len(found) == 1, f"{named}: {done.stderr}"
        assert file in found[0]


# Here too: what takes time is to start the tests of the server.
def test_names_that_nothing_makes_fail_a_test_by_their_name(regenerate: Regenerate) -> None:
    contract = CONTRACT
    for change, words, _ in UNSAID:
        contract = change(contract, *words)
    tests = ROOT / "server-mock" / "tests" / "test_completeness.py"
    done = run("pytest", "-q", "-p", "no:cacheprovider", tests, sources=regenerate(contract))
    assert done.returncode == 1, done.stdout + done.stderr
    said = [line for line in done.stdout.splitlines() if line.startswith("E  ")]
    for *_, named in UNSAID:
        assert any(f"AssertionError: {named}" in line for line in said), f"{named}: {done.stdout}"


def unsent(manifest: Path) -> set[str]:
    """The headers of answers in a manifest that no source of the server names."""
    operations = json.loads(manifest.read_text(encoding="utf-8"))["operations"].values()
    answers = [answer for operation in operations for answer in operation["responses"].values()]
    sources = [
        path.read_text(encoding="utf-8")
        for path in (ROOT / "server-mock/src/vectorizer_mock").rglob("*.py")
        if path.parent.name not in ("_generated", "contract")
    ]
    wanted = {name for answer in answers for name in answer["headers"]}
    return {name for name in wanted if not any(f'"{name.lower()}"' in text for text in sources)}


def test_a_header_of_an_answer_that_nothing_sends_is_named(regenerate: Regenerate) -> None:
    manifest = "conformance/src/vectorizer_conformance/_generated/manifest.json"
    assert unsent(ROOT / manifest) == set()
    old = "headers: {X-Request-Id: {$ref: '#/components/headers/X-Request-Id'}}"
    new = f"{old[:-1]}, X-Ttl: {{schema: {{type: string}}}}}}"
    assert unsent(regenerate(replaced(old, new, 1)) / manifest) == {"X-Ttl"}

"""`./run test` runs every session that checks something, two at a time, and what one makes before who uses it."""

from __future__ import annotations

import ast
import asyncio
import importlib.util
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Sessions that check nothing that the others leave out.
TASKS = {"test", "codegen", "drift", "serve", "bench", "changelog", "lock", "new", "release"}
SPEC = importlib.util.spec_from_file_location("sessions", ROOT / "scripts/sessions.py")
assert SPEC is not None
assert SPEC.loader is not None
sessions = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(sessions)


def tasks() -> tuple[set[str], list[str], set[str]]:
    """All sessions, the words of TESTS, and the sessions that use the built TypeScript package."""
    names, tests, users = set[str](), list[str](), set[str]()
    files = [ROOT / "noxfile.py", *(ROOT / "scripts/tasks").glob("*.py")]
    for node in (node for file in files for node in ast.parse(file.read_text("utf-8")).body):
        if isinstance(node, ast.FunctionDef) and any(
            "nox.session" in ast.unparse(d) for d in node.decorator_list
        ):
            names.add(node.name.replace("spec_", "spec-"))
            if "built(session)" in ast.unparse(node):
                users.add(node.name)
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "TESTS":
            tests = ast.literal_eval(node.value)
    return names, tests, users


def test_every_session_that_checks_is_run() -> None:
    names, tests, _ = tasks()
    run = {word.partition(":")[0].partition("(")[0] for word in tests}
    nightly = (ROOT / ".github/workflows/nightly.yml").read_text("utf-8")
    assert run == {name for name in names - TASKS if f"run: ./run {name}\n" not in nightly or name in run}
    assert sum(word.startswith("part(") for word in tests) == 4


def test_the_package_is_built_before_it_is_used() -> None:
    _, tests, users = tasks()
    after = {name: first for name, _, first in (word.partition(":") for word in tests)}
    for name in users & set(after):
        first = after[name]
        assert first == "typescript" or after[first] == "typescript", name


def test_two_run_at_once_and_what_waits_runs_after(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    running, most, order = 0, 0, list[str]()

    async def fake(name: str) -> object:
        nonlocal running, most
        running += 1
        most = max(most, running)
        order.append(name)
        await asyncio.sleep(0)
        running -= 1
        return sessions.Ended(name, name != "bad", 1.0, 0.5)

    monkeypatch.setattr(sessions, "run", fake)
    assert sessions.main(["late:bad", "one", "two", "bad", "three"]) == 1
    assert (most, sorted(order)) == (2, ["bad", "late", "one", "three", "two"])
    assert order.index("late") > order.index("bad")
    assert "failed: bad" in capsys.readouterr().out
    assert sessions.main(["one", "two:one"]) == 0


def test_one_that_waits_for_nothing_there_is_refused() -> None:
    with pytest.raises(SystemExit, match="nothing runs gone"):
        sessions.main(["one:gone"])


def test_those_that_wait_for_each_other_are_refused() -> None:
    with pytest.raises(SystemExit, match="one, two can never begin"):
        sessions.main(["one:two", "two:one", "three"])


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_an_interrupted_run_fails_and_leaves_no_process(tmp_path: Path, name: str) -> None:
    (tmp_path / "nox.py").write_text(
        "import os, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import signal, time; signal.signal(2, signal.SIG_IGN); time.sleep(600)'])\n"
        "open('pid', 'w').write(str(child.pid) + '\\n')\n"
        "child.wait()\n"
    )
    words = [sys.executable, str(ROOT / "scripts/sessions.py"), "hangs"]
    started = {**os.environ, "PYTHONPATH": str(tmp_path)}
    process = subprocess.Popen(
        words, cwd=tmp_path, env=started, stdout=subprocess.PIPE, text=True,
        # A shell's job in the background ignores SIGINT, and so does all that it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    try:
        until = time.monotonic() + 120
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text().endswith("\n"):
            assert time.monotonic() < until
            time.sleep(0.05)
        process.send_signal(getattr(signal, name))
        said, _ = process.communicate(timeout=120)
    finally:
        process.terminate()  # which ends what it started, too
    assert (process.returncode, said) == (130, "interrupted: hangs\n")
    child = int((tmp_path / "pid").read_text())
    while time.monotonic() < until:
        try:
            os.kill(child, 0)
            # Nobody may be there to collect it.
            if "State:\tZ" in Path(f"/proc/{child}/status").read_text():
                return
        except (ProcessLookupError, FileNotFoundError):
            return
        time.sleep(0.05)
    raise AssertionError("its child still runs")

"""Processes that a run started end with it, however it ends; and keys that stood in its commands are in no report."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from harness import HERE, PYTHON, fake_client, fake_server
from vectorizer_conformance.cli import main
from vectorizer_conformance.processes.busy import patience
from vectorizer_conformance.processes.redact import HIDDEN, redacted
from vectorizer_conformance.report import Report
from vectorizer_conformance.targets.servers import launch


def gone(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{pid}/stat").exists() and ") Z " in Path(f"/proc/{pid}/stat").read_text():
            return True
        time.sleep(0.05)
    return False


def tells_its_pid(path: Path, command: str) -> str:
    code = (
        f"import os,sys; open({str(path)!r},'w').write(str(os.getpid())); os.execv(sys.argv[1], sys.argv[1:])"
    )
    return f"{shlex.quote(sys.executable)} -c {shlex.quote(code)} {command}"


@pytest.mark.parametrize(
    ("number", "interrupts"),
    [
        (signal.SIGTERM, signal.SIG_DFL),
        (signal.SIGTERM, signal.SIG_IGN),  # as in what a script starts with `&`
        (signal.SIGHUP, signal.SIG_DFL),
        (signal.SIGINT, signal.SIG_DFL),
    ],
)
def test_a_run_that_is_told_to_end_takes_its_server_and_adapters_along(
    number: int, interrupts: signal.Handlers, tmp_path: Path
) -> None:
    server, client = tmp_path / "server", tmp_path / "client"
    words = [
        sys.executable, "-m", "vectorizer_conformance", "run", "--layer", "cases", "--cases", str(HERE / "cases"),
        "--no-raw", "--server-command", tells_its_pid(server, fake_server()),
        "--client", tells_its_pid(client, fake_client("hangs")),
    ]  # fmt: skip
    run = subprocess.Popen(
        words,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=lambda: signal.signal(signal.SIGINT, interrupts),
    )
    while not all(path.exists() and path.read_text() for path in (server, client)):
        assert run.poll() is None
        time.sleep(0.05)
    time.sleep(1)
    run.send_signal(number)
    assert run.wait(60) == 128 + number
    assert gone(int(server.read_text()))
    assert gone(int(client.read_text()))


DEAF = (
    "import os,signal,subprocess,sys; [signal.signal(n, signal.SIG_IGN) for n in (2, 15)];"
    "open({path!r},'w').write(str(os.getpid()));"
)


@pytest.mark.parametrize("layer", ["cases", "faults"])
def test_a_run_that_is_told_to_end_waits_for_no_farewells(layer: str, tmp_path: Path) -> None:
    """A server and an adapter that ignore signals; the adapter never answers `stop`."""
    server, client = tmp_path / "server", tmp_path / "client"
    deaf_server = DEAF.format(path=str(server)) + "os.execv(sys.argv[1], sys.argv[1:])"
    deaf_client = DEAF.format(path=str(client)) + (
        "import time; p=subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE)\n"
        "for line in sys.stdin.buffer:\n"
        "    if b'\"stop\"' in line: time.sleep(600)\n"
        "    p.stdin.write(line); p.stdin.flush()\n"
        "time.sleep(600)"
    )
    python = shlex.quote(sys.executable)
    words = [
        sys.executable, "-m", "vectorizer_conformance", "run", "--layer", layer, "--no-raw", "--no-server-row",
        "--server-command", f"{python} -c {shlex.quote(deaf_server)} {shlex.join(stand_in())}",
        "--client", f"{python} -c {shlex.quote(deaf_client)} {python} -m vectorizer_conformance.reference.reference_client",
    ]  # fmt: skip
    run = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    while not all(path.exists() and path.read_text() for path in (server, client)):
        assert run.poll() is None
        time.sleep(0.05)
    time.sleep(3)
    assert run.poll() is None
    began = time.monotonic()
    run.send_signal(signal.SIGTERM)
    _, said = run.communicate(timeout=30 * patience())
    assert (run.returncode, said) == (128 + signal.SIGTERM, "")
    assert time.monotonic() - began < 4 * patience()
    assert gone(int(server.read_text()))
    assert gone(int(client.read_text()))


def stand_in() -> list[str]:
    return [sys.executable, "-m", "vectorizer_conformance", "stand-in", "--port", "0"]


def test_what_a_server_leaves_behind_ends_too(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    code = (
        "import subprocess,sys;"
        "p=subprocess.Popen(['sleep','600'],stdout=subprocess.DEVNULL,preexec_fn=lambda:__import__('signal').signal(15,1));"
        f"open({str(told)!r},'w').write(str(p.pid)); print('http://127.0.0.1:9', flush=True); import time; time.sleep(60)"
    )

    async def go() -> None:
        await (await launch(f"{shlex.quote(sys.executable)} -c {shlex.quote(code)}")).stop()

    asyncio.run(go())
    assert gone(int(told.read_text()))


def test_a_client_whose_language_is_server_is_no_server(check: Callable[..., Report]) -> None:
    report = check("", "language-server")
    assert [row.id for row in report.header.rows] == ["server", "server 2"]


@pytest.mark.parametrize(
    ("command", "kept"),
    [
        ("serve --api-key s3cret --port 0", f"serve --api-key {HIDDEN} --port 0"),
        ("serve --read-only-key='s3 cret'", f"serve --read-only-key={HIDDEN}"),
        ("env API_TOKEN=s3cret node x.js", f"env API_TOKEN={HIDDEN} node x.js"),
        ("x --header 'A: s3cret' --client-secret s3cret", f"x --header {HIDDEN} --client-secret {HIDDEN}"),
        ("python -m keyring.server --port 0", "python -m keyring.server --port 0"),
        ("x '--api-key' 's3cret'", f"x --api-key {HIDDEN}"),
        ("x --api-key=-s3cret", f"x --api-key={HIDDEN}"),
        ("x --auth s3cret --bearer s3cret", f"x --auth {HIDDEN} --bearer {HIDDEN}"),
        ("env API_KEYS=s3cret,s3cret x", f"env API_KEYS={HIDDEN} x"),
        ("x -H 'Authorization: Bearer s3cret'", f"x -H {HIDDEN}"),
        ("x 'X-API-Key: s3cret'", f"x 'X-API-Key: {HIDDEN}'"),
        ("x http://user:s3cret@host/", f"x http://{HIDDEN}@host/"),
        ("x 'http://host/?api_key=s3cret&b=1'", f"x http://host/?api_key={HIDDEN}&b=1"),
        ("x -u admin:s3cret", f"x -u {HIDDEN}"),
        ("java -Dapi.key=s3cret -jar x", f"java -Dapi.key={HIDDEN} -jar x"),
        ("x --define=apiKey=s3cret", f"x --define=apiKey={HIDDEN}"),
        ("sh -c 'x --token \"s3cret\" --port 0'", f"sh -c 'x --token {HIDDEN}'"),
        ('x --config \'{"token": "s3cret"}\'', f"x --config '{{\"token\": {HIDDEN}'"),
        (
            "env PGPASSWORD=s3cret KEY1=s3cret x --secretkey s3cret",
            f"env PGPASSWORD={HIDDEN} KEY1={HIDDEN} x --secretkey {HIDDEN}",
        ),
        ("curl -uuser:s3cret --user=user:s3cret", f"curl -u{HIDDEN} --user={HIDDEN}"),
        ("x http://user:a/s3cret@p@host/?sig=s3cret", f"x http://{HIDDEN}@host/?sig={HIDDEN}"),
        ("sh -c 'x -u user:s3cret'", f"sh -c 'x -u {HIDDEN}'"),
        ("sh -c 'x --key \"a\"s3cret'", f"sh -c 'x --key {HIDDEN}'"),
        ("x --creds s3cret --pat s3cret --key=//s3cret", f"x --creds {HIDDEN} --pat {HIDDEN} --key={HIDDEN}"),
        ("x 's3cret in no quotes that end", HIDDEN),
        (
            "docker run -u 1000:1000 x --max-tokens 5 --auth none",
            "docker run -u 1000:1000 x --max-tokens 5 --auth none",
        ),
        ("sh -c 'cd token && ./run' --header-timeout 5", "sh -c 'cd token && ./run' --header-timeout 5"),
        ("python -u x.py --key-file k.pem --no-auth run", "python -u x.py --key-file k.pem --no-auth run"),
        ("x --monkey business --port 0", "x --monkey business --port 0"),
    ],
)
def test_keys_in_commands_are_kept_nowhere(command: str, kept: str) -> None:
    assert redacted(command) == kept


def test_what_a_process_says_of_its_own_key_is_kept_nowhere(tmp_path: Path) -> None:
    """An interpreter names the option it does not know, the system the file it does not find."""
    says = f"{shlex.quote(sys.executable)} -c \"import sys; sys.exit('no option: ' + ' '.join(sys.argv))\""
    clients = [f"{says} --api-key s3cr3tVALUE", "API_KEY=s3cr3tVALUE no-such-client"]
    words = [
        "run",
        "--layer",
        "cases",
        "--report",
        str(tmp_path),
        *(w for c in clients for w in ("--client", c)),
    ]
    assert main(words) == 1
    assert "no option" in (tmp_path / "report.jsonl").read_text()
    for name in ("report.jsonl", "report.html"):
        assert "s3cr3tVALUE" not in (tmp_path / name).read_text()


@pytest.mark.parametrize("command", ["API_KEY=s3cr3tVALUE no-such-server", "{says} --api-key s3cr3tVALUE"])
def test_what_a_server_says_of_its_own_key_is_not_shown(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    says = f"{shlex.quote(sys.executable)} -c \"import sys; sys.exit('no option: ' + ' '.join(sys.argv))\""
    assert main(["run", "--server-command", command.format(says=says)]) == 3
    shown = capsys.readouterr()
    assert "s3cr3tVALUE" not in shown.out + shown.err
    assert HIDDEN in shown.err


def test_replay_asks_for_a_command_whose_key_the_report_hides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["run", "--layer", "cases", "--cases", str(HERE / "cases"), "--no-raw", "--report", str(tmp_path)]
    assert main([*words, "--server-command", f"{fake_server('none')} --api-key s3cret"]) == 0
    assert "s3cret" not in (tmp_path / "report.jsonl").read_text()
    again = ["replay", "basics/reads", "--cases", str(HERE / "cases"), "--report"]
    assert main([*again, str(tmp_path / "report.jsonl")]) == 2
    assert "hides the keys" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--report", "--ignore", "--events"])
def test_a_path_that_cannot_be_used_is_refused_before_the_run(option: str, tmp_path: Path) -> None:
    (bad := tmp_path / "bad").write_bytes(b"\xff\xfe")
    assert main(["run", "--server-command", "false", option, str(bad)]) == 2


def test_what_is_ignored_is_told(check: Callable[..., Report]) -> None:
    whole, less = check(""), check("", ignore=frozenset({"basics/reads"}))
    assert less.header.cases == whole.header.cases - 1
    assert any("not to be judged (--ignore): basics/reads" in note for note in less.notes)


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "ascii"])
def test_an_encoding_without_the_marks_ends_no_run(encoding: str) -> None:
    words = [*shlex.split(PYTHON), "-m", "vectorizer_conformance", "run", "--layer", "cases", "--no-raw"]
    words += ["--cases", str(HERE / "cases"), "--server-command", fake_server()]
    env = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(words, env=env, capture_output=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert b"conforms" in done.stdout

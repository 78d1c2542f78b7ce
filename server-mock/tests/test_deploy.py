"""The files of `deploy/`: the unit is one that systemd takes, and the commands that it starts exist."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from vectorizer_mock.arguments import make_parser

DEPLOY = Path(__file__).parents[1] / "deploy"
UNIT = DEPLOY / "vectorizer-mock.service"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    # The program that it starts is not installed where it will be; all else is as it stands.
    copy = tmp_path / UNIT.name
    copy.write_text(
        UNIT.read_text("utf-8").replace("/opt/vectorizer/bin/vectorizer-mock", "/bin/true"), "utf-8"
    )
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False
    )
    assert [line for line in done.stderr.splitlines() if UNIT.name in line] == []
    assert done.returncode == 0, done.stderr


def test_the_unit_starts_a_command_that_there_is(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text("k", "utf-8")
    text = UNIT.read_text("utf-8").replace("${CREDENTIALS_DIRECTORY}/keys", str(keys))
    (line,) = re.findall(r"(?m)^ExecStart=\S+ (.*)$", text)
    _, commands = make_parser()
    command, *flags = shlex.split(line)
    assert commands[command].parse_args(flags).api_key == ["k"]

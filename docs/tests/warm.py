"""The commands of the client and the suite without their start: one process has them imported, and forks for each call.

    python warm.py FOLDER

puts a program for each into FOLDER, prints a line when it is ready, and serves them until it is ended. Such a program
has the arguments, folder, environment, input and output, and the exit code of the command that it stands for.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import socket
import stat
import sys
import traceback
from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

# Each with a call that imports most of what others need.
COMMANDS = {"vectorizer": ["--help"], "vectorizer-conformance": ["cases", "check"]}
PROGRAM = """#!{python} -IS
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    asked = json.dumps([{name!r}, sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(server, [len(asked).to_bytes(8, "big")], [0, 1, 2])
    server.sendall(asked)
    os._exit(int(server.recv(8) or b"70"))
"""


def answer(connection: socket.socket, commands: dict[str, Callable[[], Any]]) -> None:
    """Be the command that is asked for, in this process, and tell its exit code."""
    size, descriptors, _, _ = socket.recv_fds(connection, 8, 3)
    asked = b""
    while len(asked) < int.from_bytes(size, "big"):
        asked += connection.recv(1 << 16)
    name, words, folder, environment = json.loads(asked)
    for number, descriptor in enumerate(descriptors):
        os.dup2(descriptor, number)
    # Those of the parent have looked at what it had.
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [name, *words]
    code: object = 70
    try:
        code = commands[name]()
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        traceback.print_exc()
        code = 1
    if not isinstance(code, int) and code is not None:
        print(code, file=sys.stderr)
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    connection.sendall(str(code or 0).encode())
    os._exit(0)


def imported() -> dict[str, Callable[[], Any]]:
    """The functions of the commands, each called once."""
    scripts = {one.name: one for one in entry_points(group="console_scripts")}
    commands = {name: scripts[name].load() for name in COMMANDS}
    for name, words in COMMANDS.items():
        sys.argv = [name, *words]
        quiet = io.TextIOWrapper(io.BytesIO())
        with (
            contextlib.redirect_stdout(quiet),
            contextlib.redirect_stderr(quiet),
            contextlib.suppress(SystemExit),
        ):
            commands[name]()
    return commands


def main(folder: Path) -> None:
    commands = imported()
    address = str(folder / "warm.socket")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        for name in commands:
            program = folder / name
            program.write_text(PROGRAM.format(python=sys.executable, address=address, name=name), "utf-8")
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
        print("ready", flush=True)
        while True:
            connection, _ = server.accept()
            # Those that have ended since, so that their time counts.
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            if os.fork() == 0:
                server.close()
                answer(connection, commands)
            connection.close()


main(Path(sys.argv[1]))

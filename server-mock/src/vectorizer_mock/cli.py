"""The command `vectorizer-mock`."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from ._version import __version__
from .local import is_address, is_local
from .log import LEVELS

_RATE = re.compile(r"([0-9]+(?:\.[0-9]+)?)(?:/(s|m))?")
_HOST_NAME = re.compile(r"[0-9A-Za-z._-]+")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")
_SECONDS = {None: 1, "s": 1, "m": 60}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit status."""
    parser = _parser()
    given = parser.parse_args(arguments)
    keys = [*given.api_key, *_from_environment("VECTORIZER_API_KEY")]
    read_only = [*given.read_only_key, *_from_environment("VECTORIZER_READ_ONLY_KEY")]
    if set(keys) & set(read_only):
        parser.error("--read-only-key must not be one of the --api-key keys")
    if not is_local(given.host) and not keys and not given.insecure:
        parser.error(
            f"{given.host} can be reached from elsewhere: give --api-key, or --insecure to serve everybody"
        )
    return _serve(given, keys, read_only)


def _serve(given: argparse.Namespace, keys: list[str], read_only: list[str]) -> int:
    # Imported late, so that --help and a wrong flag answer at once.
    from .build import build_application
    from .http.server import listen, serve
    from .log import Log
    from .settings import Settings
    from .testing.seeding import SeedError
    from .testing.strict import StrictError

    settings = Settings(
        api_keys=tuple(keys),
        read_only_keys=tuple(read_only),
        local=is_local(given.host),
        allow_hosts=tuple(given.allow_host),
        rate_limit=given.rate_limit,
        requests_in_flight=given.requests_in_flight,
        mock=given.mock or given.strict,
        strict=given.strict,
        cors=tuple(given.cors),
        header_timeout=given.header_timeout,
        body_timeout=given.body_timeout,
        body_idle_timeout=given.body_idle_timeout,
    )
    log = Log(given.log_level)
    try:
        application = build_application(settings, seed=given.seed, log=log, seed_file=given.seed_file)
    except (StrictError, SeedError) as error:
        print(f"vectorizer-mock: {error}", file=sys.stderr)
        return 1
    try:
        listening = listen(given.host, given.port)
    except OSError as error:
        print(
            f"vectorizer-mock: cannot listen on {given.host}:{given.port}: {error.strerror}", file=sys.stderr
        )
        return 1
    port = listening.getsockname()[1]
    host = f"[{given.host}]" if ":" in given.host else given.host

    def tell() -> None:
        try:
            print(f"vectorizer-mock listening on http://{host}:{port}", flush=True)
        except OSError as error:
            sys.stdout = None  # nothing more is written there, not even at the end
            raise SystemExit(f"vectorizer-mock: cannot write to standard output: {error.strerror}") from None

    serve(application, listening, settings, log, tell)
    log.write("info", "stopped")
    log.drain()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="vectorizer-mock", description="A vector database in one process.")
    parser.add_argument("--version", action="version", version=f"vectorizer-mock {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="listen and answer until stopped")
    serve.set_defaults(seed_file=None)
    serve.add_argument("--seed", type=int, metavar="N", help="make ids and times the same in every run")
    serve.add_argument(
        "--mock", action="store_true", help="offer /__mock/, where tests reset, break and ask the server"
    )
    _add_flags(serve)
    up = commands.add_parser("up", help="the same for tests, filled from a file")
    up.set_defaults(seed=None, mock=True)
    up.add_argument(
        "--seed",
        dest="seed_file",
        metavar="FILE",
        help="a JSON file with collections; /__mock/reset comes back to it",
    )
    _add_flags(up)
    return parser


def _add_flags(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    add(
        "--port",
        type=_port,
        default=15002,
        help="port to listen on; 0 takes a free one (default %(default)s)",
    )
    add(
        "--api-key",
        type=_key,
        action="append",
        default=[],
        metavar="KEY",
        help="a key that may do everything; VECTORIZER_API_KEY adds one",
    )
    add(
        "--read-only-key",
        type=_key,
        action="append",
        default=[],
        metavar="KEY",
        help="a key that may only read; VECTORIZER_READ_ONLY_KEY adds one",
    )
    for kind in ("api-key", "read-only-key"):
        add(
            f"--{kind}-file",
            dest=kind.replace("-", "_"),
            type=_keys_of_file,
            action="extend",
            metavar="FILE",
            help="a file of such keys, one a line, which the list of processes doesn't show",
        )
    add(
        "--allow-host",
        type=_host_name,
        action="append",
        default=[],
        metavar="NAME",
        help="a name by which the server may be called, beside localhost",
    )
    add("--insecure", action="store_true", help="serve without a key on an address that others can reach")
    add(
        "--rate-limit",
        type=_rate,
        metavar="N/s",
        help="requests a second (N/m: a minute) beyond which 429 is answered",
    )
    add(
        "--requests-in-flight",
        type=_count,
        default=256,
        metavar="N",
        help="requests at once beyond which 503 is answered; 0 takes none (default %(default)s)",
    )
    add(
        "--strict",
        action="store_true",
        help="answer 500 with the reason when an answer would break the contract; with /__mock/",
    )
    add(
        "--allow-origin",
        "--cors",
        dest="cors",
        action="append",
        default=[],
        type=_origin,
        metavar="ORIGIN",
        help="let pages of an origin like http://localhost:5173 call this server; * lets all",
    )
    add(
        "--header-timeout",
        type=_seconds,
        default=20.0,
        metavar="SECONDS",
        help="for a request's headers (default %(default)s)",
    )
    add(
        "--body-timeout",
        type=_seconds,
        default=60.0,
        metavar="SECONDS",
        help="for a request's body (default %(default)s)",
    )
    add(
        "--body-idle-timeout",
        type=_seconds,
        default=8.0,
        metavar="SECONDS",
        help="between two pieces of a body (default %(default)s)",
    )
    add(
        "--log-level",
        choices=sorted(LEVELS),
        default="info",
        help="the least that is logged to stderr (default %(default)s)",
    )


def _key(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("must not be empty")
    return text


def _keys_of_file(path: str) -> list[str]:
    try:
        lines = Path(path).read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it must be UTF-8"
        raise argparse.ArgumentTypeError(f"{path} cannot be read: {reason}") from None
    keys = [line.strip() for line in lines if line.strip()]
    if not keys:
        raise argparse.ArgumentTypeError(f"{path} must hold a key")
    return keys


def _from_environment(name: str) -> list[str]:
    return list(filter(None, [os.environ.get(name)]))


def _host_name(text: str) -> str:
    if not _HOST_NAME.fullmatch(text) and not is_address(text):
        raise argparse.ArgumentTypeError("must be a host name or an address, without a port")
    return text


def _origin(text: str) -> str:
    if text != "*" and not _ORIGIN.fullmatch(text):
        raise argparse.ArgumentTypeError("must be an origin like http://localhost:5173, or *")
    return text


def _port(text: str) -> int:
    if not re.fullmatch("[0-9]{1,5}", text) or int(text) > 65535:
        raise argparse.ArgumentTypeError("must be an integer from 0 to 65535")
    return int(text)


def _count(text: str) -> int:
    if not re.fullmatch("[0-9]{1,6}", text):
        raise argparse.ArgumentTypeError("must be an integer from 0 to 999999")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 86_400:
        raise argparse.ArgumentTypeError("must be a number of seconds, more than 0 and less than a day")
    return seconds


def _rate(text: str) -> float:
    match = _RATE.fullmatch(text)
    if match is None or float(match[1]) == 0:
        raise argparse.ArgumentTypeError("must be a rate like 10/s, 600/m or 10")
    return float(match[1]) / _SECONDS[match[2]]

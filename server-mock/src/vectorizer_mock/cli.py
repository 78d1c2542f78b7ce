"""The command `vectorizer-mock`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from . import flags
from ._version import __version__
from .config import PREFIX, ConfigError, apply
from .local import is_local
from .log import LEVELS


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit status."""
    parser, commands = _parser()
    given = parser.parse_args(arguments)
    try:
        apply(commands[given.command], given.config, os.environ)
    except ConfigError as error:
        print(f"vectorizer-mock: {error}", file=sys.stderr)
        return 2
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
    from .build import MissingExtraError, build_application
    from .http.server import listen, serve
    from .log import Log
    from .operations.complete import MissingHandlerError
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
        metrics=given.metrics,
        cors=tuple(given.cors),
        header_timeout=given.header_timeout,
        body_timeout=given.body_timeout,
        body_idle_timeout=given.body_idle_timeout,
    )
    log = Log(given.log_level)
    try:
        application = build_application(settings, seed=given.seed, log=log, seed_file=given.seed_file)
    except (StrictError, SeedError, MissingExtraError) as error:
        print(f"vectorizer-mock: {error}", file=sys.stderr)
        return 1
    except MissingHandlerError as error:  # the contract is ahead of the code: nothing that a flag would mend
        print(f"vectorizer-mock: {error}", file=sys.stderr)
        return 2
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


def parser() -> argparse.ArgumentParser:
    """The whole command's parser, which tells what it takes."""
    return _parser()[0]


def _parser() -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    """The parser, and that of each command."""
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
    return parser, {"serve": serve, "up": up}


def _add_flags(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--config",
        default=os.environ.get(f"{PREFIX}CONFIG"),
        metavar="FILE",
        help=f"a TOML file with these flags, such as port = 8080; {PREFIX}PORT and so on come before it",
    )
    add("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    add(
        "--port",
        type=flags.port,
        default=15002,
        help="port to listen on; 0 takes a free one (default %(default)s)",
    )
    add(
        "--api-key",
        type=flags.key,
        action="append",
        default=[],
        metavar="KEY",
        help="a key that may do everything; VECTORIZER_API_KEY adds one",
    )
    add(
        "--read-only-key",
        type=flags.key,
        action="append",
        default=[],
        metavar="KEY",
        help="a key that may only read; VECTORIZER_READ_ONLY_KEY adds one",
    )
    for kind in ("api-key", "read-only-key"):
        add(
            f"--{kind}-file",
            dest=kind.replace("-", "_"),
            type=flags.keys_of_file,
            action="extend",
            metavar="FILE",
            help="a file of such keys, one a line, which the list of processes doesn't show",
        )
    add(
        "--allow-host",
        type=flags.host_name,
        action="append",
        default=[],
        metavar="NAME",
        help="a name by which the server may be called, beside localhost",
    )
    add("--insecure", action="store_true", help="serve without a key on an address that others can reach")
    add(
        "--rate-limit",
        type=flags.rate,
        metavar="N/s",
        help="requests a second (N/m: a minute) beyond which 429 is answered",
    )
    add(
        "--requests-in-flight",
        type=flags.count,
        default=256,
        metavar="N",
        help="requests at once beyond which 503 is answered; 0 takes none (default %(default)s)",
    )
    add(
        "--strict",
        action="store_true",
        help="answer 500 with the reason when an answer would break the contract; with /__mock/",
    )
    add("--metrics", action="store_true", help="offer /metrics, for Prometheus")
    add(
        "--allow-origin",
        "--cors",
        dest="cors",
        action="append",
        default=[],
        type=flags.origin,
        metavar="ORIGIN",
        help="let pages of an origin like http://localhost:5173 call this server; * lets all",
    )
    add(
        "--header-timeout",
        type=flags.seconds,
        default=20.0,
        metavar="SECONDS",
        help="for a request's headers (default %(default)s)",
    )
    add(
        "--body-timeout",
        type=flags.seconds,
        default=60.0,
        metavar="SECONDS",
        help="for a request's body (default %(default)s)",
    )
    add(
        "--body-idle-timeout",
        type=flags.seconds,
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


def _from_environment(name: str) -> list[str]:
    return list(filter(None, [os.environ.get(name)]))

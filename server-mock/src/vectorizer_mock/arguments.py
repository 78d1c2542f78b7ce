"""The arguments of the command `vectorizer-mock`."""

from __future__ import annotations

import argparse
import os

from . import flags
from ._version import __version__
from .config import PREFIX
from .log import LEVELS

INDEX_ABOVE = 50_000
"""Vectors from which an index in memory pays, as benchmarks/bench_index.py finds."""


def make_parser() -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    """The parser, and that of each command."""
    parser = argparse.ArgumentParser(prog="vectorizer-mock", description="A vector database in one process.")
    parser.add_argument("--version", action="version", version=f"vectorizer-mock {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    serve = commands.add_parser("serve", help="listen and answer until stopped")
    _add_serving(serve)
    up = commands.add_parser("up", help="the same for tests, filled from a file")
    up.set_defaults(seed=None, mock=True, store="memory", data=None, replica=[], index_above=None)
    up.add_argument(
        "--seed",
        dest="seed_file",
        metavar="FILE",
        help="a JSON file with collections; /__mock/reset comes back to it",
    )
    up.add_argument(
        "--record",
        type=flags.server,
        metavar="URL",
        help="pass requests on to a server, and write what it answers into the file of --to",
    )
    up.add_argument("--to", metavar="FILE", help="the HAR file that --record makes")
    up.add_argument("--replay", metavar="FILE", help="answer from a HAR file that --record has made")
    _add_flags(up)
    doctor = commands.add_parser("doctor", help="say whether `serve` with the same flags would start here")
    _add_serving(doctor)
    for name, text in (
        ("backup", "write all that a database keeps into a file, while servers go on"),
        ("restore", "let a database have what a backup has, and nothing else"),
    ):
        command = commands.add_parser(name, help=text)
        _add_store(command, os.environ.get(f"{PREFIX}STORE", "memory"))
        command.add_argument("file", metavar="FILE")
    _add_index(commands.add_parser("index", help="let searches of a collection in a database be approximate"))
    _add_nodes(commands.add_parser("nodes", help="keep collections in several databases"))
    return parser, {"serve": serve, "up": up, "doctor": doctor}


def _add_nodes(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="let new collections be in one more database, too")
    add.add_argument("node", type=flags.database, metavar="URL")
    move = actions.add_parser("move", help="move a collection to another node, while servers go on")
    move.add_argument("collection", metavar="COLLECTION")
    move.add_argument("number", type=flags.count, metavar="NUMBER")
    for action in (add, move, actions.add_parser("list", help="show the nodes, and what is on them")):
        _add_store(action, os.environ.get(f"{PREFIX}STORE", "memory"))


def _add_index(command: argparse.ArgumentParser) -> None:
    _add_store(command, os.environ.get(f"{PREFIX}STORE", "memory"))
    command.add_argument("collection", metavar="COLLECTION")
    command.add_argument(
        "--recall",
        type=flags.share,
        default=0.98,
        help="how many of the ten nearest it must find to be used, as a share (default %(default)s)",
    )
    command.add_argument(
        "--m", type=flags.count, default=16, metavar="N", help="links of a vector (default %(default)s)"
    )
    command.add_argument(
        "--ef-construction",
        type=flags.count,
        default=64,
        metavar="N",
        help="how far it looks while it is built (default %(default)s)",
    )
    command.add_argument("--again", action="store_true", help="build it anew where there is one")
    command.add_argument("--drop", action="store_true", help="remove it: searches are exact again")


def _add_serving(serve: argparse.ArgumentParser) -> None:
    """The flags of a server that is not for tests alone."""
    serve.set_defaults(seed_file=None, record=None, to=None, replay=None)
    serve.add_argument("--seed", type=int, metavar="N", help="make ids and times the same in every run")
    serve.add_argument(
        "--mock", action="store_true", help="offer /__mock/, where tests reset, break and ask the server"
    )
    _add_store(serve)
    serve.add_argument(
        "--replica",
        type=flags.database,
        action="append",
        default=[],
        metavar="URL",
        help="a database that follows the one of --store, for searches, which may lag behind it; may be repeated",
    )
    serve.add_argument(
        "--index-above",
        type=flags.count,
        nargs="?",
        const=INDEX_ABOVE,
        metavar="N",
        help="let searches of collections in memory with more than N vectors be approximate (%(const)s where N is left out)",
    )
    _add_flags(serve)


def _add_store(parser: argparse.ArgumentParser, default: str = "memory") -> None:
    parser.add_argument(
        "--store",
        type=flags.store,
        default=default,
        metavar="STORE",
        help="where vectors are kept: memory (default), embedded (PostgreSQL in the folder of --data), or a database's "
        "URL like postgresql://user@host/name",
    )
    parser.add_argument(
        "--data", metavar="DIR", help="the folder of --store embedded; made if it is not there"
    )


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
    add("--ready", action="store_true", help="offer /ready, which is 503 while the database cannot be used")
    add(
        "--traces",
        action="store_true",
        help="send a span of each request where OTEL_EXPORTER_OTLP_ENDPOINT says, for OpenTelemetry",
    )
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

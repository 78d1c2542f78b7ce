"""`stand-in`: the server that `run --client` starts when it is given none."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from pathlib import Path

from vectorizer_conformance.cli.shared import PASS, port
from vectorizer_conformance.reference_server import Handler, Settings, serve
from vectorizer_conformance.spec import load_spec


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser("stand-in", help="start the model as a server, to try a client with")
    parser.set_defaults(main=main)
    parser.add_argument("--port", type=port, default=0, help="default: 0, a free one")
    parser.add_argument("--api-key", metavar="KEY", help="the key that every request must have")
    parser.add_argument("--read-only-key", metavar="KEY", help="a key that may only read")
    parser.add_argument(
        "--rate-limit", type=rate, metavar="N/s", help="answer 429 to more requests than this"
    )
    parser.add_argument(
        "--requests-in-flight",
        type=int,
        metavar="N",
        help="0: answer 503 to every request; otherwise without effect",
    )
    for name in ("--header-timeout", "--body-timeout", "--body-idle-timeout"):
        parser.add_argument(
            name,
            type=float,
            metavar="S",
            help="seconds for a whole request to arrive; the three timeouts are the same here",
        )
    parser.add_argument("--spec", type=Path, metavar="FILE", help="a contract other than the bundled one")


def rate(text: str) -> float:
    """An argument such as `2/s`."""
    number, _, unit = text.partition("/")
    if unit not in ("", "s"):
        raise argparse.ArgumentTypeError("must be written as 2/s")
    return float(number)


def main(options: argparse.Namespace) -> int:
    """Serves until it is interrupted."""
    given = (options.header_timeout, options.body_timeout, options.body_idle_timeout)
    patience = min((seconds for seconds in given if seconds is not None), default=10.0)
    closed = options.requests_in_flight == 0
    settings = Settings(options.api_key, options.read_only_key, options.rate_limit, patience, closed)
    front = Handler(load_spec(options.spec), settings)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(front, options.port, lambda url: print(f"listening on {url}", flush=True)))
    return PASS

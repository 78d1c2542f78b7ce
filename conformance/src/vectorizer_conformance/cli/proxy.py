"""`vectorizer-conformance proxy`: the fault proxy as a tool of its own, between any client and any server."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from vectorizer_conformance.layers.faults.client_endpoint import DOORS, ClientEndpoint, Unavailable
from vectorizer_conformance.proxy import (
    PLAN_HEADER,
    Attempt,
    Exchange,
    FaultPlan,
    PlanError,
    RecordingProxy,
)
from vectorizer_conformance.wire import WireError

ABOUT = f"""\
A recording proxy that injects faults. Point a client at it. A request with the header {PLAN_HEADER} gets the
faults of its plan, attempt by attempt; any other request gets those of --plan, or passes unchanged.

A plan is JSON: {{"case": "a name", "steps": [{{"status": 503, "headers": {{"Retry-After": "1"}}}}, {{"deliver": 1}}]}}.
A step may have: deliver (how often the request reaches the server), status, headers, body (html, text, bad-json,
deep-json, huge-json, problem:<code>:<status> …), latency, delay, slice, pause, cut (bytes, "head" or "body"), and end
(keep, fin, rst, stall, stale, frozen). "repeat": true repeats the last step. Each exchange is printed as a line
of JSON when it ends.
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser(
        "proxy",
        help="a recording, fault-injecting proxy between any client and any server",
        description=ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(main=main)
    parser.add_argument("--upstream", required=True, metavar="URL", help="the server, http://host:port")
    parser.add_argument(
        "--plan",
        type=Path,
        metavar="FILE",
        help="the plan of requests that have none, which count as one call",
    )
    parser.add_argument("--host", default="127.0.0.1", help="default: 127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="default: 0, a free one")
    parser.add_argument(
        "--connection",
        choices=DOORS,
        help="an address at which connecting itself fails in this way",
    )
    parser.add_argument(
        "--record", type=Path, metavar="FILE", help="write the exchanges to a file instead of standard output"
    )


def main(options: argparse.Namespace) -> int:
    """Serve until interrupted; 2 when the plan or the address can't be used."""
    try:
        plan = FaultPlan.parse(options.plan.read_text("utf-8")) if options.plan else None
        with (
            options.record.open("a", encoding="utf-8")
            if options.record
            else contextlib.nullcontext(sys.stdout) as out
        ):

            def write(line: str) -> None:
                print(line, file=out, flush=True)

            with contextlib.suppress(KeyboardInterrupt):
                asyncio.run(_serve(options, plan, write))
        return 0
    except (OSError, UnicodeDecodeError, PlanError, WireError, Unavailable) as error:
        print(f"proxy: {error}", file=sys.stderr)
        return 2


async def _serve(options: argparse.Namespace, plan: FaultPlan | None, write: Callable[[str], None]) -> None:
    def observe(exchange: Exchange, attempt: Attempt) -> None:
        write(json.dumps({"case": exchange.plan.case, **attempt.shown()}))

    stop = asyncio.Event()
    with contextlib.suppress(NotImplementedError):
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    proxy = RecordingProxy(
        options.upstream,
        host=options.host,
        port=options.port,
        default=plan,
        observe=observe,
    )
    async with proxy, ClientEndpoint(options.connection, proxy, own=False) as entrance:
        print(f"fault proxy listening on {entrance.url} before {options.upstream}", flush=True)
        print(f"the other origin, for redirects, is {proxy.other_origin}", file=sys.stderr, flush=True)
        entrance.begins()
        await stop.wait()

"""`contract`: layer 1 on any OpenAPI 3.0 or 3.1 document and a server that claims to follow it."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests
from rich.text import Text

from vectorizer_conformance.cli.shared import (
    FAILURES,
    PASS,
    UsageError,
    add_headers,
    address,
    day,
    emit,
    ledger,
    positive,
    show,
    written,
)
from vectorizer_conformance.layers.contract.anyspec import load_any
from vectorizer_conformance.layers.contract.foreign import Foreign
from vectorizer_conformance.report import write_report
from vectorizer_conformance.report.escape import printable
from vectorizer_conformance.report.formats import FORMATS, render
from vectorizer_conformance.report.html import write_html
from vectorizer_conformance.report.maintainers import summary, table
from vectorizer_conformance.report.terminal import console
from vectorizer_conformance.runner.plan import LAYER_NAMES
from vectorizer_conformance.runner.session import HarnessError
from vectorizer_conformance.wire import WireError


@contextlib.contextmanager
def local(document: str) -> Iterator[Path]:
    """The document as a file, fetched if it stands at an address."""
    if not re.match("https?://", document):
        yield Path(document)
        return
    try:
        answer = requests.get(document, timeout=30)
        answer.raise_for_status()
    except requests.RequestException as error:
        raise UsageError(f"--spec {document}: {error}") from error
    text = answer.text.lstrip()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / ("document.json" if text.startswith("{") else "document.yaml")
        file.write_bytes(answer.content)
        yield file


def where(document: Path, named: str, server: str | None) -> str:
    """Where the paths of the document begin, by what was given and by its first server."""
    spec, _ = load_any(document)
    servers = spec.document.get("servers") or [{}]
    first = servers[0] if isinstance(servers, list) and isinstance(servers[0], dict) else {}
    own = str(first.get("url", ""))
    for name, variable in (first.get("variables") or {}).items():
        own = own.replace(f"{{{name}}}", str(variable.get("default", "")))
    if re.match("https?://", named):
        own = urljoin(named, own)
    parts = urlsplit(own)
    if server is None:
        if not parts.netloc:
            raise UsageError("--server is needed: the document names no server with an address")
        return address(own).rstrip("/")
    given = urlsplit(server)
    return (
        server.rstrip("/")
        if given.path not in ("", "/") or server.endswith("/")
        else server + parts.path.rstrip("/")
    )


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The subcommand."""
    parser = commands.add_parser(
        "contract",
        help="check any server against any OpenAPI 3 document",
        description="Generates requests from the document and sends them; they create and delete data. Use a test server.",
    )
    parser.set_defaults(main=main)
    parser.add_argument(
        "--spec",
        required=True,
        metavar="FILE|URL",
        help="the document, in JSON or YAML",
    )
    parser.add_argument(
        "--server", type=address, metavar="URL",
        help="the API's base address; without a path, the path of the document's first server is added;"
        " default: the document's first server",
    )  # fmt: skip
    add_headers(parser)
    parser.add_argument(
        "--query", type=pair, action="append", default=[], metavar="NAME=VALUE",
        help="a query parameter, such as a key, sent with every request and never shown; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--topic", action="append", default=[], metavar="OPERATION",
        help="only operations with this id, path or 'METHOD /path'; * matches any text; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--exclude", action="append", default=[], metavar="OPERATION",
        help="send nothing to operations with this id, path or 'METHOD /path'; may be repeated",
    )  # fmt: skip
    parser.add_argument("--waivers", type=Path, metavar="FILE", help="the ledger of known failures")
    parser.add_argument("--ignore", type=Path, metavar="FILE", help="ids that are not judged, one per line")
    parser.add_argument("--today", type=day, default=None, help=argparse.SUPPRESS)
    parser.add_argument(
        "--probe",
        action="append",
        default=[],
        metavar="PATH",
        help="a path that must not exist; may be repeated",
    )
    parser.add_argument("--seed", type=int, default=1, help="the seed of generated data; default: 1")
    parser.add_argument(
        "--max-examples",
        type=positive,
        default=20,
        metavar="N",
        help="generated requests for each operation; default: 20",
    )
    parser.add_argument("--report", type=Path, metavar="DIR", help="write report.jsonl and report.html there")
    parser.add_argument(
        "--format", choices=FORMATS, default="terminal", help="what is printed; default: terminal"
    )


def pair(text: str) -> tuple[str, str]:
    """An argument such as `key=sesame`."""
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError("must be written as name=value")
    return name, value


def main(options: argparse.Namespace) -> int:
    """0 when the server does what the document says."""
    shown = options.format == "terminal"
    out = console(stderr=not shown)
    beside = console(stderr=True)
    try:
        ignored = frozenset(options.ignore.read_text("utf-8").split()) if options.ignore else frozenset()
    except (OSError, ValueError) as error:
        raise UsageError(f"--ignore: {error}") from error
    with local(options.spec) as document:
        work = Foreign(
            document,
            where(document, options.spec, options.server),
            tuple(options.header),
            options.seed,
            options.max_examples,
            tuple(options.probe),
            options.report,
            query=tuple(options.query),
            topics=tuple(options.topic),
            exclude=tuple(options.exclude),
            ignore=ignored,
            waivers=ledger(options.waivers, options.today),
            left_out=frozenset(LAYER_NAMES) - {"contract"},
            note=lambda text: beside.print(Text(f"  {printable(text)}", "dim"), soft_wrap=True),
        )
        try:
            report = asyncio.run(work.run())
        except WireError as error:
            raise HarnessError(f"no server to test with: {error}") from error
    if options.report:
        write_report(report, options.report / "report.jsonl")
        write_html(report, options.report / "report.html")
    if shown:
        first = summary(report)
        for line in (*filter(None, [first.ended]), *first.locked):
            out.print(Text(f"  {printable(line)}", "bold red"), soft_wrap=True)
        out.print(Text(f"  {first.words}", "bold"), soft_wrap=True)
        for route in first.undocumented:
            out.print(Text(printable(f"  routed and not documented: {route}"), "red"), soft_wrap=True)
        if (rows := table(first)) is not None:
            out.print(rows)
        show(report, out, None)
    else:
        emit(render(report, options.format))
    written(options.report, out)
    return PASS if report.ok else FAILURES

"""The command `vectorizer-conformance`: one file a subcommand, each with `add_parser(commands)` and `main(options)`."""

from __future__ import annotations

import argparse
import difflib
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from rich.console import Console

from vectorizer_conformance import __version__
from vectorizer_conformance.casefile import CaseFileError
from vectorizer_conformance.cli import (
    cases,
    certify,
    combine,
    contract,
    diff,
    explain,
    mutants,
    promote,
    replay,
    report,
    run,
    show,
    spec_mutants,
    stand_in,
    strength,
    verify,
    waivers,
)
from vectorizer_conformance.cli import proxy as proxy
from vectorizer_conformance.cli.shared import HARNESS, USAGE, UsageError
from vectorizer_conformance.report import ReportError
from vectorizer_conformance.runner.session import HarnessError
from vectorizer_conformance.spec import SpecError

COMMANDS = (
    run,
    contract,
    report,
    diff,
    combine,
    replay,
    explain,
    promote,
    waivers,
    certify,
    verify,
    show,
    cases,
    mutants,
    spec_mutants,
    strength,
    proxy,
    stand_in,
)

_DESCRIPTION = """Check servers and clients of the Vectorizer API against its contract, openapi.yaml: any server by its address, any client
by the command that starts its adapter. `run` is the check; the other commands show, compare and explain what it found.

Exit codes: 0 everything that was asked for conforms, 1 something does not, 2 bad usage or a bad file,
3 the suite itself could not do its work."""


def parser() -> argparse.ArgumentParser:
    """Every subcommand sets `main` to the function that does it."""
    top = argparse.ArgumentParser(
        prog="vectorizer-conformance",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(dest="command", required=True)
    for command in COMMANDS:
        command.add_parser(commands)
    for one in commands.choices.values():
        one.set_defaults(parser=one)
    return top


def _parsed(argv: Sequence[str] | None) -> argparse.Namespace:
    """The options; what is no option ends with the usage of its subcommand, and what looks like it."""
    top = parser()
    options, rest = top.parse_known_args(argv)
    if rest:
        one: argparse.ArgumentParser = options.parser
        known = [name for action in one._actions for name in action.option_strings]
        near = difflib.get_close_matches(rest[0].partition("=")[0], known, 1, 0.6)
        one.error(f"unrecognized arguments: {' '.join(rest)}{f' (near it: {near[0]})' if near else ''}")
    return options


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; gives back the exit code."""
    options = _parsed(argv)
    # It warns of each write to an adapter that has ended: what is wrong with the adapter is said once, by its row.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    errors = Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)
    ended: list[int] = []

    def end(number: int, _: object) -> None:
        ended.append(number)
        signal.raise_signal(signal.SIGINT)

    before = _when_told_to_end(end)
    trust()
    try:
        code: int = options.main(options)
        return code
    except (CaseFileError, SpecError, ReportError, UsageError) as error:
        errors.print(str(error), markup=False)
        return USAGE
    except HarnessError as error:
        errors.print(f"the suite could not run: {error}", markup=False)
        return HARNESS
    except BrokenPipeError:  # who reads has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + 13
    except KeyboardInterrupt:
        return 128 + (ended[0] if ended else signal.SIGINT)
    except Exception as error:
        words = " ".join(str(error).split())[:300]
        errors.print(f"the suite could not run: {type(error).__name__}: {words}", markup=False)
        return HARNESS
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def trust() -> None:
    """Two libraries speak TLS here: the authorities that one variable names hold for both, from every folder."""
    named = next(
        (os.environ[name] for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE") if os.environ.get(name)), ""
    )
    if named:
        os.environ |= dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"), os.path.abspath(named))


def _when_told_to_end(end: Callable[[int, object], None]) -> dict[int, Any]:
    """Have SIGTERM and SIGHUP end a run as Ctrl-C does, with its servers and adapters; gives back what they did before."""
    if threading.current_thread() is not threading.main_thread():
        return {}
    names = ("SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before: dict[int, Any] = {
        n: signal.signal(n, end) for n in numbers if signal.getsignal(n) is signal.SIG_DFL
    }
    # What a script starts with `&` has SIGINT ignored; then asyncio would not hear of the end.
    if before and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.default_int_handler)
    return before

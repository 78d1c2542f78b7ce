"""Running the command: from words to a call, from its answer or error to text and an exit code."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any

import click

from .._call.config import KEY_VARIABLE, URL_VARIABLE, parse_base_url
from .._call.raw import RawResponse
from .._client.sync_client import SyncVectorizerClient
from .._generated.policy import DEFAULT_SCHEME, SCHEMES
from .._types.batch_errors import BatchPartialError, report_of
from .._types.credentials import credentials_of
from .._types.errors import (
    APIStatusError,
    ConfigurationError,
    ConnectionFailedError,
    DeadlineExceededError,
    ValidationError,
    VectorizerError,
)

OK, REFUSED, USAGE, NO_ANSWER, PARTIAL, OTHER, INTERRUPTED = 0, 1, 2, 3, 4, 5, 130
"""Exit codes: done; refused by the server; a wrong command or value; no answer; some items of a batch failed; an answer
that cannot be used, and anything else; ended by Ctrl-C."""

_CODES: tuple[tuple[type[VectorizerError], int], ...] = (
    (APIStatusError, REFUSED),
    (ValidationError, USAGE),
    (ConfigurationError, USAGE),
    (ConnectionFailedError, NO_ANSWER),
    (DeadlineExceededError, NO_ANSWER),
    (BatchPartialError, PARTIAL),
)


class WordsError(click.UsageError):
    """Words are missing, or are too many: the one meant may be another than the one named, so all are shown."""

    def format_message(self) -> str:
        assert self.ctx is not None
        usage = " ".join(self.ctx.get_usage().split())
        return f"{self.message}; {usage[:1].lower()}{usage[1:]}"


MakeClient = Callable[[dict[str, Any]], AbstractContextManager[SyncVectorizerClient]]


@dataclass
class Session:
    """One run of the command: where it reads and writes, and what its options say."""

    environ: Mapping[str, str]
    stdin: IO[str]
    stdout: IO[str]
    stderr: IO[str]
    observe: Callable[[RawResponse[Any]], object] = lambda response: None
    """Is told the whole response of a call."""
    make_client: MakeClient = lambda settings: SyncVectorizerClient(**settings)
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def json(self) -> bool:
        return bool(self.options.get("json"))

    def client(self) -> AbstractContextManager[SyncVectorizerClient]:
        """A client of the server that options and environment name, for the time of a command."""
        return self.make_client(self.settings())

    def settings(self) -> dict[str, Any]:
        """The settings of a client by options and environment."""
        options = self.options
        settings: dict[str, Any] = {
            name: options[name] for name in ("timeout", "retries") if options.get(name) is not None
        }
        key, key_from = self.environ.get(KEY_VARIABLE) or None, KEY_VARIABLE
        if options.get("api_key_file"):
            key, key_from = _first_line(options["api_key_file"]), "--api-key-file"
        if key is not None:
            credentials_of(key, SCHEMES, DEFAULT_SCHEME, key_from)
        url, url_from = self.environ.get(URL_VARIABLE) or "http://localhost:15002", URL_VARIABLE
        if "url" in options:
            url, url_from = options["url"], "--url"
        # Here, since the client calls them by the names of its arguments.
        parse_base_url(url, url_from)
        return {"base_url": url, "api_key": key, **settings}

    def headers(self) -> dict[str, str]:
        """The headers of `--header`, for each call."""
        return dict(_header(line) for line in self.options.get("header") or ())


def _first_line(file: str) -> str:
    try:
        return Path(file).read_text("utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"--api-key-file: {file} cannot be read: {reason(error)}") from None


def reason(error: OSError | UnicodeDecodeError) -> str:
    """Why a file cannot be read."""
    return "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon:
        raise click.UsageError("--header must be like 'Name: value'")
    return name.strip(), value.strip()


def run(
    arguments: Sequence[str],
    *,
    environ: Mapping[str, str] | None = None,
    stdin: IO[str] | None = None,
    stdout: IO[str] | None = None,
    stderr: IO[str] | None = None,
    observe: Callable[[RawResponse[Any]], object] = lambda response: None,
    make_client: MakeClient = lambda settings: SyncVectorizerClient(**settings),
    caught: Callable[[VectorizerError], object] = lambda error: None,
) -> int:
    """Run the command and return its exit code; `caught` is told the error of a call that failed."""
    from ._build import application

    for given, stream in ((stdout, sys.stdout), (stderr, sys.stderr)):
        if given is None and isinstance(stream, TextIOWrapper):
            # What the output's encoding lacks is written as an escape: a table is no reason to fail.
            stream.reconfigure(errors="backslashreplace")
    session = Session(
        os.environ if environ is None else environ,
        stdin or sys.stdin,
        stdout or sys.stdout,
        stderr or sys.stderr,
        observe,
        make_client,
    )
    try:
        return _ended(session, application(), arguments, caught)
    except BrokenPipeError:
        # Whoever read the output has enough of it; nothing more is written, at the end of the process either.
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
        return OK
    except OSError as error:
        if error.filename is not None:
            return tell(session, USAGE, f"{error.filename} cannot be read: {error.strerror}", {})
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
        return tell(session, OTHER, f"the output cannot be written: {error.strerror or error}", {})


def _ended(
    session: Session,
    command: click.Command,
    arguments: Sequence[str],
    caught: Callable[[VectorizerError], object],
) -> int:
    """Run the command and say what went wrong; an error of the output is the caller's to tell."""
    try:
        code = command.main(list(arguments), "vectorizer", standalone_mode=False, obj=session)
        session.stdout.flush()
        return code if isinstance(code, int) else OK
    except click.UsageError as error:
        return tell(session, USAGE, error.format_message(), {})
    except VectorizerError as error:
        caught(error)
        _show_report(session, error)
        return tell(session, _code(error), _line(error), _described(error))
    except (KeyboardInterrupt, click.Abort) as error:
        # click raises an exception of its own from Ctrl-C's, which has the report.
        ended = error.__cause__ or error
        _show_report(session, ended)
        return tell(session, INTERRUPTED, "; ".join(["interrupted", *map(str, ended.args)]), {})


def _show_report(session: Session, error: BaseException) -> None:
    """Print what became of the items of a batch that something ended, for `--resume`."""
    from ._show import print_json, print_table

    report = report_of(error)
    if report is not None and not isinstance(error, ValidationError):
        (print_json if session.json else print_table)(report, session.stdout)
        session.stdout.flush()


def _code(error: VectorizerError) -> int:
    if isinstance(error.__cause__, ValidationError):
        error = error.__cause__
    return next((code for kind, code in _CODES if isinstance(error, kind)), OTHER)


def _line(error: VectorizerError) -> str:
    return " ".join(str(error).split())


def _described(error: VectorizerError) -> dict[str, Any]:
    found = {name: getattr(error, name, None) for name in ("status", "code", "request_id")}
    return {
        "class": type(error).__name__,
        **{name: value for name, value in found.items() if value is not None},
    }


def tell(session: Session, code: int, message: str, described: Mapping[str, Any]) -> int:
    """Say what went wrong on one line of standard error."""
    if session.json:
        line = json.dumps({"error": {"message": message, "exit_code": code, **described}})
    else:
        line = f"vectorizer: {message}"
    # Where standard error cannot be written either, the exit code is all that is told.
    with suppress(OSError):
        session.stderr.write(line + "\n")
        session.stderr.flush()
    return code

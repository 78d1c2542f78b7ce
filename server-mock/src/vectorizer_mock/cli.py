"""The command `vectorizer-mock`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .arguments import make_parser
from .config import ConfigError, apply
from .flags import MAINTENANCE, check_recording, check_store
from .local import is_local

if TYPE_CHECKING:
    from .settings import Settings
    from .stores import Store
    from .testing.elsewhere import Elsewhere


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit status."""
    parser, commands = make_parser()
    given = parser.parse_args(arguments)
    if given.command in MAINTENANCE:
        check_store(parser, given)
        return _maintain(given)
    try:
        apply(commands[given.command], given.config, os.environ)
    except ConfigError as error:
        print(f"vectorizer-mock: {error}", file=sys.stderr)
        return 2
    given = parser.parse_args(arguments)
    try:
        keys, read_only = keys_of(given)
    except ConfigError as error:
        parser.error(str(error))
    if given.command == "doctor":
        from .doctor import diagnose

        check_store(parser, given)
        return diagnose(given, [*keys, *read_only])
    if not is_local(given.host) and not keys and not given.insecure:
        parser.error(
            f"{given.host} can be reached from elsewhere: give --api-key, or --insecure to serve everybody"
        )
    check_store(parser, given)
    check_recording(parser, given)
    return _serve(given, keys, read_only)


def _maintain(given: argparse.Namespace) -> int:
    from .stores import StoreError, opening

    try:
        done = opening.maintain(given)
    except StoreError as error:
        print(f"vectorizer-mock: {given.command}: {error}", file=sys.stderr)
        return 1
    if done:
        print(done)
    return 0


def _serve(given: argparse.Namespace, keys: list[str], read_only: list[str]) -> int:
    # A search is one product in one thread: more of them wait for each other busily, and cost others their turn.
    # It must be set before numpy is there. Imported late, as all that is below.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from .stores import StoreError
    from .stores.opening import opened

    if given.store == "memory":
        return _serve_from(None, given, keys, read_only)
    try:
        with opened(given.store, given.data, given.replica) as store:
            return _serve_from(store, given, keys, read_only)
    except StoreError as error:
        print(f"vectorizer-mock: --store: {error}", file=sys.stderr)
        return 1


def _serve_from(store: Store | None, given: argparse.Namespace, keys: list[str], read_only: list[str]) -> int:
    # Imported late, so that --help and a wrong flag answer at once.
    from .build import build_application, make_tracing
    from .http.server import listen, serve
    from .log import Log
    from .operations.complete import MissingHandlerError
    from .settings import UnusableSettingError

    settings = settings_of(given, keys, read_only)
    log = Log(given.log_level)
    try:
        elsewhere = _elsewhere(given)
        tracing = make_tracing() if given.traces else None
        application = build_application(
            settings,
            store=store,
            seed=given.seed,
            log=log,
            seed_file=given.seed_file,
            elsewhere=elsewhere,
            tracing=tracing,
        )
    except UnusableSettingError as error:
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

    async def end() -> None:
        if store is not None:
            await store.close()

    serve(application, listening, settings, log, tell, end)
    if tracing is not None:
        tracing.close()
    log.write("info", "stopped")
    log.drain()
    return 0


def settings_of(given: argparse.Namespace, keys: list[str], read_only: list[str]) -> Settings:
    """What the flags of a server say."""
    from .settings import Settings

    return Settings(
        api_keys=tuple(keys),
        read_only_keys=tuple(read_only),
        local=is_local(given.host),
        allow_hosts=tuple(given.allow_host),
        rate_limit=given.rate_limit,
        requests_in_flight=given.requests_in_flight,
        mock=given.mock or given.strict,
        strict=given.strict,
        metrics=given.metrics,
        ready=given.ready,
        index_above=given.index_above,
        cors=tuple(given.cors),
        header_timeout=given.header_timeout,
        body_timeout=given.body_timeout,
        body_idle_timeout=given.body_idle_timeout,
    )


def keys_of(given: argparse.Namespace) -> tuple[list[str], list[str]]:
    """The keys, and those that may only read, of the flags and the environment; ConfigError where one is both."""
    keys = [*given.api_key, *_from_environment("VECTORIZER_API_KEY")]
    read_only = [*given.read_only_key, *_from_environment("VECTORIZER_READ_ONLY_KEY")]
    if set(keys) & set(read_only):
        raise ConfigError("--read-only-key must not be one of the --api-key keys")
    return keys, read_only


def _elsewhere(given: argparse.Namespace) -> Elsewhere | None:
    """Another server's answers, where they are asked for; SeedError where a file of theirs cannot be used."""
    if not given.replay and not given.record:
        return None
    from .testing.elsewhere import Passing, Replay

    return Replay(given.replay) if given.replay else Passing(given.record, given.to)


def parser() -> argparse.ArgumentParser:
    """The whole command's parser, which tells what it takes."""
    return make_parser()[0]


def _from_environment(name: str) -> list[str]:
    return list(filter(None, [os.environ.get(name)]))

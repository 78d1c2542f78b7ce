"""Puts a server together from its parts."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING

from . import clock
from .embedding import default_providers
from .engine.engine import Engine
from .http.app import Application
from .http.auth import Gate
from .http.beside import Beside, Page, Readiness
from .http.browsers import BrowserGuard
from .http.cors import Cors
from .http.messages import Served
from .log import Log
from .operations import OperationHandlers
from .settings import Settings, UnusableSettingError
from .stores import MemoryStore, Store

if TYPE_CHECKING:
    from .http.metrics import Metrics
    from .http.tracing import Tracing
    from .testing.double import Double
    from .testing.elsewhere import Elsewhere


class MissingExtraError(UnusableSettingError):
    """A package that an option needs is not installed."""


def build_application(
    settings: Settings | None = None,
    *,
    store: Store | None = None,
    seed: int | None = None,
    log: Log | None = None,
    seed_file: str | None = None,
    elsewhere: Elsewhere | None = None,
    tracing: Tracing | None = None,
) -> Served:
    """The ASGI application over a store (a fresh one in memory unless one is given), with what the settings put around it.

    A file to be filled from (see `testing.seeding`) needs `settings.mock`; SeedError where it cannot be used. So does
    what answers in the server's place.
    """
    settings, log = settings or Settings(), log or Log()
    metrics = _metrics() if settings.metrics else None
    served: Served
    if settings.mock:
        store = _memory(seed, settings, log)
        served = double = _double(store, settings, seed, log, elsewhere, metrics, tracing)
        if seed_file is not None:
            from .testing.seeding import fill_at_start

            fill_at_start(double, seed_file)
    else:
        store = store or _memory(seed, settings, log)
        served = _application(_engine(store, seed), settings, seed, log, metrics, tracing)
    pages: dict[str, Page] = {"/ready": Readiness(store).page} if settings.ready else {}
    if metrics is not None:
        pages["/metrics"] = metrics.page(Gate(settings.api_keys, settings.read_only_keys))
    if pages:
        served = Beside(served, pages)
    return for_browsers(served, settings, log)


def _metrics() -> Metrics:
    try:
        from .http.metrics import Metrics
    except ImportError:
        raise MissingExtraError(
            "--metrics needs prometheus-client: pip install './server-mock[metrics]' in the repository"
        ) from None
    return Metrics()


def make_tracing() -> Tracing:
    """The sender of spans of requests to OpenTelemetry; it is to be closed."""
    try:
        from .http.tracing import Tracing

        return Tracing()
    except ImportError:
        raise MissingExtraError(
            "--traces needs opentelemetry-sdk: pip install './server-mock[traces]' in the repository"
        ) from None


def for_browsers(served: Served, settings: Settings, log: Log) -> Served:
    """An application behind what the settings say of pages and names of hosts."""
    granting = Cors(served, settings.cors) if settings.cors else served
    return BrowserGuard(granting, settings, log)


def build_double(
    settings: Settings | None = None,
    *,
    seed: int | None = None,
    log: Log | None = None,
    elsewhere: Elsewhere | None = None,
) -> Double:
    """The ASGI application with `/__mock/`, over a fresh store in memory."""
    settings, log = settings or Settings(mock=True), log or Log()
    return _double(_memory(seed, settings, log), settings, seed, log, elsewhere)


def _double(
    store: MemoryStore,
    settings: Settings,
    seed: int | None,
    log: Log,
    elsewhere: Elsewhere | None,
    metrics: Metrics | None = None,
    tracing: Tracing | None = None,
) -> Double:
    engine = _engine(store, seed)
    # Here, as a server that is no test double need not load them.
    from .testing.double import Double
    from .testing.state import State

    return Double(
        _application(engine, settings, seed, log, metrics, tracing),
        _application(engine, Settings(), seed, Log("off")),
        State(engine, store, _start(seed), 0 if seed is None else clock.SEEDED_STEP),
        settings,
        log,
        elsewhere,
    )


def _memory(seed: int | None, settings: Settings, log: Log) -> MemoryStore:
    secret = None if seed is None else sha256(str(seed).encode()).digest()
    if settings.index_above is None:
        return MemoryStore(secret=secret)
    try:
        from .stores.memory.index import Builder
    except ImportError:
        raise MissingExtraError(
            "--index-above needs faiss-cpu: pip install './server-mock[index]' in the repository"
        ) from None
    return MemoryStore(secret=secret, builder=Builder(settings.index_above, tell=log.write))


def _engine(store: Store, seed: int | None) -> Engine:
    now, ids = _start(seed)()
    return Engine(store, clock.Clock(now), ids, default_providers())


def _start(seed: int | None) -> Callable[[], tuple[clock.Source, clock.IdFactory]]:
    return clock.real if seed is None else lambda: clock.seeded(seed)


def _application(
    engine: Engine,
    settings: Settings,
    seed: int | None,
    log: Log,
    metrics: Metrics | None = None,
    tracing: Tracing | None = None,
) -> Application:
    _, request_ids = clock.real() if seed is None else clock.seeded(seed + 1)
    return Application(
        OperationHandlers(engine), engine.store, settings, log, request_ids.new, metrics, tracing
    )


def build_quiet_application() -> Served:
    """A fresh server for a program that runs it inside of itself: it logs nothing."""
    return build_application(log=Log("off"))

"""Puts a server together from its parts."""

from __future__ import annotations

from . import clock
from .embedding import default_providers
from .engine.engine import Engine
from .http.app import Application
from .log import Log
from .operations import OperationHandlers
from .settings import Settings
from .stores import MemoryStore, Store


def build_application(
    settings: Settings | None = None,
    *,
    store: Store | None = None,
    seed: int | None = None,
    log: Log | None = None,
) -> Application:
    """The ASGI application over a store (a fresh one in memory unless one is given)."""
    settings = settings or Settings()
    kept = store or MemoryStore()
    make = clock.real if seed is None else lambda: clock.seeded(seed)
    now, ids = make()
    engine = Engine(kept, now, ids, default_providers())
    _, request_ids = clock.real() if seed is None else clock.seeded(seed + 1)

    async def reset() -> None:
        await kept.reset()
        engine.clock, engine.ids = make()

    return Application(OperationHandlers(engine), kept, settings, log or Log(), request_ids.new, reset=reset)


def build_quiet_application() -> Application:
    """A fresh server for a program that runs it inside of itself: it logs nothing."""
    return build_application(log=Log("off"))

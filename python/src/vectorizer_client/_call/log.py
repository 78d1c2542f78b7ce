"""The log of a call: method, address, status and time; never headers, bodies or keys."""

from __future__ import annotations

import logging
import os
import warnings

logger = logging.getLogger("vectorizer_client")
logger.addHandler(logging.NullHandler())

DEBUG = logging.DEBUG
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def set_up_from_environment() -> None:
    """`VECTORIZER_LOG=debug` writes this package's log to standard error."""
    level = os.environ.get("VECTORIZER_LOG", "").upper()
    if level and level not in _LEVELS:
        names = ", ".join(_LEVELS).lower()
        warnings.warn(f"VECTORIZER_LOG must be one of {names}, got {level.lower()!r}", stacklevel=3)
    if level not in _LEVELS or logger.level:
        return
    handler = logging.StreamHandler()
    # Where the program has set up logging, its own handlers write the lines.
    handler.addFilter(lambda _: not logging.getLogger().handlers)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(level)


def attempt_ended(
    method: str, url: str, request_id: str, attempt: int, ended: object, seconds: float
) -> None:
    if logger.isEnabledFor(DEBUG):
        logger.debug(
            "%s %s -> %s in %.1f ms (attempt %d, request id %s)",
            method,
            url,
            ended,
            seconds * 1000,
            attempt,
            request_id,
        )


def retrying(method: str, url: str, request_id: str, delay: float, ended: object) -> None:
    # Above DEBUG the address goes without its query: a filter is made of metadata.
    path = url.partition("?")[0]
    logger.info("%s %s: %s; trying again in %.2f s (request id %s)", method, path, ended, delay, request_id)

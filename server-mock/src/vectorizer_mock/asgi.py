"""The application for another ASGI server than the command's own, with what the environment says."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from .arguments import make_parser
from .cli import keys_of, settings_of
from .config import PREFIX, ConfigError, apply

if TYPE_CHECKING:
    from .http.messages import Served

__all__ = ["make_application"]

TAKEN = frozenset(
    f"{PREFIX}{name}"
    for name in (
        "API_KEY",
        "READ_ONLY_KEY",
        "API_KEY_FILE",
        "READ_ONLY_KEY_FILE",
        "ALLOW_HOST",
        "ALLOW_ORIGIN",
        "CORS",
        "RATE_LIMIT",
        "REQUESTS_IN_FLIGHT",
        "INDEX_ABOVE",
        "LOG_LEVEL",
    )
)


def make_application() -> Served:
    """A server over a fresh store in memory, which checks keys, hosts and origins as `serve` does on loopback.

    ConfigError where the environment has a setting that only the command `serve` can keep to, or a wrong value.
    """
    for variable in sorted(os.environ):
        if variable.startswith(PREFIX) and variable not in TAKEN:
            raise ConfigError(
                f"{variable} is set, which only vectorizer-mock serve keeps to: unset it, or run that"
            )
    parser, commands = make_parser()
    apply(commands["serve"], None, os.environ)
    given = parser.parse_args(["serve"])
    settings = settings_of(given, *keys_of(given))
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy is there, as the command does
    from .build import build_application
    from .log import Log

    return build_application(settings, log=Log(given.log_level))

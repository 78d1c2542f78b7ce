"""Keeps what Schemathesis generated and what a right server answered, for runs that try more clients with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from vectorizer_conformance.layers.contract.events import Events, read_events
from vectorizer_conformance.report.put import put

_BEGINS = '{"MadeOf": '


class SavedEvents:
    """A file of events, whose first line says what they were made of."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def check(self) -> None:
        """`OSError` or `ValueError` where it can't be written, and where there is a file of another kind."""
        with self.path.open("a+", encoding="utf-8") as lines:
            lines.seek(0)
            if lines.readline()[: len(_BEGINS)] not in ("", _BEGINS):
                raise ValueError(f"{self.path} is no file of --events")

    def read(self, made_of: Mapping[str, object]) -> Events | None:
        """The events, if they are whole and made of the same."""
        try:
            with self.path.open(encoding="utf-8") as lines:
                if next(lines, "") != _label(made_of):
                    return None
        except (OSError, ValueError):
            return None
        events = read_events(self.path)
        return events if events.finished else None

    def write(self, made_of: Mapping[str, object], events: bytes) -> None:
        """Put them there at once: another run may be reading."""
        put(self.path, _label(made_of).encode() + events)


def _label(made_of: Mapping[str, object]) -> str:
    return f"{_BEGINS}{json.dumps(dict(made_of), sort_keys=True)}}}\n"

"""The bar of a long run: on a terminal only, and gone when the run ends."""

from __future__ import annotations

import io
import threading

import pytest
from vectorizer_codegen import progress


class Terminal(io.StringIO):
    """A terminal that tells when something was written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = threading.Event()

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.seen.set()
        return super().write(text)


def test_it_is_shown_on_a_terminal_and_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    terminal = Terminal()
    with progress.Progress(terminal) as shown:
        shown.step("reading", 2)
        shown.step("checking")
        assert shown.line().startswith("[############............] 1/2 checking, ")
        assert terminal.seen.wait(60)
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_what_is_done_soon_shows_nothing_nor_does_a_file() -> None:
    for stream in (Terminal(), io.StringIO()):
        with progress.Progress(stream) as shown:
            shown.step("reading", 1)
        assert stream.getvalue() == ""

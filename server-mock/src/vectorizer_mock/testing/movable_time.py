"""A time that tests move and stop."""

from __future__ import annotations

from ..clock import Source


class MovableTime:
    """A source of instants, microseconds since 1970, that can be moved and stopped."""

    def __init__(self, source: Source, step: int = 0) -> None:
        self._source = source
        self._step = step
        """By how much the source goes on by being asked."""
        self._moved = 0
        self._stopped: int | None = None

    @property
    def moved(self) -> float:
        """By how many seconds it is ahead of the source."""
        return self._moved / 1e6

    @property
    def is_stopped(self) -> bool:
        return self._stopped is not None

    def now(self) -> int:
        return self._source() + self._moved if self._stopped is None else self._stopped

    def known(self) -> int | None:
        """The instant, where asking for it does not make it another one."""
        return None if self._step and self._stopped is None else self.now()

    def move(self, microseconds: int) -> None:
        """Go on by some time, or back."""
        self._moved += microseconds
        if self._stopped is not None:
            self._stopped += microseconds

    def set(self, instant: int) -> None:
        """Let the next instant be this one."""
        if self._stopped is not None:
            self.move(instant - self._stopped)
        else:
            self._moved = instant - self._source() - self._step

    def stop(self) -> None:
        self._stopped = self.now()

    def go_on(self) -> None:
        if self._stopped is not None:
            instant, self._stopped = self._stopped, None
            self.set(instant)

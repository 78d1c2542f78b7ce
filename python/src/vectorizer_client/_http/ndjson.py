"""Lines of an NDJSON stream, cut from chunks that end anywhere."""

from __future__ import annotations

from .transport import Failure


class Lines:
    """Takes chunks and gives whole lines; an over-long line is refused before it fills the memory."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        head, newline, rest = chunk.partition(b"\n")
        self._keep(head)
        if not newline:
            return []
        first, self._parts, self._size = b"".join(self._parts), [], 0
        lines = [first, *rest.split(b"\n")]
        self._keep(lines.pop())
        return [line for line in lines if line.strip()]

    def end(self) -> list[bytes]:
        """The last line, where no newline ended it."""
        last = b"".join(self._parts)
        return [last] if last.strip() else []

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._limit:
            raise Failure("too-large", f"a line of the answer is longer than {self._limit} bytes", sent=True)
        if part:
            self._parts.append(part)

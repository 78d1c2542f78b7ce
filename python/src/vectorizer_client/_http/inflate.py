"""Bodies that came compressed, a bounded piece at a time, so that a small body cannot fill the memory unseen."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from .transport import Failure

_PIECE = 256 * 1024
_GZIP = 16 + zlib.MAX_WBITS


def inflater(coding: str) -> Inflater | None:
    """The reader of a body with this Content-Encoding; `None` where it came as it is.

    Nothing is asked for, so gzip and deflate are taken as a courtesy to proxies. Codings on top of each other, which
    multiply what a byte can hold, and any other coding are refused.
    """
    name = coding.strip().lower()
    if name in ("", "identity"):
        return None
    if name in ("gzip", "x-gzip", "deflate"):
        return Inflater(name)
    raise Failure("encoding", "the answer has a Content-Encoding that was not asked for", sent=True)


class Inflater:
    """Decodes gzip or deflate as it arrives."""

    def __init__(self, coding: str) -> None:
        self._is_deflate = coding == "deflate"
        self._began = False
        self._stream = zlib.decompressobj(zlib.MAX_WBITS if self._is_deflate else _GZIP)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The pieces that these bytes decode to, each made when it is asked for."""
        if self._is_deflate and not self._began and data and not _has_zlib_header(data[0]):
            # Some servers send deflate without the wrapper that its name stands for.
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
        self._began = self._began or bool(data)
        while True:
            if self._stream.eof:
                if not data:
                    return
                if self._is_deflate:
                    raise _broken()
                self._stream = zlib.decompressobj(_GZIP)
            try:
                piece = self._stream.decompress(data, _PIECE)
            except zlib.error:
                raise _broken() from None
            if piece:
                yield piece
            data = self._stream.unused_data or self._stream.unconsumed_tail
            if not data and len(piece) < _PIECE:
                return

    def end(self) -> None:
        """A body that ends amid its coding was cut off."""
        if self._began and not self._stream.eof:
            raise _broken()


def _has_zlib_header(first: int) -> bool:
    return first & 0x0F == 8


def _broken() -> Failure:
    return Failure("encoding", "the answer's Content-Encoding does not decode", sent=True)

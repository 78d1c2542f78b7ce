"""Ways in that fail before HTTP begins. None of them lets traffic leave loopback.

- refused: a socket that is bound and does not listen, so that nobody else takes the port meanwhile
- blackhole: a listening socket whose queue is full; the kernel drops what comes and the client waits
- unknown host: a name under `.invalid`, which RFC 6761 promises never to exist
"""

from __future__ import annotations

import asyncio
import contextlib
import socket

from vectorizer_conformance.processes.tasks import within

UNKNOWN_HOST = "http://vectorizer.invalid:15002"


class RefusingEndpoint:
    """An address that refuses connections until `open` is called."""

    def __init__(self) -> None:
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.sock.bind(("127.0.0.1", 0))
        self.sock.setblocking(False)
        self.url = f"http://127.0.0.1:{self.sock.getsockname()[1]}"

    def close(self) -> None:
        self.sock.close()


class SilentEndpoint:
    """An address where connecting neither succeeds nor fails."""

    def __init__(self) -> None:
        self._sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._sock.bind(("127.0.0.1", 0))
        self._sock.listen(0)
        self._fill: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._sock.getsockname()[1]}"

    async def fill(self) -> bool:
        """Fill the queue; whether a further connection really hangs (some kernels refuse instead)."""
        for _ in range(4):
            self._fill.append(self._connect())
        await asyncio.sleep(0.05)
        probe = self._connect()
        self._fill.append(probe)
        loop = asyncio.get_running_loop()
        try:
            await within(loop.sock_connect(probe, self._sock.getsockname()), 0.15)
        except asyncio.TimeoutError:
            return True
        except OSError:
            return False
        return False

    def _connect(self) -> socket.socket:
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setblocking(False)
        with contextlib.suppress(OSError):
            sock.connect(self._sock.getsockname())
        return sock

    def close(self) -> None:
        for sock in [*self._fill, self._sock]:
            sock.close()

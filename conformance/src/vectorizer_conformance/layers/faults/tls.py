"""Doors that speak TLS, and the environment in which a client trusts the authority behind them.

A certificate that nobody trusts says nothing of expiry or names. So these cases run in an adapter process of their own,
which is told by the usual variables to trust the suite's authority; a good certificate shows first that it does.
"""

from __future__ import annotations

import asyncio
import shlex
import ssl
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from vectorizer_conformance.proxy import RecordingProxy

_DAY = timedelta(days=1)


class Tls:
    """The doors by name: `good`, `tls-expired`, `tls-wrong-host`, `tls-untrusted`. Use as an async context manager."""

    def __init__(self, proxy: RecordingProxy) -> None:
        self._proxy = proxy
        self._folder = tempfile.TemporaryDirectory(prefix="conformance-tls-")
        self._opened: asyncio.Task[dict[str, str]] | None = None

    async def __aenter__(self) -> Tls:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._opened is not None:
            self._opened.cancel()
            await asyncio.gather(self._opened, return_exceptions=True)
        self._folder.cleanup()

    async def doors(self) -> dict[str, str]:
        """Name → address; made when they are first asked for."""
        if self._opened is None:
            self._opened = asyncio.create_task(self._open())
        return await asyncio.shield(self._opened)

    def command(self, command: str) -> str:
        """The command in an environment that trusts the authority."""
        file = shlex.quote(str(Path(self._folder.name) / "authority.pem"))
        return f"env SSL_CERT_FILE={file} NODE_EXTRA_CA_CERTS={file} REQUESTS_CA_BUNDLE={file} {command}"

    async def _open(self) -> dict[str, str]:
        contexts = await asyncio.to_thread(self._make)
        return {name: await self._proxy.listen(tls=context) for name, context in contexts.items()}

    def _make(self) -> dict[str, ssl.SSLContext]:
        """One TLS context for each door; its authority's certificate goes into the folder."""
        import trustme  # slow to import, and needed by few runs

        authority, other = trustme.CA(), trustme.CA()
        authority.cert_pem.write_to_path(Path(self._folder.name) / "authority.pem")
        now = datetime.now(timezone.utc)
        valid, expired = (now - _DAY, now + 30 * _DAY), (now - 60 * _DAY, now - _DAY)
        doors = {
            "good": (authority, ("localhost", "127.0.0.1"), valid),
            "tls-expired": (authority, ("localhost", "127.0.0.1"), expired),
            "tls-wrong-host": (authority, ("elsewhere.invalid", "10.0.0.1"), valid),
            "tls-untrusted": (other, ("localhost", "127.0.0.1"), valid),
        }
        contexts = {}
        for name, (signer, identities, (start, end)) in doors.items():
            context = contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            signer.issue_cert(*identities, not_before=start, not_after=end).configure_cert(context)
        return contexts

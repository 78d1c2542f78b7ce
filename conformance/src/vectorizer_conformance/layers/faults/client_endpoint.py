"""The way in that a case's client is given, and which adapter takes it."""

from __future__ import annotations

import asyncio
from typing import get_args

from vectorizer_conformance.adapter import AdapterBroken
from vectorizer_conformance.adapter.protocol import CLIENT, run_command
from vectorizer_conformance.layers.faults.case import Endpoint as Way
from vectorizer_conformance.layers.faults.client_processes import ClientProcesses, Hangs
from vectorizer_conformance.layers.faults.endpoints import UNKNOWN_HOST, RefusingEndpoint, SilentEndpoint
from vectorizer_conformance.layers.faults.tls import Tls
from vectorizer_conformance.proxy import Greeting, RecordingProxy

# How long an address refuses before it opens; clients wait less than that before they try again.
OPENS_AFTER = 0.7
# The ways in that need nobody to trust a certificate.
DOORS = tuple(door for door in get_args(Way) if not door.startswith("tls-"))


class Unavailable(Exception):
    """The case can't be tried. `ours` when it is this machine's fault and not the client's."""

    def __init__(self, reason: str, ours: bool = False) -> None:
        super().__init__(reason)
        self.ours = ours


class ClientEndpoint:
    """`url` is the base_url of a client, `own` when nobody else has it. Use as an async context manager.

    What speaks TLS needs `tls`, and an adapter that may be told whom to trust.
    """

    def __init__(
        self,
        door: Way | None,
        proxy: RecordingProxy,
        *,
        own: bool,
        tls: Tls | None = None,
        adapters: ClientProcesses | None = None,
    ) -> None:
        self._door, self._proxy, self._own, self._tls = door, proxy, own, tls
        self.adapters = adapters or ClientProcesses("")
        self.url = proxy.base_url
        self._refused: RefusingEndpoint | None = None
        self._blackhole: SilentEndpoint | None = None
        self._opens: asyncio.Task[None] | None = None

    async def __aenter__(self) -> ClientEndpoint:
        door = self._door
        if door is None:
            if self._own:
                # An address of its own as well: some clients share connections to one origin, whoever opened them.
                self.url = await self._proxy.listen(one_user=True)
        elif door == "unknown-host":
            self.url = UNKNOWN_HOST
        elif door in ("refused", "refused-at-first"):
            self._refused = RefusingEndpoint()
            self.url = self._refused.url
        elif door == "blackhole":
            self._blackhole = SilentEndpoint()
            self.url = self._blackhole.url
            if not await self._blackhole.fill():
                self._blackhole.close()
                raise Unavailable(
                    "this kernel answers connections to a full queue; there is no blackhole to be had", True
                )
        elif door == "reset-at-first":
            self.url = await self._proxy.listen(door=Greeting(("rst",)))
        else:
            assert self._tls is not None
            self.url = (await self._tls.doors())[door]
            self.adapters = await self._trusting(self._tls)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._opens is not None:
            self._opens.cancel()
            await asyncio.gather(self._opens, return_exceptions=True)
        elif self._refused is not None:
            self._refused.close()
        if self._blackhole is not None:
            self._blackhole.close()

    def begins(self) -> None:
        """The call is about to be made."""
        if self._door == "refused-at-first" and self._opens is None:
            self._opens = asyncio.create_task(self._open_later())

    async def _open_later(self) -> None:
        assert self._refused is not None
        try:
            await asyncio.sleep(OPENS_AFTER)
        except asyncio.CancelledError:
            self._refused.close()
            raise
        await self._proxy.listen(sock=self._refused.sock)

    async def _trusting(self, tls: Tls) -> ClientProcesses:
        """The adapter that trusts our authority; `Unavailable` when it does not do so."""
        if not self.adapters.command:
            raise Unavailable("no process of its own could be told whom to trust")
        if self.adapters.trusting is None:
            self.adapters.trusting = ClientProcesses(tls.command(self.adapters.command), self.adapters.cwd)
        trusting = self.adapters.trusting
        good = (await tls.doors())["good"]
        command = run_command("getHealth", {}, {**CLIENT, "base_url": good, "retries": 0}, {})
        try:
            reply = await trusting.ask(command, 20.0)
        except (AdapterBroken, Hangs) as error:
            raise Unavailable(f"the adapter with a certificate authority of ours: {error}") from error
        if reply["type"] != "ok":
            raise Unavailable(
                "the client trusts no authority by SSL_CERT_FILE or NODE_EXTRA_CA_CERTS: a good certificate is refused too"
            )
        return trusting

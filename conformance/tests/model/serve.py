"""`python serve.py [FAULT]`: the model's server, wrong in one way, prints its address and serves until it is killed."""

from __future__ import annotations

import asyncio
import sys

from model_server import ModelServer
from vectorizer_conformance.spec import load_spec
from vectorizer_conformance.wire.message import Request


class WithInfo(ModelServer):
    """The suite asks every server who it is."""

    async def _answer(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        if request.target == "/info":
            return 404, {}, b""
        return await super()._answer(request)


async def main(fault: str) -> None:
    async with WithInfo(load_spec(), fault) as server:
        print(f"listening on {server.url}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    asyncio.run(main(words[0] if words else ""))

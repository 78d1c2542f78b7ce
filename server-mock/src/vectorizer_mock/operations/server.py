"""What the server says of itself."""

from __future__ import annotations

from .. import __version__
from .._generated import requests
from .._generated.limits import LIMITS, SPEC_VERSION
from ..contract import Answer, Call
from ..engine.engine import Engine


class ServerOperations:
    """Health and description."""

    _engine: Engine

    async def get_health(self, call: Call[requests.GetHealthParameters, None]) -> Answer:
        return Answer(value={"status": "ok"})

    async def get_info(self, call: Call[requests.GetInfoParameters, None]) -> Answer:
        return Answer(
            value={
                "name": "vectorizer-mock",
                "version": __version__,
                "spec_version": SPEC_VERSION,
                "limits": LIMITS,
                "features": ["idempotency-keys", "conditional-writes", "import-export"],
                "vector_formats": ["json", "base64"],
                "embedding_providers": sorted(self._engine.providers),
            }
        )

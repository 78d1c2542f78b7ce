"""The operations as tools of the Model Context Protocol, for programs with a language model: `vectorizer mcp`.

It needs the extra `vectorizer-client[mcp]`.
"""

from __future__ import annotations

from ._server import make_server, serve

__all__ = ["make_server", "serve"]

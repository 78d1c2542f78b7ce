"""The operations as tools of the Model Context Protocol, for programs with a language model: `vectorizer mcp`.

It needs the SDK's extra `mcp`.
"""

from __future__ import annotations

try:
    from ._server import make_server, serve
except ModuleNotFoundError as error:  # pragma: no cover
    raise ModuleNotFoundError(
        f"vectorizer_client.mcp needs {error.name}, of the SDK's extra 'mcp': pip install './python[mcp]' in the repository",
        name=error.name,
    ) from error

__all__ = ["make_server", "serve"]

"""The command `vectorizer`: every operation from a shell, `import` and `export` of files, and an MCP server.

It needs the extra `vectorizer-client[cli]`.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command with this process's arguments, and end the process with its exit code."""
    try:
        from ._run import run
    except ImportError as error:
        if error.name not in ("click", "rich"):
            raise
        sys.exit(
            "vectorizer: the command needs the SDK's extra 'cli': pip install './python[cli]' in the repository"
        )
    sys.exit(run(sys.argv[1:]))

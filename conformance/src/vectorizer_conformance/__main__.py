"""The command `vectorizer-conformance`, also as `python -m vectorizer_conformance`."""

from __future__ import annotations

import io
import sys


def start() -> int:
    """Run the command; gives back the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, io.TextIOWrapper
        ):  # what an encoding lacks is a question mark, and no end of the run
            stream.reconfigure(errors="replace")
    try:
        # Within, as imports take a while: Ctrl-C in it ends the command as it does later.
        from vectorizer_conformance.cli import main

        return main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(start())

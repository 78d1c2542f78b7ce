"""The command `vectorizer-conformance`, also as `python -m vectorizer_conformance`."""

from __future__ import annotations


def start() -> int:
    """Run the command; gives back the exit code."""
    try:
        # Within, as imports take a while: Ctrl-C in it ends the command as it does later.
        from vectorizer_conformance.cli import main

        return main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(start())

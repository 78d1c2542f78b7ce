"""`python tests/postgres/three.py FLAGS` is `vectorizer-mock serve FLAGS` on three databases that end with it."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from vectorizer_mock.cli import main
from vectorizer_mock.stores.postgres import embedded, moving


def run(flags: list[str]) -> int:
    with ExitStack() as stack:
        urls = []
        for _ in range(3):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vectorizer-")))
            stack.callback(embedded.start(folder, durable=False).stop)
            urls.append(f"postgresql://vectorizer@/postgres?host={folder}")
        for other in urls[1:]:
            moving.add(urls[0], other)
        return main(["serve", "--store", urls[0], *flags])


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

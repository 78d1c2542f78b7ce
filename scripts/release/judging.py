"""The conformance suite on what was installed, never on the work tree."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from release.building import ADAPTER
from release.change import ReleaseError
from release.installing import Environment

SERVER = "vectorizer-mock serve --port 0 --mock --log-level error"
CLIENTS = ("python -m vectorizer_client.conformance sync", "python -m vectorizer_client.conformance async")


def judged(judge: Environment, asked: Environment, folder: Path, report: Path, tier: str, seed: int) -> str:
    """Run the suite of one environment on server and clients of another; gives back its closing line.

    The commands have no paths: they are found on PATH and in `folder`, by whoever verifies the certificate, too.
    """
    words = ["--tier", tier, "--seed", str(seed), "--require-all", "--report", str(report)]
    # What type checkers say of the sources is asked of the work tree.
    words += ["--without-layer", "surface"]
    for client in (*CLIENTS, f"node {ADAPTER}"):
        words += ["--client", client]
    lines = suite(judge, folder, ["run", "--server-command", SERVER, *words], asked)
    return closing(lines)


def closing(lines: list[str]) -> str:
    """The line that tells how much conforms."""
    return next(line for line in reversed(lines) if line.startswith("conforms"))


def verified(judge: Environment, folder: Path, certificate: Path, artefacts: Path) -> None:
    """Ask the certificate again, as somebody else would."""
    suite(judge, folder, ["verify", str(certificate), "--artefacts", str(artefacts), "--yes"])


def suite(judge: Environment, folder: Path, words: list[str], asked: Environment | None = None) -> list[str]:
    """The lines that the suite of `judge` printed; `ReleaseError` with the last ones if it found something.

    The programs of `asked` are found first, or those of `judge`.
    """
    path = os.pathsep.join([*(asked or judge).paths, os.environ.get("PATH", "")])
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(judge.bin / "vectorizer-conformance"), *words],
        cwd=folder, env={**environment, "PATH": path}, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    if done.returncode:
        raise ReleaseError("\n".join([*lines[-40:], done.stderr.strip()[-2000:]]))
    return lines

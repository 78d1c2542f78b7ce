"""`./run skew`: the last release's SDKs against today's server, and today's SDKs against the last release's server.

Both are judged by what the last release's own suite asks: that worked, and must go on working.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from release import building, contract, installing, judging, surface
from release.change import Change, ReleaseError
from release.copies import run
from release.rehearsal import step

ROOT = Path(__file__).resolve().parents[2]
# What is asked: the other layers look at clients without a server, or at what a server may have besides.
LAYERS = ("cases", "model")
# Requirements that expect the release's own version.
VERSIONS = ("server/info/info",)
CONTRACT = "vectorizer_conformance/_generated/openapi.json"
ADAPTER = "vectorizer_conformance/schemas/adapter.schema.json"


@dataclass(frozen=True)
class Side:
    """A server and clients of one time, as commands that start them."""

    server: str
    clients: tuple[str, ...]


def side(bin: Path, adapter: Path) -> Side:
    """The commands of an environment's folder of programs, and of the adapter of its npm package."""
    python = [f"{bin / 'python'} -m vectorizer_client.conformance {form}" for form in ("sync", "async")]
    server = f"{bin / 'vectorizer-mock'} serve --port 0 --mock --log-level error"
    return Side(server, (*python, f"node {adapter}"))


def main(words: list[str] | None = None) -> int:
    """0 when both ways conform or nothing promises that they do, 1 when they don't, 2 for a wrong command."""
    parser = argparse.ArgumentParser(prog="./run skew --", description=__doc__)
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--artefacts", type=Path, metavar="DIR", help="the files of a release, or of a rehearsal"
    )
    which.add_argument(
        "--ref",
        help="a commit or tag to build; without it the last release's tag, or without one the day before",
    )
    parser.add_argument("--report", type=Path, default=ROOT / "reports/skew", metavar="DIR")
    parser.add_argument("--seed", type=int, default=1, help="of what the suite generates")
    options = parser.parse_args(words)
    try:
        with tempfile.TemporaryDirectory(prefix="skew-") as folder:
            return compare(options, Path(folder))
    except ReleaseError as error:
        print(f"skew: {error}", file=sys.stderr)
        return 1


def compare(options: argparse.Namespace, work: Path) -> int:
    """Install the last release beside what is here, and judge each with the other."""
    if options.artefacts:
        name, files = str(options.artefacts), sorted(options.artefacts.resolve().iterdir())
    else:
        name = options.ref or last_ref(ROOT)
        files = step(f"build {name}", lambda: of_ref(ROOT, name, work))
    last = step("install it", lambda: installing.newest(ROOT, files, work / "last"))
    node = step("install it, npm", lambda: installing.node(files, work / "node"))
    old = side(last.bin, node / building.ADAPTER)
    new = side(Path(sys.executable).parent, ROOT / "typescript/dist/conformance.js")
    breaks = [change for change in since(last) if change.breaks]
    ignored = work / "ignored.txt"
    ignored.write_text("".join(f"{ident}\n" for ident in VERSIONS), "utf-8")
    shutil.rmtree(options.report, ignore_errors=True)
    failed = False
    for title, server, clients in (
        (f"SDKs of {name}, today's server", new.server, old.clients),
        (f"today's SDKs, server of {name}", old.server, new.clients),
    ):
        report = options.report / ("old-sdks" if clients is old.clients else "old-server")
        words = ["--seed", str(options.seed), "--ignore", str(ignored), "--report", str(report)]
        words += [word for layer in LAYERS for word in ("--layer", layer)]
        words += [word for client in clients for word in ("--client", client)]
        try:
            said = judging.suite(last, node, ["run", "--no-raw", "--server-command", server, *words])
            print(f"✓ {title}: {judging.closing(said)}")
        except ReleaseError as error:
            failed = True
            print(f"✗ {title}:\n{error}")
    return verdict(name, breaks, failed)


def verdict(name: str, breaks: list[Change], failed: bool) -> int:
    """Say what was promised, and whether it holds."""
    if not breaks:
        print(f"Nothing breaks since {name}, so both must conform: {'they do not' if failed else 'they do'}.")
        return int(failed)
    print(f"No promise: since {name} these break, so the next version begins a new line of compatible ones.")
    print("".join(f"  {change}\n" for change in breaks), end="")
    return 0


def last_ref(root: Path) -> str:
    """The tag of the last release; before the first one, the last commit that is a day older than the newest."""
    tags = run(["git", "tag", "--merged", "HEAD", "--list", "v*", "--sort=-v:refname"], root).split()
    if tags:
        return tags[0]
    newest = int(building.epoch_of(root))
    before = run(["git", "rev-list", "-1", f"--before={newest - 86_400}", "HEAD"], root).strip()
    if not before:
        raise ReleaseError("no release has a tag, and no commit is a day old: give --ref or --artefacts")
    return before[:12]


def of_ref(root: Path, ref: str, work: Path) -> list[Path]:
    """Build what would be published of a commit."""
    copy = work / "source"
    run(["git", "clone", "--quiet", "--shared", "--no-checkout", str(root), str(copy)], root)
    run(
        [
            "git",
            "checkout",
            "--quiet",
            "--detach",
            run(["git", "rev-parse", f"{ref}^{{commit}}"], root).strip(),
        ],
        copy,
    )
    lock = "typescript/package-lock.json"
    if (copy / lock).read_bytes() == (root / lock).read_bytes():
        (copy / "typescript/node_modules").symlink_to(root / "typescript/node_modules")
    else:
        run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], copy / "typescript")
    return building.built(copy, work / "files", building.epoch_of(copy))


def since(last: installing.Environment) -> list[Change]:
    """The changes in the contract and in the protocol of adapters."""
    (packages,) = last.folder.glob("lib/python*/site-packages")
    here = ROOT / "conformance/src"

    def both(file: str) -> tuple[Any, Any]:
        old, new = (json.loads((place / file).read_text("utf-8")) for place in (packages, here))
        return old, new

    return [*contract.changes(*both(CONTRACT)), *surface.adapter_changes(*both(ADAPTER))]


if __name__ == "__main__":
    sys.exit(main())

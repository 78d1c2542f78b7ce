"""A rehearsal: everything that a release is but publishing it, in a folder of its own."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from release import building, checking, copies, installing, judging, papers
from release.change import ReleaseError, Version

T = TypeVar("T")


@dataclass(frozen=True)
class Rehearsal:
    """A release in rehearsal: its version, its place, and how thorough it is."""

    root: Path
    version: Version
    out: Path
    work: Path
    """An empty folder, for all that is not kept."""
    tier: str
    seed: int

    def run(self) -> list[Path]:
        """Build twice, check, install, judge, write the papers; gives back the files of the release."""
        files = self._build()
        copy = self.work / "one"
        for name, check in checking.checks(copy, files).items():
            step(name, check)
        newest = step("install, newest", lambda: installing.newest(copy, files, self.work / "newest"))
        lowest = step("install, lowest", lambda: installing.lowest(copy, files, self.work / "lowest"))
        node = step("install, npm", lambda: installing.node(files, self.work / "node"))
        for one in (newest, lowest):
            print(f"  {installing.described(one)}")
        print(
            "  the suite judges what was installed, and once more as others would by the certificate",
            flush=True,
        )
        for asked in (lowest, newest):
            report = self.work / f"report-{asked.name}"
            judge = partial(judging.judged, newest, asked, node, report, self.tier, self.seed)
            print(f"  {step(f'suite, {asked.name}', judge)}")
        shutil.rmtree(self.out, ignore_errors=True)
        shutil.copytree(self.work / "one.out", self.out)
        certificate = papers.certificate(
            newest, self.work / "report-newest/report.jsonl", self.work / "one.out", str(self.version)
        )
        step(
            "verify the certificate",
            partial(judging.verified, newest, node, certificate, self.work / "one.out"),
        )
        for name in ("report.jsonl", "report.html", "certificate.json"):
            shutil.copy(certificate.parent / name, self.out)
        step("sbom", lambda: papers.sboms(copy, newest, node, self.out))
        papers.notes(self.root, str(self.version), self.out)
        papers.sums(sorted(self.out.iterdir()), self.out)
        return sorted(self.out.iterdir())

    def _build(self) -> list[Path]:
        """Both builds; gives back the files of one of them."""
        epoch = building.epoch_of(self.root)
        for name in ("one", "other"):
            copy, out = self.work / name, self.work / f"{name}.out"
            step(f"copy {name}", partial(copies.copied, self.root, copy, str(self.version)))
            step(f"build {name}", partial(building.built, copy, out, epoch))
        differing = partial(building.differences, self.work / "one.out", self.work / "other.out")
        step("two builds are the same", lambda: checking.none(differing()))
        return sorted((self.work / "one.out").iterdir())


def step(name: str, action: Callable[[], T]) -> T:
    """Do it, and say how it went and how long it took."""
    began = time.monotonic()
    try:
        done = action()
    except ReleaseError as error:
        print(f"✗ {name} ({time.monotonic() - began:.0f} s)", flush=True)
        raise ReleaseError(f"{name}: {error}") from error
    print(f"✓ {name} ({time.monotonic() - began:.0f} s)", flush=True)
    return done

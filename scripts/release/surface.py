"""The surface of a release, kept in releases/VERSION/ so that the next one can be compared with it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from release import commands, contract, packages, python_changes, python_surface
from release.change import Change, ReleaseError, Version
from release.schemas import Comparison

HERE = Path(__file__).parent
ADAPTER = "conformance/src/vectorizer_conformance/schemas/adapter.schema.json"
# Of so many releases the surface is kept: the last one, and the one that it was compared with.
KEPT = 2
# The parts of a surface that are JSON, each in its file.
_JSON = ("contract", "adapter", "python", "commands", "packages")


@dataclass(frozen=True)
class Surface:
    """The six things that programs are written against."""

    contract: Mapping[str, Any]
    adapter: Mapping[str, Any]
    python: dict[str, Any]
    commands: dict[str, Any]
    packages: dict[str, Any]
    typescript: Mapping[str, str]
    """Name of a declaration file → its text, without comments."""


def of_repository(root: Path, dist: Path | None = None) -> Surface:
    """The surface of the repository at `root`, whose TypeScript package is built (in `dist`, else in its place)."""
    flags = _output([sys.executable, str(HERE / "command_flags.py")])
    typescript = _output(
        ["node", str(HERE / "typescript.mjs"), "surface", str(dist or root / "typescript/dist")]
    )
    return Surface(
        # As JSON, in which keys are texts and dates are texts, too.
        json.loads(
            json.dumps(yaml.load((root / "openapi.yaml").read_text("utf-8"), yaml.CSafeLoader), default=str)
        ),
        json.loads((root / ADAPTER).read_text("utf-8")),
        python_surface.surface(root),
        json.loads(flags),
        packages.surface(root),
        json.loads(typescript),
    )


def changes(old: Surface, new: Surface) -> list[Change]:
    """All that differs, area by area; what breaks programs first."""
    found = contract.changes(old.contract, new.contract)
    found += python_changes.changes(old.python, new.python)
    found += typescript_changes(old.typescript, new.typescript)
    found += commands.changes(old.commands, new.commands)
    found += packages.changes(old.packages, new.packages)
    found += adapter_changes(old.adapter, new.adapter)
    return sorted(dict.fromkeys(found), key=lambda change: not change.breaks)


def typescript_changes(old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    """The differences that the TypeScript compiler finds between two sets of declarations."""
    if old == new:
        return []
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder, name) for name in ("old", "new")]
        for place, files in zip(places, (old, new), strict=True):
            place.mkdir()
            for name, text in files.items():
                (place / name).write_text(text, "utf-8")
        told = _output(["node", str(HERE / "typescript.mjs"), "compare", *map(str, places)])
    return [Change("TypeScript", one["text"], one["breaks"]) for one in json.loads(told)]


def adapter_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """The changes in the protocol of conformance adapters: they read commands and write replies."""
    found: list[Change] = []
    compared = Comparison(
        old,
        new,
        lambda where, text, breaks: found.append(Change("adapter protocol", f"{where}: {text}", breaks)),
    )
    sent = {"command", *(branch["$ref"].rpartition("/")[2] for branch in old["$defs"]["command"]["anyOf"])}
    for name in old["$defs"]:
        if name not in new["$defs"]:
            found.append(Change("adapter protocol", f"{name} is gone", True))
        else:
            node = {"$ref": f"#/$defs/{name}"}
            compared.schemas(node, node, "out" if name in sent else "in", name)
    return found


def read(folder: Path, version: Version) -> Surface:
    """The surface of a release."""
    place = folder / str(version)
    try:
        parts = {name: json.loads((place / f"{name}.json").read_text("utf-8")) for name in _JSON}
    except (OSError, ValueError) as error:
        raise ReleaseError(f"releases/{version} can't be read: {error}") from error
    return Surface(**parts, typescript={file.name: file.read_text("utf-8") for file in place.glob("*.d.ts")})


def write(folder: Path, version: Version, surface: Surface) -> None:
    """Keep the surface of a release, and no more than KEPT of them."""
    place = folder / str(version)
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    for name in _JSON:
        text = json.dumps(getattr(surface, name), indent=1, ensure_ascii=False)
        (place / f"{name}.json").write_text(f"{text}\n", "utf-8")
    for name, text in surface.typescript.items():
        (place / name).write_text(text, "utf-8")
    kept = sorted(Version.of(one.name) for one in folder.iterdir() if one.is_dir())
    for old in kept[:-KEPT]:
        shutil.rmtree(folder / str(old))


def _output(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise ReleaseError(f"{' '.join(map(str, command))}: {done.stderr.strip()[-2000:]}")
    return done.stdout

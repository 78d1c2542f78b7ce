"""Puts a rehearsed release where users find it: from CI alone, which proves who it is and holds no token."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from release import building, checking, fragments, surface
from release.change import ReleaseError, Version
from release.copies import run, version_of
from release.installing import uv
from release.papers import checked_sums

# What a platform gives a job that may prove its identity (OpenID Connect).
IDENTITY = ("ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN")
# What a long-lived secret would be called.
TOKENS = (
    "NPM_TOKEN", "NODE_AUTH_TOKEN", "NPM_CONFIG__AUTH", "TWINE_PASSWORD", "TWINE_USERNAME", "PYPI_TOKEN",
    "PYPI_API_TOKEN", "UV_PUBLISH_TOKEN", "UV_PUBLISH_PASSWORD",
)  # fmt: skip
# npm exchanges an identity for a short-lived token since this version.
NPM = (11, 5, 1)


def obstacles(version: Version, environment: Mapping[str, str]) -> list[str]:
    """Why nothing may be published from here: no identity, a token, or another commit than the tag's."""
    found = []
    if not all(environment.get(name) for name in IDENTITY):
        found.append(
            "no identity of a CI job (OIDC): releases are published by .github/workflows/release.yml alone"
        )
    found += [
        f"{name} is set: a release needs no token and takes none" for name in TOKENS if environment.get(name)
    ]
    ref = environment.get("GITHUB_REF", "")
    if ref != f"refs/tags/v{version}":
        found.append(f"this is not the tag v{version}, but {ref or 'no tag at all'}")
    return found


def unprepared(root: Path, version: Version, now: surface.Surface) -> list[str]:
    """The steps of `--prepare` that are not committed."""
    found = []
    if version_of(root) != str(version):
        found.append(f"openapi.yaml says {version_of(root)}, not {version}")
    if fragments.read(root):
        found.append("changelog.d/ still has fragments")
    if not fragments.released(root, str(version)):
        found.append(f"CHANGELOG.md has no part about {version}")
    if not (root / "releases" / str(version)).is_dir():
        found.append(f"releases/{version} is missing")
    elif surface.read(root / "releases", version) != now:
        found.append(f"releases/{version} is not the surface of this commit")
    return found


def table(files: list[Path], version: str) -> list[tuple[str, str]]:
    """Each file, and where it would be published."""
    places = {".whl": "PyPI", ".gz": "PyPI", ".tgz": f"npm, as {building.ON_NPM}@{version}"}
    other = f"the release v{version} on the repository's page"
    rows = [(file.name, places.get(file.suffix, other)) for file in files]
    return [
        *rows,
        ("server-mock/Containerfile", f"the container registry, as vectorizer-mock:{version}"),
        ("docs/", f"the site, under {version}/ and at the root if it is the newest"),
    ]


def publish(root: Path, folder: Path, version: Version) -> list[str]:
    """Publish the files in a folder that a rehearsal made; gives back what was done. Nothing is built here."""
    refused = [*obstacles(version, os.environ), *checking.metadata(root, release=True)]
    if refused:
        lines = "\n".join(f"  {line}" for line in refused)
        raise ReleaseError(f"nothing was published:\n{lines}")
    files = checked_sums(folder)
    if building.version_in(files) != {str(version)}:
        raise ReleaseError(f"{folder} holds {', '.join(building.version_in(files))}, not {version}")
    certificate = json.loads((folder / "certificate.json").read_text("utf-8"))
    if certificate["release"] != str(version) or certificate["conforms"] is not True:
        raise ReleaseError(f"{folder}/certificate.json does not say that {version} conforms")
    npm = shutil.which("npm") or "npm"
    has = tuple(map(int, run([npm, "--version"], root).strip().split(".")[:3]))
    if has < NPM:
        raise ReleaseError(
            f"npm {'.'.join(map(str, NPM))} or later is needed, this is {'.'.join(map(str, has))}"
        )
    python = [str(file) for file in files if file.name.endswith((".whl", ".tar.gz"))]
    (tarball,) = [str(file) for file in files if file.suffix == ".tgz"]
    # Who built them, signed with the job's identity: <name>.publish.attestation, beside each file.
    run([sys.executable, "-m", "pypi_attestations", "sign", *python], root)
    signed = [f"{name}.publish.attestation" for name in python]
    run([uv(), "publish", "--trusted-publishing", "always", *python, *signed], root)
    run([npm, "publish", tarball, "--provenance", "--access", "public"], root)
    return [*(f"{Path(name).name} → PyPI" for name in python), f"{Path(tarball).name} → npm"]

"""Puts the suite's pages of the site into its packages: who installs a wheel has no clone to read them in."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Includes them where they are; a source package has them already."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        pages = Path(self.root).parent / "docs/pages/suite"
        if version != "editable" and pages.is_dir():
            below = "src/" if self.target_name == "sdist" else ""
            for page in sorted(pages.glob("*.md")):
                build_data["force_include"][str(page)] = f"{below}vectorizer_conformance/_pages/{page.name}"

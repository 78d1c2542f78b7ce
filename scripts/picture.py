"""Take the picture of the report that the README and the site show, in headless Chromium.

./run check
python scripts/picture.py reports/conformance/report.html docs/pages/images/report.png
python scripts/picture.py --dark reports/conformance/report.html dark.png
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SIZE = "1280,860"


def main() -> None:
    """Open the page as who comes to it sees it, and save what the window shows."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("page", type=Path)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--dark", action="store_true", help="as a reader who prefers dark colours sees it")
    options = parser.parse_args()
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        parser.error(f"needs one of {', '.join(BROWSERS)}")
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                f"--user-data-dir={profile}", f"--window-size={SIZE}",
                f"--blink-settings=preferredColorScheme={0 if options.dark else 1}",
                "--virtual-time-budget=5000", f"--screenshot={options.picture.resolve()}",
                options.page.resolve().as_uri(),
            ],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip


if __name__ == "__main__":
    main()

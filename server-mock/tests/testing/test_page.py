"""The page at `/__mock/`: what it may load, and, where there is a Chromium, what it shows."""

from __future__ import annotations

import contextlib
import html
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from support import Api
from vectorizer_mock import MockServer
from vectorizer_mock.build import build_double
from vectorizer_mock.log import Log
from vectorizer_mock.settings import Settings

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def test_it_loads_nothing_and_may_be_read_without_a_key() -> None:
    api = Api(application=build_double(Settings(mock=True, api_keys=("k",)), log=Log("off")))
    reply = api("GET", "/__mock/")
    assert reply.status == 200
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert not re.search(r"https?://|\ssrc=|@import|url\(", reply.text)
    assert "innerHTML" not in reply.text
    assert api("GET", "/__mock/collections").code == "unauthorized"
    api.close()


def test_looking_at_the_collections_is_no_traffic(double: Api) -> None:
    before = double("GET", "/__mock/journal").json["count"]
    shown = double("GET", "/__mock/collections").json["collections"]
    assert shown == [{"name": "c", "dimension": 2, "metric": "cosine", "vector_count": 1}]
    assert double("GET", "/__mock/journal").json["count"] == before


@pytest.mark.skipif(BROWSER is None, reason="there is no Chromium here")
@pytest.mark.parametrize("path", ["/__mock/", "/__mock"])
def test_it_shows_collections_faults_and_the_journal_as_text(
    server: MockServer, tmp_path: Path, path: str
) -> None:
    server.fault(operation="search", header="x-b", status=503)
    with contextlib.suppress(urllib.error.HTTPError):
        urllib.request.urlopen(f"{server.url}/collections/c/vectors/<b>x</b>", timeout=30)
    with urllib.request.urlopen(f"{server.url}/collections/c/vectors/v", timeout=30) as reply:
        assert reply.status == 200
    words = ["--headless=new", "--no-sandbox", f"--user-data-dir={tmp_path}", "--virtual-time-budget=5000"]
    done = subprocess.run(
        [str(BROWSER), *words, "--dump-dom", f"{server.url}{path}"],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    body = re.sub("<script>.*?</script>", "", done.stdout, flags=re.DOTALL)
    assert "<b>x</b>" not in body
    cells = [html.unescape(cell) for cell in re.findall("<td[^>]*>(.*?)</td>", body)]
    assert {"c", "cosine", "getVector", "/collections/c/vectors/v", "200"} <= set(cells)
    assert '{"operation":"search","header":"x-b","status":503}' in cells
    assert any("<b>x" in cell for cell in cells)

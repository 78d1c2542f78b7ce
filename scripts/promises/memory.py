"""An upsert of an iterable of any length takes a bounded amount of memory."""

from __future__ import annotations

import subprocess
import sys

from served import served

MOST = 250
"""Megabytes of the whole process."""
_PROGRAM = """
import array, resource, sys
import vectorizer_client
url, count = sys.argv[1], int(sys.argv[2])
vector = array.array("f", [0.5] * 384)
items = ({"id": f"v{number}", "vector": vector} for number in range(count))
with vectorizer_client.SyncVectorizerClient(url) as client:
    report = client.upsert_vectors("c", items, keep_results=False)
assert report.count == report.created == count, report
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (2**20 if sys.platform == "darwin" else 2**10))
"""


def check(count: int) -> tuple[bool, str]:
    with served() as url:
        words = [sys.executable, "-c", _PROGRAM, f"{url}/right", str(count)]
        used = int(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    return used < MOST, f"{count:,} vectors of 384 from a generator: {used} MB at most, of {MOST}"

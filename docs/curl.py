"""A stand-in for curl on machines that have none: -X, -H, -d, --fail, --silent and --show-error, as the guide uses them."""

from __future__ import annotations

import argparse
import sys
import urllib.request

parser = argparse.ArgumentParser(prog="curl")
parser.add_argument("url")
parser.add_argument("-X", dest="method", default="GET")
parser.add_argument("-H", dest="headers", action="append", default=[])
parser.add_argument("-d", dest="data", type=str.encode)
parser.add_argument("--fail", action="store_true")
parser.add_argument("--silent", action="store_true")
parser.add_argument("--show-error", action="store_true")
words = parser.parse_args()

headers = dict(header.split(": ", 1) for header in words.headers)
request = urllib.request.Request(words.url, data=words.data, headers=headers, method=words.method)
with urllib.request.urlopen(request, timeout=20) as response:  # raises on a 4xx or 5xx, as --fail does
    sys.stdout.buffer.write(response.read())

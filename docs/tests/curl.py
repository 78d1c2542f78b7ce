"""A stand-in for curl on machines that have none, with the options that the pages and the runner use."""

from __future__ import annotations

import argparse
import sys
import urllib.error
import urllib.request

parser = argparse.ArgumentParser(prog="curl")
parser.add_argument("url")
parser.add_argument("-X", dest="method")
parser.add_argument("-H", dest="headers", action="append", default=[])
parser.add_argument("-d", "--data-binary", dest="data", type=str.encode)
parser.add_argument("-i", dest="head", action="store_true")
parser.add_argument("-s", "-S", "-sS", action="store_true")
parser.add_argument("--fail-with-body", dest="fail", action="store_true")
words = parser.parse_args()

headers = dict(header.split(": ", 1) for header in words.headers)
if words.data == b"@-":
    words.data = sys.stdin.buffer.read()
request = urllib.request.Request(words.url, data=words.data, headers=headers, method=words.method)
try:
    response = urllib.request.urlopen(request, timeout=60)
except urllib.error.HTTPError as error:
    response = error
with response:
    if words.head:
        print(f"HTTP/1.1 {response.status} {response.reason}\n{response.headers}", flush=True)
    sys.stdout.buffer.write(response.read())
sys.exit(22 if words.fail and response.status >= 400 else 0)

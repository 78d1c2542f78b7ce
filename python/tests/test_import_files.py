"""Importing the records of a file: NDJSON as it was exported, gzip too, or a list."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from sides import INFO, Answer, Script, Side
from vectorizer_client import BatchPartialError, ValidationError, VectorData, VersionMismatchWarning
from vectorizer_client._types.vectors import to_base64

RECORDS = [{"id": f"v{n}", "vector": [n, 0.5], "metadata": {"n": n}} for n in range(5)]
NDJSON = "".join(json.dumps(record) + "\n" for record in RECORDS).encode()
PLAIN = Answer(200, {**INFO, "vector_formats": ["json"]})


def report(request: Any) -> Answer:
    count = request.content.count(b"\n") + (not request.content.endswith(b"\n"))
    counts = {"count": count, "created": count, "updated": 0, "unchanged": 0, "failed": 0}
    return Answer(200, {"collection": "c", **counts, "errors": []})


def sent(side: Side, path: Any, **options: Any) -> list[Any]:
    """The records that an import of the file sends."""
    side.open(script := Script(report, info=PLAIN))
    answer = side.call("import_vectors", "c", path, **options)
    found = [json.loads(line) for one in script.requests for line in (one.content or b"").splitlines()]
    assert (answer.count, answer.created) == (len(found), len(found))
    return found


@pytest.mark.parametrize(
    "content",
    [
        NDJSON,
        NDJSON.rstrip(),
        b"\n \n" + NDJSON,
        b"\xef\xbb\xbf" + NDJSON,
        gzip.compress(b"\xef\xbb\xbf" + NDJSON, mtime=0),
        b"\xef\xbb\xbf" + json.dumps(RECORDS, indent=1).encode(),
        gzip.compress(NDJSON, mtime=0),
        json.dumps(RECORDS).encode(),
    ],
    ids=["lines", "no newline at the end", "blank lines", "BOM", "gzip, BOM", "list, BOM", "gzip", "list"],
)
def test_a_path_stands_for_the_records_of_its_file(side: Side, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "export"
    file.write_bytes(content)
    assert sent(side, file, batch_size=2, concurrency=1) == RECORDS
    assert sent(side, str(file)) == RECORDS


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (None, "records must be an iterable of items, got None"),
        (b"/path", "records must be an iterable of items, got bytes"),
        ([5], "records[0] must be a mapping, got int"),
        ([{"id": "a", "vector": ["x"]}], "records[0].vector[0] must be"),
        ([{"id": "a"}, {"id": "a"}], "records[1] must not repeat the id 'a'"),
    ],
)
def test_what_is_wrong_with_records_is_said_of_records(side: Side, wrong: Any, said: str) -> None:
    side.open(Script(report, info=PLAIN))
    with pytest.raises(ValidationError, match=f"^{re.escape(said)}"):
        side.call("import_vectors", "c", wrong)


def test_vectors_of_an_export_in_base64_are_read(side: Side, tmp_path: Path) -> None:
    file = tmp_path / "c.ndjson"
    file.write_text(json.dumps({"id": "v", "vector": to_base64(VectorData([1, 0.5])).decode()}))
    assert sent(side, file) == [{"id": "v", "vector": [1, 0.5]}]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x93NUMPY\x01\x00v\x00{'descr': '<f4'", "numpy's .npy"),
        (b"PAR1\x15\x04\x15", "Parquet"),
        (b"PK\x03\x04\x14\x00", "a zip archive, such as .npz or .xlsx"),
        (b"\x28\xb5\x2f\xfd\x00", "zstd"),
        (gzip.compress(b"PAR1", mtime=0), "Parquet"),
        (NDJSON.decode().encode("utf-16"), "UTF-16"),
        (NDJSON.decode().encode("utf-16-le"), "UTF-16"),
        (json.dumps(RECORDS).encode("utf-16-be"), "UTF-16"),
    ],
)
def test_a_file_of_another_kind_is_told_by_what_it_looks_like(
    side: Side, tmp_path: Path, content: bytes, kind: str
) -> None:
    file = tmp_path / "c.bin"
    file.write_bytes(content)
    side.open(script := Script(report, info=PLAIN))
    taken = "c.bin must be NDJSON or a JSON list in UTF-8, perhaps under gzip"
    with pytest.raises(ValidationError, match=re.escape(f"{taken}; it looks like {kind}") + "$"):
        side.call("import_vectors", "c", file)
    assert script.requests == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"id": "v"}\n{"id": \n', "c.ndjson: line 2 must be JSON: EOF while parsing a value at column 6$"),
        (b'{\n"id": "v"}\n', "c.ndjson: line 1 must be JSON: EOF while parsing an object at column [12]$"),
        (b"\xff\n", "c.ndjson: line 1 must be JSON"),
        (b'{"id": "v"}\n\n7\n', "c.ndjson: line 3 must be an object, got int"),
        (b'{"id": "v"}\n[{"id": "w"}]\n', "c.ndjson: line 2 must be an object, got list"),
        (b'[{"id": "v"},\n null]', "c.ndjson: item 1 must be an object, got None"),
        (gzip.compress(NDJSON, mtime=0)[:-12], "c.ndjson must be a whole gzip file"),
    ],
)
def test_what_is_no_record_is_refused_by_its_place(
    side: Side, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "c.ndjson"
    file.write_bytes(content)
    side.open(script := Script(report, info=PLAIN))
    with pytest.raises(ValidationError, match=words):
        side.call("import_vectors", "c", file)
    assert script.requests == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"id": "v", "vector": ["x"]}', "line 1: vector[0] must be a number, got str"),
        (b'{"id": "v"}\n\n{"id": "w", "vector": ["x"]}\n', "line 3: vector[0] must be a number, got str"),
        (b'{"id": "v"}\n{"id": "w", "metadata": {"n": 1e300}}\n', "line 2: metadata.n must be within"),
        (b'{"id": "v"}\n{"id": "v"}\n', "line 2 must not repeat the id 'v'"),
        (b'[{"id": "v"}, {"id": "w", "vector": []}]', "item 1: vector must have 1 to 4096 numbers, got 0"),
    ],
)
@pytest.mark.parametrize("size", [1, 500])
def test_a_record_that_cannot_be_sent_is_named_by_its_line(
    side: Side, tmp_path: Path, content: bytes, words: str, size: int
) -> None:
    file = tmp_path / "c.ndjson"
    file.write_bytes(content)
    side.open(Script(report, info=PLAIN))
    with pytest.raises((ValidationError, BatchPartialError), match=re.escape(f"{file}: {words}")) as caught:
        side.call("import_vectors", "c", file, batch_size=size, concurrency=1)
    error = caught.value if isinstance(caught.value, ValidationError) else caught.value.__cause__
    assert isinstance(error, ValidationError)
    assert error.pointer.startswith("/body/0" if "line 1" in words else "/body/1")


def test_what_was_sent_before_is_in_the_report(side: Side, tmp_path: Path) -> None:
    file = tmp_path / "c.ndjson"
    file.write_bytes(NDJSON + b"{")
    side.open(Script(report, info=PLAIN))
    with pytest.raises(BatchPartialError, match="line 6 must be JSON") as caught:
        side.call("import_vectors", "c", file, batch_size=2)
    assert caught.value.report.created >= 2


def test_a_file_that_is_not_there_is_said_as_the_system_says_it(side: Side, tmp_path: Path) -> None:
    side.open(script := Script(report))
    with pytest.raises(FileNotFoundError):
        side.call("import_vectors", "c", tmp_path / "none")
    with pytest.raises(ValidationError, match="must be an iterable of items, got str"):
        side.call("batch_insert", "c", str(tmp_path / "none"))
    assert script.requests == []


def test_a_server_of_another_major_version_is_warned_of_once(side: Side) -> None:
    script = Script(Answer(200, {"results": []}), info=Answer(200, {**INFO, "spec_version": "9.0.0"}))
    side.open(script)
    with pytest.warns(VersionMismatchWarning, match=r"server is of version 9\.0\.0, this client of 0\."):
        side.call("search", "c", [1, 0])
    side.call("search", "c", [1, 0])
    assert len(script.requests) == 2

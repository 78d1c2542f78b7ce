"""Records of a file, one after another: NDJSON, gzip too, or a JSON list, which is read whole."""

from __future__ import annotations

import codecs
import gzip
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from typing import IO, Any

from .._codec.encode import FromFile
from .._codec.strict_json import NotJson, decode
from .._types.errors import ValidationError, type_name
from .._types.operation import Operation

_OTHERS = {
    b"\x93NUMPY": "numpy's .npy",
    b"PAR1": "Parquet",
    b"ARROW1": "Arrow",
    b"PK\x03\x04": "a zip archive, such as .npz or .xlsx",
    b"SQLite format 3": "SQLite",
    b"\x89HDF": "HDF5",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"\xfd7zXZ": "xz",
    b"BZh": "bzip2",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
    b"{\0": "UTF-16",
    b"\0{": "UTF-16",
    b"[\0": "UTF-16",
    b"\0[": "UTF-16",
}
"""How files begin that hold no records as they are taken."""
_LONGEST = 32 * 1024 * 1024
"""Bytes of a line, which is more than a server takes."""


@contextmanager
def items_of(items: Any, operation: Operation[Any]) -> Iterator[Any]:
    """The items of a batch as they were given; of records, a path stands for those in the file."""
    lines = operation.batch is not None and not operation.batch.items
    if not lines or not isinstance(items, (str, os.PathLike)):
        yield items
        return
    with open(items, "rb") as source:
        yield records(source, os.fspath(items))


def records(source: BufferedReader, name: str) -> Iterator[Any]:
    """The records of an open file; `name` is what messages call it. Raises ValidationError where there is none to read."""
    file: Any = source
    if source.peek(2)[:2] == b"\x1f\x8b":
        file = gzip.GzipFile(fileobj=source)
    try:
        yield from _read(file, name)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValidationError(f"{name} must be a whole gzip file: {error}") from None


def _read(file: IO[bytes], name: str) -> Iterator[Any]:
    began = False
    for number, line in enumerate(iter(lambda: file.readline(_LONGEST + 1), b""), 1):
        if number == 1:
            for start, kind in _OTHERS.items():
                if line.startswith(start):
                    raise ValidationError(
                        f"{name} must be NDJSON or a JSON list in UTF-8, perhaps under gzip; it looks like {kind}"
                    )
            # Editors and spreadsheets begin a file so.
            line = line.removeprefix(codecs.BOM_UTF8)
        if not line.strip():
            continue
        if not began and line.lstrip().startswith(b"["):
            for index, item in enumerate(_json(line + file.read(), name)):
                yield _record(item, f"{name}: item {index}")
            return
        began = True
        if len(line) > _LONGEST:
            raise ValidationError(f"{name}: line {number} must be at most {_LONGEST} bytes long")
        yield _record(_json(line.rstrip(), f"{name}: line {number}"), f"{name}: line {number}")


def _record(item: Any, place: str) -> FromFile:
    if not isinstance(item, dict):
        raise ValidationError(f"{place} must be an object, got {type_name(item)}")
    made = FromFile(item)
    made.place = place
    return made


def _json(text: bytes, name: str) -> Any:
    try:
        return decode(text)
    except NotJson as error:
        # Of one line, the decoder's own count of lines would contradict the file's.
        why = str(error) if b"\n" in text else str(error).replace("line 1 column", "column")
        raise ValidationError(f"{name} must be JSON: {why}") from None

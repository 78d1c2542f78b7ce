"""Importing and exporting files of records."""

from __future__ import annotations

import json
import os
import re
from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import BufferedReader, BytesIO
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

import click

from .._batch.files import records
from .._batch.report import aborted_in, failed_in
from .._codec.encode import FromFile, ItemWriter
from .._codec.plain import plain
from .._generated import operations
from .._types.batch_errors import BatchPartialError, report_of
from .._types.errors import APIStatusError, ValidationError, VectorizerError
from .._types.operation import BatchOptions
from ._run import OK, PARTIAL, Session, tell
from ._show import print_json, print_table

_ENDING = re.compile(r"(?<=.)(\.(ndjson|jsonl|json))?(\.gz)?$", re.IGNORECASE)
"""What the name of a file of records ends with."""


def import_file(
    session: Session,
    file: str,
    collection: str | None,
    create: bool,
    dimension: int | None,
    upsert: bool,
    batch_size: int | None,
    concurrency: int | None,
    progress: bool | None,
) -> int:
    """Import NDJSON or a JSON list, line by line as far as it can be read so; the report is printed."""
    if collection is None:
        if file == "-":
            raise click.UsageError("--collection is missing")
        collection = _ENDING.sub("", Path(file).name)
    if dimension is not None and not create:
        raise click.UsageError("--dimension needs --create")
    try:
        source = _standard_input(session.stdin) if file == "-" else open(file, "rb")  # noqa: SIM115
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}") from None
    show = print_json if session.json else print_table
    drawn = session.stderr.isatty() if progress is None else progress
    given = {"batch_size": batch_size, "concurrency": concurrency}
    options: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    headers = session.headers()
    read = array("Q")
    try:
        with session.client() as client:
            lines = _counted(records(source, file), read)
            # A collection is made for records that can be sent, and kept for some that were.
            first = list(islice(lines, options.get("batch_size", BatchOptions().batch_size)))
            writer = ItemWriter(operations.IMPORT_VECTORS, base64=True)
            for index, record in enumerate(first):
                writer.write(record, index)
            made = create and _create(client, collection, dimension, headers)
            try:
                report = client.import_vectors(
                    collection,
                    chain(first, lines),
                    upsert=upsert,
                    progress=drawn,
                    raise_on_partial=False,
                    headers=headers,
                    **options,
                )
            except (VectorizerError, KeyboardInterrupt):
                if made:
                    _drop_if_empty(client, collection, headers)
                raise
            if made and report.failed == report.count > 0:
                _drop_if_empty(client, collection, headers)
    except (VectorizerError, KeyboardInterrupt) as error:
        raise _cut_short(error, len(read), upsert) from error.__cause__
    finally:
        if file != "-":
            source.close()
    show(report, session.stdout)
    if told := _failures(report, read, upsert):
        return tell(session, PARTIAL, told, {"class": BatchPartialError.__name__})
    return OK


def _counted(records: Iterable[FromFile], places: array[int]) -> Iterator[FromFile]:
    """The records, each noted by its number in the file: of a line from 1, of an item of a list from 0."""
    for record in records:
        places.append(int(record.place.rpartition(" ")[2]))
        yield record


def _failures(report: Any, places: array[int], upsert: bool) -> str:
    """How many records were not taken, the first of them and why, and what to do; empty where all were."""
    failed, aborted = failed_in(report), aborted_in(report)
    if not failed and not aborted:
        return ""
    told = [f"{len(failed)} of {report.count} records failed"]
    if aborted:
        told[0] += f" and {len(aborted)} were aborted with them"
    first = next(iter(report.errors), None)
    if first is not None and first.index < len(places):
        # Numbers run from 1 where they are of lines.
        kind = "line" if places[0] else "item"
        told.append(f"first: {kind} {places[first.index]}: {first.code}: {first.detail.removesuffix('.')}")
    existing = sum(error.code == "vector-exists" for error in report.errors)
    if existing and not upsert:
        told.append(f"{existing} exist already, --upsert replaces them")
    if existing < len(failed) or aborted or upsert:
        told.append("correct them and run it again" + ("" if upsert else " with --upsert"))
    return "; ".join(told)


def _cut_short(error: BaseException, read: int, upsert: bool) -> BaseException:
    """The same of an import that ended amid its file, in words that tell how far it came and how to go on."""
    report = report_of(error)
    sent = 0 if report is None else report.get("count", 0) - len(report.get("not_sent", ()))
    told = f"{read} records were read, "
    if sent:
        again = "run it again" if upsert else "run it again with --upsert"
        told += f"{sent} of them were sent, and nothing after them; {again} to go on"
    else:
        told += "none of them was sent"
    if isinstance(error, KeyboardInterrupt):
        error.args = (told,)
    elif isinstance(error, ValidationError):
        error.args = (f"{error}; {told}",)
    elif type(error) is BatchPartialError:
        why = error.__cause__ or error
        return BatchPartialError(f"{why}; {told}", report=report, context=error.context)
    # Any other tells of the first request, before which nothing was sent.
    return error


def _create(client: Any, name: str, dimension: int | None, headers: dict[str, str]) -> bool:
    """Make a collection; false where it was there already."""
    try:
        settings = {} if dimension is None else {"dimension": dimension}
        client.create_collection(name, headers=headers, **settings)
    except APIStatusError as error:
        if error.code != "collection-exists":
            raise
        return False
    return True


def _drop_if_empty(client: Any, name: str, headers: dict[str, str]) -> None:
    """Take away a collection that was made for records of which none was taken."""
    # What went wrong first is what is told.
    with suppress(VectorizerError):
        if client.get_collection(name, headers=headers).vector_count == 0:
            client.delete_collection(name, headers=headers)


def _standard_input(stdin: IO[str]) -> BufferedReader:
    found = getattr(stdin, "buffer", None)
    # One that has no bytes is text in memory.
    return found if isinstance(found, BufferedReader) else BufferedReader(BytesIO(stdin.read().encode()))


def export_file(session: Session, collection: str, file: str) -> int:
    """Write a collection's records, one a line."""
    with session.client() as client, client.export_vectors(collection, headers=session.headers()) as records:
        if file == "-":
            for record in records:
                print_json(record, session.stdout)
            return OK
        # Beside it first: a file of that name is whole, whatever happens on the way.
        part = Path(f"{file}.part")
        written = 0
        try:
            with part.open("w", encoding="utf-8") as target:
                for record in records:
                    target.write(json.dumps(plain(record)) + "\n")
                    written += 1
            os.replace(part, file)
        except OSError as error:
            raise click.UsageError(f"{file} cannot be written: {error.strerror}") from None
        finally:
            part.unlink(missing_ok=True)
    (print_json if session.json else print_table)({"file": file, "records": written}, session.stdout)
    return OK

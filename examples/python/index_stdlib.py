"""Index the docstrings of Python's standard library, search them, update them in batches, and show before and after.

    vectorizer-mock serve &
    python examples/python/index_stdlib.py --url http://localhost:15002

`--write-ndjson FILE` writes the texts one a line, which is what the TypeScript twin reads.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import contextlib
import itertools
import json
import sys
import sysconfig
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vectorizer_client import NotFoundError, VectorizerClient

COLLECTION = "python_docstrings"
QUESTIONS = ["csv reader and writer", "compress data with gzip", "wait for coroutines to finish"]


def docstrings(library: Path) -> Iterator[dict[str, Any]]:
    """One record a docstring: its id is `module:qualified.name`. Sources are parsed, never imported."""
    for path in sorted(library.rglob("*.py")):
        folders = path.relative_to(library).parts
        if {"site-packages", "test", "tests", "idlelib", "lib2to3"} & set(folders):
            continue
        try:
            tree = ast.parse(path.read_bytes())
        except (SyntaxError, ValueError):
            continue
        module = ".".join(path.relative_to(library).with_suffix("").parts).removesuffix(".__init__")
        yield from documented(tree, module, "", set())


def documented(node: ast.AST, module: str, prefix: str, seen: set[str]) -> Iterator[dict[str, Any]]:
    for child in [node] if isinstance(node, ast.Module) else []:
        yield from record(child, module, "", "module", seen)
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            kind = "class" if isinstance(child, ast.ClassDef) else "function"
            name = f"{prefix}{child.name}"
            yield from record(child, module, name, kind, seen)
            yield from documented(child, module, f"{name}.", seen)


def record(
    node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef,
    module: str,
    name: str,
    kind: str,
    seen: set[str],
) -> Iterator[dict[str, Any]]:
    text = ast.get_docstring(node)
    id = f"{module}:{name}"
    if text and id not in seen and len(id.encode()) <= 256:
        seen.add(id)
        metadata = {"module": module, "package": module.split(".")[0], "kind": kind, "characters": len(text)}
        yield {"id": id, "text": text, "metadata": metadata}


def show(title: str, rows: list[tuple[str, ...]]) -> None:
    print(f"\n{title}")
    for row in rows:
        print("  " + "  ".join(row))


async def search(client: VectorizerClient, title: str, **narrowed: Any) -> None:
    for question in QUESTIONS:
        found = await client.search(COLLECTION, query=question, limit=3, **narrowed)
        rows = [(f"{hit.score:.3f}", hit.id, (hit.text or "").splitlines()[0][:60]) for hit in found.results]
        show(f"{title}: {question!r}", rows)


async def main(url: str, records: list[dict[str, Any]]) -> None:
    async with VectorizerClient(url) as client:
        with contextlib.suppress(NotFoundError):
            await client.delete_collection(COLLECTION)
        await client.create_collection(COLLECTION, dimension=384)

        started = time.perf_counter()
        report = await client.batch_insert(COLLECTION, records, progress=True)
        print(f"indexed {report.created:,} docstrings in {time.perf_counter() - started:.1f} s")

        await search(client, "search")

        sample = report.results[0].id
        before = await client.get_vector(COLLECTION, sample, with_vector=False)
        updates = (
            {"id": item["id"], "metadata": {"words": len(item["text"].split()), "characters": None}}
            for item in records
        )
        started = time.perf_counter()
        changed = await client.batch_update(COLLECTION, updates, progress=True)
        print(f"updated {changed.updated:,} in {time.perf_counter() - started:.1f} s")
        after = await client.get_vector(COLLECTION, sample, with_vector=False)
        show(
            f"metadata of {sample!r}",
            [("before", json.dumps(before.metadata)), ("after ", json.dumps(after.metadata))],
        )

        again = await client.batch_update(
            COLLECTION,
            [{"id": item["id"], "metadata": {"words": len(item["text"].split())}} for item in records],
        )
        print(f"\nthe same batch again: {again.updated} updated, {again.unchanged:,} unchanged")

        await search(client, "search in long docstrings", filter={"words": {"$gte": 100}})

        dry = await client.delete_by_filter(COLLECTION, {"kind": "module"}, dry_run=True)
        print(f"\ndelete_by_filter would delete {dry.matched:,} module docstrings; it was a dry run")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--url", default="http://localhost:15002", help="where the server listens")
    parser.add_argument("--most", type=int, default=10_000, help="how many docstrings at the most")
    parser.add_argument(
        "--write-ndjson", type=Path, metavar="FILE", help="write the texts for the TypeScript twin, and stop"
    )
    words = parser.parse_args()

    library = Path(sysconfig.get_path("stdlib"))
    texts = list(itertools.islice(docstrings(library), words.most))
    print(f"{len(texts):,} docstrings in {library.name}", file=sys.stderr)
    if words.write_ndjson:
        words.write_ndjson.write_text("".join(json.dumps(item) + "\n" for item in texts), encoding="utf-8")
    else:
        asyncio.run(main(words.url, texts))

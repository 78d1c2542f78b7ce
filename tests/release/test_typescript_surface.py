"""What breaks TypeScript programs is refused in a patch release, by name."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from conftest import ROOT
from release import surface
from release.change import Version, refusal

PATCH = (Version(1, 4, 2), Version(1, 4, 3))


@pytest.fixture(scope="module")
def old() -> dict[str, str]:
    command = ["node", str(ROOT / "scripts/release/typescript.mjs"), "surface", str(ROOT / "typescript/dist")]
    found: dict[str, str] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout
    )
    return found


def changed(old: dict[str, str], was: str, now: str, count: int = 1) -> dict[str, str]:
    new = {name: re.sub(was, now, text, count=count) for name, text in old.items()}
    assert new != old, was
    return new


def test_narrowed_typescript_types_are_refused_in_a_patch(old: dict[str, str]) -> None:
    new = dict(old)
    for was, now in (
        ('"cosine" | "euclidean" | "dot_product"', '"cosine" | "euclidean"'),
        ("text?: string | null | undefined;", "text?: string | undefined;"),
        ("    version: number;", "    version: number | null;"),
        ("batchDelete(collection: string", 'batchDelete(collection: "a"'),
        ("interface Health {", "interface Health {\n    shards: number;"),
    ):
        new = changed(new, re.escape(was), now)
    found = surface.typescript_changes(old, new)
    refused = refusal(*PATCH, found)
    for told in (
        'TypeScript: Metric is narrower: "cosine" | "euclidean", not "cosine" | "euclidean" | "dot_product" (breaking)',
        "TypeScript: UpdateVectorOptions.text is narrower: string | undefined, not string | null | undefined (breaking)",
        "TypeScript: Vector.version may be more: number | null, not number (breaking)",
    ):
        assert told in refused, refused
    assert any("batchDelete(): the argument `collection`" in one.text and one.breaks for one in found), found
    assert any(one.text == "Health.shards is new" and not one.breaks for one in found), found
    assert surface.typescript_changes(old, {**old, "index.d.ts": old["index.d.ts"] + "\n"}) == []


def test_functions_that_have_type_arguments_are_compared_as_others_are(old: dict[str, str]) -> None:
    new = old
    for was, now in (
        (r"(getVector<T[^(]*\(collection: )string", r'\1"a"'),
        (r"(batchSearch<T[^(]*\([^)]*options)\?", r"\1"),
        (r"(listVectors<T[^)]*\): Paged<)VectorPage<T>", r"\1CollectionList"),
        (r"(exportVectors<T[^)]*\): AsyncGenerator<)Vector<T>", r"\1Vector"),
    ):
        new = changed(new, was, now)
    refused = refusal(*PATCH, surface.typescript_changes(old, new))
    for told in (
        'VectorizerClient.getVector(): the argument `collection` takes "a", not string',
        "VectorizerClient.batchSearch() needs 3 arguments, not 2",
        "VectorizerClient.listVectors() gives Paged<CollectionList",
        "VectorizerClient.exportVectors() gives AsyncGenerator<Vector<Metadata>",
    ):
        assert f"TypeScript: {told}" in refused, refused


def test_functions_that_programs_write_are_compared_as_they_see_them(old: dict[str, str]) -> None:
    new = changed(old, r"warn\(message: string\): unknown", "warn(message: string | Error): unknown")
    new = changed(new, r"(type Fetch = [^;]*Promise<Response)>", r"\1 & { extra: string }>")
    refused = refusal(*PATCH, surface.typescript_changes(old, new))
    assert "Logger.warn(): the argument `message` may be string | Error, not string alone" in refused
    assert "Fetch() must give Promise<Response & { extra: string; }>, not Promise<Response>" in refused
    new = changed(
        old, r"type Hook<Event> = \(event: Event\) => unknown", "type Hook<Event> = (event: Event) => void"
    )
    assert surface.typescript_changes(old, new) == []


def test_what_no_type_of_a_member_shows_counts(old: dict[str, str]) -> None:
    """Bases that `instanceof` asks, modifiers, members without a listed name, and an `undefined` that is written."""
    new = old
    for was, now in (
        (
            "class ValidationError extends InvalidRequestError",
            "class ValidationError extends VectorizerError",
        ),
        ("declare class VectorizerClient", "declare abstract class VectorizerClient"),
        (r"    asCurl\(", "    protected asCurl("),
        (r"\n    \[extension: string\]: unknown;", ""),
        (r"(interface Health \{\s+)status", r"\1readonly status"),
        (r"(batchSize\?: number) \| undefined", r"\1"),
    ):
        new = changed(new, was, now)
    refused = refusal(*PATCH, surface.typescript_changes(old, new))
    for told in (
        "ValidationError no longer derives from InvalidRequestError",
        "new VectorizerClient() can't be called now",
        "VectorizerError.asCurl is protected now",
        "ProblemLike[string] is gone",
        "Health.status is read-only now",
        "BatchOptions.batchSize is narrower: number, not number | undefined",
    ):
        assert f"TypeScript: {told} (breaking)" in refused, refused


def test_another_way_to_call_a_function_is_new_and_each_old_one_must_stay(old: dict[str, str]) -> None:
    both = changed(old, r"    (getInfo\(options)", r"    getInfo(fresh: boolean): Promise<Health>;\n    \1")
    (change,) = surface.typescript_changes(old, both)
    assert (change.text, change.breaks) == ("VectorizerClient.getInfo() takes other arguments, too", False)
    refused = refusal(*PATCH, surface.typescript_changes(both, old))
    assert (
        "VectorizerClient.getInfo(): the argument `fresh` takes GetInfoOptions | undefined, not boolean"
        in refused
    )


def test_two_chunks_of_one_stem_are_both_kept(tmp_path: Path) -> None:
    entries = json.loads((ROOT / "typescript/package.json").read_text("utf-8"))["exports"].values()
    names = {
        Path(entry["import"]["types"]).name
        for entry in entries
        if isinstance(entry, dict) and "import" in entry
    }
    for name in names:
        (tmp_path / name).write_text("export {};\n")
    (tmp_path / "index.d.ts").write_text(
        'import { A } from "./types-AAAAAAAA.js";\nimport { B } from "./types-BBBBBBBB.js";\nexport { A, B };\n'
    )
    for name in "AB":
        (tmp_path / f"types-{name * 8}.d.ts").write_text(f"export interface {name} {{ a: 1 }}\n")
    command = ["node", str(ROOT / "scripts/release/typescript.mjs"), "surface", str(tmp_path)]
    kept = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert "interface A" in kept["types.chunk.d.ts"]
    assert "interface B" in kept["types.2.chunk.d.ts"]
    assert '"./types.2.chunk.js"' in kept["index.d.ts"]


def test_type_arguments_that_programs_write_count(old: dict[str, str]) -> None:
    new = old
    for was, now in (
        ("Vector<T = Metadata>", "Vector<T>"),
        ("SearchResponse<T = Metadata>", "SearchResponse<T, U>"),
        ("VectorPage<T = Metadata>", "VectorPage"),
        ("SearchHit<T = Metadata>", "SearchHit<T = unknown>"),
        ("BatchOptions<Report>", "BatchOptions<Report extends {}>"),
    ):
        new = changed(new, f"interface {was}", f"interface {now}")
    refused = refusal(*PATCH, surface.typescript_changes(old, new))
    for told in (
        "Vector needs 1 type argument, not 0",
        "SearchResponse needs 2 type arguments, not 0",
        "VectorPage takes 0 type arguments, not 1",
        "SearchHit: the type argument `T` is unknown by default, not Metadata",
        "BatchOptions: the type argument `Report` must extend {}",
    ):
        assert f"TypeScript: {told} (breaking)" in refused, refused


def test_a_type_argument_that_has_a_default_may_be_new_and_is_no_other_type(old: dict[str, str]) -> None:
    new = changed(old, "interface Vector<T = Metadata>", "interface Vector<T = Metadata, U = never>")
    (change,) = surface.typescript_changes(old, new)
    assert (change.text, change.breaks) == ("Vector takes 2 type arguments, not 1", False)
    new = changed(old, r"metadata\?: T\b[^;]*;", "metadata?: unknown;")
    assert "Vector.metadata may be more: unknown" in refusal(*PATCH, surface.typescript_changes(old, new))


def test_a_name_of_each_entry_counts(old: dict[str, str]) -> None:
    """That of `otel` is gone with its file."""
    names = {"extras": "hooked", "functions": "createClient", "node": "readRecords", "testing": "serverFor"}
    new = {name: text for name, text in old.items() if name != "otel.d.ts"}
    for entry, name in names.items():
        new[f"{entry}.d.ts"] = re.sub(rf"\b{name}\b", "other", old[f"{entry}.d.ts"])
    refused = refusal(*PATCH, surface.typescript_changes(old, new))
    for entry, name in {**names, "otel": "instrument"}.items():
        assert f"TypeScript: {entry}: {name} is gone (breaking)" in refused, refused


def test_each_entry_of_the_package_is_kept(old: dict[str, str]) -> None:
    entries = json.loads((ROOT / "typescript/package.json").read_text("utf-8"))["exports"]
    names = {"index" if entry == "." else entry[2:] for entry in entries if entry != "./package.json"}
    assert names <= {name.removesuffix(".d.ts") for name in old}
    assert "@opentelemetry/api" in old["otel.d.ts"]

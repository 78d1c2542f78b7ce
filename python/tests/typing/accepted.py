"""Programs that must type-check, under mypy --strict and pyright; never run."""

from __future__ import annotations

import array
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import vectorizer_client as v
from typing_extensions import assert_type


async def the_guide(client: v.VectorizerClient) -> None:
    await client.update_vector(
        "my_collection",
        "vec_001",
        text="Updated content",
        metadata={"source": "updated_readme.md", "version": 2},
    )
    new_vector = [0.1, 0.2, 0.3, 0.4] * 96
    await client.update_vector("my_collection", "vec_001", vector=new_vector)
    updates = [
        {"id": "vec_001", "text": "Updated content 1", "metadata": {"updated_at": "2024-01-01"}},
        {"id": "vec_002", "text": "Updated content 2", "metadata": {"updated_at": "2024-01-01"}},
    ]
    await client.batch_update("my_collection", updates)
    vector = await client.get_vector("my_collection", "vec_001")
    current_metadata = vector.get("metadata", {})
    await client.update_vector(
        "my_collection", "vec_001", metadata={**current_metadata, "updated_at": datetime.now().isoformat()}
    )


async def further_forms(client: v.VectorizerClient, blocking: v.SyncVectorizerClient) -> None:
    assert_type(await client.search("c", "a text", limit=3), v.SearchResponse)
    assert_type(blocking.search("c", np.zeros(2, dtype="f4")), v.SearchResponse)
    assert_type(await client.import_vectors("c", "records.ndjson.gz"), v.ImportReport)
    assert_type(blocking.import_vectors("c", Path("records.ndjson")), v.ImportReport)
    assert_type(await client.collection_exists("c"), bool)
    assert_type(blocking.get_or_create_collection("c", dimension=3), v.Collection)
    assert_type(await client.count_vectors("c", filter={"a": 1}), int)


async def answers(client: v.VectorizerClient) -> None:
    vector = await client.get_vector("c", "v")
    assert_type(vector, v.Vector)
    assert_type(vector.id, str)
    assert_type(vector.version, int)
    assert_type(vector.vector, v.VectorData | None)
    assert_type(vector["id"], str)
    assert_type(vector["metadata"], dict[str, Any])
    assert_type(vector.get("text"), str | None)
    assert_type(vector.get("text", 5), str | int)
    assert_type(vector.created_at, v.Timestamp)
    assert_type(vector.created_at.datetime, datetime)
    assert_type(await client.delete_vector("c", "v"), None)
    assert_type(await client.batch_update("c", []), v.BatchReport)
    raw = await client.with_raw_response.update_vector("c", "v", text="t")
    assert_type(raw, v.RawResponse[v.WriteResult])
    assert_type(raw.value.version, int)
    async for item in client.list_vectors("c"):
        assert_type(item, v.Vector)
    async for page in client.list_vectors("c").pages():
        assert_type(page.next_cursor, str | None)
    async for record in client.export_vectors("c"):
        assert_type(record, v.Vector)
    found = await client.search("c", query="q")
    assert_type(found.results[0].score, float)
    assert_type(found[0], v.SearchHit)
    assert_type(found[:2], list[v.SearchHit])
    assert_type(len(found), int)
    np.asarray((await client.embed(["a"])).vectors[0])


def blocking(client: v.SyncVectorizerClient) -> None:
    assert_type(client.get_vector("c", "v"), v.Vector)
    for item in client.list_vectors("c", ids=["a"], filter={"a": {"$lt": 3}}):
        assert_type(item, v.Vector)
    assert_type(client.with_raw_response.list_vectors("c"), v.RawResponse[v.VectorPage])
    assert_type(client.with_options(timeout=5), v.SyncVectorizerClient)


def filters(client: v.SyncVectorizerClient) -> None:
    found = v.field("pages").gt(3) & ~v.field("lang").in_(["en", "de"]) | {"a": 1}
    assert_type(found, v.Filter)
    client.search("c", "q", filter=found)
    client.delete_by_filter("c", v.field("at").lt(datetime.now()))


def vectors(client: v.SyncVectorizerClient, data: v.VectorData) -> None:
    client.update_vector("c", "v", vector=[1, 2.5])
    client.update_vector("c", "v", vector=(1.0, 2.0))
    client.update_vector("c", "v", vector=array.array("f", [1.0]))
    client.update_vector("c", "v", vector=np.zeros(3, np.float32))
    client.update_vector("c", "v", vector=memoryview(array.array("f", [1.0])))
    client.update_vector("c", "v", vector=(float(x) for x in range(3)))
    client.update_vector("c", "v", vector=data)


def absent_and_null(client: v.SyncVectorizerClient, text: str | v.Unset) -> None:
    client.update_vector("c", "v", text=None, metadata=None)
    client.update_vector("c", "v", text=text, metadata=v.UNSET)
    client.update_vector("c", "v", if_match=3)
    client.update_vector("c", "v", if_match='"3"')


def batches(client: v.SyncVectorizerClient, report: v.BatchReport) -> None:
    item: v.BatchUpdateItem = {"id": "a", "vector": [1.0], "if_version": 2}
    client.batch_update("c", [item], progress=True)
    client.batch_update("c", ({"id": str(i), "text": "t"} for i in range(3)), resume=report)
    client.batch_insert("c", [{"text": "t"}, {"vector": np.zeros(3)}], progress=lambda told: print(told.done))
    client.import_vectors("c", client.export_vectors("d"))
    client.batch_delete("c", iter(["a"]))


async def async_batches(client: v.VectorizerClient) -> None:
    async def stream() -> AsyncIterator[dict[str, str]]:
        yield {"id": "a", "text": "t"}

    await client.batch_update("c", stream())
    await client.import_vectors("c", client.export_vectors("d"))


def the_readme(client: v.SyncVectorizerClient) -> None:
    vector = client.get_vector("c", "v")
    print(vector["metadata"]["source"], vector.get("metadata", {}), vector.version)
    assert_type(vector.metadata, dict[str, Any] | None)
    assert_type(vector.to_dict(), dict[str, Any])


def errors(client: v.SyncVectorizerClient) -> None:
    try:
        client.get_vector("c", "v")
    except v.VectorNotFoundError as error:
        assert_type(error.status, int)
        assert_type(error.code, str | None)
        assert_type(error.request_id, str | None)
    except v.BatchPartialError as error:
        assert_type(error.unknown, tuple[int, ...])
        report: v.BatchReport = error.report
        assert_type(report.unknown, list[int])
        assert_type(report.not_sent, list[int])
    except v.VectorizerError as error:
        assert_type(error.status, int | None)
        assert_type(error.code, str | None)
        assert_type(error.errors, list[Mapping[str, Any]])
    except KeyboardInterrupt as error:
        left: v.BatchReport | None = v.report_of(error)
        assert_type(left, v.BatchReport | None)


class OwnTransport:
    """Anything with `send` and `close` is a transport."""

    def send(self, request: v.Request) -> OwnReply:
        return OwnReply()

    def close(self) -> None: ...


class OwnReply:
    status = 200
    headers = v.Headers()

    def chunks(self) -> Iterator[bytes]:
        yield b""

    def close(self) -> None: ...


def transports() -> None:
    v.SyncVectorizerClient(transport=OwnTransport(), retries=v.RetryPolicy(retries=5))

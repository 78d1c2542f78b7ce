"""Programs that must not type-check: an ignored error that is none is an error itself, for mypy and for pyright."""

from __future__ import annotations

import vectorizer_client as v


def arguments(client: v.SyncVectorizerClient) -> None:
    client.update_vector("c")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.update_vector("c", 7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.update_vector("c", "v", "text")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.update_vector("c", "v", payload={})  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.update_vector("c", "v", text=5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.update_vector("c", "v", vector="abc")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.update_vector("c", "v", vector=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.update_vector("c", "v", vector=[[1.0]])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    client.update_vector("c", "v", metadata=[1])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.update_vector("c", "v", metadata_mode="swap")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.update_vector("c", "v", if_match=1.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.replace_vector("c", "v", text=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.get_vector("c", "v", idempotency_key="k")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.create_collection("c", metric="manhattan")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.batch_update("c", 5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.batch_delete("c", [1])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    client.batch_update("c", [], retries="2")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def items() -> None:
    a: v.BatchUpdateItem = {"text": "t"}  # type: ignore[typeddict-item]  # pyright: ignore[reportAssignmentType]
    b: v.BatchUpdateItem = {"id": "a", "payload": 1}  # type: ignore[typeddict-unknown-key]  # pyright: ignore[reportAssignmentType]
    c: v.SearchRequest = {"limit": "3"}  # type: ignore[typeddict-item]  # pyright: ignore[reportAssignmentType]
    print(a, b, c)


def filters() -> None:
    v.field("pages").gtt(3)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    v.field("pages").gt([3])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    v.field("pages").exists(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    v.field("pages").gt(3) & 5  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue, reportUnusedExpression]


def answers(client: v.SyncVectorizerClient) -> None:
    vector = client.get_vector("c", "v")
    vector.nothing  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018
    vector.version.upper()  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    text: str = vector.get("text")  # type: ignore[assignment]  # pyright: ignore[reportAssignmentType]
    size = len(vector.vector)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    print(text, size)


async def awaiting(client: v.VectorizerClient) -> None:
    client.get_vector("c", "v").id  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]  # noqa: B018
    await client.list_vectors("c")  # type: ignore[misc]  # pyright: ignore[reportGeneralTypeIssues]
    for item in client.list_vectors("c"):  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        print(item)

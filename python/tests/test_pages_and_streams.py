"""Lists over pages, and records that arrive one by one."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import vectorizer_client as v
from scripted import Server, http, raw, reply
from sides import VECTOR, Answer, AsyncSide, Script, Side, SyncSide, Took, problem
from vectorizer_client._http.ndjson import Lines


def page(*ids: str, cursor: str | None = None) -> Answer:
    return Answer(200, {"vectors": [{**VECTOR, "id": name} for name in ids], "next_cursor": cursor})


def record(name: str) -> bytes:
    return json.dumps({**VECTOR, "id": name}).encode() + b"\n"


NDJSON = {"Content-Type": "application/x-ndjson"}


def test_items_come_over_all_pages_with_the_arguments_of_the_first(side: Side) -> None:
    script = Script(page("a", "b", cursor="x y"), page(cursor="z"), page("c"))
    side.open(script)
    assert [item.id for item in side.call("list_vectors", "c", limit=2, with_metadata=False)] == [
        "a",
        "b",
        "c",
    ]
    assert [path.partition("?")[2] for path in script.paths] == [
        "limit=2&with_metadata=false",
        "limit=2&cursor=x%20y&with_metadata=false",
        "limit=2&cursor=z&with_metadata=false",
    ]


def test_pages_can_be_walked_themselves(side: Side) -> None:
    side.open(Script(page("a", cursor="x"), page("b")))
    assert [len(one.vectors) for one in side.pages("list_vectors", "c")] == [1, 1]


def test_raw_access_gives_one_page(side: Side) -> None:
    script = Script(page("a", cursor="x"))
    side.open(script)
    assert side.raw("list_vectors", "c").value.next_cursor == "x"
    assert len(script.requests) == 1


def test_a_page_is_fetched_only_when_it_is_needed() -> None:
    script = Script(page("a", cursor="x"), page("b"))
    side = SyncSide()
    items = iter(side.open(script).list_vectors("c"))
    assert script.requests == []
    next(items)
    assert len(script.requests) == 1
    side.close()


def test_a_list_can_be_walked_again() -> None:
    script = Script(page("a"))
    side = SyncSide()
    listed = side.open(script).list_vectors("c")
    assert [item.id for item in listed] == [item.id for item in listed] == ["a"]
    side.close()


def test_cursors_that_go_round_are_an_error(side: Side) -> None:
    script = Script(
        page("a", cursor="x"), page("b", cursor="y"), page("c", cursor="x"), page("d", cursor="y")
    )
    side.open(script)
    with pytest.raises(v.ResponseError, match="same cursor"):
        side.call("list_vectors", "c")
    assert len(script.requests) == 3


def test_a_cursor_that_does_not_move_is_an_error(side: Side) -> None:
    side.open(Script(page("a", cursor="x")))
    with pytest.raises(v.ResponseError, match="same cursor"):
        side.call("list_vectors", "c")


def test_an_error_on_a_later_page_is_raised(side: Side) -> None:
    side.open(Script(page("a", cursor="x"), problem(400, "invalid-cursor")))
    with pytest.raises(v.InvalidCursorError):
        side.call("list_vectors", "c")


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
@pytest.mark.parametrize("end", ["", "\n", "\n\n", "\r\n"])
def test_lines_are_cut_whatever_the_chunks(size: int, end: str) -> None:
    data = ("{}\n" + "x" * 20 + "\n\n" + "é\u2028" + end).encode()
    lines = Lines(100)
    found = [line for start in range(0, len(data), size) for line in lines.feed(data[start : start + size])]
    assert [line.decode().strip("\r") for line in found + lines.end()] == ["{}", "x" * 20, "é\u2028"]


def test_a_line_without_end_is_refused() -> None:
    lines = Lines(10)
    with pytest.raises(v.Failure):
        lines.feed(b"x" * 11)
    with pytest.raises(v.Failure):
        Lines(10).feed(b"a\n" + b"x" * 11)


def test_records_arrive_one_by_one(side: Side) -> None:
    script = Script(Answer(200, record("a") + record("b"), NDJSON))
    side.open(script)
    assert [item.id for item in side.call("export_vectors", "c")] == ["a", "b"]
    assert script.open == 0
    assert script.header("accept") == "application/x-ndjson"


def test_an_empty_export_has_no_records(side: Side) -> None:
    side.open(Script(Answer(200, b"", NDJSON)))
    assert side.call("export_vectors", "c") == []


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(200, record("a") + b"{\n", NDJSON), v.ResponseError),
        (Answer(200, record("a") + b"[]\n", NDJSON), v.ResponseError),
        (Answer(200, record("a") + b'{"id": 7}\n', NDJSON), v.ResponseError),
        (Answer(200, record("a") + b"\xff\n", NDJSON), v.ResponseError),
        (Answer(200, record("a"), {"Content-Type": "text/html"}), v.ResponseError),
        (Answer(204), v.ResponseError),
        (problem(404, "collection-not-found"), v.CollectionNotFoundError),
    ],
)
def test_a_wrong_stream_is_an_error_and_is_closed(side: Side, answer: Answer, error: type[Exception]) -> None:
    script = Script(answer)
    side.open(script)
    with pytest.raises(error):
        side.call("export_vectors", "c")
    assert script.open == 0


def test_a_stream_that_breaks_off_is_an_error_and_not_the_end(side: Side, server: Server) -> None:
    whole = http(record("a") * 50, 200, content_type="application/x-ndjson")
    for cut in (raw(whole[:-30]), raw(whole[:-30], then="reset")):
        server.script = [cut]
        side.open(url=server.url, retries=0)
        with pytest.raises(v.ConnectionFailedError, match="broke off"):
            side.call("export_vectors", "c")


def test_a_stream_is_bounded_by_silence_and_by_a_timeout_that_is_given(side: Side, server: Server) -> None:
    stalled = raw(http(record("a") * 50, 200, content_type="application/x-ndjson")[:-30], then="stall")
    server.script = [stalled]
    cases: list[tuple[dict[str, Any], dict[str, Any]]]
    cases = [({"read_timeout": 0.3}, {}), ({}, {"timeout": 0.3}), ({"timeout": 0.3}, {})]
    for options, arguments in cases:
        side.open(url=server.url, retries=0, **options)
        with Took() as took, pytest.raises(v.DeadlineExceededError):
            side.call("export_vectors", "c", **arguments)
        assert took.seconds < 20
    assert server.settled()


def test_a_stream_that_nobody_bounded_outlasts_the_deadline_of_other_calls(
    side: Side, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorizer_client._call.core.DEFAULT_TIMEOUT", 0.3)
    answer = http(record("a") * 4, 200, content_type="application/x-ndjson")
    server.script = [raw(answer, slice_by=len(answer) // 8, pause=0.1)]
    side.open(url=server.url, retries=0)
    assert len(side.call("export_vectors", "c")) == 4


def test_a_failed_start_is_tried_again(side: Side, server: Server) -> None:
    server.script = [reply(status=503), reply(record("a"), content_type="application/x-ndjson")]
    side.open(url=server.url, retries=v.RetryPolicy(base_delay=0))
    assert len(side.call("export_vectors", "c")) == 1


def test_a_stream_can_be_left_early(server: Server) -> None:
    server.script = [reply(record("a") * 1000, content_type="application/x-ndjson")]
    with v.SyncVectorizerClient(server.url) as client:
        with client.export_vectors("c") as stream:
            assert next(stream).id == "a"
        assert server.settled()

    async def run() -> None:
        async with v.VectorizerClient(server.url) as client:
            async with client.export_vectors("c") as stream:
                assert (await stream.__anext__()).id == "a"
            assert server.settled()

    asyncio.run(run())


def test_raw_access_to_a_stream_has_its_headers(side: Side) -> None:
    side.open(Script(Answer(200, record("a"), NDJSON)))
    made = side.raw("export_vectors", "c")
    assert made.status == 200
    assert made.headers["content-type"] == "application/x-ndjson"


def test_an_export_is_imported_as_it_arrives() -> None:
    def answer(request: Any) -> Answer:
        if request.method == "GET":
            return Answer(200, record("a") + record("b"), NDJSON)
        assert [json.loads(line)["id"] for line in request.content.decode().splitlines()] == ["a", "b"]
        return Answer(
            200,
            {
                "collection": "d",
                "count": 2,
                "created": 2,
                "updated": 0,
                "unchanged": 0,
                "failed": 0,
                "errors": [],
            },
        )

    for side in (SyncSide(), AsyncSide()):
        client = side.open(Script(answer))
        assert side.call("import_vectors", "d", client.export_vectors("c")).created == 2
        side.close()

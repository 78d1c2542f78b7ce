"""Values that a program takes along from answers, and those of a run's own that it leaves out."""

from __future__ import annotations

import json
from dataclasses import replace

from vectorizer_conformance.failure import Failure
from vectorizer_conformance.repro import Call, Client, ProgramExchange, Reproduction, mark, programs
from vectorizer_conformance.repro.link import linked
from vectorizer_conformance.wire import Request, Response

JSON = [("Content-Type", "application/json")]
UUID = "0190a6c2-0000-7000-8000-000000000000"


def reproduction(*calls: ProgramExchange | Call, before: tuple[ProgramExchange, ...] = ()) -> Reproduction:
    return Reproduction("x", "server", "title", "clause", Failure("it fails"), before, calls)


def answered(body: object, **headers: str) -> Response:
    return Response(200, "", [*JSON, *headers.items()], json.dumps(body).encode())


def test_an_id_that_the_server_made_is_taken_along_in_paths_queries_headers_and_bodies() -> None:
    made = ProgramExchange(
        Request("POST", "/x", JSON, b"{}"), answered({"id": UUID, "at": "same-as-before"}, etag='"abcdef"')
    )
    body = json.dumps({"ids": [UUID]}).encode()
    asked = ProgramExchange(Request("PUT", f"/x/{UUID}?after={UUID}", [("If-Match", '"abcdef"')], body))
    (first,), (last,) = linked(reproduction(asked, before=(made,)), "")
    assert [keep.path for keep in first.keeps] == [("body", "id"), ("headers", "etag")]
    ident, etag = (mark(keep.name) for keep in first.keeps)
    request = Request(
        "PUT", f"/x/{ident}?after={ident}", [("If-Match", etag)], b'{"ids": ["%s"]}' % ident.encode()
    )
    assert last.sent == request


def test_what_was_sent_before_is_no_value_of_an_answer() -> None:
    made = ProgramExchange(
        Request("POST", "/x", JSON, b'{"id":"chosen-by-us"}'), answered({"id": "chosen-by-us"})
    )
    asked = ProgramExchange(Request("GET", "/x/chosen-by-us"))
    (first,), (last,) = linked(reproduction(asked, before=(made,)), "")
    assert first.keeps == ()
    assert last.sent == asked.sent


def test_a_number_is_taken_along_as_an_id_in_a_path_alone() -> None:
    made = ProgramExchange(Request("POST", "/tasks", [], b"{}"), answered({"rank": 17, "id": 17}))
    (first,), (last,) = linked(
        reproduction(ProgramExchange(Request("GET", "/tasks/17?rank=17")), before=(made,)), ""
    )
    (keep,) = first.keeps
    assert keep.path == ("body", "id")
    assert last.sent == Request("GET", f"/tasks/{mark(keep.name)}?rank=17")


def test_a_cursor_is_taken_along_in_a_query_however_short() -> None:
    made = ProgramExchange(Request("GET", "/x?limit=2"), answered({"items": [], "next_cursor": "Yz"}))
    (first,), (last,) = linked(
        reproduction(ProgramExchange(Request("GET", "/x?limit=2&cursor=Yz&q=Yz")), before=(made,)), ""
    )
    (keep,) = first.keeps
    assert last.sent == Request("GET", f"/x?limit=2&cursor={mark(keep.name)}&q=Yz")


def test_a_vector_is_taken_along_however_its_numbers_are_written() -> None:
    made = ProgramExchange(Request("GET", "/x/a"), answered({"vector": [0.1, 2, -0.0], "other": [1, 2, 3]}))
    body = b'{"vector":[0.10000000149011612, 2.0, -0.0],"other":[1,2,4],"text":"[3, 4]"}'
    (first,), (last,) = linked(
        reproduction(ProgramExchange(Request("PUT", "/x/a", JSON, body)), before=(made,)), ""
    )
    (keep,) = first.keeps
    assert keep.path == ("body", "vector")
    assert isinstance(last.sent, Request)
    assert last.sent.body == f'{{"vector":{mark(keep.name)},"other":[1,2,4],"text":"[3, 4]"}}'.encode()


def test_a_vector_that_was_sent_before_is_no_value_of_an_answer() -> None:
    body = b'{"vector":[0.5,1]}'
    made = ProgramExchange(Request("POST", "/x", JSON, body), answered({"vector": [0.5, 1.0]}))
    (first,), (last,) = linked(
        reproduction(ProgramExchange(Request("PUT", "/x/a", JSON, body)), before=(made,)), ""
    )
    assert (first.keeps, isinstance(last.sent, Request) and last.sent.body) == ((), body)


def test_a_name_that_no_program_could_have_as_a_variable_stays_a_text() -> None:
    hostile = mark('x"]; import os #')
    text = programs(reproduction(ProgramExchange(Request("POST", "/x", JSON, json.dumps(hostile).encode()))))[
        "python"
    ]
    assert "import os #" not in text.replace(repr(json.dumps(hostile).encode()), "")


def test_a_runs_own_names_and_drawn_keys_are_left_out_and_the_api_key_comes_from_outside() -> None:
    headers = [("Authorization", "Bearer sesame"), ("Idempotency-Key", UUID)]
    asked = ProgramExchange(Request("GET", "/collections/c-0123456789ab", headers))
    made = replace(
        reproduction(asked), api_key="sesame", flags=("--api-key", "sesame"), collections=["c-0123456789ab"]
    )
    for text in programs(made, "0123456789ab").values():
        assert "sesame" not in text
        assert UUID not in text
        assert "0123456789ab" not in text
        assert "c-reproduction" in text


def test_a_clients_own_secret_is_the_servers_from_outside() -> None:
    call = Call(
        "getInfo",
        {},
        {"api_key": "sesame"},
        request=Request("GET", "/info", [("Authorization", "Bearer sesame")]),
    )
    made = replace(reproduction(call), api_key="sesame", client=Client("python", "vectorizer-client"))
    assert all("sesame" not in text for text in programs(made).values())

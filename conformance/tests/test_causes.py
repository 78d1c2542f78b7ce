"""Random sequences that fail for one reason are one cause, told by the one that was made small."""

from __future__ import annotations

from dataclasses import replace

from vectorizer_conformance.layers.model.model_verdicts import verdict
from vectorizer_conformance.report.causes import causes
from vectorizer_conformance.report.contents import Outcome, Verdict

ORDER = "step {} (listVectors): /vectors: in another order, expected ('{}'), got ('b')"


def failed(seed: int, *reasons: str) -> Verdict:
    again = f"seed {seed}: run --layer model --topic model/sequence/{seed} --seed {seed}"
    return verdict("server", "sequence", seed, "fail", (reasons[0], again, *reasons[1:]))


def test_sequences_of_one_reason_are_one_cause() -> None:
    found = causes(
        [
            failed(10, ORDER.format("3 of 20", "a")),
            failed(2, ORDER.format("7 of 9", "c"), "shrunk to 2 of 9 steps", "as JSON: []"),
            failed(4, "step 3 of 20 (getVector): /version: expected 1, got 2"),
            failed(5, "step 8 of 20 (getVector): /version: expected 1, got 2"),
            failed(6, "step 3 of 20 (updateVector): /version: expected 1, got 2"),
        ]
    )
    assert [[one.id.rpartition("/")[2] for one in cause.verdicts] for cause in found] == [
        ["2", "10"],
        ["4", "5"],
        ["6"],
    ]
    assert "shrunk to 2 of 9 steps" in found[0].reasons
    assert found[0].reasons[0] == ORDER.format("7 of 9", "c")


def test_causes_come_in_the_order_in_which_a_maintainer_needs_them() -> None:
    told = [
        "step 2: header/etag: expected any text, got nothing",
        "step 1: content type 'text/plain' is not documented for getInfo 200",
        "step 3: body/results/0/score: expected 1.0, got 0.5",
        "step 2: it must change nothing, but the collection is another one now",
        "step 1: expected the problem invalid-id, got 500 'oops'",
        "step 1: expected the problem vector-not-found, got 500 'oops'",
        "step 1: the server gave no answer: it closed the connection",
    ]
    bad = [
        Verdict("server", "cases", f"a/{number}", "a", "MUST", "fail", "", "/info", (one,))
        for number, one in enumerate(told)
    ]
    first = [cause.reasons[0] for cause in causes(bad)]
    assert first == [*told[5:], told[3], told[2], told[4], *told[:2]]
    # Of equal weight: what breaks more comes first.
    twice = [replace(bad[1], id="a/7"), replace(bad[1], id="b/8", topic="b")]
    assert causes([*bad[:2], *twice])[0].reasons[0] == told[1]


def case(ident: str, *reasons: str, row: str = "server", outcome: Outcome = "fail") -> Verdict:
    return Verdict(row, "cases", ident, ident.rpartition("/")[0], "MUST", outcome, "", "/info", reasons)


def grouped(*bad: Verdict) -> list[list[str]]:
    return [[one.id for one in cause.verdicts] for cause in causes(bad)]


def test_a_list_that_is_too_long_is_one_cause_in_whatever_form_it_is_asked_for() -> None:
    one, two = '[{"id": "a"}]', '[{"id": "a"}, {"id": "b"}]'
    assert grouped(
        case("search/options/limit-one", f"step 1: body/results: expected 1 items: {one}, got 2: {two}"),
        case("search/options/default-limit", "step 2: body/results/(length): expected 10, got 11"),
        case("search/basics/ties", f"step 1: body/results: expected 1 items: {one}, got 2: {two}"),
        case("search/basics/all", f"step 1: body/results: expected 2 items: {two}, got 1: {one}"),
    ) == [
        ["search/options/limit-one", "search/options/default-limit", "search/basics/ties"],
        ["search/basics/all"],
    ]


def test_what_follows_from_an_answer_that_should_have_been_a_refusal_is_no_cause() -> None:
    """Nor from a refusal that should have been an answer: of each the first reason alone is told."""
    changed = "step 1: it must change nothing, but the collection is another one now"
    taken = [
        case(
            f"operations/unknown-parameter/{name}",
            f"step 1: expected the problem unknown-field, got {status} '{body}'",
            f"step 1: errors: expected the pointer '/query/x', got [] of {name}",
            changed,
        )
        for name, status, body in [("insert", 201, '{"id":"a"}'), ("delete", 204, ""), ("read", 200, "[]")]
    ]
    many = [
        case(f"t{n}/refused/{n}", f"step 1: expected the problem p{n}, got 200 ''", changed)
        for n in range(12)
    ]
    refused = case(
        "filters/limits/a",
        "step 1: status: expected 200, got 422",
        "step 1: body/results: expected [], got nothing",
    )
    found = causes([*taken, *many, refused])
    assert [len(cause.verdicts) for cause in found] == [3, *[1] * 13]
    assert not any(changed in cause.reasons for cause in found)
    assert all(len(cause.reasons) == 1 for cause in found)
    other = case("a/b/c", "step 1: status: expected 201, got 200", changed)
    assert changed in causes([other])[0].reasons


def test_wrong_results_come_before_what_is_refused_or_taken() -> None:
    told = [
        "the header ETag is missing",
        "step 1: expected the problem unknown-field, got 200 'x'",
        "step 1: status: expected 200, got 422",
        "step 2: expected the problem collection-not-found, got 204 ''",
        'step 1: body/results/0/id: expected "a", got "b"',
    ]
    found = causes([case(f"t{n}/u/{n}", one) for n, one in enumerate(told)])
    assert [cause.reasons[0] for cause in found] == [*told[3:], *told[1:3], told[0]]


def test_keys_of_metadata_that_a_patch_leaves_or_loses_are_one_cause() -> None:
    assert grouped(
        case("update/rfc7396/a", "step 2: body/metadata/a/c: expected no such key, got null"),
        case("update/rfc7396/b", "step 2: body/metadata/o/x: expected 1, got nothing"),
        case("update/modes/c", "step 1: body/metadata/a: expected 1, got nothing"),
        case("update/rfc7396/d", "step 2: body/metadata/a: expected 1, got 2"),
    ) == [["update/rfc7396/a", "update/rfc7396/b", "update/modes/c"], ["update/rfc7396/d"]]


def test_what_a_server_does_wrong_is_one_cause_for_all_clients() -> None:
    said = "the server, not the client: GET /info: expected 200, got 500"
    rows = [case("search/a/b", said, row=row, outcome="errored") for row in ("python", "ts", "perl")]
    assert [len(cause.verdicts) for cause in causes(rows)] == [3]
    own = [case("search/a/b", "value: expected 1, got 2", row=row) for row in ("python", "ts")]
    assert [len(cause.verdicts) for cause in causes(own)] == [1, 1]


def test_what_an_adapter_does_wrong_is_one_cause_whenever_it_does() -> None:
    noise = "the adapter broke the protocol: not a JSON line: b'DEBUG'; in flight: {} of {}"
    twice = "the adapter answered getVector of {} twice (with '{}'); in flight: search of {}"
    assert grouped(
        case("a/b/c", noise.format("getVector", "a/b/c"), outcome="errored"),
        case("d/e/f", noise.format("search", "d/e/f"), outcome="errored"),
        case("a/b/g", twice.format("x/y/z", "ok", "a/b/g"), outcome="errored"),
        case("a/b/h", twice.format("x/y/w", "error", "a/b/h"), outcome="errored"),
    ) == [["a/b/c", "d/e/f"], ["a/b/g", "a/b/h"]]


def test_refusals_in_words_of_a_server_s_own_are_one_cause_for_each_status() -> None:
    said = 'step 1: expected the problem {}, got {} \'{{"detail": "{}"}}\''
    assert grouped(
        case(
            "collections/create/a",
            said.format("collection-exists", 409, "exists"),
            "step 1: content type 'a/b' is wrong",
        ),
        case("vectors/insert/b", said.format("vector-exists", 409, "there")),
        case("vectors/read/c", said.format("vector-not-found", 404, "gone")),
        case("vectors/read/d", "step 1: expected the problem vector-not-found, got 404 'route-not-found'"),
    ) == [["collections/create/a", "vectors/insert/b"], ["vectors/read/c"], ["vectors/read/d"]]


def test_what_is_there_already_and_is_not_told_is_one_cause_whatever_the_answer_holds() -> None:
    said = 'expected the problem vector-exists, got 201 \'{{"collection":"c-{0}","version":{0}}}\''
    own, other = f"step 1: {said}", f"the server, not the client: the server's answer: {said}"
    assert grouped(
        case("vectors/insert/exists", own.format(1)),
        case("collections/read/count", own.format(2)),
        case("vectors/insert/exists", other.format(3), row="raw http", outcome="errored"),
        case("idempotency/answers/stored", other.format(4), row="python", outcome="errored"),
        case("collections/create/a", "step 1: expected the problem collection-exists, got 201 ''"),
    ) == [
        ["vectors/insert/exists", "collections/read/count"],
        ["collections/create/a"],
        ["vectors/insert/exists", "idempotency/answers/stored"],
    ]
    refused = "step 1: expected the problem validation-failed, got 200 ''"
    assert len(grouped(case("a/b/c", refused), case("d/e/f", refused))) == 2


def test_random_sequences_are_told_apart_by_their_first_difference_alone() -> None:
    taken = "step {} of 9 (insertVector): expected 409 vector-exists, got 201 status=created, version={}"
    vectors = "{}/vector: expected vector[{}, got vector[{}"
    found = causes(
        [
            failed(1, taken.format(1, 2)),
            failed(2, taken.format(7, 3)),
            failed(3, vectors.format("step 2 of 3 (getVector): ", "2](-0, 2)", "2](0, 2)")),
            failed(
                4, vectors.format("the end: at the end, getVector a: ", "8](1, -0, 0, …)", "8](1, 0, 0, …)")
            ),
            failed(5, vectors.format("the end: at the end, getVector b: b: ", "2](-0, 10)", "2](0, 10)")),
            failed(6, vectors.format("the end: at the end, getVector b: ", "2](0, 10)", "2](0, -10)")),
            failed(7, vectors.format("the end: at the end, getVector b: ", "2](0, 0.5)", "2](0, -0.5)")),
        ]
    )
    ids = [[one.id.rpartition("/")[2] for one in cause.verdicts] for cause in found]
    assert sorted(ids) == [["1", "2"], ["3", "4", "5"], ["6"], ["7"]]

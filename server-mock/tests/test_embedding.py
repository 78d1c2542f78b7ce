"""Embedding by hashing: the same everywhere, and never nothing."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from support import Api
from vectorizer_mock.embedding import HashingProvider

TEXTS = [
    "a",
    " ",
    "\n",
    "😀",
    "hello world",
    "Hello World",
    "a" * 5000,
    "\u0000",
    "é e\u0301",
    "ﬁ",
    "the the the the",
    "\u202e",
]


@pytest.mark.parametrize("dimension", [1, 2, 3, 7, 384, 4096])
def test_every_text_has_a_unit_vector(dimension: int) -> None:
    made = HashingProvider().embed(TEXTS, dimension)
    assert made.shape == (len(TEXTS), dimension)
    assert made.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(made.astype(np.float64), axis=1), 1.0, atol=1e-6)


def test_alone_or_in_a_batch_makes_no_difference() -> None:
    provider = HashingProvider()
    together = provider.embed(TEXTS * 3, 96)
    for index, text in enumerate(TEXTS * 3):
        assert provider.embed([text], 96)[0].tobytes() == together[index].tobytes()


def test_no_text_of_one_or_two_characters_is_nothing() -> None:
    texts = [chr(a) + (chr(b) if b else "") for a in range(32, 127) for b in (0, 97, 98, 32)]
    for dimension in (1, 2, 5):
        assert HashingProvider().embed(texts, dimension).any(axis=1).all()


def test_every_process_makes_the_same() -> None:
    program = (
        "from vectorizer_mock.embedding import HashingProvider;"
        "print(HashingProvider().embed(['Vectors hold meaning. 日本'], 384).tobytes().hex())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert outputs == {HashingProvider().embed(["Vectors hold meaning. 日本"], 384).tobytes().hex() + "\n"}


def test_the_vector_of_a_text_is_fixed() -> None:
    """Stored vectors outlive the process that made them: a change here would strand them."""
    made = HashingProvider().embed(["Vectors hold meaning."], 8)[0]
    assert [round(float(x), 6) for x in made] == [
        -0.516398,
        0.516398,
        -0.258199,
        0.0,
        0.0,
        0.365148,
        -0.516398,
        0.0,
    ]


def test_embed_names_what_it_did(api: Api) -> None:
    reply = api("POST", "/embed", {"texts": ["a", "b"], "dimension": 3.0}).json
    assert (reply["provider"], reply["dimension"], len(reply["vectors"]), len(reply["vectors"][0])) == (
        "hashing",
        3,
        2,
        3,
    )
    assert api("POST", "/embed", {"texts": ["a"]}).json["dimension"] == 384
    unknown = api("POST", "/embed", {"texts": ["a"], "provider": "nobody"})
    assert (unknown.code, unknown.pointers) == ("unknown-provider", ["/body/provider"])
    assert api("POST", "/embed", {"texts": []}).pointers == ["/body/texts"]
    assert api("POST", "/embed", {"texts": ["a", ""]}).pointers == ["/body/texts/1"]
    too_many = api("POST", "/embed", {"texts": ["a"] * 1001})
    assert (too_many.code, too_many.json["limit"]) == ("limit-exceeded", 1000)

"""Values that case files generate."""

from __future__ import annotations

import pytest
from vectorizer_conformance.casefile import Environment, expand


@pytest.mark.parametrize(
    ("value", "result"),
    [
        ("${c}/x", "real/x"),
        ("${jndi:x} ${X}", "${jndi:x} ${X}"),
        ({"$ref": "saved.n"}, 3),
        ({"$repeat": "ab", "$times": 2}, "abab"),
        ({"$repeat": [1], "$times": 2}, [1, 1]),
        ({"$repeat": {"a": 1}, "$times": 2}, [{"a": 1}, {"a": 1}]),
        ({"$seq": {"count": 2, "start": 5, "item": "v${i}"}}, ["v5", "v6"]),
        ({"$nest": {"depth": 2, "key": "a"}}, {"a": {"a": 1}}),
        ({"$nest": {"depth": 2}}, [[1]]),
        ({"$keys": {"count": 2}}, {"k0": 1, "k1": 1}),
        ({"$concat": ["a", {"$repeat": "b", "$times": 2}]}, "abb"),
        ({"$json": {"a": [1]}}, '{"a":[1]}'),
        ({"$from_json": '"\\ud800"'}, "\ud800"),
        ({"$bits": ["3f800000", "80000000"]}, [1.0, -0.0]),
        ({"$b64f32": [1]}, "AACAPw=="),
        ({"$f32": [1]}, {"$f32": "AACAPw=="}),
        ({"$plain": {"$ref": "x"}}, {"$ref": "x"}),
    ],
)
def test_generators(value: object, result: object) -> None:
    env = Environment({"c": "real", "saved": {"n": 3}})
    assert expand(value, env) == result


def test_seeded_floats_are_the_same_every_time() -> None:
    node = {"$floats": {"seed": 1, "count": 50, "kind": "subnormal"}}
    first = expand(node, Environment())
    assert first == expand(node, Environment())
    assert all(0 <= abs(x) < 1.2e-38 for x in first)

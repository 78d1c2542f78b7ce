from __future__ import annotations

import json
import re
import subprocess

import pytest
from vectorizer_codegen import ir
from vectorizer_codegen.patterns import is_quick, python_pattern
from vectorizer_codegen.values import misfit

PATTERNS = [
    r"^a.b$",
    r"^.{1,2}$",
    r"^\d+$",
    r"^\w+$",
    r"^[\w-]+$",
    r"^\s$",
    r"^\S+$",
    r"^[^\s]$",
    r"^[^]$",
    r"[]",
    r"^[^\]]$",
    r"^[[]$",
    r"^[a&&b]+$",
    r"a\/b",
    r"^\u{1F600}$",
    r"^[\ud83d\ude00-\ud83d\ude05]$",
    r"(?<n>a)\k<n>",
    r"(?<=a)b",
    r"\bé",
    r"[\b]",
    r"\cJ",
    r"x\0",
    r"\x41",
    r"a$b|c$",
    r"[$]",
    r"\$",
    r"^$|^[^$]|^[$](and|or|not)$",
]
TEXTS = [
    *["", "\n", " ", "\r", "\u0085", "\u2028", "\ufeff", "\x1c", "\x08", "x\0"],
    *["a\nb", "a\u2028b", "axb", "a\u0085b", "a/b", "aa", "ab", "A", "a b"],
    *["1", "1\n", "١", "é", "😀", "😀😀", "]", "[", "&", "-", "^"],
    *["$", "$and", "$and\n", "c\n", "c", "c\nd"],
]


def test_a_pattern_means_to_python_what_it_means_to_ecma_262() -> None:
    program = """
        const [patterns, texts] = JSON.parse(require("fs").readFileSync(0, "utf8"));
        const fits = (pattern) => texts.map((text) => new RegExp(pattern, "u").test(text));
        console.log(JSON.stringify(patterns.map(fits)));
    """
    given = json.dumps([PATTERNS, TEXTS])
    made = subprocess.run(["node", "-e", program], input=given, capture_output=True, text=True, check=True)
    for pattern, expected in zip(PATTERNS, json.loads(made.stdout), strict=True):
        python = python_pattern(pattern)
        assert python is not None
        assert [bool(re.search(python, text)) for text in TEXTS] == expected, pattern


@pytest.mark.parametrize("pattern", [r"\p{L}", r"[\D1]", r"\u{110000}", "(", r"\y"])
def test_what_python_has_no_words_for(pattern: str) -> None:
    assert python_pattern(pattern) is None


def test_examples_are_held_to_the_meaning_of_ecma_262() -> None:
    assert misfit(lambda found: found, ir.StringSchema(pattern="^a$"), "a\n")
    assert misfit(lambda found: found, ir.StringSchema(pattern=r"^\d$"), "١")
    assert misfit(lambda found: found, ir.StringSchema(pattern="^a.b$"), "a\rb")


@pytest.mark.parametrize(
    ("pattern", "quick"),
    [
        (r"^(a+)+$", False),
        (r"^([A-Za-z]+\.?)*$", False),
        (r"^((x{1,})y)*$", False),
        (r"^(?:a*|b)*$", False),
        (r"^(ab){2,}$", True),
        (r"^[+*()]+(\+\()*$", True),
        (r"^(a+)(b*)$", True),
        (r"^\d{4}-(0[1-9]|1[0-2])$", True),
    ],
)
def test_a_pattern_that_could_take_for_ever_is_not_searched(pattern: str, quick: bool) -> None:
    assert is_quick(pattern) == quick
    value = "a" * 40 + "!"
    assert quick or misfit(lambda schema: schema, ir.StringSchema(pattern=pattern), value) is None

"""Patterns of JSON Schema, which are those of ECMA-262, in the words of Python's `re`, with the same meaning."""

from __future__ import annotations

import re

_LINE_ENDS = r"\n\r\u2028\u2029"
_SPACES = r"\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
# What an escape stands for inside brackets, and whether its capital, which is everything else, can stand there too.
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": _SPACES}
_TOKEN = re.compile(
    r"""\\u\{(?P<point>[0-9A-Fa-f]+)\}
      | \\u(?P<high>[dD][89abAB][0-9A-Fa-f]{2})\\u(?P<low>[dD][c-fC-F][0-9A-Fa-f]{2})
      | \\c(?P<control>[A-Za-z])
      | \\k<(?P<back>\w+)>
      | \(\?<(?P<group>[A-Za-z_]\w*)>
      | \\(?P<escape>.)
      | (?P<plain>.)""",
    re.VERBOSE | re.DOTALL,
)


_REPEATED = re.compile(r"[*+]|\{\d+,\d*\}")
_GROUP = re.compile(rf"\((?:\?[:=!<]*)?(?P<inside>[^()]*)\)(?P<times>{_REPEATED.pattern})?")


def is_quick(pattern: str) -> bool:
    """Whether a search cannot take time beyond measure: no group that is repeated holds something repeated."""
    left = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "x", pattern, flags=re.DOTALL)
    while group := _GROUP.search(left):
        is_repeated = _REPEATED.search(group["inside"])
        if is_repeated and group["times"]:
            return False
        left = f"{left[: group.start()]}x{'+' * bool(is_repeated)}{left[group.end('inside') + 1 :]}"
    return True


def python_pattern(pattern: str) -> str | None:
    """The same pattern for `re.search`; `None` where Python has no words for it."""
    made: list[str] = []
    within, opened = False, -1
    for token in _TOKEN.finditer(pattern):
        text = _token(token, within)
        if text is None:
            return None
        # A bracket that closes at once is an ordinary one to Python, and an empty class to ECMA-262.
        if token["plain"] == "[" and not within:
            within, opened = True, token.end() + pattern.startswith("^", token.end())
        elif token["plain"] == "]" and within:
            if token.start() == opened:
                made[-1 - (pattern[opened - 1] == "^") :] = [
                    r"[\s\S]" if pattern[opened - 1] == "^" else r"(?!)"
                ]
                text = ""
            within = False
        elif within and token["plain"] in ("[", "&", "|", "~"):
            text = "\\" + text
        made.append(text)
    python = "".join(made)
    try:
        re.compile(python)
    except re.error:
        return None
    return python


def _token(token: re.Match[str], within: bool) -> str | None:
    if token["point"] or token["high"]:
        point = int(token["point"], 16) if token["point"] else _astral(token["high"], token["low"])
        return f"\\U{point:08x}" if point <= 0x10FFFF else None
    if token["control"]:
        return f"\\x{ord(token['control']) % 32:02x}"
    if token["back"]:
        return f"(?P={token['back']})"
    if token["group"]:
        return token[0] if within else f"(?P<{token['group']}>"
    if token["escape"]:
        return _escape(token["escape"], within)
    if within:
        return token[0]
    return {".": f"[^{_LINE_ENDS}]", "$": r"\Z"}.get(token[0], token[0])


def _escape(letter: str, within: bool) -> str | None:
    if letter.lower() in _CLASSES:
        inside = _CLASSES[letter.lower()]
        if letter.islower():
            return inside if within else f"[{inside}]"
        # Everything but these, amid other members of a class: Python has it for ASCII's digits and words only.
        return None if within else f"[^{inside}]"
    if letter in "bB":
        return r"\x08" if within and letter == "b" else f"(?a:\\{letter})"
    if letter in "pP":
        return None
    if letter == "0":
        return r"\x00"
    return rf"\{letter}" if letter in "nrtvfxu" or letter.isdigit() or not letter.isalnum() else None


def _astral(high: str, low: str) -> int:
    return 0x10000 + ((int(high, 16) - 0xD800) << 10) + (int(low, 16) - 0xDC00)

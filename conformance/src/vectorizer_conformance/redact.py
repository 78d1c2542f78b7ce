"""Commands as a report keeps them: without the keys that stand in them."""

from __future__ import annotations

import re
import shlex

HIDDEN = "‹hidden›"
_SECRET = re.compile(
    r"(?:api|access|auth)?(?:keys?|tokens?|secrets?|pass(?:word|phrase|wd)?|pwd|auth(?:orization)?|bearer|credentials?|cookies?|headers?|jwt)"
)
# What is named by these is about a secret, and none itself: --key-file, TOKEN_URL.
_ABOUT = {
    "file",
    "path",
    "dir",
    "url",
    "name",
    "env",
    "type",
    "ttl",
    "required",
    "optional",
    "length",
    "limit",
}
_PARTS = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z0-9]+")
_NAME = r"(?P<name>-{0,2}\b[\w.-]*\w)"
_VALUE = r"""(?P<value>"[^"]*"|'[^']*'|[^\s"'&,;(){}\[\]]+)"""
_WHOLE = re.compile(rf"{_NAME}(?:=|:\s*)(?!//)(?P<value>.+)", re.DOTALL)
_INSIDE = re.compile(rf"""{_NAME}(?:["'\]]*\s*[=:]\s*|(?<=\w)\s+)(?!//){_VALUE}""")
_USER = re.compile(r"(?<=://)[^/@\s]+(?=@)")
_SCHEME = re.compile(r"(?i)\b(?P<scheme>bearer|basic|token)\s+[^\s\"']+")
# After these comes a header, or a user's name and password.
_PAIRS = {"-H", "-u", "--user", "--basic"}


def redacted(command: str) -> str:
    """The command with the values of `--api-key`, `--header`, `MY_TOKEN=`, `http://user:password@` and the like hidden.

    Read by words, as a shell reads it, so that no way of quoting matters; in doubt a value is hidden.
    """
    try:
        words = shlex.split(command)
    except ValueError:  # no shell would run it
        return HIDDEN
    kept: list[str] = []
    before = ""
    for word in words:
        follows = (before in _PAIRS and ":" in word) or (_takes(before) and not word.startswith("--"))
        kept.append(HIDDEN if follows else _word(word))
        before = "" if follows else word
    if kept == words:
        return command
    return " ".join(word if HIDDEN in word and " " not in word else shlex.quote(word) for word in kept)


def _word(word: str) -> str:
    whole = _WHOLE.fullmatch(word)
    if whole and _secret(whole["name"]):
        return word[: whole.start("value")] + HIDDEN
    # Not only a name and a value: a command in a word, JSON, a query.
    at = 0
    while found := _INSIDE.search(word, at):
        between = word[found.end("name") : found.start("value")]
        if _takes(found["name"]) if between.isspace() else _secret(found["name"]):
            word = word[: found.start("value")] + HIDDEN + word[found.end("value") :]
        at = found.end("name")
    return _SCHEME.sub(rf"\g<scheme> {HIDDEN}", _USER.sub(HIDDEN, word))


def _takes(option: str) -> bool:
    """Whether the next word is a secret."""
    return option.startswith("-") and not option.startswith("--no-") and "=" not in option and _secret(option)


def _secret(name: str) -> bool:
    if re.match(r"-\w+\.?\w*", name) and not name.startswith("--") and _secret(name[2:]):
        return True  # -Dtoken
    parts = [part.lower() for part in _PARTS.findall(name)]
    return bool(parts) and parts[-1] not in _ABOUT and any(_SECRET.fullmatch(part) for part in parts)

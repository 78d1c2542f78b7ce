"""Commands as a report keeps them: without the keys that stand in them."""

from __future__ import annotations

import re
import shlex

HIDDEN = "‹hidden›"
# What a part of a name is, and what it ends with, when its value is a secret.
_IS = frozenset(
    [
        "key",
        "keys",
        "auth",
        "authorization",
        "authentication",
        "bearer",
        "header",
        "headers",
        "cookie",
        "cookies",
        "jwt",
        "pat",
        "pass",
        "pw",
        "pwd",
        "cred",
        "sas",
        "sig",
        "hmac",
        "signature",
        "session",
        "pin",
    ]
)
_ENDS = re.compile(
    r"(?:apikey|secretkey|privatekey|accesskey|accountkey|masterkey|token|secret|password|passwd|passphrase|passcode"
    r"|pass|pwd|cred|credential)s?$"
)
# What is named by these is about a secret, and none itself: --key-file, TOKEN_URL.
_ABOUT = frozenset(
    [
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
        "timeout",
        "size",
        "count",
        "case",
        "style",
        "store",
    ]
)
_KINDS = frozenset(["none", "basic", "bearer", "digest", "true", "false", "on", "off"])
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_NAME = r"(?P<name>-{0,2}\b[\w.-]*\w)"
_WHOLE = re.compile(rf"{_NAME}(?:=|:\s*(?!//))(?P<value>.+)", re.DOTALL)
_INSIDE = re.compile(rf"{_NAME}(?:=|:(?!//))(?P<value>[^&;,]+)")  # in a query, a pair in a pair
# In a command in a word, or in JSON, any quoting may follow.
_NESTED = re.compile(rf"""{_NAME}(?P<between>["'\]]*\s*[=:](?!//)\s*|\s+)""")
_USER = re.compile(r"(?<=://)\S+(?=@)")
_SCHEME = re.compile(r"(?i)\b(?:bearer|digest|basic(?=\s+[\w+/]{8}))\s+(?=\S)")
# After these comes a header, or a user's name and password.
_PAIRS = ("-H", "-u", "-U", "--user", "--proxy-user", "--basic", "--login")


def redacted(command: str) -> str:
    """The command with the values of `--api-key`, `--header`, `MY_TOKEN=`, `http://user:password@` and the like hidden.

    Read by words, as it is run, so that no way of quoting matters; in doubt a value is hidden.
    """
    return _read(command)[0]


def concealed(text: str, command: str) -> str:
    """The output of a process, without the values that are hidden in the command that started it."""
    for value in sorted(_read(command)[1], key=len, reverse=True):
        text = text.replace(value, HIDDEN)
    return text


def _read(command: str) -> tuple[str, list[str]]:
    """The command without secrets, and the secrets."""
    try:
        words = shlex.split(command)
    except ValueError:  # nothing would run it
        return HIDDEN, [command]
    kept: list[str] = []
    values: list[str] = []
    before = ""
    for word in words:
        follows = (before in _PAIRS and _pair(word)) or (
            _takes(before) and not word.startswith("--") and not _plain(before, word)
        )
        kept.append(HIDDEN if follows else _word(word))
        if kept[-1] != word:
            start = kept[-1].index(HIDDEN)
            values += [part for part in re.split(r"""["'&\s]+""", word[start:]) if len(part) > 3]
        before = "" if follows else word
    if kept == words:
        return command, []
    return " ".join(
        word if HIDDEN in word and " " not in word else shlex.quote(word) for word in kept
    ), values


def _word(word: str) -> str:
    whole = _WHOLE.fullmatch(word)
    if whole and _secret(whole["name"]) and not _plain(whole["name"], whole["value"]):
        return word[: whole.start("value")] + HIDDEN
    joined = next((one for one in _PAIRS if word.startswith(one) and _pair(word[len(one) :].lstrip("="))), "")
    if joined:
        return word[: len(joined)] + word[len(joined) :][: word[len(joined) :].startswith("=")] + HIDDEN
    if re.search(r"""[\s"'{\[\\]""", word):
        return _nested(word)
    word = _USER.sub(HIDDEN, word)
    at = 0
    while found := _INSIDE.search(word, at):
        if _secret(found["name"]):
            word = word[: found.start("value")] + HIDDEN + word[found.end("value") :]
        at = found.end("name")
    return word


def _nested(word: str) -> str:
    """A command in a word, JSON, a text: from its first secret on all is hidden."""
    starts = [found.start() for found in _USER.finditer(word)] + [
        found.end() for found in _SCHEME.finditer(word)
    ]
    at = 0
    while found := _NESTED.search(word, at):
        option = found["between"].isspace()
        if (_takes(found["name"]) or found["name"] in _PAIRS) if option else _secret(found["name"]):
            starts.append(found.end())
            break
        at = found.end("name")
    return word[: min(starts)] + HIDDEN if starts else word


def _pair(word: str) -> bool:
    """A header, or a user and a password; not the numbers of a user and a group."""
    return ":" in word and not re.fullmatch(r"\d+:\d+", word)


def _plain(name: str, value: str) -> bool:
    """A number of tokens, a kind of authorization."""
    return value.lower() in _KINDS or (value.isdecimal() and name.lower().endswith("s"))


def _takes(option: str) -> bool:
    """Whether the next word is a secret."""
    return option.startswith("-") and not option.startswith("--no-") and "=" not in option and _secret(option)


def _secret(name: str) -> bool:
    if re.match(r"-\w+\.?\w*", name) and not name.startswith("--") and _secret(name[2:]):
        return True  # -Dtoken
    parts = [part.lower() for part in _PARTS.findall(name)]
    if not parts or parts[-1] in _ABOUT:
        return False
    return any(part in _IS or _ENDS.search(part) for part in parts)

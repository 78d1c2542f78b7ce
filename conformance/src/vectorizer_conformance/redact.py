"""Commands as a report keeps them: without the keys that stand in them."""

from __future__ import annotations

import re

HIDDEN = "‹hidden›"
_SECRET = r"[\w-]*(?:key|token|secret|password|header)"
_VALUE = r"""(?:'[^']*'|"[^"]*"|[^\s'"]+)"""
_WORDS = re.compile(rf"(?i)(?<![\w-])(--?{_SECRET}(?:=|\s+)|{_SECRET}=)(?!-){_VALUE}")


def redacted(command: str) -> str:
    """The command with the values of `--api-key`, `--header`, `MY_TOKEN=` and the like hidden."""
    return _WORDS.sub(lambda found: found[1] + HIDDEN, command)

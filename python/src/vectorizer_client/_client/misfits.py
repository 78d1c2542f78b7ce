"""Calls whose arguments do not fit: the error names what was called as users know it, and the nearest argument."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, NoReturn, TypeVar

_MEANT: dict[str, str] = {
    **dict.fromkeys(("k", "top_k", "n_results"), "limit"),
    **dict.fromkeys(("url", "uri", "host", "endpoint", "address"), "base_url"),
}
"""What other libraries call an argument: no spelling is near it."""

C = TypeVar("C", bound=type)


def names_misfits(shown: str) -> Callable[[C], C]:
    """Let the public methods of a class, and its constructor, say of a wrong argument which one was meant."""

    def naming(cls: C) -> C:
        for name in dir(cls):
            method = inspect.getattr_static(cls, name)
            if inspect.isfunction(method) and (name == "__init__" or not name.startswith("_")):
                setattr(cls, name, _naming(method, shown if name == "__init__" else f"{shown}.{name}"))
        return cls

    return naming


def _naming(method: Callable[..., Any], shown: str) -> Callable[..., Any]:
    if inspect.iscoroutinefunction(method):

        @functools.wraps(method)
        async def call_async(*given: Any, **named: Any) -> Any:
            try:
                made = method(*given, **named)
            except TypeError as error:
                _raise(error, method, shown)
            return await made

        return call_async

    @functools.wraps(method)
    def call(*given: Any, **named: Any) -> Any:
        try:
            return method(*given, **named)
        except TypeError as error:
            _raise(error, method, shown)

    return call


def _raise(error: TypeError, method: Callable[..., Any], shown: str) -> NoReturn:
    if error.__traceback__ is None or error.__traceback__.tb_next is not None:
        # It was called; what is wrong is wrong inside.
        raise error
    text = re.sub(r"^[\w.<>]+\(\)", f"{shown}()", str(error)).partition(". Did you mean")[0]
    unknown = re.search(r"unexpected keyword argument '(.*)'$", text)
    if unknown:
        names = [name for name in inspect.signature(method).parameters if name != "self"]
        meant = _MEANT.get(unknown[1])
        near = [meant] if meant in names else get_close_matches(unknown[1], names, n=1)
        text += f"; did you mean {near[0]!r}?" if near else f"; it takes {', '.join(names)}"
    raise TypeError(text) from None

"""How the command lines of two releases differ, as `command_flags.py` tells them."""

from __future__ import annotations

import json
from typing import Any

from release.change import Change

AREA = "command line"
# Type → those that take all its values, too; of any other type that is text alone. A type of our own, such as `port`,
# may have changed by no more than its name: that can't be told.
_WIDER = {"int": ("float", "str"), "integer": ("float", "text")}


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """The differences between two tables of commands."""
    found = [Change(AREA, f"{path}: the command is gone", True) for path in old if path not in new]
    for path, flags in new.items():
        if path in old:
            found += _flags(old[path], flags, path)
        else:
            found.append(Change(AREA, f"{path}: the command is new", False))
    return found


def _flags(old: dict[str, Any], new: dict[str, Any], path: str) -> list[Change]:
    found = [Change(AREA, f"{path}: {name} is gone", True) for name in old if name not in new]
    for name, flag in new.items():
        if name not in old:
            must = flag["required"] or (flag["one_of"] and old.keys().isdisjoint(flag["one_of"]))
            found.append(Change(AREA, f"{path}: {name} is new{' and required' if must else ''}", bool(must)))
            continue
        was = old[name]
        if flag["required"] and not was["required"]:
            found.append(Change(AREA, f"{path}: {name} is required now", True))
        if was["values"] != flag["values"]:
            text = f"{path}: {name} takes {flag['values']} values, not {was['values']}"
            found.append(Change(AREA, text, True))
        if was["repeats"] and not flag["repeats"]:
            found.append(Change(AREA, f"{path}: {name} can't be repeated now", True))
        found += _choices(was["choices"], flag["choices"], f"{path}: {name}")
        found += _meaning(was, flag, f"{path}: {name}")
        found += [
            Change(AREA, f"{path}: {name} can't be given with {other} now", True)
            for other in flag["excludes"]
            if other in old and other not in was["excludes"]
        ]
        if (group := flag["one_of"]) and (was["one_of"] is None or not set(group) >= set(was["one_of"])):
            found.append(Change(AREA, f"{path}: one of {', '.join(group)} is required now", True))
    return list(dict.fromkeys(found))


def _meaning(old: dict[str, Any], new: dict[str, Any], where: str) -> list[Change]:
    found = []
    if old["place"] and new["place"] and old["place"] != new["place"]:
        found.append(Change(AREA, f"{where} is argument {new['place']} now, not {old['place']}", True))
    if old["type"] != new["type"]:
        wider = new["type"] in _WIDER.get(old["type"], ("str", "text"))
        found.append(Change(AREA, f"{where} takes {new['type']}, not {old['type']}", not wider))
    for what, text in (("default", "by default"), ("sets", "where it is given")):
        if old[what] != new[what]:
            shown = [json.dumps(one[what], ensure_ascii=False) for one in (new, old)]
            found.append(Change(AREA, f"{where} is {shown[0]} {text}, not {shown[1]}", True))
    return found


def _choices(old: list[str] | None, new: list[str] | None, where: str) -> list[Change]:
    if new is None:
        return []
    if old is None:
        return [Change(AREA, f"{where} must be one of {', '.join(new)}", True)]
    gone = [Change(AREA, f"{where} no longer takes {one}", True) for one in old if one not in new]
    return gone + [Change(AREA, f"{where} takes {one}", False) for one in new if one not in old]

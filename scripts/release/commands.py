"""How the command lines of two releases differ, as `command_flags.py` tells them."""

from __future__ import annotations

from typing import Any

from release.change import Change

AREA = "command line"


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
            must = flag["required"]
            found.append(Change(AREA, f"{path}: {name} is new{' and required' if must else ''}", must))
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
    return found


def _choices(old: list[str] | None, new: list[str] | None, where: str) -> list[Change]:
    if new is None:
        return []
    if old is None:
        return [Change(AREA, f"{where} must be one of {', '.join(new)}", True)]
    gone = [Change(AREA, f"{where} no longer takes {one}", True) for one in old if one not in new]
    return gone + [Change(AREA, f"{where} takes {one}", False) for one in new if one not in old]

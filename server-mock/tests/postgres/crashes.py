"""Kills servers and their databases under writers, and looks whether what was acknowledged is there.

`./run kills -- --times 300` prints what it did, and fails with what was lost. Of three times one kills a database, one a
server, and one both. With `--nodes 3`, two servers use three databases, between which collections are moved all the time,
and each time the program that moves them is killed, too.
"""

from __future__ import annotations

import argparse
import http.client
import json
import random
import sys
import tempfile
import time
from pathlib import Path

from .crash_world import World
from .crash_writers import DEAD, Lost, Writer

PROGRESS = 30
"""Writes that are acknowledged between two kills."""
MOVES = 3
"""Moves that come to their end between two."""
PATIENCE = 120
"""Seconds."""


def run(folder: Path, kills: int, writers: int = 8, seed: int = 1, nodes: int = 1) -> dict[str, int]:
    """Kill so many times; what was done, or Lost."""
    world = World(folder, nodes)
    team = [Writer(world, number) for number in range(writers)]
    try:
        return _run(world, team, kills, random.Random(seed))
    finally:
        world.stopped.set()
        for writer in team:
            writer.hang_up()
        world.stop()


def _run(world: World, team: list[Writer], kills: int, generator: random.Random) -> dict[str, int]:
    for name in world.names:
        body = json.dumps({"name": name, "dimension": 2, "metric": "euclidean"})
        make = http.client.HTTPConnection("127.0.0.1", world.ports[0])
        make.request("POST", "/collections", body, {"content-type": "application/json"})
        assert make.getresponse().status == 201
        make.close()
    for writer in team:
        writer.start()
    killed = {"servers": 0, "databases": 0}
    world.start_mover()
    for number in range(kills):
        if number and number % 25 == 0:
            done = sum(writer.acknowledged for writer in team)
            print(f"{number} times, {done} writes", file=sys.stderr, flush=True)
        _wait_for(world, team, PROGRESS)
        time.sleep(generator.uniform(0, 0.1))
        if world.lost:
            break
        world.kill_mover()
        if number % 3 != 0:
            world.kill_database(generator.randrange(len(world.folders)))
            killed["databases"] += 1
        if number % 3 != 1:
            world.kill_server(generator.randrange(len(world.servers)))
            killed["servers"] += 1
        world.revive_databases()
        world.start_mover()
    _wait_for(world, team, PROGRESS)
    moved = world.moved
    world.kill_mover()
    world.stopped.set()
    for writer in team:
        writer.join()
    if world.lost:
        raise Lost("; ".join(world.lost))
    if astray := world.settle():
        raise Lost(f"{', '.join(astray)}: not on one database alone")
    for writer in team:
        _check(writer)
    return {
        **killed,
        "moved": moved,
        "acknowledged": sum(writer.acknowledged for writer in team),
        "refused": sum(writer.refused for writer in team),
        "without an answer": sum(writer.unknown for writer in team),
    }


def _check(writer: Writer) -> None:
    writer.hang_up()
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return writer.check()
        except DEAD:
            assert time.monotonic() < until
            writer.hang_up()
            time.sleep(0.1)


def _wait_for(world: World, team: list[Writer], more: int) -> None:
    """Wait until so many more writes were acknowledged, and a few collections were moved."""
    wanted = sum(writer.acknowledged for writer in team) + more
    moves = world.moved + (MOVES if world.mover is not None else 0)
    until = time.monotonic() + PATIENCE
    while not world.stopped.is_set() and (
        sum(writer.acknowledged for writer in team) < wanted or world.moved < moves
    ):
        if time.monotonic() > until:
            raise Lost(f"nothing was acknowledged, or moved, for {PATIENCE} seconds")
        time.sleep(0.01)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nodes", type=int, default=1, help="databases, between which collections are moved")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vectorizer-") as folder:
        try:
            done = run(Path(folder), given.times, given.writers, given.seed, given.nodes)
        except Lost as lost:
            print(f"lost: {lost}")
            return 1
    moves = f"{done['moved']} moves between {given.nodes} databases, " if given.nodes > 1 else ""
    print(
        f"{given.times} times kill -9, of {done['servers']} servers and {done['databases']} databases, under {given.writers} "
        f"writers: {moves}{done['acknowledged']:,} writes acknowledged and there, batches whole, keys kept; "
        f"{done['refused']:,} answered 503, {done['without an answer']:,} not answered"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

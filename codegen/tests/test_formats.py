"""Times, days, UUIDs and integers of 64 bits: natural in each language, and on the wire as the document has it."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from vectorizer_codegen.__main__ import emit
from vectorizer_codegen.building import build
from vectorizer_codegen.emitters import EMITTERS

from .conftest import document
from .echo import Seen, called, run, survey

CLIENTS = {emitter.name: emitter for emitter in EMITTERS if emitter.is_client}
BIG, LARGEST = 2**62 + 1, 2**64 - 1
ID = "0b9d1f3e-6f0a-4a5e-9d55-0d7f4c6a1b2c"
ENTRY = """{
    "author": 4611686018427387905, "written": "2024-02-29T23:30:00.123456789+05:30", "day": "2024-02-29",
    "id": "0b9d1f3e-6f0a-4a5e-9d55-0d7f4c6a1b2c", "erased": null, "readers": [1, -4611686018427387905],
    "views": {"4611686018427387905": 18446744073709551615}, "weight": 12345678901234567890,
    "stamp": "2024-02-29T23:30:00Z", "text": "4611686018427387905, \\"12345678901234567\\" [1234567890123456789]"
}"""
PYTHON = """
import json, sys
from datetime import date, datetime, timedelta, timezone
from uuid import UUID
from vectorizer_client import SyncVectorizerClient
from vectorizer_client._types.errors import ValidationError
paris = timezone(timedelta(hours=1))
time, half = datetime(2024, 3, 1, 0, 30, tzinfo=paris), datetime(2024, 3, 1, 0, 30, 0, 500000, tzinfo=paris)
ID, BIG = UUID("0b9d1f3e-6f0a-4a5e-9d55-0d7f4c6a1b2c"), 2**62 + 1
with SyncVectorizerClient(sys.argv[1]) as client:
    entry = client.get_entry(date(2024, 2, 29), ID, since=time, at=[time, half], written={"gte": half, "author": BIG},
        where={"author": BIG, "written": time}, x_since=time, x_author=BIG, last_day=date(2024, 2, 29))
    ticket = client.get_entry("2024-02-29", str(ID), since="later")
    client.add_entry([time, half], author=BIG, written=time, views={"a": 2**64 - 1}, day=date(2024, 2, 29), id=ID)
    found = client.search(until=time, author=2**64 - 1)
    client.send_file(taken=time, at=[time, half], author=BIG, entry={"author": BIG, "written": time})
    client.add_days(days=[time.date()], constructor="c")
    refused = []
    for wrong in (lambda: client.get_entry(date(2024, 2, 29), ID, since=datetime(2024, 3, 1)),
            lambda: client.add_entry([time], author=2**64, written=time), lambda: client.get_entry(time, ID),
            lambda: client.get_entry(time.date(), ID, last_day=time), lambda: client.add_entry([time], author=1, written=time, day=time),
            lambda: client.add_days(days=[time.date(), time]), lambda: client.add_days(days=[], except_=[time])):
        try:
            wrong()
        except ValidationError as error:
            refused.append(str(error))
written: datetime = entry.written
id: UUID | None = entry.id
assert (entry.day, id, entry.erased, entry["day"]) == (date(2024, 2, 29), ID, None, date(2024, 2, 29))
assert written == datetime(2024, 2, 29, 18, 0, 0, 123456, timezone.utc) and entry.stamp.datetime.year == 2024
print(json.dumps([entry.author, entry.readers, list(entry.views.items()), ticket, found[0].text, entry.to_dict()["written"],
    entry.weight, refused]))
"""
TYPESCRIPT = """
import { VectorizerClient } from "./generated/client.js";
const client = new VectorizerClient(process.argv[2]!);
const time = new Date("2024-02-29T23:30:00Z"), half = new Date("2024-02-29T23:30:00.500Z");
const ID = "0b9d1f3e-6f0a-4a5e-9d55-0d7f4c6a1b2c", BIG = 2n ** 62n + 1n;
const entry = await client.getEntry("2024-02-29", ID, {
  since: time, at: [time, half], written: { gte: half, author: BIG }, where: { author: BIG, written: time },
  xSince: time, xAuthor: BIG, lastDay: "2024-02-29",
});
const ticket = await client.getEntry("2024-02-29", ID, { since: "later" });
const views = { a: 2n ** 64n - 1n };
await client.addEntry([time, half], { author: BIG, written: time, views, day: "2024-02-29", id: ID });
const [found] = await client.search({ until: time, author: 2n ** 64n - 1n });
await client.sendFile({ taken: time, at: [time, half], author: BIG, entry: { author: BIG, written: time } });
await client.addDays({ days: ["2024-03-01"], constructor: "c" });
if (typeof entry !== "object" || typeof ticket === "object" || !found) throw new Error("not as it is typed");
const author: number | bigint = entry.author, written: string = entry.written;
const refused: unknown[] = [];
await client.getEntry("2024-02-29", ID, { since: new Date(NaN) }).catch((error) => refused.push(`${error}`));
await client.addEntry([time], { author: 2 ** 60, written: time }).catch((error) => refused.push(`${error}`));
const seen = [author, entry.readers, Object.entries(entry.views ?? {}), ticket, found.text, written, entry.weight, refused];
console.log(JSON.stringify(seen, (_, value) => (typeof value === "bigint" ? `${value}n` : value)));
"""


def answer(seen: Seen) -> tuple[int, str, bytes]:
    if seen.line.startswith(("POST /entries", "POST /files", "POST /days")):
        return 204, "", b""
    if "since=later" in seen.line:
        return 202, "application/json", str(BIG).encode()
    text = f"[{ENTRY}]" if seen.line.startswith("POST") else ENTRY
    return 200, "application/json", text.encode()


@pytest.mark.parametrize("client", CLIENTS)
def test_each_is_given_and_read_as_what_it_is(client: str, tmp_path: Path) -> None:
    found = document("diary")
    files = emit(CLIENTS[client], build(found), found.data)
    programs = {"python": PYTHON, "typescript": TYPESCRIPT}
    said, seen = called(client, files, programs, answer, tmp_path)
    time, half = "2024-02-29T23%3A30%3A00Z", "2024-02-29T23%3A30%3A00.500000Z"
    where = "%7B%22author%22%3A4611686018427387905%2C%22written%22%3A%222024-02-29T23%3A30%3A00.000000Z%22%7D"
    assert [one.line for one in seen] == [
        f"GET /days/2024-02-29/entries/{ID}?since={time}&at={time},{half}&written[gte]={half}"
        f"&written[author]={BIG}&where={where}",
        f"GET /days/2024-02-29/entries/{ID}?since=later",
        f"POST /entries/.{time}.{half}",
        "POST /search",
        "POST /files",
        "POST /days?constructor=c",
    ]
    assert seen[0].headers["x-since"] == "2024-02-29T23:30:00Z"
    assert seen[0].headers["x-author"] == str(BIG)
    assert seen[0].headers["cookie"] == "lastDay=2024-02-29"
    assert json.loads(seen[2].body) == {
        "author": BIG,
        "written": "2024-02-29T23:30:00.000000Z",
        "views": {"a": LARGEST},
        "day": "2024-02-29",
        "id": ID,
    }
    assert seen[3].body.decode() == f"until={time}&author={LARGEST}"
    parts = [
        part.partition(b"\r\n\r\n")[2].rstrip(b"\r\n") for part in re.split(b"--[0-9a-f-]{20,}", seen[4].body)
    ]
    assert [one.decode() for one in parts if one] == [
        "2024-02-29T23:30:00Z",
        "2024-02-29T23:30:00Z",
        "2024-02-29T23:30:00.500000Z",
        str(BIG),
        f'{{"author":{BIG},"written":"2024-02-29T23:30:00.000000Z"}}',
    ]
    assert json.loads(seen[5].body) == {"days": ["2024-03-01"]}
    text = '4611686018427387905, "12345678901234567" [1234567890123456789]'
    *values, weight, refused = said
    assert float(weight) == 12345678901234567890.0
    if client == "python":
        cut = "2024-02-29T18:00:00.123456Z"
        longs: list[object] = [BIG, -BIG, LARGEST]
    else:
        cut = "2024-02-29T23:30:00.123456789+05:30"
        longs = [f"{BIG}n", f"-{BIG}n", f"{LARGEST}n"]
    big, small, largest = longs
    assert values == [big, [1, small], [[str(BIG), largest]], big, text, cut]
    if client == "python":
        places = ["path/day", "cookie/lastDay", "day", "days/1", "query/except/0"]
        assert [
            place for place, one in zip(places, refused[2:], strict=True) if place.split("/")[-1] not in one
        ] == []
        assert all("must be a date, got a datetime" in one for one in refused[2:])
    assert "since must be a " in refused[0]
    assert "2^" in refused[1]


OTHERS = """
import json, sys
from datetime import datetime, timezone
from vectorizer_client._generated.models import Entry
told = []
for value in json.loads(sys.argv[1]):
    entry = Entry.model_validate({"author": 1, "written": "2024-02-29T23:30:00Z", "other": value, "name": sys.argv[2]})
    told.append([entry.to_dict()["other"], entry.model_dump()["other"], json.loads(entry.model_dump_json())["other"]])
    absent = entry.model_dump()
told.append([sorted(absent), absent["written"], absent["name"], entry.name])
print(json.dumps(told))
"""


def test_what_is_no_time_in_python_is_dumped_as_it_is(tmp_path: Path) -> None:
    found = document("diary")
    package = survey().overlay(emit(CLIENTS["python"], build(found), found.data), "python", tmp_path)
    others = [5, {"q": 1}, True, BIG, {"written": None}, "2024-02-29T23:30:00Z"]
    for name in (f"urn:uuid:{ID}", f"{{{ID}}}", ID.upper(), "2024"):
        command = [sys.executable, "-W", "error", "-c", OTHERS, json.dumps(others), name]
        *told, absent = run(command, package.parent)
        assert told == [[value] * 3 for value in others]
        assert absent == [["author", "name", "other", "written"], "2024-02-29T23:30:00Z", name, name]

"""Backups: what was there comes back, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import Api, vector_path
from vectorizer_mock.cli import main


def test_a_backup_brings_back_what_was_there(api: Api, database: str, tmp_path: Path) -> None:
    url = "postgresql://vectorizer@/postgres?" + database.split()[0]
    file = str(tmp_path / "backup")
    api.insert("a", vector=[0.1, 0.7], metadata={"n": [1, None, "\0"]})
    api.insert("b")
    api("DELETE", vector_path("b"))
    body = b'{"id": "k", "vector": [1, 0]}'
    api("POST", "/collections/c/insert", body, idempotency_key="k")
    before = api.everything()
    cursor = api("GET", "/collections/c/vectors?limit=1").json["next_cursor"]
    assert main(["backup", "--store", url, file]) == 0
    api("PATCH", vector_path("a"), {"text": "later"})
    api.collection("d")
    assert main(["restore", "--store", url, file]) == 0
    assert api.everything() == before
    assert [one["name"] for one in api("GET", "/collections").json["collections"]] == ["c"]
    assert api("POST", "/collections/c/insert", body, idempotency_key="k").headers["idempotency-replayed"]
    assert api("GET", f"/collections/c/vectors?cursor={cursor}").status == 200
    assert api.insert("b").json["version"] == 2


def test_what_is_no_backup_changes_nothing(
    api: Api, database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = "postgresql://vectorizer@/postgres?" + database.split()[0]
    api.insert("a")
    (tmp_path / "no backup").write_text("no backup")
    for name, said in (("no backup", "pg_restore failed: "), ("none", "there is no such file")):
        assert main(["restore", "--store", url, str(tmp_path / name)]) == 1
        assert said in capsys.readouterr().err
    assert main(["backup", "--store", url, str(tmp_path / "none" / "file")]) == 1
    assert "vectorizer-mock: backup: " in capsys.readouterr().err
    assert [one["id"] for one in api.everything()] == ["a"]

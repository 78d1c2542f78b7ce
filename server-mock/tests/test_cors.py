"""Pages of other origins."""

from __future__ import annotations

import pytest
from support import Api
from vectorizer_mock.build import build_application
from vectorizer_mock.cli import main
from vectorizer_mock.log import Log
from vectorizer_mock.settings import Settings

PAGE = "http://localhost:5173"


def serving(*origins: str, mock: bool = False) -> Api:
    return Api(application=build_application(Settings(cors=origins, mock=mock), log=Log("off")))


@pytest.mark.parametrize("origins", [("*",), ("http://other.test", PAGE)])
def test_a_preflight_of_an_allowed_origin_is_granted(origins: tuple[str, ...]) -> None:
    api = serving(*origins)
    asked = {
        "access_control_request_method": "PATCH",
        "access_control_request_headers": "content-type,if-match",
    }
    reply = api("OPTIONS", "/collections/c/vectors/v", origin=PAGE, **asked)
    api.close()
    assert reply.status == 204
    assert reply.headers["access-control-allow-origin"] == PAGE
    assert "PATCH" in reply.headers["access-control-allow-methods"]
    assert reply.headers["access-control-allow-headers"] == "content-type,if-match"
    assert reply.headers["vary"] == "origin"


@pytest.mark.parametrize(("path", "status"), [("/info", 200), ("/collections/none", 404)])
def test_answers_can_be_read_with_their_headers(path: str, status: int) -> None:
    api = serving(PAGE)
    reply = api("GET", path, origin=PAGE)
    api.close()
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (status, PAGE)
    exposed = reply.headers["access-control-expose-headers"].lower().split(", ")
    assert {"etag", "x-request-id", "retry-after", "location"} <= set(exposed)


def test_other_origins_and_other_clients_get_nothing_of_it() -> None:
    api = serving(PAGE)
    for headers in ({"origin": "http://evil.test"}, {"origin": "null"}, {}):
        reply = api("GET", "/info", **headers)
        assert not [name for name in reply.headers if name.startswith("access-control")]
    refused = api("OPTIONS", "/info", origin="http://evil.test", access_control_request_method="GET")
    api.close()
    assert refused.code == "origin-not-allowed"


def test_options_without_a_preflight_is_a_method_like_others() -> None:
    api = serving(PAGE)
    reply = api("OPTIONS", "/info", origin=PAGE)
    api.close()
    assert reply.code == "method-not-allowed"
    assert reply.headers["access-control-allow-origin"] == PAGE


def test_the_double_can_be_called_from_pages_too() -> None:
    api = serving("*", mock=True)
    reply = api("POST", "/__mock/reset", origin=PAGE)
    api.close()
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (204, PAGE)


@pytest.mark.parametrize("origin", ["localhost", "http://localhost/", "ftp://x", "", "http://a b"])
def test_what_is_no_origin_is_refused(origin: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", "--cors", origin])
    assert "must be an origin like" in capsys.readouterr().err

"""The environment's settings of the way to a server: taken, excepted, or refused by the variable's name."""

from __future__ import annotations

import ssl
import subprocess
import sys
from pathlib import Path

import pytest
import vectorizer_client as v
from scripted import Server, reply
from sides import VECTOR
from vectorizer_client._http.environment import proxy_for

FAR = "https://vectors.example"
MAKE = (v.SyncVectorizerClient, v.VectorizerClient)
SECRET = "canary"


pytestmark = pytest.mark.usefixtures("plain_environment")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ALL_PROXY", f"socks5://user:{SECRET}@127.0.0.1:1080"),
        ("all_proxy", "socks5h://127.0.0.1:1080"),
        ("HTTPS_PROXY", f"ftp://{SECRET}"),
        ("https_proxy", "http://"),
        ("HTTPS_PROXY", "http://a:99999999"),
        ("HTTPS_PROXY", f"http://user:{SECRET}@a:port"),
        ("HTTPS_PROXY", "http://[::1"),
        ("HTTPS_PROXY", "http://a\x01b"),
        ("SSL_CERT_FILE", "/nonexistent.pem"),
        ("SSL_CERT_FILE", "/"),
        ("SSL_CERT_FILE", __file__),
        ("SSL_CERT_DIR", "/nonexistent"),
        ("SSLKEYLOGFILE", "/nonexistent/keys"),
    ],
)
def test_what_is_wrong_is_named_when_the_client_is_made(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    # Whether SOCKS can be had depends on what is installed beside.
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv(variable, value)
    for make in MAKE:
        with pytest.raises(v.ConfigurationError, match=f"^{variable} ") as caught:
            make(FAR)
        assert SECRET not in str(caught.value)
        make("http://127.0.0.1:1")


def test_the_certificates_to_trust_are_those_that_the_variable_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    trustme = pytest.importorskip("trustme")
    authority = trustme.CA()
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with Server(context) as server:
        server.script = [reply(VECTOR)]
        url = server.url.replace("127.0.0.1", "localhost")
        with v.SyncVectorizerClient(url) as client, pytest.raises(v.ConnectionFailedError, match="trusted"):
            client.get_vector("c", "v")
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        with v.SyncVectorizerClient(url) as client:
            assert client.get_vector("c", "v").id == "v"


@pytest.mark.parametrize(
    ("origin", "no_proxy", "excepted"),
    [
        (FAR, "", False),
        (FAR, "*", True),
        (FAR, "localhost, vectors.example", True),
        (FAR, "VECTORS.EXAMPLE", True),
        (FAR, "example", True),
        (FAR, ".example", True),
        (FAR, "*.example", True),
        (FAR, "tors.example", False),
        (FAR, "vectors.example:443", True),
        (FAR, "vectors.example:80", False),
        (FAR, "localhost,127.0.0.0/8,::1/128", False),
        (FAR, "fd07:b51a:cc66:f0::/64", False),
        (FAR, "localhost,[::1]", False),
        (FAR, ".,*., ,\u00fc,1.2.3,a_b", False),
        (FAR, "http://a.example,fe80::1%eth0,10.1.2.3/8,[::1]:", False),
        ("http://10.1.2.3:8080", "10.0.0.0/8", True),
        ("http://10.1.2.3:8080", "10.1.2.3", True),
        ("http://10.1.2.3:8080", "10.1.2.3:8080", True),
        ("http://10.1.2.3:8080", "10.1.2.3:81", False),
        ("http://10.1.2.3:8080", "2.3", False),
        ("http://[fd07::1]:8080", "fd07::/16", True),
        ("http://[fd07::1]:8080", "[fd07::]/16", True),
        ("http://[fd07::1]:8080", "[fd07::1]", True),
        ("http://[fd07::1]:8080", "[fd07::1]:8080", True),
        ("http://[fd07::1]:8080", "[fd07::1]:81", False),
        ("http://[fd07::1]:8080", "fd07:0::1", True),
        ("http://[fd07::1]:8080", "10.0.0.0/8", False),
    ],
)
def test_no_proxy_excepts_names_addresses_and_networks(
    monkeypatch: pytest.MonkeyPatch, origin: str, no_proxy: str, excepted: bool
) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    assert (proxy_for(origin) is None) is excepted
    for make in MAKE:
        make(origin)


@pytest.mark.parametrize("variable", ["NO_PROXY", "no_proxy"])
@pytest.mark.parametrize(
    "wrong",
    [
        *("10.0.0.0/99", "::1/129", "[::1", "::1]", "[", "]", "[]", "[]:", ":::", "/", "//", ":1", "a:b:c", "a:b", "a:"),
        *("10.0.0.0/8:x", "[::1]:x", "[a]", "a/b", f"http://user:{SECRET}@h/"),
    ],
)  # fmt: skip
def test_what_no_proxy_cannot_mean_is_refused(
    monkeypatch: pytest.MonkeyPatch, variable: str, wrong: str
) -> None:
    monkeypatch.setenv(variable, f"a.example,{wrong},*")
    for make in MAKE:
        make(FAR)
    monkeypatch.setenv("ALL_PROXY", "http://proxy.example:3128")
    for make in MAKE:
        with pytest.raises(
            v.ConfigurationError, match=f"^{variable} must list names.*: entry 2 is"
        ) as caught:
            make(FAR)
        assert SECRET not in str(caught.value)
        make("http://127.0.0.1:1")


def test_a_wrong_folder_is_named_beside_a_right_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    trustme = pytest.importorskip("trustme")
    file = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    monkeypatch.setenv("SSL_CERT_DIR", "/nonexistent")
    for make in MAKE:
        with pytest.raises(v.ConfigurationError, match=r"^SSL_CERT_DIR "):
            make(FAR)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    for make in MAKE:
        make(FAR)


FIRST = """
from vectorizer_client import ConfigurationError, VectorizerClient
try:
    VectorizerClient("http://localhost:1", transport="aiohttp")
except ConfigurationError as error:
    print(error)
"""


def test_a_library_that_fails_as_it_is_imported_is_no_bare_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("aiohttp")
    monkeypatch.setenv("SSLKEYLOGFILE", "/nonexistent/keys")
    done = subprocess.run([sys.executable, "-c", FIRST], capture_output=True, text=True, check=False)
    assert (done.stdout.partition(" ")[0], done.stderr) == ("SSLKEYLOGFILE", "")


def test_the_scheme_chooses_the_proxy_and_this_machine_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "a.example:1")
    monkeypatch.setenv("ALL_PROXY", "http://b.example:2")
    found = {
        origin: proxy_for(origin)
        for origin in ("http://v.example", FAR, "http://127.0.0.1", "http://[::1]:1")
    }
    assert [proxy and proxy.address for proxy in found.values()] == [
        "http://a.example:1",
        "http://b.example:2",
        None,
        None,
    ]


def test_requests_go_through_the_proxy(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    server.script = [reply(VECTOR)]
    monkeypatch.setenv("HTTP_PROXY", server.url)
    with v.SyncVectorizerClient("http://vectors.example") as client:
        assert client.get_vector("c", "v").id == "v"
    assert server.seen[0].target == "http://vectors.example/collections/c/vectors/v"

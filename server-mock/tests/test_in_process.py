"""The server as a client finds it for use inside of its own process."""

from __future__ import annotations

from importlib.metadata import entry_points

from support import Api


def test_clients_find_it_by_an_entry_point_and_get_a_fresh_server_each_time() -> None:
    (point,) = entry_points(group="vectorizer_client.local")
    make = point.load()
    first, second = Api(application=make()), Api(application=make())
    first.collection("c")
    assert first("GET", "/collections/c").status == 200
    assert second("GET", "/collections/c").status == 404
    first.close()
    second.close()

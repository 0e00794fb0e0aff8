"""The ground of the suite holds: a test cannot leave the machine, nor leave a state to the next."""

import socket

import pytest


def test_name_of_another_machine_is_not_looked_up():
    with pytest.raises(AssertionError, match=r"Name look-up during a test: pole\.exemple\.fr"):
        socket.create_connection(("pole.exemple.fr", 443))


def test_address_of_another_machine_is_not_reached():
    with socket.socket() as client, pytest.raises(AssertionError, match="Network access during a test"):
        client.connect(("192.0.2.1", 443))


def test_this_machine_is_reached():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as client,
    ):
        assert client.getpeername() == server.getsockname()


def test_what_touches_no_database_is_run_once(request):
    assert request.node.get_closest_marker("sans_base")


def test_what_may_touch_the_database_is_run_on_both(request, db):
    assert not request.node.get_closest_marker("sans_base")

"""Whose word about a client's address is believed."""

from ipaddress import ip_network

import pytest
from django.test import Client
from pytest_django import Settings

from socl.core.addresses import client_address

OURS = [ip_network("10.0.0.0/8"), ip_network("fd00::/8")]


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "192.0.2.66, 198.51.100.7", "198.51.100.7"),  # the left one is the client's invention
        ("10.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),  # two proxies of ours
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),  # no proxy of ours
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.7:4711", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("", "198.51.100.7", ""),
    ],
)
def test_only_what_our_own_proxies_say_is_believed(peer: str, forwarded: str, found: str) -> None:
    assert client_address(peer, forwarded, OURS) == found


def test_a_page_sees_the_client_behind_a_proxy_only_where_proxies_are_named(settings: Settings) -> None:
    for proxies, found in (([], "10.0.0.1"), (OURS, "198.51.100.7")):
        settings.TRUSTED_PROXIES = proxies
        answer = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.7").get("/hilfe/tastatur/")
        assert answer.wsgi_request.META["REMOTE_ADDR"] == found

"""Every line of tests/urls.py leads to its address; tests/test_register.py says whether one is missing."""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.urls import ADDRESSES, Sampled, reach


@pytest.mark.parametrize("route", ADDRESSES)
def test_a_line_leads_to_its_address(route: str) -> None:
    assert resolve(urlsplit(reach(ADDRESSES[route], Sampled())).path).route == route

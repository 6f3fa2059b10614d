"""Every address of the URL table is known to the tests, and leads where its line says."""

from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.urls import resolve

from tests.urls import ADDRESSES, FILES, FRAGMENTS, MACHINES, PAGES, REST, VERBS, Sampled, reach, routes


def test_every_address_of_the_url_table_has_one_line_and_no_line_is_left_over() -> None:
    lines = Counter(route for table in (PAGES, FRAGMENTS, VERBS, REST, FILES, MACHINES) for route in table)
    assert lines == Counter(routes())


@pytest.mark.parametrize("route", ADDRESSES)
def test_a_line_leads_to_its_address(route: str) -> None:
    assert resolve(urlsplit(reach(ADDRESSES[route], Sampled())).path).route == route

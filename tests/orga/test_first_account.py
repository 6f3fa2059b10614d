"""The first account of a house in which nobody is yet."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.factories.kalender import AT
from tests.factories.orga import nord

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock_stands")]


def made(unit: str, username: str = "betrieb") -> str:
    out = StringIO()
    call_command("first_account", username, "Ada Erste", unit=unit, stdout=out)
    return out.getvalue()


def test_the_first_account_takes_in_everybody_else_and_is_made_once() -> None:
    rd = nord().rd
    said = made(rd.key)
    first = Person.objects.get(username="betrieb")
    assert gates.roles(first, AT.date()) == [Role.BETRIEB]
    assert first.must_change_password and first.check_password(said.split()[1])
    with pytest.raises(CommandError, match="already"):
        made(rd.key, "nochmal")
    assert not Person.objects.filter(username="nochmal").exists()


@pytest.mark.parametrize(("unit", "why"), [("nirgends", "no unit"), ("sc-nord", r"\w")])
def test_at_a_unit_that_has_no_betrieb_there_is_no_first_account(unit: str, why: str) -> None:
    nord()
    with pytest.raises(CommandError, match=why):
        made(unit)
    assert not Person.objects.filter(username="betrieb").exists()

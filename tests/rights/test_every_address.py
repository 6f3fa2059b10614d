"""Every address as (role x own unit x foreign unit), from the URL table itself; how to add one: tests/rights/table.py."""

from contextlib import nullcontext

import pytest
from django.db import transaction

from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.worlds import World, counts
from tests.rights.table import ROWS
from tests.rights.visitors import REFUSED, House, Visitor, quick, routes, worker

pytestmark = pytest.mark.django_db
TELL = "tests/rights/table.py says how to add a line"


def test_every_address_has_a_rule_and_every_rule_an_address() -> None:
    there, ruled = set(routes()), {row.route for row in ROWS}
    assert there - ruled == set(), f"addresses without a rule: {TELL}"
    assert ruled - there == set(), "rules without an address"


def test_every_method_of_an_address_has_a_rule(house: House) -> None:
    """What an address allows it says itself, when asked for something that no address does."""
    nobody, wrong = Visitor(None), {}
    for route in routes():
        rows = [row for row in ROWS if row.route == route]
        with quick():
            answer = nobody.door.get_response(nobody.ask.generic("BREW", house.path(rows[0])))
        if answer.status_code == 405 and answer.has_header("Allow"):
            allowed = {m.strip() for m in answer["Allow"].split(",")} - {"HEAD", "OPTIONS", ""}
            ruled = {m for row in rows for m in row.methods}
            if allowed != ruled:
                wrong[route] = (allowed, ruled)
    assert wrong == {}, f"(allowed, in the table): {TELL}"


def surprises(house: House, visitor: Visitor, gets_in: dict[int, bool]) -> str:
    """What was answered otherwise than the table says. A visit is undone, but a refused one must have written nothing."""
    before, found = counts(), []
    with quick():
        for n, may in gets_in.items():
            path = house.path(ROWS[n])
            for method in ROWS[n].methods:
                # Whoever is let in is put out again with all that was written; a refused one writes nothing.
                with transaction.atomic() if may else nullcontext():
                    status = visitor.knock(method, path, ROWS[n])
                    is_in = status not in REFUSED
                    if may:
                        transaction.set_rollback(True)
                if is_in != may or status in (405, 500):
                    says = "in" if may else "out"
                    found.append(f"{method} /{ROWS[n].route}: {status}, the table says {says}")
    assert counts() == before, "a refused visit has written something"
    return "\n".join(found)


@pytest.mark.parametrize("role", Role)
def test_at_the_own_unit_a_role_gets_in_where_the_table_says_and_nowhere_else(
    world: World, house: House, role: Role
) -> None:
    may = {n: role in row.own for n, row in enumerate(ROWS) if not row.is_public}
    assert surprises(house, Visitor(worker(role, house.world.nord)), may) == ""


@pytest.mark.parametrize("role", Role)
def test_from_a_foreign_unit_it_gets_in_where_the_table_says_and_nowhere_else(
    world: World, house: House, role: Role
) -> None:
    """What is closed at home is not asked again from afar."""
    rows = [(n, row) for n, row in enumerate(ROWS) if not row.is_public]
    may = {n: role in row.foreign for n, row in rows if role in row.own | row.foreign}
    assert surprises(house, Visitor(worker(role, house.world.west)), may) == ""


def test_nobody_gets_in_without_a_login_but_where_it_is_public(world: World, house: House) -> None:
    may = {n: row.is_public for n, row in enumerate(ROWS)}
    assert surprises(house, Visitor(None), may) == ""


def test_what_belongs_to_a_desk_opens_for_its_person_alone(world: World, house: House) -> None:
    owner = Person.objects.get(username="tsb1")
    may = {n: True for n, row in enumerate(ROWS) if row.is_mine}
    assert surprises(house, Visitor(owner), may) == ""

"""First contact: what is counted, what is kept back, and who reads it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.escalation.actions.first_contact import count_what_is_due
from routing.escalation.models import Anliegen, FigureCell
from routing.escalation.queries.first_contact import fcr_by_region, report, weeks_due
from routing.escalation.rules.catalogue import CATALOGUE
from routing.escalation.rules.cells import LEAST, Line, hidden, lines_of
from routing.escalation.rules.first_contact import (
    Cell,
    Contact,
    Count,
    Figure,
    count,
    is_same_person,
    is_solved_at_once,
    keyed,
)
from routing.escalation.rules.groups import GROUP_OF
from routing.escalation.rules.lifecycle import AnliegenState, OutcomeKind
from socl.journal.models import Entry
from socl.lib.spans import Span
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, ok, refusal
from tests.api.worlds import World
from tests.factories.escalation import AnliegenFactory, OutcomeFactory
from tests.factories.kalender import AT
from tests.factories.orga import tsb
from tests.factories.rufkreis import CallFactory

MONDAY = date(2026, 10, 26)  # three whole weeks before AT
THEN = datetime(2026, 10, 28, 9, 0, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def contact(**given: object) -> Contact:
    """A payment question of Mara, solved in the call."""
    usual = Contact(
        call=1,
        unit=10,
        region=1,
        os=20,
        group="zahlung",
        outcome=OutcomeKind.RESOLVED,
        opened_at=THEN,
        closed_at=THEN + 5 * MINUTE,
        call_ended_at=THEN + 6 * MINUTE,
        customer=keyed(b"k", "131A123456"),
        caller=keyed(b"k", "+493023125900"),
    )
    return replace(usual, **given)  # type: ignore[arg-type]


def test_every_anliegen_is_in_one_group() -> None:
    assert list(GROUP_OF) != []
    assert set(GROUP_OF) == set(CATALOGUE)


@pytest.mark.rule("ESK-4")
def test_solved_at_once_is_what_was_closed_in_the_call_or_noted_soon_after_of_all_that_was_concluded() -> (
    None
):
    ends = {kind: contact(outcome=kind) for kind in OutcomeKind}
    late = contact(closed_at=THEN + 17 * MINUTE)
    assert [kind for kind, c in ends.items() if is_solved_at_once(c)] == [OutcomeKind.RESOLVED]
    assert [is_solved_at_once(c) for c in (late, replace(late, closed_at=THEN + 16 * MINUTE))] == [
        False,
        True,
    ]
    found = count(Figure.SOFORT, [*ends.values(), late, contact(outcome=None)], [])
    # Not wrong numbers, callers who are gone, other offices, nor what is still open: six are left.
    assert found == {
        cell: Count(6, 1) for cell in (Cell(10), Cell(1), Cell(10, "zahlung"), Cell(1, "zahlung"), Cell(20))
    }
    assert count(Figure.UEBERGABE, list(ends.values()), [])[Cell(20)] == Count(5, 1)
    assert [Count(1000, 949).percent, Count(3, 2).percent] == [94.9, 66.6]


@pytest.mark.rule("ESK-5")
@pytest.mark.parametrize(
    ("again", "comes_back"),
    [
        ({}, True),
        ({"opened_at": THEN + 5 * MINUTE + 14 * DAY}, True),
        ({"opened_at": THEN + 6 * MINUTE + 14 * DAY}, False),
        ({"opened_at": THEN}, False),
        ({"opened_at": THEN + 5 * MINUTE}, False),  # in the same moment: nobody has come back
        ({"call": 1}, False),
        ({"group": "ende"}, False),
        ({"outcome": OutcomeKind.WRONG_NUMBER}, False),
        ({"outcome": None}, True),
        ({"customer": b"", "caller": keyed(b"k", "+493023125900")}, True),
        ({"customer": b"another"}, False),  # two of one household, each with a Kundennummer
        ({"customer": b"", "caller": b"another"}, False),
        ({"customer": b"", "caller": b""}, False),
        ({"caller": b"another"}, True),
    ],
)
def test_net_is_what_nobody_asked_again_within_14_days(again: dict[str, object], comes_back: bool) -> None:
    second = contact(**{"call": 2, "opened_at": THEN + 3 * DAY, **again})
    found = count(Figure.NETTO, [contact()], [contact(), second])
    assert found[Cell(10)] == Count(1, 0 if comes_back else 1)
    at_once = count(Figure.SOFORT, [contact()], [contact(), second])
    assert at_once[Cell(10)] == Count(1, 1), "whoever asks again, it was solved in the call"


@pytest.mark.rule("ESK-5")
@pytest.mark.parametrize(
    ("caller", "same"), [(keyed(b"k", "+493023125900"), True), (b"another", False), (b"", False)]
)
def test_without_a_kundennummer_the_number_that_called_tells_who_it_is(caller: bytes, same: bool) -> None:
    assert is_same_person(contact(customer=b""), contact(caller=caller)) == same
    assert not is_same_person(contact(customer=b"", caller=b""), contact(customer=b"", caller=b""))


def test_the_keyed_hash_tells_nothing_without_the_key() -> None:
    assert keyed(b"a", "131A123456") != keyed(b"b", "131A123456") != b""
    assert keyed(b"a", "") == b""


def solutions(counts: dict[Cell, int], lines: list[Line], closed: set[Cell]) -> Iterator[dict[Cell, int]]:
    """Every table of at least one in each hidden cell that agrees with all that is shown."""
    unknown = sorted(closed)
    most = sum(n for cell, n in counts.items() if cell.unit != 1 and cell.group) + 1
    totals = {line.total for line in lines}
    free = [cell for cell in unknown if cell not in totals]
    for values in product(range(1, min(most, 8)), repeat=len(free)):
        table = {**counts, **dict(zip(free, values, strict=True))}
        for line in sorted(lines, key=lambda line: line.total == Cell(1)):
            if line.total in closed and line.total is not None:
                table[line.total] = sum(table.get(cell, 0) for cell in line.parts)
        if all(ln.total is None or table[ln.total] == sum(table.get(c, 0) for c in ln.parts) for ln in lines):
            yield table


@pytest.mark.rule("ESK-6")
@given(st.lists(st.integers(0, 6), min_size=4, max_size=4))
@settings(max_examples=15)
def test_nothing_under_five_can_be_calculated_from_what_is_shown(numbers: list[int]) -> None:
    counts = {Cell(unit, g): n for (unit, g), n in zip(product((10, 11), "ab"), numbers, strict=True) if n}
    for unit, group in ((10, ""), (11, ""), (1, "a"), (1, "b"), (1, "")):
        inside = [
            n
            for c, n in counts.items()
            if unit in (c.unit, 1) and group in (c.group, "") and c.group and c.unit > 1
        ]
        if sum(inside):
            counts[Cell(unit, group)] = sum(inside)
    lines = lines_of(counts, {10: 1, 11: 1}, {})
    closed = hidden(counts, lines)
    assert {cell for cell, n in counts.items() if n < LEAST} <= closed
    possible = list(solutions(counts, lines, closed))
    for cell in closed:
        assert len({table[cell] for table in possible}) > 1 or len(closed) == len(counts), (
            counts,
            closed,
            cell,
        )


@pytest.mark.rule("ESK-6")
def test_the_smallest_neighbours_are_hidden_with_a_small_cell_and_a_big_table_is_shown_whole() -> None:
    offices = {Cell(20): 4, Cell(21): 6, Cell(22): 90}
    assert hidden(offices, lines_of(offices, {}, dict.fromkeys((20, 21, 22), 1))) == {Cell(20), Cell(21)}
    alone = {Cell(10): 3, Cell(10, "a"): 3, Cell(1): 3, Cell(1, "a"): 3}
    assert hidden(alone, lines_of(alone, {10: 1}, {})) == set(alone)
    big = {Cell(10): 50, Cell(10, "a"): 45, Cell(10, "b"): 5}
    assert hidden(big, lines_of(big, {10: 1}, {})) == set()


def concluded(times: int, code: str, kind: str = OutcomeKind.RESOLVED, at: datetime = THEN) -> None:
    """That many Anliegen of as many people, each closed in a call of its own."""
    desk = Person.objects.filter(username="tsb-fcr").first() or tsb(username="tsb-fcr")
    for n in range(times):
        call = CallFactory.create(
            answered=True, person=desk, state="ended", ended_at=at + 9 * MINUTE, first_queued_at=at
        )
        end = OutcomeFactory.create(kind=kind, anliegen_kind="auskunft", at=at + 5 * MINUTE, by=desk)
        AnliegenFactory.create(
            call=call,
            code=code,
            state=AnliegenState.CLOSED,
            outcome=end,
            opened_at=at,
            kundennummer=f"131A{n:06}",
        )


def cells(figure: Figure, week: date = MONDAY) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    rows = FigureCell.objects.filter(figure=figure, week=week)
    return {(c.unit.key, c.group): (c.n, c.k) for c in rows}


@pytest.mark.rule("ESK-4")
@pytest.mark.rule("ESK-5")
@pytest.mark.rule("ESK-7")
def test_each_night_counts_what_is_due_once_and_net_two_weeks_later(world: World) -> None:
    concluded(12, "ALG-04")
    concluded(1, "ALG-04", OutcomeKind.CALLER_GONE)
    Anliegen.objects.filter(kundennummer="131A000011").update(kundennummer="131A000003")
    Anliegen.objects.filter(pk=Anliegen.objects.latest("pk").pk - 1).update(opened_at=THEN + 3 * DAY)
    assert [len(weeks_due(f, THEN + 14 * DAY)) for f in Figure] == [12, 10, 12]
    assert (
        count_what_is_due(at=THEN + 14 * DAY) == 10
    )  # FCR-Sofort and handovers: SC, region, their group, the OS
    shown = dict.fromkeys(
        (("sc-nord", ""), ("sc-region-nord", ""), ("sc-nord", "zahlung"), ("sc-region-nord", "zahlung")),
        (12, 12),
    )
    assert cells(Figure.SOFORT) == {**shown, ("os-123", ""): (12, 12)}
    assert set(cells(Figure.UEBERGABE).values()) == {(12, 0)}
    assert cells(Figure.NETTO) == {}
    assert count_what_is_due(at=THEN + 15 * DAY) == 0
    assert count_what_is_due(at=AT + 7 * DAY) == 5
    assert cells(Figure.NETTO)["sc-nord", ""] == (12, 11)
    assert Entry.objects.filter(verb="count_first_contact").count() == 3
    [cell] = fcr_by_region(Figure.NETTO, Span(MONDAY, MONDAY + DAY))["sc-region-nord"]
    assert (cell.n, cell.k, cell.formula) == (12, 11, 1)
    assert fcr_by_region(Figure.NETTO, Span(MONDAY + DAY, MONDAY + 8 * DAY)) == {}


@pytest.mark.rule("ESK-6")
def test_page_csv_and_rest_show_the_shares_and_not_what_is_about_few(world: World) -> None:
    concluded(19, "ALG-04")
    concluded(6, "ALG-01")
    concluded(3, "ALG-29")
    count_what_is_due(at=AT)
    reader = world.person(Role.KOORDINATOR, world.nord.sc, "koord")
    browser = Client()
    browser.force_login(reader)
    page = browser.get("/erstkontakt/").content.decode()
    assert (
        "In der Woche ab 26.10.2026 wurden 100,0 Prozent sofort gelöst; das Ziel von 95 Prozent ist erreicht."
        in page
    )
    assert page.count("<circle") == 2  # two figures of one week
    assert (
        browser.get("/erstkontakt/?woche=2026-10-26").content.decode().count("unter 5") == 5
    )  # 2 groups x 2, and the rule
    assert [browser.get(f"/erstkontakt/?woche={w}").status_code for w in ("2026-10-27", "x")] == [404, 404]
    sheet = browser.get("/erstkontakt/csv/").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sheet), delimiter=";"))
    assert [
        "2026-10-26",
        "Service Center",
        "Service Center Nord",
        "Zahlung",
        "FCR-Sofort",
        "19",
        "19",
        "100,0",
        "1",
    ] in rows
    assert [row[5:8] for row in rows if row[3] == "Aufhebung und Widerspruch"] == [["unter 5"] * 3] * 6
    rest = Rest(reader)
    answer = ok(rest.get("/figures/first-contact/?from=2026-10-26&until=2026-10-27"))
    assert {
        (a["unit"]["key"], a["group"]): a["percent"] for a in answer if a["unit"]["key"] == "sc-nord"
    } == {
        ("sc-nord", ""): 100.0,
        ("sc-nord", "zahlung"): 100.0,
        ("sc-nord", "antrag"): None,
        ("sc-nord", "rechtsbehelf"): None,
    }
    assert refusal(rest.get("/figures/first-contact/?from=2026-10-26&until=2026-10-26"))[0] == 422
    assert refusal(rest.get("/figures/first-contact/?figure=tsb1"))[0] == 422
    west = Rest(world.person(Role.SC_LEAD, world.west.sc, "west"))
    assert ok(west.get("/figures/first-contact/")) == []


def test_the_report_asks_one_question_however_many_units_there_are(world: World) -> None:
    reach = gates.Scope(nation=True)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            report(reach, MONDAY)
        return len(seen)

    concluded(5, "ALG-04")
    count_what_is_due(at=AT)
    assert queries() == 1
    for unit in (world.west.sc, world.west.region, world.west.os):
        FigureCell.objects.create(
            figure="fcr_sofort", formula=1, unit=unit, week=MONDAY, n=9, k=8, counted_at=AT
        )
    assert queries() == 1
    assert [len(r.centers) for r in report(reach, MONDAY)] == [1, 1]


@pytest.mark.rule("ESK-6")
@pytest.mark.parametrize(
    ("n", "k", "week"), [(4, 4, MONDAY), (9, 10, MONDAY), (9, None, MONDAY), (9, 9, MONDAY + DAY)]
)
def test_the_database_keeps_no_cell_about_few(world: World, n: int, k: int | None, week: date) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        FigureCell.objects.create(
            figure="fcr_sofort", formula=1, unit=world.nord.sc, week=week, n=n, k=k, counted_at=AT
        )

"""Role -> the pages of the main menu; the first one is the start page after login."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant, Role

LEADING = {Grant.LEAD_ROLLOUT, Grant.KEEP_PROGRAMME}  # whose day begins with the introduction


@dataclass(frozen=True)
class Place:
    """One entry of the main menu."""

    label: str
    url: str
    is_workplace: bool = False  # a role begins its day there


def places(person: Person, day: date) -> list[Place]:
    """Where this person works, most important first."""
    found: list[Place] = []
    held = gates.grants(person, day)
    if Grant.TAKE_CALLS in held:
        found.append(Place("Arbeitsplatz", reverse("desk"), True))
    found += _calendars(person, day)
    if Grant.READ_CAPACITY in held:
        found.append(Place("Kapazität", reverse("capacity")))
    if Grant.READ_JOURNAL in held:
        found.append(Place("Journal", reverse("journal"), True))
    if Grant.READ_LAGEBILD in held:
        found.append(Place("Lagebild", reverse("lagebilder"), True))
    if Grant.PLAN_SHIFTS in held:
        for posten in gates.dienstposten(person, day):
            if posten.role == Role.SC_LEAD:
                found.append(Place("Plan", reverse("roster_today", args=[posten.unit.key])))
    found += _telephony(held)
    if Grant.MANAGE_POST in held:
        found.append(Place("Versand", reverse("post_overview"), True))
    if Grant.READ_STATE in held:
        found.append(Place("Aufbewahrung", reverse("retention")))
    if Grant.ANSWER_CONSULTS in held:
        found.append(Place("Hotline", reverse("hotline"), True))
    for os in gates.offices(person, Grant.WORK_ORDERS, day):
        found.append(Place("Sonderpostkorb", reverse("inbox", args=[os.key]), True))
    found += _counter(person, day)
    if Grant.READ_PEOPLE in held:
        found.append(Place("Personal", reverse("people"), True))
    if Grant.MANAGE_CLIENTS in held:
        found.append(Place("Maschinenzugänge", reverse("clients")))
    if Grant.READ_FIGURES in held:
        found.append(Place("Zahlen", reverse("figures")))
    found += _otv(held)
    if Grant.READ_ROLLOUT in held:
        found.append(Place("Einführung", reverse("rollout"), bool(LEADING & set(held))))
    found += _of_escalation(held)
    return found + _for_everybody()


def _telephony(held: Collection[Grant]) -> list[Place]:
    """The telephone systems, whose page leads on to the numbers; or the numbers alone."""
    if Grant.READ_STATE in held:
        return [Place("Telefonanlagen", reverse("telephony"))]
    return [Place("Rufnummern", reverse("entry_numbers"))] if Grant.READ_NUMBERS in held else []


def _otv(held: list[Grant]) -> list[Place]:
    """What citizens have booked, what the agencies configure, and the text that is prescribed to them."""
    found = []
    if Grant.SERVE_OTV in held:
        found.append(Place("OTV-Termine", reverse("otv_termine")))
    if Grant.READ_OTV in held:
        found.append(Place("Online-Termine", reverse("otk"), Grant.CONFIGURE_OTV in held))
    if Grant.PRESCRIBE_OTV in held:
        found.append(Place("Textbaustein", reverse("otk_text")))
    return found


def _of_escalation(held: Collection[Grant]) -> list[Place]:
    """The Gesprächsleitfäden for who writes them, and how much is solved at first contact."""
    found = [Place("Leitfäden", reverse("guides"), True)] if Grant.WRITE_GUIDES in held else []
    if Grant.READ_FIRST_CONTACT in held:
        found.append(Place("Erstkontakt", reverse("first_contact")))
    return found


def _for_everybody() -> list[Place]:
    return [Place("Zuständigkeit", reverse("zustaendigkeit"))]


def _counter(person: Person, day: date) -> list[Place]:
    """What the Eingangszone does: book for others, and its own calendar."""
    found = []
    if Role.EZ_STAFF in gates.roles(person, day):
        found.append(Place("Rückruf buchen", reverse("book"), True))
    for posten in gates.dienstposten(person, day):
        if posten.role in (Role.EZ_STAFF, Role.EZ_LEAD):
            found.append(Place("Kalender", reverse("day_sheet_today", args=[posten.unit.key])))
        if posten.role == Role.EZ_LEAD:
            found.append(Place("OTV-Zahlen", reverse("zone_figures", args=[posten.unit.key])))
    return found


def _calendars(person: Person, day: date) -> list[Place]:
    """The calendars of the person's teams, and for leads what they offer."""
    found = []
    for posten in gates.dienstposten(person, day):
        if posten.role in (Role.OS_STAFF, Role.OS_LEAD):
            found.append(Place("Kalender", reverse("day_sheet_today", args=[posten.unit.key]), True))
        if posten.role in (Role.OS_LEAD, Role.EZ_LEAD):
            url = reverse("supply", args=[posten.unit.key])
            found.append(Place("Serviceplätze", url, posten.role == Role.EZ_LEAD))
    return found

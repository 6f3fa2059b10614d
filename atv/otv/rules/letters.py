"""What citizens read by mail about their Termin. No name, no Anliegen: mailboxes have many readers (rule OTVT-8)."""

from dataclasses import dataclass
from datetime import datetime

from atv.otv.rules.lifecycle import Way
from socl.lib.german import spoken_clock, spoken_day
from socl.lib.workdays import BERLIN

CALLED = "Wir rufen Sie an. Sie müssen nicht in die Agentur kommen."
SERVICE_NUMBER = "0800 4 5555 00"
CLOSING = f"""Sie haben keinen Termin vereinbart? Dann tun Sie bitte nichts.

Fragen: {SERVICE_NUMBER} (gebührenfrei). Diese Nachricht wurde automatisch erstellt, Antworten werden nicht gelesen.

Ihre Agentur für Arbeit"""


@dataclass(frozen=True)
class Facts:
    """What a letter may say about a Termin. ``ends_at`` is the end of the conversation, without spacing."""

    starts_at: datetime
    ends_at: datetime
    way: Way
    place: str
    address: str
    reference: str
    link: str


def when(starts_at: datetime, ends_at: datetime) -> str:
    """``Dienstag, 17. November 2026, 9:20 bis 9:40 Uhr`` in Berlin."""
    day = spoken_day(starts_at.astimezone(BERLIN).date())
    return f"{day}, {spoken_clock(starts_at)} bis {spoken_clock(ends_at)} Uhr"


def where(facts: Facts) -> str:
    """Where the citizen goes, or that we call."""
    return CALLED if facts.way == Way.TELEPHONE else place_of(facts.place, facts.address)


def place_of(name: str, address: str) -> str:
    """The Dienststelle, with its address if it has told one."""
    return f"{name}, {address}" if address else name


def _body(first: str, facts: Facts, last: str) -> str:
    return (
        f"Guten Tag,\n\n{first}\n\n{when(facts.starts_at, facts.ends_at)}\n{where(facts)}\n"
        f"Buchungsnummer: {facts.reference}\n\n{last}\n\n{CLOSING}"
    )


def asked_text(facts: Facts, until: datetime) -> str:
    """Please confirm."""
    clock = f"{spoken_day(until.astimezone(BERLIN).date())}, {spoken_clock(until)} Uhr"
    last = f"Bitte bestätigen Sie bis {clock}. Danach wird der Termin an andere vergeben:\n{facts.link}"
    return _body("bitte bestätigen Sie Ihren Termin:", facts, last)


def confirmed_text(facts: Facts) -> str:
    """It stands."""
    last = f"Was Sie mitbringen, ändern und absagen:\n{facts.link}"
    return _body("Ihr Termin ist bestätigt:", facts, last)


def moved_text(facts: Facts) -> str:
    """It has another time."""
    return _body("Ihr Termin hat eine neue Zeit:", facts, f"Ändern und absagen:\n{facts.link}")


def replanned_text(facts: Facts) -> str:
    """We had to give it another time. Rule ATV-18."""
    last = f"Passt Ihnen die neue Zeit nicht? Ändern und absagen:\n{facts.link}"
    return _body("wir mussten Ihren Termin verlegen. Neu:", facts, last)


def cancelled_text(facts: Facts) -> str:
    """It will not take place."""
    return _body("dieser Termin ist abgesagt:", facts, "Sie müssen nichts weiter tun.")


def reminder_text(facts: Facts) -> str:
    """It is tomorrow."""
    last = f"Sie können nicht? Dann sagen Sie bitte ab, andere freuen sich:\n{facts.link}"
    return _body("wir erinnern Sie an Ihren Termin:", facts, last)

"""Solved at first contact: what is counted, and against what (202302002, 1: "rund 95%", before "ca. 85%").

FCR-Sofort: closed in the call, alone or after a Rücksprache, of all concluded Anliegen. FCR-netto: of the same
Anliegen, those among them after which nobody asked again. Readings of ours: docs/decisions/0067.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from routing.escalation.rules.lifecycle import NOTE_WITHIN, OutcomeKind

FORMULA = 1  # raised with every change of what is counted
TARGET, BEFORE = 95, 85  # percent, 202302002, 1
FOLLOWED = timedelta(days=14)


class Figure(StrEnum):
    """What a cell counts."""

    SOFORT = "fcr_sofort"
    NETTO = "fcr_netto"
    UEBERGABE = "uebergabe"


FIGURE_LABELS = {
    Figure.SOFORT: "FCR-Sofort",
    Figure.NETTO: "FCR-netto",
    Figure.UEBERGABE: "warme Übergaben",
}
# A wrong number, a caller who is gone, another office: nothing of ours was concluded.
NOT_CONCLUDED = (OutcomeKind.WRONG_NUMBER, OutcomeKind.CALLER_GONE, OutcomeKind.REFERRED)


@dataclass(frozen=True)
class Contact:
    """One Anliegen without anybody's identity: units by id, the person by keyed hashes alone (empty: not known)."""

    call: int
    unit: int  # Service Center
    region: int
    os: int | None
    group: str
    outcome: OutcomeKind | None
    opened_at: datetime
    closed_at: datetime | None
    call_ended_at: datetime | None
    customer: bytes = b""  # of the Kundennummer
    caller: bytes = b""  # of the caller's telephone number


@dataclass(frozen=True)
class Count:
    """``k`` of ``n``."""

    n: int
    k: int

    @property
    def percent(self) -> float:
        """To one place: 94.9 is not 95."""
        return 1000 * self.k // self.n / 10


@dataclass(frozen=True, order=True)
class Cell:
    """Where something is counted: a Service Center, OS or region (id), and a group; empty: all groups."""

    unit: int
    group: str = ""


def keyed(key: bytes, text: str) -> bytes:
    """The keyed hash of a Kundennummer or number; empty for an empty text. Whoever lacks the key learns nothing."""
    return hmac.digest(key, text.encode(), hashlib.sha256) if text else b""


def is_concluded(contact: Contact) -> bool:
    """True if the Anliegen came to an end that was ours to bring about. Rule ESK-4."""
    return contact.outcome is not None and contact.outcome not in NOT_CONCLUDED


def is_solved_at_once(contact: Contact) -> bool:
    """True if it was solved in the call, or noted so within ten minutes after it. Rule ESK-4."""
    if contact.outcome is not OutcomeKind.RESOLVED or contact.closed_at is None:
        return False
    return contact.call_ended_at is None or contact.closed_at <= contact.call_ended_at + NOTE_WITHIN


def is_same_person(one: Contact, other: Contact) -> bool:
    """By the Kundennummer; where one of the two has none, by the number that called. Rule ESK-5."""
    if one.customer and other.customer:
        return one.customer == other.customer
    return bool(one.caller) and one.caller == other.caller


def comes_back(contact: Contact, later: Iterable[Contact]) -> bool:
    """True if the same person asked about the same group again within 14 days, in another call. Rule ESK-5."""
    assert contact.closed_at is not None
    end = contact.closed_at + FOLLOWED
    return any(
        contact.closed_at < other.opened_at <= end
        and other.call != contact.call
        and other.group == contact.group
        and other.outcome is not OutcomeKind.WRONG_NUMBER
        and is_same_person(contact, other)
        for other in later
    )


def count(figure: Figure, contacts: Sequence[Contact], following: Sequence[Contact]) -> dict[Cell, Count]:
    """The cells of one week: ``contacts`` closed in it, ``following`` opened from its begin until 14 days after it.

    By Service Center and region, each also by group, and by responsible OS. Rules ESK-4, ESK-5, ESK-7.
    """
    later: dict[tuple[str, bytes], list[Contact]] = defaultdict(list)
    for other in following:
        for key in {other.customer, other.caller} - {b""}:
            later[other.group, key].append(other)

    def counts(c: Contact) -> bool:
        if figure is Figure.UEBERGABE:
            return c.outcome is OutcomeKind.HANDED_OVER
        if figure is Figure.SOFORT or not is_solved_at_once(c):
            return is_solved_at_once(c)
        return not any(comes_back(c, later[c.group, key]) for key in (c.customer, c.caller))

    whole: dict[Cell, int] = defaultdict(int)
    part: dict[Cell, int] = defaultdict(int)
    for contact in contacts:
        if is_concluded(contact):
            hit = counts(contact)
            for cell in _cells(contact):
                whole[cell] += 1
                part[cell] += hit
    return {cell: Count(n, part[cell]) for cell, n in whole.items()}


def _cells(contact: Contact) -> list[Cell]:
    here = (contact.unit, contact.region)
    found = [Cell(unit, group) for unit in here for group in ("", contact.group)]
    return found if contact.os is None else [*found, Cell(contact.os)]

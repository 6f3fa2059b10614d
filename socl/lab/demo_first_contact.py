"""The demo's first contact: twelve weeks of Anliegen that nobody had, counted by the real rules."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from routing.escalation.actions.first_contact import keep_week
from routing.escalation.queries.first_contact import WEEK, WEEKS_SHOWN, monday
from routing.escalation.rules.first_contact import FOLLOWED, Contact, Figure
from routing.escalation.rules.groups import GROUP_LABELS
from routing.escalation.rules.lifecycle import OutcomeKind
from socl.lib.workdays import berlin_day, berlin_midnight
from socl.orga.models import Unit, UnitKind

A_WEEK = 120  # Anliegen of one Service Center
SHARES = (
    30,
    25,
    14,
    13,
    9,
    5,
    3,
    1,
)  # of the groups, in their order; the last is sometimes too small to be shown
LATER = timedelta(days=3)
EVERY_BEFORE, EVERY_AFTER = 15, 30  # so many concluded Anliegen, and one person calls again
# Where SOC-L is live the share climbs from 85 to 96 percent, elsewhere it stays (202302002, 1).
BEFORE, AT_FIRST, AFTER = 0.85, 0.93, 0.96
LIVE_FOR = 7 * WEEK  # so that four whole weeks lie on either side of the start


def began(at: datetime) -> date:
    """The Monday on which SOC-L starts in the demo's live regions."""
    return monday(berlin_day(at)) - LIVE_FOR


def some_weeks(units: Sequence[Unit], live: set[str], at: datetime) -> None:
    """The last twelve weeks of every Service Center; ``live``: keys of the regions with SOC-L. Same for the same day."""
    offices: dict[int | None, list[Unit]] = {}
    for unit in units:
        if unit.kind == UnitKind.OS:
            offices.setdefault(unit.region_id, []).append(unit)
    centers = [unit for unit in units if unit.kind == UnitKind.SC]
    last = monday(berlin_day(at)) - WEEK
    for n in range(WEEKS_SHOWN):
        week = last - WEEK * (WEEKS_SHOWN - 1 - n)
        contacts, following = [], []
        for unit in centers:
            is_live = unit.region is not None and unit.region.key in live
            weeks = (week - began(at)).days // 7 if is_live else -1
            here = _week(unit, offices.get(unit.region_id, [unit]), week, _share(weeks))
            contacts += here
            following += [*here, *_again(here[:: EVERY_BEFORE if weeks < 0 else EVERY_AFTER])]
        for figure in Figure:
            if figure is not Figure.NETTO or berlin_midnight(week + WEEK) + FOLLOWED <= at:
                keep_week(figure=figure, week=week, contacts=contacts, following=following, at=at)


def _share(weeks: int) -> float:
    """What is solved at first contact so many weeks after the start (negative: before it)."""
    return BEFORE if weeks < 0 else min(AFTER, AT_FIRST + weeks / 100)


def _week(center: Unit, offices: Sequence[Unit], week: date, share: float) -> list[Contact]:
    chance = random.Random(f"{center.key} {week}")
    found: list[Contact] = []
    for n in range(A_WEEK + chance.randrange(40)):
        opened = berlin_midnight(week) + timedelta(
            days=chance.randrange(5), minutes=480 + chance.randrange(600)
        )
        contact = Contact(
            call=len(found),
            unit=center.pk,
            region=center.region_id or center.pk,
            os=chance.choice(offices).pk,
            group=chance.choices(list(GROUP_LABELS), SHARES)[0],
            outcome=_outcome(chance, share),
            opened_at=opened,
            closed_at=opened + timedelta(minutes=5),
            call_ended_at=opened + timedelta(minutes=6),
            customer=f"{center.key} {week} {n}".encode(),
        )
        found.append(contact)
    return found


def _outcome(chance: random.Random, share: float) -> OutcomeKind:
    if chance.random() < share:
        return OutcomeKind.RESOLVED
    kinds = (OutcomeKind.RUECKRUF, OutcomeKind.WORK_ORDER, OutcomeKind.HANDED_OVER)
    return chance.choices(kinds, (6, 3, 1))[0]


def _again(contacts: Sequence[Contact]) -> list[Contact]:
    """These persons call again after three days about the same thing."""
    return [
        Contact(
            call=-1 - n,
            unit=c.unit,
            region=c.region,
            os=c.os,
            group=c.group,
            outcome=OutcomeKind.RESOLVED,
            opened_at=c.opened_at + LATER,
            closed_at=c.opened_at + LATER,
            call_ended_at=None,
            customer=c.customer,
        )
        for n, c in enumerate(contacts)
    ]

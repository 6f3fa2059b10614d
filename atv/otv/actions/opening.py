"""A Dienststelle's opening calendar: what an OTK-Admin sets, and what a change would do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from atv.otv.actions.changing import Order, begin, settle
from atv.otv.models import OtvSite
from atv.otv.queries.opening import Effect, effect
from socl.lib.spans import Span
from socl.lib.workdays import ONE_DAY, each_day
from socl.orga.actions import opening as orga
from socl.orga.actions.opening import Stretches
from socl.orga.queries.opening import opening_calendar

LONGEST = 31  # single days set at once


@dataclass(frozen=True)
class WeekWish:
    """An ordinary week from a day on."""

    week: Mapping[int, Stretches]
    valid_from: date

    @property
    def first(self) -> date:
        return self.valid_from


@dataclass(frozen=True)
class DaysWish:
    """The same hours on some single days, one after the other; none: closed."""

    days: Span[date]
    stretches: Stretches

    @property
    def first(self) -> date:
        return self.days.start


Wish = WeekWish | DaysWish


@transaction.atomic
def set_opening(*, order: Order, wish: Wish) -> OtvSite:
    """A week, or single days, of the unit behind the site. Rule OTK-7. Refusals ``stale``, 422 ``invalid``."""
    site = begin(order)
    who: dict[str, Any] = {"unit": site.kalender.unit, "by": order.by, "at": order.at}
    if isinstance(wish, WeekWish):
        orga.set_week(week=wish.week, valid_from=wish.valid_from, **who)
        return settle(order, site, "set_opening_week", rule="OTK-7", valid_from=wish.valid_from.isoformat())
    for day in each_day(wish.days):
        orga.set_day(day=day, stretches=wish.stretches, **who)
    return settle(order, site, "set_opening_day", rule="OTK-7", day=wish.days.start.isoformat())


@transaction.atomic
def take_back_week(*, order: Order, day: date) -> OtvSite:
    """The week planned from ``day`` on will not begin. Rule OTK-7. Refusals as ``set_opening``."""
    return _taken_back(order, "take_back_opening_week", orga.take_back_week, valid_from=day)


@transaction.atomic
def clear_day(*, order: Order, day: date) -> OtvSite:
    """The single day follows the week again. Rule OTK-7. Refusals as ``set_opening``."""
    return _taken_back(order, "clear_opening_day", orga.clear_day, day=day)


def _taken_back(order: Order, verb: str, undo: Callable[..., None], **day: date) -> OtvSite:
    site = begin(order)
    undo(unit=site.kalender.unit, by=order.by, at=order.at, **day)
    return settle(order, site, verb, rule="OTK-7", **{name: d.isoformat() for name, d in day.items()})


def preview(*, order: Order, wish: Wish) -> Effect:
    """What the change would do: it is done and undone, so that preview and change cannot disagree."""
    with transaction.atomic():
        site = begin(order)
        unit, around = site.kalender.unit, Span(wish.first, wish.first + ONE_DAY)
        before = opening_calendar(unit, around)
        set_opening(order=order, wish=wish)
        found = effect(site, before, opening_calendar(unit, around), wish.first)
        transaction.set_rollback(True)
    return found

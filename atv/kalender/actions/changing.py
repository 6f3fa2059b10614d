"""The frame of every change of what a calendar offers: lock, version, what becomes of the bookings, history."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from atv.kalender.actions.placing import lock
from atv.kalender.models import Booking, Kalender, SupplyChange
from atv.kalender.queries.free import minutes
from atv.kalender.queries.supply import Ahead, ahead, displaced, displaced_json, supply_yield
from atv.kalender.rules.lifecycle import State
from atv.kalender.rules.supply import Yield
from socl.journal import bell
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.workdays import ONE_DAY, berlin_day
from socl.orga.models import Person


@dataclass(frozen=True)
class Order:
    """Who changes the supply of which calendar, and what they have seen of it.

    ``version`` is that of the calendar on their screen (None: whatever it is now); ``displace``: bookings for which
    nothing is open any more may go to the re-planning page.
    """

    kalender_id: int
    by: Person
    at: datetime
    version: int | None = None
    displace: bool = False


@dataclass(frozen=True)
class Draft:
    """A change under way: the calendar is locked until the transaction ends."""

    order: Order
    kalender: Kalender
    before: Yield
    displaced_before: frozenset[int]


@dataclass(frozen=True)
class Effect:
    """What a change does: yields of the four weeks from tomorrow, and the bookings it touches."""

    kalender: Kalender
    before: Yield
    after: Yield
    repacked: list[Booking]  # another Serviceplatz at the agreed time
    displaced: list[Booking]  # nothing is open any more at the agreed time
    made: Any = field(default=None, compare=False)

    def facts(self) -> dict[str, Any]:
        """The same for clients."""
        return {
            "repacked": [displaced_json(b) for b in self.repacked],
            "displaced": [displaced_json(b) for b in self.displaced],
            "before": vars(self.before),
            "after": vars(self.after),
            "version": self.kalender.version,
        }


def begin(order: Order) -> Draft:
    """Lock the calendar. Refusal ``stale`` if somebody has changed it since (rule ATV-14)."""
    kalender = lock(order.kalender_id)
    if order.version is not None and order.version != kalender.version:
        message = (
            "Das Angebot wurde inzwischen von jemand anderem geändert. Bitte die Änderung noch einmal prüfen."
        )
        raise Refusal("stale", message, rule="ATV-14", current_version=kalender.version)
    early = frozenset(b.pk for b in displaced(kalender, order.at))
    return Draft(order, kalender, supply_yield(kalender, berlin_day(order.at) + ONE_DAY), early)


def settle(draft: Draft, verb: str, made: Any = None, **facts: Any) -> Effect:
    """After the change: move what fits to another Serviceplatz, name the rest, write the history.

    Refusal ``bookings_inside`` with the bookings unless the order says ``displace`` (rule ATV-13).
    """
    order, kalender = draft.order, draft.kalender
    open_ahead = ahead(kalender, order.at)
    _end_holds(kalender, open_ahead, order.at)
    touched = [b for b in displaced(kalender, order.at, open_ahead) if b.pk not in draft.displaced_before]
    repacked = _repack(kalender, touched, open_ahead, order.at)
    rest = [b for b in touched if b not in repacked]
    if rest and not order.displace:
        one, many = kalender.nouns
        message = f"In dieser Zeit {f'liegt 1 {one}' if len(rest) == 1 else f'liegen {len(rest)} {many}'}."
        raise Refusal("bookings_inside", message, rule="ATV-13", bookings=[displaced_json(b) for b in rest])
    kalender.version += 1
    kalender.save(update_fields=["version"])
    counts = {"repacked": len(repacked), "displaced": len(rest)}
    SupplyChange.objects.create(
        kalender=kalender,
        version=kalender.version,
        verb=verb,
        facts=facts,
        by=order.by,
        at=order.at,
        **counts,
    )
    record(verb, kalender, by=order.by, at=order.at, rule="SOCL 3/OS/3", version=kalender.version, **counts)
    bell.ring(f"kalender:{kalender.pk}")
    after = supply_yield(kalender, berlin_day(order.at) + ONE_DAY)
    return Effect(kalender, draft.before, after, repacked, rest, made)


def _end_holds(kalender: Kalender, open_ahead: Ahead, at: datetime) -> None:
    """Holds that have expired or stand where nothing is open: who holds learns it when booking."""
    held = kalender.bookings.filter(state=State.HELD)
    gone = [
        h.pk
        for h in held
        if h.expires_at is None or h.expires_at <= at or not open_ahead.covers(h.serviceplatz_id, h)
    ]
    held.filter(pk__in=gone).delete()


def _repack(kalender: Kalender, found: list[Booking], open_ahead: Ahead, at: datetime) -> list[Booking]:
    """Those of ``found`` that another Serviceplatz takes at the agreed time; they are moved there.

    The customer notices nothing: the agreed time never changes.
    """
    if not found:
        return []
    numbers = {p.pk: p for p in kalender.serviceplaetze.order_by("number")}
    taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for b in kalender.bookings.live().filter(ends_at__gt=at):
        taken[b.serviceplatz_id].append((minutes(b.starts_at), minutes(b.ends_at)))
    moved = []
    for booking in found:
        span = minutes(booking.starts_at), minutes(booking.ends_at)
        for pk, place in numbers.items():
            is_free = not any(a < span[1] and span[0] < b for a, b in taken[pk])
            if is_free and open_ahead.takes(pk, booking, booking.terminart.code):
                taken[booking.serviceplatz_id].remove(span)
                taken[pk].append(span)
                booking.serviceplatz = place
                booking.save(update_fields=["serviceplatz"])
                moved.append(booking)
                break
    return moved


def preview(verb: Callable[..., Effect], order: Order, **values: Any) -> Effect:
    """What ``verb`` would do: it is done and undone, so that preview and change cannot disagree."""
    with transaction.atomic():
        trial = Order(order.kalender_id, order.by, order.at, order.version, displace=True)
        effect = verb(order=trial, **values)
        transaction.set_rollback(True)
    effect.kalender.version -= 1
    return effect

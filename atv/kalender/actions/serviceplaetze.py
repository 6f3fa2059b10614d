"""Serviceplätze: opening, naming and closing them, and one more for a certain time."""

from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.db.models import Max

from atv.kalender.actions.changing import Draft, Effect, Order, begin, settle
from atv.kalender.actions.zeitfenster import NewWindow, refuse_unless_sound, write_window
from atv.kalender.models import Serviceplatz
from atv.kalender.queries.opening import closes, is_valid, opens
from atv.kalender.queries.supply import places_by_id
from socl.core.db import insert_unless_taken
from socl.lib.refusal import Refusal
from socl.lib.spans import overlaps
from socl.lib.workdays import ONE_DAY

MOST_PLACES = 999  # a typing error, not a team


@transaction.atomic
def open_serviceplatz(
    *, order: Order, number: int | None, label: str, valid_from: date, valid_until: date | None
) -> Effect:
    """A new Serviceplatz; without ``number`` the next one. ``valid_until`` is the first day without it.

    Refusals: ``number_taken``, ``invalid`` for a validity that ends before it begins. Rule SOCL 3/OS/3.
    """
    draft = begin(order)
    _refuse_validity(valid_from, valid_until)
    place = _new_place(draft, number, label, valid_from, valid_until)
    facts = {
        "serviceplatz": place.number,
        "valid_from": valid_from.isoformat(),
        "valid_until": _iso(valid_until),
    }
    return settle(draft, "open_serviceplatz", place, **facts)


@transaction.atomic
def change_serviceplatz(*, order: Order, place_id: int, label: str, valid_until: date | None) -> Effect:
    """Name a Serviceplatz anew, or close it from the day ``valid_until`` on (None: open without end).

    What is booked there goes to another Serviceplatz at the same time, or is displaced. Rule ATV-13.
    """
    draft = begin(order)
    place = places_by_id(draft.kalender, [place_id])[0]
    _refuse_validity(place.valid_from, valid_until)
    place.label, place.valid_until = label, valid_until
    place.save(update_fields=["label", "valid_until"])
    return settle(
        draft, "change_serviceplatz", place, serviceplatz=place.number, valid_until=_iso(valid_until)
    )


@dataclass(frozen=True)
class Extra:
    """One more Serviceplatz on one day, from ``starts`` to ``ends`` on Berlin clocks."""

    day: date
    starts: time
    ends: time
    terminarten: list[str]
    channels: list[str]


@transaction.atomic
def open_one_more(*, order: Order, extra: Extra) -> Effect:
    """One more Serviceplatz for that time: one that is not open then, else a new one.

    For a lead who needs more than is set up. Rule SOCL 3/OS/3.
    """
    draft = begin(order)
    new = NewWindow([extra.day.isoweekday()], extra.starts, extra.ends, extra.terminarten, extra.channels)
    refuse_unless_sound(new, draft.kalender)
    place = _unused_place(draft, extra) or _new_place(draft, None, "", extra.day, None)
    write_window(place, new, extra.day, extra.day + ONE_DAY)
    return settle(
        draft,
        "open_one_more",
        place,
        serviceplatz=place.number,
        valid_from=extra.day.isoformat(),
        times=f"{extra.starts:%H:%M}-{extra.ends:%H:%M}",
    )


def _unused_place(draft: Draft, extra: Extra) -> Serviceplatz | None:
    """The first Serviceplatz in force on the day with no Zeitfenster at that time."""
    wanted = opens(extra.day, extra.starts), closes(extra.day, extra.ends)
    place: Serviceplatz
    for place in draft.kalender.serviceplaetze.prefetch_related("zeitfenster").order_by("number"):
        there = [
            (opens(extra.day, z.starts), closes(extra.day, z.ends))
            for z in place.zeitfenster.all()
            if extra.day.isoweekday() in z.weekdays and is_valid(z, extra.day)
        ]
        if is_valid(place, extra.day) and not any(overlaps(span, wanted) for span in there):
            return place
    return None


def _new_place(
    draft: Draft, number: int | None, label: str, valid_from: date, valid_until: date | None
) -> Serviceplatz:
    highest: int = draft.kalender.serviceplaetze.aggregate(highest=Max("number"))["highest"] or 0
    place = Serviceplatz(
        kalender=draft.kalender,
        number=number or highest + 1,
        label=label,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    if place.number > MOST_PLACES:
        raise Refusal("invalid", "Ein Team hat höchstens 999 Serviceplätze.", status=422)
    if insert_unless_taken(place) is None:
        raise Refusal("number_taken", f"Serviceplatz {number} gibt es schon.")
    return place


def _refuse_validity(valid_from: date, valid_until: date | None) -> None:
    if valid_until is not None and valid_until < valid_from:
        raise Refusal("invalid", "Das Ende liegt vor dem Beginn.", status=422)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

"""Zeitfenster: weekly patterns and single days, changed from a day on, and a week copied into another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from django.db import transaction

from atv.kalender.actions.changing import Effect, Order, begin, settle
from atv.kalender.models import Kalender, Serviceplatz, Zeitfenster
from atv.kalender.queries.opening import closes, counts_on, is_valid, opens, zeitfenster
from atv.kalender.queries.supply import offerable, places_by_id, window_by_id
from socl.core.db import insert_unless_taken
from socl.lib.refusal import Refusal
from socl.lib.spans import Span, overlaps
from socl.lib.workdays import ONE_DAY, berlin_day

MIDNIGHT = time(0)
ACROSS = "Ein Zeitfenster endet spätestens um Mitternacht. Bitte für den nächsten Tag ein zweites anlegen."
WEEK = 7 * ONE_DAY


@dataclass(frozen=True)
class NewWindow:
    """A Zeitfenster to be: ISO weekdays, Berlin clock times (an end of 00:00 is the midnight after), who may book."""

    weekdays: list[int]
    starts: time
    ends: time
    terminarten: list[str]
    channels: list[str]


def refuse_unless_sound(new: NewWindow, kalender: Kalender) -> None:
    """Refuse (422) what crosses midnight, takes no channel, no Terminart, or one that this calendar does not offer."""
    if new.ends <= new.starts and new.ends != MIDNIGHT:
        raise Refusal("invalid", ACROSS, status=422, errors={"until": [ACROSS]})
    if not (new.weekdays and new.terminarten and new.channels):
        message = "Bitte mindestens einen Wochentag, eine Terminart und einen Kanal wählen."
        raise Refusal("invalid", message, status=422)
    if not set(new.terminarten) <= offerable(kalender):
        message = "Diese Terminart bietet dieser Kalender nicht an."
        raise Refusal("invalid", message, status=422, errors={"terminarten": [message]})


def write_window(
    place: Serviceplatz, new: NewWindow, valid_from: date, valid_until: date | None
) -> Zeitfenster:
    """Insert it. Refusal ``overlaps`` where the Serviceplatz is open already."""
    if valid_until is not None and valid_until <= valid_from:
        raise Refusal("invalid", "Das Ende liegt vor dem Beginn.", status=422)
    window = Zeitfenster(serviceplatz=place, valid_from=valid_from, valid_until=valid_until, **vars(new))
    if insert_unless_taken(window) is None:
        message = f"Serviceplatz {place.number} hat zu dieser Zeit schon ein Zeitfenster."
        raise Refusal("overlaps", message, rule="ATV-15")
    return window


@transaction.atomic
def open_zeitfenster(
    *, order: Order, place_ids: Sequence[int], new: NewWindow, valid_from: date, valid_until: date | None
) -> Effect:
    """The same Zeitfenster at each of the Serviceplätze, from ``valid_from`` until the day ``valid_until``.

    Refusals: ``overlaps`` (rule ATV-15), ``invalid``. Rule SOCL 3/OS/3.
    """
    draft = begin(order)
    refuse_unless_sound(new, draft.kalender)
    places = places_by_id(draft.kalender, place_ids)
    made = [write_window(place, new, valid_from, valid_until) for place in places]
    facts = {"serviceplaetze": [p.number for p in places], **_facts(new, valid_from, valid_until)}
    return settle(draft, "open_zeitfenster", made, **facts)


@transaction.atomic
def change_zeitfenster(
    *, order: Order, window_id: int, new: NewWindow, from_day: date, valid_until: date | None
) -> Effect:
    """Other times, days or channels from ``from_day`` on. Days before it stay as they were: the old row ends there.

    Refusals: ``overlaps``, ``invalid``, ``bookings_inside``.
    """
    draft = begin(order)
    refuse_unless_sound(new, draft.kalender)
    old = window_by_id(draft.kalender, window_id)
    place, since = old.serviceplatz, max(from_day, old.valid_from)
    old.valid_until = since
    old.save(update_fields=["valid_until"])
    made = write_window(place, new, since, valid_until)
    facts = {"serviceplaetze": [place.number], "instead_of": _times(old), **_facts(new, since, valid_until)}
    return settle(draft, "change_zeitfenster", made, **facts)


@transaction.atomic
def end_zeitfenster(*, order: Order, window_id: int, from_day: date) -> Effect:
    """No such Zeitfenster from ``from_day`` on; no effect where it has ended before. Refusal ``bookings_inside``."""
    draft = begin(order)
    old = window_by_id(draft.kalender, window_id)
    if old.valid_until is None or from_day < old.valid_until:
        old.valid_until = max(from_day, old.valid_from)
        old.save(update_fields=["valid_until"])
    facts = {"serviceplaetze": [old.serviceplatz.number], "times": _times(old)}
    return settle(draft, "end_zeitfenster", old, **facts, valid_until=old.valid_until.isoformat())


@transaction.atomic
def copy_week(*, order: Order, source: date, target: date) -> Effect:
    """The Zeitfenster of the week of ``source`` that are missing in the week of ``target`` are opened there.

    Day by day, as single days. Nothing is closed: what touches a Zeitfenster of the target is left out.
    Ausfallzeiten are not copied. Refusal ``invalid`` for a week that is over.
    """
    draft = begin(order)
    first, into = (day - ONE_DAY * (day.isoweekday() - 1) for day in (source, target))
    if into + WEEK <= berlin_day(order.at):
        raise Refusal("invalid", "Diese Woche ist vorbei.", status=422)
    there = list(zeitfenster([draft.kalender], Span(into, into + WEEK)))
    wanted = list(zeitfenster([draft.kalender], Span(first, first + WEEK)))
    made = []
    for n in range(WEEK.days):
        old, new = first + ONE_DAY * n, into + ONE_DAY * n
        for z in (z for z in wanted if counts_on(z, old) and is_valid(z.serviceplatz, new)):
            own = [
                _span(t, new) for t in there if t.serviceplatz_id == z.serviceplatz_id and counts_on(t, new)
            ]
            if not any(overlaps(_span(z, new), span) for span in own):
                single = changed(z, weekdays=[new.isoweekday()])
                made.append(write_window(z.serviceplatz, single, new, new + ONE_DAY))
    facts = {"valid_from": first.isoformat(), "into": into.isoformat(), "opened": len(made)}
    return settle(draft, "copy_week", made, **facts)


def _span(z: Zeitfenster, day: date) -> tuple[int, int]:
    return opens(day, z.starts), closes(day, z.ends)


def changed(window: Zeitfenster, **values: object) -> NewWindow:
    """The window with some of its values replaced."""
    there = NewWindow(window.weekdays, window.starts, window.ends, window.terminarten, window.channels)
    return replace(there, **values)  # type: ignore[arg-type]


def _facts(new: NewWindow, valid_from: date, valid_until: date | None) -> dict[str, object]:
    return {
        "weekdays": new.weekdays,
        "times": f"{new.starts:%H:%M}-{new.ends:%H:%M}",
        "terminarten": new.terminarten,
        "channels": new.channels,
        "valid_from": valid_from.isoformat(),
        "valid_until": valid_until.isoformat() if valid_until else None,
    }


def _times(window: Zeitfenster) -> str:
    return f"{window.starts:%H:%M}-{window.ends:%H:%M}"

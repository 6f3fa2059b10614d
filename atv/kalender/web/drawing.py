"""The day sheet as it is drawn: rows of ten minutes, and each state as a word, a sign and a pattern."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256

from django.urls import reverse

from atv.kalender.models import Ausfallzeit, Booking
from atv.kalender.queries.sheet import DaySheet
from atv.kalender.rules.lifecycle import LABELS, State
from socl.lib.workdays import BERLIN, berlin_day, berlin_span

ROW = 10  # minutes; raster.css holds the classes row-0 to row-143 and span-1 to span-144
HOUR = 60 // ROW
DAY = 24 * HOUR
FIRST, LAST = 8 * HOUR, 16 * HOUR  # what an empty day shows: 8 to 16 o'clock


@dataclass(frozen=True)
class Look:
    """A state as people see it: ``code`` chooses the pattern in app.css, ``icon`` the sign."""

    code: str
    label: str
    icon: str


BOOKED = Look("booked", LABELS[State.BOOKED], "calendar-today")
DUE = Look("due", "jetzt fällig", "arrow-forward")
OVERDUE = Look("overdue", "überfällig", "warning")
IN_CALL = Look("in-call", LABELS[State.IN_CALL], "account-circle")
DONE = Look("done", LABELS[State.DONE], "check")
NOT_REACHED = Look("not-reached", LABELS[State.NOT_REACHED], "close")
NO_SHOW = Look("no-show", LABELS[State.NO_SHOW], "visibility-off")
CANCELLED = Look("cancelled", LABELS[State.CANCELLED], "delete")
LEGEND = (BOOKED, DUE, OVERDUE, IN_CALL, DONE, NOT_REACHED, NO_SHOW)
LOOKS = {
    State.IN_CALL: IN_CALL,
    State.DONE: DONE,
    State.NOT_REACHED: NOT_REACHED,
    State.NO_SHOW: NO_SHOW,
    State.CANCELLED: CANCELLED,
}


def look_of(booking: Booking, at: datetime) -> Look:
    """How ``booking`` looks at ``at``: a booked one becomes due at its start and overdue at its end."""
    if booking.state != State.BOOKED:
        return LOOKS[State(booking.state)]
    if booking.ends_at <= at:
        return OVERDUE
    return DUE if booking.starts_at <= at else BOOKED


class Drawn:
    """Something a page reloads; ``stand`` changes when what it shows changes."""

    @property
    def stand(self) -> str:
        """Sent along when asking anew: nothing new is answered with 204, and nothing is read again."""
        return sha256(repr(self).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Slot:
    """One Rückruf, in finished words: a sheet has hundreds of them, and templates format slowly (``make bench``)."""

    key: str
    address: str
    day: date
    time: str
    kind: str
    name: str
    look: Look
    state: str
    place: str
    grid: str


@dataclass(frozen=True)
class Band:
    """One Zeitfenster."""

    time: str
    grid: str


@dataclass(frozen=True)
class Away:
    """An Ausfallzeit."""

    time: str
    reason: str
    grid: str


@dataclass(frozen=True)
class Hour:
    """A mark on the time axis."""

    grid: str
    label: str


@dataclass(frozen=True)
class Lane(Drawn):
    """One Serviceplatz on one day."""

    number: int
    label: str
    holiday: str
    seated: str  # who sits there, if it was said
    hours: tuple[Hour, ...]
    bands: tuple[Band, ...]
    aways: tuple[Away, ...]
    slots: tuple[Slot, ...]
    now_row: int | None


@dataclass(frozen=True)
class Overdue(Drawn):
    """The Rückrufe whose time has passed, oldest first."""

    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class Drawing:
    """One day of a team."""

    hours: tuple[Hour, ...]
    lanes: tuple[Lane, ...]


def draw(sheet: DaySheet, at: datetime, shown: tuple[int, int] | None = None) -> Drawing:
    """``sheet`` with every row counted from the first hour that is shown; ``shown`` is a wider frame for a week."""
    first, last = shown or frame(sheet)
    hours = tuple(Hour(_grid(row - first, HOUR), str(row // HOUR)) for row in range(first, last, HOUR))
    now = _down(at, sheet.day)
    now_row = now - first if berlin_day(at) == sheet.day and first <= now < last else None
    lanes = [
        Lane(
            column.serviceplatz.number,
            column.serviceplatz.label,
            sheet.holiday,
            column.besetzung.name if column.besetzung else "",
            hours,
            tuple(Band(_time(*span), _place(*span, sheet.day, first)) for span in column.zeitfenster),
            tuple(_away(a, sheet.day, first, last) for a in column.ausfallzeiten),
            tuple(_slot(b, column.serviceplatz.number, at, sheet.day, first) for b in column.bookings),
            now_row,
        )
        for column in sheet.columns
    ]
    return Drawing(hours, tuple(lanes))


def draw_overdue(found: Iterable[Booking], at: datetime) -> Overdue:
    """The list on top of the sheet."""
    return Overdue(tuple(_slot(b, b.serviceplatz.number, at, berlin_day(b.starts_at), 0) for b in found))


def frame(*sheets: DaySheet) -> tuple[int, int]:
    """First and last row shown, on full hours: all windows and bookings, and 8 to 16 o'clock where nothing is."""
    rows = [
        (_down(start, sheet.day), _up(end, sheet.day))
        for sheet in sheets
        for column in sheet.columns
        for start, end in (*column.zeitfenster, *((b.starts_at, b.ends_at) for b in column.bookings))
    ]
    first, last = min((row for row, _ in rows), default=FIRST), max((row for _, row in rows), default=LAST)
    return first // HOUR * HOUR, -(-last // HOUR) * HOUR


def _slot(booking: Booking, place: int, at: datetime, day: date, first: int) -> Slot:
    look, attempts = look_of(booking, at), len(booking.tried)
    tried = f", {attempts} Versuch{'' if attempts == 1 else 'e'}" if attempts else ""
    return Slot(
        str(booking.pk),
        address(booking.pk),
        day,
        _time(booking.starts_at, booking.ends_at),
        booking.terminart.label,
        booking.name,
        look,
        look.label + tried,
        str(place),
        _place(booking.starts_at, booking.ends_at, day, first),
    )


def _away(away: Ausfallzeit, day: date, first: int, last: int) -> Away:
    """What of an Ausfallzeit lies on the sheet, which may be a day of many and reach beyond the hours shown."""
    begins, ends = max(first, _down(away.starts_at, day)), min(last, _up(away.ends_at, day))
    midnight = berlin_span(day, 1)
    time = _time(max(away.starts_at, midnight.start), min(away.ends_at, midnight.end))
    return Away(time, away.reason, _grid(begins - first, ends - begins) if begins < ends else "")


@lru_cache(maxsize=16_384)
def address(booking_id: int) -> str:
    """Where a booking is shown; kept, because every open sheet asks for the same ones every 15 s."""
    return reverse("booking", args=[booking_id])


def _time(start: datetime, end: datetime) -> str:
    """9:20 bis 9:40, on Berlin clocks."""
    starts, ends = start.astimezone(BERLIN), end.astimezone(BERLIN)
    return f"{starts.hour}:{starts.minute:02} bis {ends.hour}:{ends.minute:02}"


def _place(start: datetime, end: datetime, day: date, first: int) -> str:
    """The classes of [start, end): 9:20 to 9:40 on a sheet that begins at 8:00 is row 8, span 2."""
    row = _down(start, day)
    return _grid(row - first, max(1, _up(end, day) - row))


def _grid(row: int, span: int) -> str:
    return f"row-{row} span-{span}"


def _down(at: datetime, day: date) -> int:
    """The row of ``day`` in which ``at`` lies, on Berlin clocks; before and after the day its edges."""
    local = at.astimezone(BERLIN)
    if local.date() != day:
        return 0 if local.date() < day else DAY
    return (local.hour * 60 + local.minute) // ROW


def _up(at: datetime, day: date) -> int:
    """The row of ``day`` before which something that ends at ``at`` is over."""
    local = at.astimezone(BERLIN)
    if local.date() != day:
        return 0 if local.date() < day else DAY
    return -(-(local.hour * 60 + local.minute) // ROW)

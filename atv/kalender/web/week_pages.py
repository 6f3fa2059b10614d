"""The week of one Serviceplatz: five day columns, live; the page and its columns that reload."""

from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from atv.kalender.models import Kalender
from atv.kalender.queries import sheet
from atv.kalender.queries.week import WeekSheet, first_number, week_sheet
from atv.kalender.web.day_pages import is_cleared, kalender_for
from atv.kalender.web.drawing import LEGEND, draw, draw_overdue, frame
from atv.kalender.web.guard import note_access, signed_in
from socl.core import clock
from socl.core.api.paths import read_day
from socl.lib.workdays import berlin_day
from socl.orga.models import Person

WEEK = timedelta(days=7)


@require_safe
@signed_in
def week_today(request: HttpRequest, person: Person, team: str) -> HttpResponse:
    """To the present week of the team's first Serviceplatz."""
    kalender = kalender_for(person, team)
    number = first_number(kalender)
    if number is None:
        raise Http404
    return redirect("week", team, _monday(clock.today()).isoformat(), number)


@require_safe
@signed_in
def week(request: HttpRequest, person: Person, team: str, day: str, number: int) -> HttpResponse:
    """One Serviceplatz, Monday to Friday, and a weekend day on which something is; what is overdue on top."""
    kalender, at = kalender_for(person, team), clock.now()
    found = _week(person, kalender, day, number)
    late = sheet.overdue(kalender, at, cleared=is_cleared(person, kalender))
    shown = [b for one in found.days for c in one.columns for b in c.bookings]
    note_access([*late, *shown], person, at, "wochenblatt")
    drawn = [(one.day, one.holiday, draw(one, at, frame(*found.days)).lanes[0]) for one in found.days]
    context = {
        "kalender": kalender,
        "team": kalender.unit,
        "week": found,
        "days": drawn,
        "hours": drawn[0][2].hours,
        "overdue": draw_overdue(late, at),
        "legend": LEGEND,
        "today": berlin_day(at),
        "last": found.days[-1].day,
        "previous": found.monday - WEEK,
        "next": found.monday + WEEK,
        "is_now": found.monday == _monday(berlin_day(at)),
    }
    return render(request, "kalender/week.html", context)


@require_safe
@signed_in
def week_column(request: HttpRequest, person: Person, team: str, day: str, number: int) -> HttpResponse:
    """One day of the week anew; 204 if the browser shows it already."""
    kalender, at, wanted = kalender_for(person, team), clock.now(), read_day(day)
    found = _week(person, kalender, _monday(wanted).isoformat(), number)
    one = next((one for one in found.days if one.day == wanted), None)
    if one is None:
        raise Http404
    lane = draw(one, at, frame(*found.days)).lanes[0]
    if request.GET.get("stand") == lane.stand:
        return HttpResponse(status=204)
    note_access([b for c in one.columns for b in c.bookings], person, at, "wochenblatt")
    context = {
        "kalender": kalender,
        "team": kalender.unit,
        "day": one.day,
        "holiday": one.holiday,
        "lane": lane,
    }
    return render(request, "kalender/_week_column.html", {**context, "number": number})


def _week(person: Person, kalender: Kalender, day: str, number: int) -> WeekSheet:
    """The week that begins on ``day``, which must be a Monday; 404 for anything else."""
    monday = read_day(day)
    cleared = is_cleared(person, kalender)
    found = week_sheet(kalender, number, monday, cleared=cleared) if monday == _monday(monday) else None
    if found is None:
        raise Http404
    return found


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())

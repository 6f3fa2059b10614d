"""The day sheet: the whole page, and the fragments of it that reload."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from atv.kalender.models import Kalender
from atv.kalender.queries import bookings, sheet
from atv.kalender.web.drawing import LEGEND, draw, draw_overdue
from atv.kalender.web.forms import DayForm
from atv.kalender.web.guard import note_access, signed_in
from socl.core import clock
from socl.core.api.paths import read_day
from socl.lib.workdays import ONE_DAY, berlin_day
from socl.orga import gates
from socl.orga.models import Person, Unit
from socl.orga.queries import unit_by_key
from socl.orga.rules.roles import Grant


def kalender_for(person: Person, team: str) -> Kalender:
    """The calendar of a team or Eingangszone whose day sheet the person may read; 404 for any other."""
    return bookings.kalender_of(unit_of(person, team, Grant.READ_DAY_SHEET))


def unit_of(person: Person, key: str, grant: Grant) -> Unit:
    """A unit that has a calendar within the reach of ``grant``; 404 for any other."""
    unit = unit_by_key(key, clock.today())
    if unit is None or unit.kind not in bookings.WITH_CALENDAR:
        raise Http404
    gates.require(person, grant, clock.today(), unit)
    return unit


def is_cleared(person: Person, kalender: Kalender) -> bool:
    """True if the person may also read the restricted records of this team."""
    reach = gates.scope(person, Grant.READ_DAY_SHEET, clock.today())
    return reach.sees(kalender.unit, restricted=True)


@require_safe
@signed_in
def day_sheet_today(request: HttpRequest, person: Person, team: str) -> HttpResponse:
    """To the sheet of today, or of the day that was picked."""
    form, kalender = DayForm(request.GET), kalender_for(person, team)
    if kalender.takes_visits:  # its sheet is the OTV's
        return redirect("zone_today", team)
    if "tag" not in request.GET:
        return redirect("day_sheet", team, clock.today().isoformat())
    if form.is_valid():
        return redirect("day_sheet", team, form.cleaned_data["tag"].isoformat())
    return _sheet_page(request, person, kalender, clock.today(), form)


@require_safe
@signed_in
def day_sheet(request: HttpRequest, person: Person, team: str, day: str) -> HttpResponse:
    """Every Serviceplatz of a team on one day, and what is overdue."""
    kalender = kalender_for(person, team)
    if kalender.takes_visits:
        return redirect("zone_sheet", team, read_day(day).isoformat())
    return _sheet_page(request, person, kalender, read_day(day))


def _sheet_page(
    request: HttpRequest, person: Person, kalender: Kalender, day: date, refused: DayForm | None = None
) -> HttpResponse:
    at, cleared = clock.now(), is_cleared(person, kalender)
    found, late = (
        sheet.day_sheet(kalender, day, cleared=cleared),
        sheet.overdue(kalender, at, cleared=cleared),
    )
    note_access([*late, *(b for c in found.columns for b in c.bookings)], person, at, "tagesblatt")
    context = {
        "kalender": kalender,
        "team": kalender.unit,
        "sheet": found,
        "drawing": draw(found, at),
        "overdue": draw_overdue(late, at),
        "legend": LEGEND,
        "form": refused or DayForm(initial={"tag": day}),
        "is_today": day == berlin_day(at),
        "previous": day - ONE_DAY,
        "next": day + ONE_DAY,
    }
    return render(request, "kalender/day_sheet.html", context, status=422 if refused else 200)


@require_safe
@signed_in
def day_sheet_column(request: HttpRequest, person: Person, team: str, day: str, number: int) -> HttpResponse:
    """One Serviceplatz anew; 204 if the browser shows it already."""
    kalender, at = kalender_for(person, team), clock.now()
    found = sheet.day_sheet(kalender, read_day(day), cleared=is_cleared(person, kalender))
    lane = next((lane for lane in draw(found, at).lanes if lane.number == number), None)
    if lane is None:
        raise Http404
    if request.GET.get("stand") == lane.stand:
        return HttpResponse(status=204)
    shown = [b for c in found.columns if c.serviceplatz.number == number for b in c.bookings]
    note_access(shown, person, at, "tagesblatt")
    context = {"kalender": kalender, "team": kalender.unit, "sheet": found, "lane": lane}
    return render(request, "kalender/_column.html", context)


@require_safe
@signed_in
def day_sheet_overdue(request: HttpRequest, person: Person, team: str) -> HttpResponse:
    """What is overdue, anew; 204 if the browser shows it already."""
    kalender, at = kalender_for(person, team), clock.now()
    late = sheet.overdue(kalender, at, cleared=is_cleared(person, kalender))
    overdue = draw_overdue(late, at)
    if request.GET.get("stand") == overdue.stand:
        return HttpResponse(status=204)
    note_access(late, person, at, "tagesblatt")
    context = {"kalender": kalender, "team": kalender.unit, "overdue": overdue}
    return render(request, "kalender/_overdue.html", context)

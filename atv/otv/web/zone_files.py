"""What leaves the Eingangszone as a file: the day sheet and the figures, for a spreadsheet. Rule DS-2."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from atv.otv.queries import zone as zones
from atv.otv.web.guard import kalender_for
from atv.otv.web.shown import row_of
from socl.core import clock
from socl.core.api.paths import read_day
from socl.core.sheets import csv_answer
from socl.journal.record import record_access, record_export
from socl.lib.workdays import ONE_DAY
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant

SHEET = ("Tag", "Beginn", "Ende", "Serviceplatz", "Anliegen", "Weg", "Buchungsmodus", "Stand", "Buchungsnummer",
         "Name", "Telefonnummer", "Verständigung")  # fmt: skip
FIGURES = ("Anliegen", "von", "bis", "alle", "davon ohne Termin", "gekommen", "nicht gekommen", "abgesagt",
           "Tage bis zum nächsten freien Termin")  # fmt: skip
HIDDEN = "zu wenige"  # rule ATV-17


@require_safe
@gates.signed_in
def sheet_csv(request: HttpRequest, person: Person, key: str, day: str) -> HttpResponse:
    """The day sheet with names, noted in the journal."""
    kalender, when, at = kalender_for(person, key, Grant.WORK_ZONE), read_day(day), clock.now()
    found = zones.day_of(kalender, when)
    record_access([t.booking for t in found], by=person, at=at, purpose="otv-tagesblatt")
    record_export("otv-tagesblatt", kalender, by=person, at=at, rows=len(found), purpose="eingangszone")
    cells = (
        "clock",
        "until",
        "place",
        "title",
        "way",
        "mode",
        "state",
        "reference",
        "name",
        "phone",
        "needs",
    )
    rows = [[f"{when:%d.%m.%Y}", *(str(row[c]) for c in cells)] for row in (row_of(t, at) for t in found)]
    return csv_answer(f"tagesblatt-{key}-{when.isoformat()}", SHEET, rows)


@require_safe
@gates.signed_in
def figures_csv(request: HttpRequest, person: Person, key: str) -> HttpResponse:
    """The figures of four weeks; what is hidden on the page is hidden here."""
    kalender, at = kalender_for(person, key, Grant.READ_FIGURES), clock.now()
    found, ahead = zones.figures(kalender, at), {n.anliegen.pk: n.days for n in zones.upcoming(kalender, at)}
    first, last = f"{found.days.start:%d.%m.%Y}", f"{found.days.end - ONE_DAY:%d.%m.%Y}"
    rows = []
    for line in found.lines:
        counts = (line.visits, line.walk_ins, line.came, line.no_shows, line.cancelled)
        days = ahead.get(line.anliegen.pk)
        shown = [HIDDEN if n is None else str(n) for n in counts]
        rows.append([line.anliegen.terminart.label, first, last, *shown, "" if days is None else str(days)])
    record_export("otv-zahlen", kalender, by=person, at=at, rows=len(rows), purpose="zahlen")
    return csv_answer(f"zahlen-{key}", FIGURES, rows)

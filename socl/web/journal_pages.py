"""The journal for Revision: what was done to an object, and who was shown its data. Searched by POST only."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from atv.kalender.queries import trace
from routing.escalation.queries import journal_things
from socl.core import clock
from socl.core.forms import Plain
from socl.core.sheets import csv_answer
from socl.journal import queries
from socl.journal.models import AccessEntry, Entry
from socl.journal.queries import Thing
from socl.journal.record import record, record_export
from socl.lib.kundennummer import KUNDENNUMMER
from socl.lib.references import parse_reference
from socl.lib.workdays import BERLIN, ONE_DAY, berlin_span
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.queries import names_of, person_by_username
from socl.orga.rules.roles import Grant
from socl.web.journal_facts import in_words
from socl.web.journal_words import OBJECTS, PURPOSES, VERBS

KUNDE = "kundennummer"
HEAD = ("Art", "Zeit (Berlin)", "Wer", "Was", "Woran", "Angaben")
BACK = timedelta(days=365)  # as long as the journal is kept
NOT_KNOWN = "Dazu ist nichts bekannt. Bitte die Schreibweise prüfen."


@dataclass(frozen=True)
class Line:
    """One line of the journal in words."""

    at: datetime
    who: str
    what: str
    on: str
    facts: str


class SearchForm(Plain):
    """Which object, and from when to when (Berlin days, both included)."""

    kind = forms.ChoiceField(
        label="Wonach suchen Sie?",
        choices=[(KUNDE, "Kundennummer: alles zu einer Person"), *OBJECTS.items()],
        initial="booking",
    )
    key = forms.CharField(
        label="Nummer",
        max_length=60,
        help_text="Beim Rückruf die Buchungsnummer (K7XW-4RCE), beim Konto der Benutzername, sonst die Kennzahl.",
        error_messages={"required": "Bitte eine Nummer angeben."},
    )
    first = forms.DateField(
        label="Von", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label="Bis", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, object]:
        """Find what the number means; nothing found is an error at the field."""
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last", "Das Ende liegt vor dem Beginn.")
        if "kind" in found and "key" in found:
            found["things"] = things(found["kind"], found["key"].strip())
            if not found["things"]:
                self.add_error("key", NOT_KNOWN)
        return found

    def span(self, today: date) -> tuple[datetime, datetime]:
        """The moments searched; a year back unless told otherwise."""
        last = min(self.cleaned_data["last"] or today, date(2099, 12, 31))
        first = max(self.cleaned_data["first"] or today - BACK, date(2000, 1, 1))
        return berlin_span(first, (last + ONE_DAY - first).days if first <= last else 0)


def things(kind: str, key: str) -> list[Thing]:
    """The objects that ``key`` names; empty if it cannot be read or names none."""
    if kind == KUNDE:
        if not re.search(KUNDENNUMMER, key.upper()):
            return []
        bookings = [("booking", pk) for pk in trace.ids_of_kundennummer(key.upper())]
        return bookings + journal_things(key.upper())
    if kind == "booking" and (reference := parse_reference(key)):
        return [(kind, pk) for pk in trace.ids_of_reference(reference)]
    if kind == "person" and not key.isdecimal():
        known = person_by_username(key) if "\0" not in key else None
        return [(kind, known.pk)] if known else []
    return [(kind, int(key))] if re.fullmatch(r"[0-9]{1,18}", key) else []


def _allowed(request: HttpRequest) -> Person:
    person = gates.who(request)
    gates.require(person, Grant.READ_JOURNAL, clock.today())
    return person


def _find(form: SearchForm, person: Person, at: datetime) -> tuple[list[Line], list[Line]]:
    """Acts and accesses in words; that Revision looked is an act of its own."""
    wanted, span = form.cleaned_data["things"], form.span(clock.today())
    record("search_journal", person, by=person, at=at, rule="DS-1", things=[list(t) for t in wanted[:20]])
    acts, accesses = list(queries.acts(wanted, span)), list(queries.accesses(wanted, span))
    names = names_of({row.by_id for row in acts if row.by_id} | {row.by_id for row in accesses})
    return [_act(row, names) for row in acts], [_access(row, names) for row in accesses]


def _act(row: Entry, names: dict[int, str]) -> Line:
    rule = f"Regel {row.rule}" if row.rule else ""
    return Line(
        row.at,
        _who(row.by_id, names),
        VERBS.get(row.verb, row.verb),
        _on(row),
        "; ".join(filter(None, [in_words(row.facts), rule])),
    )


def _access(row: AccessEntry, names: dict[int, str]) -> Line:
    return Line(row.at, _who(row.by_id, names), PURPOSES.get(row.purpose, row.purpose), _on(row), "")


def _who(pk: int | None, names: dict[int, str]) -> str:
    return names.get(pk, f"Konto {pk} (gelöscht)") if pk else "System"


def _on(row: Entry | AccessEntry) -> str:
    return f"{OBJECTS.get(row.object_type, row.object_type)} {row.object_id}"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def journal(request: HttpRequest) -> HttpResponse:
    """The search, and below it what was found."""
    person = _allowed(request)
    form = SearchForm(request.POST or None)
    context: dict[str, object] = {"form": form, "most": queries.MOST_SHOWN}
    if form.is_valid():
        context["acts"], context["accesses"] = _find(form, person, clock.now())
        context["asked"] = True
    return render(request, "journal/search.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """The same as CSV for a spreadsheet; an entry of its own. Rule DS-2."""
    person, at = _allowed(request), clock.now()
    form = SearchForm(request.POST)
    if not form.is_valid():
        return render(request, "journal/search.html", {"form": form}, status=422)
    acts, accesses = _find(form, person, at)
    rows = [_row("Handlung", line) for line in acts] + [_row("Zugriff", line) for line in accesses]
    record_export("journal", person, by=person, at=at, rows=len(rows), purpose="revision")
    return csv_answer("journal", HEAD, rows)


def _row(kind: str, line: Line) -> list[str]:
    when = f"{line.at.astimezone(BERLIN):%d.%m.%Y %H:%M:%S}"
    return [kind, when, line.who, line.what, line.on, line.facts]


urlpatterns: list[URLPattern] = [
    path("", journal, name="journal"),
    path("ausgabe/", export, name="journal_export"),
]

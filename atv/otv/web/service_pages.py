"""The Service Center: Termine that are not in VerBIS, found and cancelled; and the inbox of the contact form."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atv.otv.actions.cancelling import cancel
from atv.otv.actions.messages import finish
from atv.otv.models import OtvTermin
from atv.otv.queries.inbox import inbox, message_in
from atv.otv.queries.termine import coming_of, search, termine_in
from atv.otv.web.shown import row_of
from atv.otv.web.staff_forms import CancelForm, SearchForm
from socl.core import clock
from socl.journal.record import record_access
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.models import Person
from socl.orga.rules.roles import Grant


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("reference", "name", "tag")
@gates.signed_in
def termine(request: HttpRequest, person: Person) -> HttpResponse:
    """Search by POST; what is shown is recorded. Rule OTV 3/SC/2."""
    at, reach = clock.now(), gates.require(person, Grant.SERVE_OTV, clock.today())
    form = SearchForm(request.POST if request.method == "POST" else None)
    found: list[OtvTermin] = []
    if form.is_valid():
        said = form.cleaned_data
        found = search(reach, reference=said["reference"], name=said["name"], day=said["tag"])
        record_access([t.booking for t in found], by=person, at=at, purpose="otv-suche")
    context = {
        "form": form,
        "asked": form.is_bound and not form.errors,
        "rows": [{**row_of(t, at), "cancel": CancelForm(auto_id=f"t{t.pk}_%s")} for t in found],
        "waiting": len([m for m in inbox(reach) if m.done_at is None]),
    }
    return render(request, "otv/termine.html", context, status=422 if form.errors else 200)


@require_POST
@sensitive_post_parameters("kundennummer", "number", "name")
@gates.signed_in
def termine_of_person(request: HttpRequest, person: Person) -> HttpResponse:
    """What a caller has booked, beside the call: a fragment for the desk, the whole page without JavaScript."""
    at, reach = clock.now(), gates.require(person, Grant.SERVE_OTV, clock.today())
    said = {name: request.POST.get(name, "")[:120].replace("\0", "").strip() for name in ("number", "name")}
    found = coming_of(reach, **said, at=at)
    record_access([t.booking for t in found], by=person, at=at, purpose="otv-suche")
    rows = [{**row_of(t, at), "cancel": CancelForm(auto_id=f"t{t.pk}_%s")} for t in found]
    if request.headers.get("HX-Request"):
        return render(request, "otv/_of_person.html", {"rows": rows})
    return render(request, "otv/termine.html", {"form": SearchForm(), "asked": True, "rows": rows})


@require_POST
@gates.signed_in
def cancel_termin(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Cancel on a caller's word or a contact form. Rule OTV 3/SC/2."""
    at, form = clock.now(), CancelForm(request.POST)
    found = gates.one_within(termine_in, pk, person, Grant.SERVE_OTV, clock.today())
    if not form.is_valid():
        record_access([found.booking], by=person, at=at, purpose="otv-absage")
        rows = [{**row_of(found, at), "cancel": form}]
        context = {"form": SearchForm(), "rows": rows, "failed": True, "asked": True}
        return render(request, "otv/termine.html", context, status=422)
    said = form.cleaned_data
    cancel(termin=found, how=said["how"], who=person, by=person, at=at, reason=said["reason"])
    messages.success(request, f"Termin {found.booking.reference} ist abgesagt. Eine E-Mail bestätigt das.")
    return redirect("otv_termine")


@require_safe
@gates.signed_in
def letters(request: HttpRequest, person: Person) -> HttpResponse:
    """What came in by the contact form, oldest first."""
    reach = gates.require(person, Grant.SERVE_OTV, clock.today())
    found = inbox(reach)
    record_access(found, by=person, at=clock.now(), purpose="otv-nachrichten")
    return render(request, "otv/inbox.html", {"found": found})


@require_POST
@gates.signed_in
def finish_letter(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """It is taken care of."""
    reach = gates.require(person, Grant.SERVE_OTV, clock.today())
    found = message_in(reach, pk)
    if found is None:
        raise Http404
    try:
        finish(message=found, by=person, at=clock.now())
    except Refusal as no:
        messages.error(request, no.message)
    else:
        messages.success(request, "Die Nachricht ist erledigt.")
    return redirect("otv_inbox")


urlpatterns: list[URLPattern] = [
    path("termine/", termine, name="otv_termine"),
    path("termine/person/", termine_of_person, name="otv_termine_of_person"),
    path("termine/<int:pk>/absage/", cancel_termin, name="otv_cancel"),
    path("nachrichten/", letters, name="otv_inbox"),
    path("nachrichten/<int:pk>/erledigt/", finish_letter, name="otv_message_done"),
]

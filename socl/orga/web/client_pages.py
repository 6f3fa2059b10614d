"""Machine clients: who they are, a new one, a new secret, the end."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST

from socl.core import clock
from socl.core.forms import Plain
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.actions import clients as verbs
from socl.orga.gates import signed_in
from socl.orga.models import Person, UnitKind
from socl.orga.queries import people, unit_by_key
from socl.orga.queries.clients import machine_client, machine_clients
from socl.orga.rules.intake import USERNAME
from socl.orga.rules.roles import LABELS, Grant, Role

MACHINES = (Role.PBX, Role.PORTAL)


class ClientForm(Plain):
    """A new machine client."""

    username = forms.RegexField(
        label="Kennung",
        regex=rf"^{USERNAME.pattern}$",
        max_length=60,
        error_messages={
            "required": "Bitte eine Kennung angeben.",
            "invalid": "Bitte nur Kleinbuchstaben, Ziffern, Punkt und Strich.",
        },
    )
    name = forms.CharField(
        label="Bezeichnung", max_length=120, error_messages={"required": "Bitte eine Bezeichnung angeben."}
    )
    role = forms.TypedChoiceField(
        label="Zugang als", coerce=Role, choices=[(role.value, LABELS[role]) for role in MACHINES]
    )
    unit = forms.ChoiceField(label="SC-Region")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def clients(request: HttpRequest, person: Person) -> HttpResponse:
    """All machine clients; by POST a new one, whose secret is shown once in this very answer."""
    day, at = clock.today(), clock.now()
    reach = gates.require(person, Grant.MANAGE_CLIENTS, day)
    form = ClientForm(request.POST or None)
    regions = [u for u in people.units(reach.q(""), day) if u.kind == UnitKind.SC_REGION]
    form.fields["unit"].choices = [(u.key, u.name) for u in regions]  # type: ignore[attr-defined]
    if form.is_valid():
        values = {**form.cleaned_data, "unit": unit_by_key(form.cleaned_data["unit"], day)}
        try:
            issued = verbs.create_client(valid_from=day, by=person, at=at, **values)
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            return render(request, "orga/geheimnis.html", {"issued": issued})
    context = {"clients": machine_clients(day, at), "form": form}
    return render(request, "orga/maschinen.html", context, status=422 if form.errors else 200)


@require_POST
@signed_in
def client(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """``step``: ``rotate`` (a new secret, shown once) or ``revoke``."""
    gates.require(person, Grant.MANAGE_CLIENTS, clock.today())
    found, step = machine_client(pk), request.POST.get("step")
    if found is None or step not in ("rotate", "revoke"):
        raise Http404
    if step == "rotate":
        issued = verbs.rotate_secret(application=found, by=person, at=clock.now())
        return render(request, "orga/geheimnis.html", {"issued": issued})
    verbs.revoke_client(application=found, by=person, at=clock.now())
    messages.success(request, "Der Zugang ist beendet.")
    return redirect("clients")


urlpatterns: list[URLPattern] = [
    path("", clients, name="clients"),
    path("<int:pk>/", client, name="client"),
]

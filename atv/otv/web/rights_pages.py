"""The rights for the OTK: the Agentur asks, the RD or a second responsible person grants and revokes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from atv.otv.actions import rights as verbs
from atv.otv.models import OtkRequest
from atv.otv.queries import rights as queries
from atv.otv.rules.rights import RequestState
from socl.core import clock
from socl.core.forms import DayField, Plain
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.gates import signed_in
from socl.orga.models import Dienstposten, Person, Unit
from socl.orga.rules.roles import Grant


class AskForm(Plain):
    """For whom, where, from when until when."""

    unit = forms.ChoiceField(label="Agentur", error_messages={"invalid_choice": "Bitte wählen."})
    person = forms.TypedChoiceField(
        label="Person",
        coerce=int,
        error_messages={"required": "Bitte eine Person wählen.", "invalid_choice": "Bitte wählen."},
    )
    valid_from = DayField(label="Ab")
    valid_until = DayField(label="Bis vor", required=False, help_text="Leer: unbefristet.")

    def __init__(self, *args: Any, units: list[Unit], staff: list[Person], **given: Any) -> None:
        super().__init__(*args, **given)
        self.units, self.staff = {u.key: u for u in units}, {p.pk: p for p in staff}
        self.fields["unit"].choices = [(u.key, u.name) for u in units]  # type: ignore[attr-defined]
        self.fields["person"].choices = [(p.pk, p.name) for p in staff]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        """What the verb takes."""
        said = self.cleaned_data
        return {**said, "unit": self.units[said["unit"]], "person": self.staff[said["person"]]}


class RevokeForm(Plain):
    """The first day without it."""

    on = DayField(label="Entziehen ab")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def rights(request: HttpRequest, person: Person) -> HttpResponse:
    """Who may configure, what is asked for, and a form to ask. Rules OTV 3/AA/2, OTK-5."""
    today = clock.today()
    gates.require(person, Grant.GRANT_OTK, today)
    asks = gates.scope(person, Grant.REQUEST_OTK, today)
    form = None
    if asks:
        units = queries.agenturen(asks, today)
        staff = queries.staff_of(units, today)
        form = AskForm(request.POST or None, units=units, staff=staff, initial={"valid_from": today})
    if request.method == "POST":
        gates.require(person, Grant.REQUEST_OTK, today)
        if form and form.is_valid() and _asked(request, form, person):
            return redirect("otk_rights")
    return _page(request, person, form)


def _asked(request: HttpRequest, form: AskForm, person: Person) -> bool:
    try:
        verbs.ask(**form.wanted(), by=person, at=clock.now())
    except Refusal as no:
        form.add_error(None, no.message)
        return False
    messages.success(request, "Das Recht ist beantragt. Erteilen muss es eine zweite Person.")
    return True


def _page(
    request: HttpRequest, person: Person, form: AskForm | None, refused: tuple[int, RevokeForm] | None = None
) -> HttpResponse:
    today = clock.today()
    reach = gates.scope(person, Grant.GRANT_OTK, today)
    ends = [
        (held, refused[1] if refused and refused[0] == held.pk else _end_of(held))
        for held in queries.holders_in(reach, today)
    ]
    rows = [(row, _steps(row, person)) for row in queries.requests_in(reach)]
    failed = bool(refused or (form and form.errors))
    context = {"form": form, "requests": rows, "holders": ends, "me": person.pk, "failed": failed}
    return render(request, "otv/otk_rights.html", context, status=422 if failed else 200)


def _end_of(held: Dienstposten) -> RevokeForm:
    return RevokeForm(initial={"on": clock.today()}, auto_id=f"ende{held.pk}_%s")


def _steps(row: OtkRequest, person: Person) -> list[tuple[str, str]]:
    """What this person may do with a request."""
    if row.state != RequestState.OPEN:
        return []
    if person.pk == row.requested_by_id:
        return [("nein", "Zurücknehmen")]
    return [("ja", "Erteilen"), ("nein", "Ablehnen")] if person.pk != row.person_id else []


@require_POST
@signed_in
def decide(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """``schritt``: ``ja`` grants, ``nein`` turns down or takes back. Rule OTK-5."""
    found = queries.request_in(gates.require(person, Grant.GRANT_OTK, clock.today()), pk)
    step = request.POST.get("schritt", "")
    if found is None or step not in ("ja", "nein"):
        raise Http404
    if step == "ja":
        verbs.grant(request=found, by=person, at=clock.now())
        messages.success(request, f"{found.person.name} darf jetzt konfigurieren.")
    else:
        verbs.refuse(request=found, by=person, at=clock.now())
        messages.success(request, "Der Antrag ist erledigt, ohne dass ein Recht erteilt wurde.")
    return redirect("otk_rights")


@require_POST
@signed_in
def revoke(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """End somebody's right. Rule OTK-5."""
    held = queries.holder_in(gates.require(person, Grant.GRANT_OTK, clock.today()), pk, clock.today())
    if held is None:
        raise Http404
    form = RevokeForm(request.POST, auto_id=f"ende{held.pk}_%s")
    if form.is_valid():
        try:
            verbs.revoke(held=held, on=form.cleaned_data["on"], by=person, at=clock.now())
        except Refusal as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, "Das Recht ist entzogen.")
            return redirect("otk_rights")
    return _page(request, person, None, (held.pk, form))

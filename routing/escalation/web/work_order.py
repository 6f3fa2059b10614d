"""The page on which a TSB gives an order to the Operative Service."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from routing.escalation.actions.onward import Order, close_with_work_order
from routing.escalation.queries.repeat import first_of
from routing.escalation.rules.catalogue import CATALOGUE
from routing.escalation.web.forms import WorkOrderForm
from routing.escalation.web.mine import my_anliegen
from routing.escalation.web.rueckruf import no_time_soon
from socl.core import clock
from socl.lib.refusal import Refusal
from socl.orga import gates
from socl.orga.models import Person

OUTLINE = "Zu tun: \nGeprüft: \nGesagt: "


@require_http_methods(["GET", "HEAD", "POST"])
@gates.signed_in
def work_order(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """Say what has to be done; the order goes to the Sonderpostkorb of the responsible OS."""
    anliegen = my_anliegen(person, pk)
    if anliegen.os is None or anliegen.outcome_id is not None:
        messages.error(request, "Für dieses Anliegen kann jetzt kein Auftrag erteilt werden.")
        return redirect("desk")
    entry = CATALOGUE[anliegen.code]
    why = f"{no_time_soon(anliegen)}\n" if request.GET.get("grund") == "kein-termin" else ""
    first: dict[str, Any] = {"subject": entry.title, "text": why + OUTLINE, "priority": "normal"}
    first["restricted"] = anliegen.restricted
    second_to = first_of(person, anliegen, clock.now())
    form = WorkOrderForm(request.POST or None, initial=first, is_second=second_to is not None)
    if request.method == "POST" and form.is_valid():
        try:
            again = form.cleaned_data.pop("again", "")
            order = Order(**form.cleaned_data)
            outcome = close_with_work_order(
                anliegen=anliegen, order=order, by=person, at=clock.now(), again=again
            )
        except Refusal as no:
            form.add_error("due_on" if "due_on" in no.extra.get("errors", ()) else None, no.message)
        else:
            filed = outcome.work_order
            assert filed is not None
            messages.success(request, f"Auftrag {filed.pk} erteilt, fällig am {filed.due_on:%d.%m.%Y}.")
            return redirect("desk")
    context = {"anliegen": anliegen, "entry": entry, "form": form, "first": second_to}
    return render(request, "escalation/work_order.html", context, status=422 if form.errors else 200)

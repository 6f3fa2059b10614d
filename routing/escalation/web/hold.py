"""The time that a TSB holds while the customer decides: taken, kept longer, given back, on the page of the Rückruf."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from atv.kalender.actions.desk_hold import HoldAct, act_on_hold
from atv.kalender.models import Channel
from atv.kalender.queries import free
from routing.escalation.queries.repeat import first_of
from routing.escalation.rules.catalogue import Kind
from routing.escalation.rules.ladder import terminart_of
from routing.escalation.web.forms import RueckrufForm
from routing.escalation.web.mine import my_anliegen
from routing.escalation.web.rueckruf import calendar_for, panel_of, rueckruf_page
from socl.core import clock
from socl.core.forms import read_moment
from socl.lib.refusal import Refusal
from socl.orga.models import Person


@login_required
@require_POST
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold, renew, release; the panel alone for the browser that asked for it, else the page with what was typed."""
    assert isinstance(request.user, Person)
    anliegen = my_anliegen(request.user, pk)
    if anliegen.team is None or anliegen.outcome_id is not None:
        raise Http404
    refused = ""
    try:
        act_on_hold(
            act=HoldAct(request.POST.get("act", "")),
            kalender=calendar_for(request, anliegen),
            kind=free.terminart(terminart_of(Kind(anliegen.kind))),
            starts_at=read_moment(request.POST.get("starts_at", "")),
            channel=Channel.SC,
            by=request.user,
            at=clock.now(),
        )
    except ValueError:
        raise Http404 from None
    except Refusal as no:
        refused = no.message
    if request.headers.get("HX-Request"):
        panel = panel_of(request, anliegen)
        return render(request, "kalender/_hold.html", {**panel, "hold_refused": refused})
    first = first_of(request.user, anliegen, clock.now())
    form = RueckrufForm(initial=request.POST.dict(), is_second=first is not None)
    return rueckruf_page(request, anliegen, form, hold_refused=refused, first=first)

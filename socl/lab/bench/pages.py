"""Server time of a page against the rows it shows as JSON, both behind the same middleware and login.

Only this process is counted (``time.process_time``): not the database, not the network.
"""

import time
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client, override_settings
from django.urls import include, path

from atv.kalender.models import Attempt, Ausfallzeit, Besetzung, Booking, Kalender, Serviceplatz, Zeitfenster
from atv.kalender.rules.lifecycle import LIVE
from eakte.models import WorkOrder
from routing.escalation.actions.anliegen import Opening, open_anliegen
from routing.escalation.models import Anliegen, Consult
from routing.escalation.rules.catalogue import CATALOGUE
from routing.rufkreis.actions.desk import identify
from routing.rufkreis.models import Call, Identification, IdentificationResult, Pbx, Presence, Rufkreis
from routing.rufkreis.rules.lifecycle import Activity, CallState, Wish
from socl.core import clock
from socl.lab import demo
from socl.lab.bench.bookings import Broken
from socl.lab.bench.figures import MS, Goal, Row, duel
from socl.lib.workdays import berlin_span
from socl.orga.models import Person

PAGE = Goal(floor=6.0, aim=2.5)
HERE, EARLIER = 3, 17  # Anliegen of the present call, and open ones of earlier calls
RUECKRUF = ["id", "state", "starts_at", "ends_at", "name", "reference", "terminart__label", "version"]
RUECKRUF += ["serviceplatz__number", "serviceplatz__label", "rueckruf_number", "kundennummer", "briefing"]
RUECKRUF += ["language", "communication_aid", "restricted", "channel", "result"]
ANLIEGEN = [
    "id",
    "call_id",
    "state",
    "code",
    "kind",
    "plz",
    "name",
    "kundennummer",
    "opened_at",
    "restricted",
]
ANLIEGEN += ["agentur__name", "os__name", "team__name", "outcome__kind", "outcome__at"]
CALL = ["state", "from_e164", "plz", "held", "first_queued_at", "answered_at", "rufkreis__topic"]


@login_required
def day_rows(request: HttpRequest, team: str, day: str) -> HttpResponse:
    """What a day sheet shows, as plain rows: Rückrufe with attempts, overdue ones, places, windows, who sits where."""
    on = date.fromisoformat(day)
    span = berlin_span(on, 1)
    shown = Booking.objects.filter(kalender__unit__key=team).visible()
    here = {"serviceplatz__kalender__unit__key": team}
    return _json(
        shown.touching(*span).order_by("serviceplatz__number", "starts_at").values(*RUECKRUF),
        Attempt.objects.filter(booking__in=shown.touching(*span)).values(
            "booking_id", "result", "rang", "at"
        ),
        shown.filter(state__in=LIVE, ends_at__lte=clock.now()).values(*RUECKRUF),
        Serviceplatz.objects.filter(kalender__unit__key=team)
        .order_by("number")
        .values("id", "number", "label"),
        Zeitfenster.objects.filter(**here).values("serviceplatz_id", "weekdays", "starts", "ends"),
        Besetzung.objects.filter(**here, day=on).values("serviceplatz_id", "person__name"),
        Ausfallzeit.objects.filter(kalender__unit__key=team)
        .touching(*span)
        .values("starts_at", "ends_at", "reason"),
    )


@login_required
def desk_rows(request: HttpRequest) -> HttpResponse:
    """What a desk shows, as plain rows: the desk, its call, the caller, the Anliegen open and of 14 days, Rückrufe."""
    presence = Presence.objects.filter(person=request.user.pk)
    call = presence.values("call")
    caller = Identification.objects.filter(call__in=call)
    known = caller.values("kundennummer")
    return _json(
        presence.values("wish", "activity", "since", "wrap_up_until"),
        Call.objects.filter(pk__in=call).values(*CALL),
        caller.values("name", "kundennummer", "result", "features"),
        Anliegen.objects.filter(call__person=request.user.pk).order_by("pk").values(*ANLIEGEN),
        Consult.objects.filter(anliegen__call__in=call).values("state", "target", "question", "unit__name"),
        Anliegen.objects.filter(kundennummer__in=known).exclude(call__in=call).values(*ANLIEGEN)[:20],
        Booking.objects.filter(kundennummer__in=known).values(*RUECKRUF)[:20],
        WorkOrder.objects.filter(kundennummer__in=known).values("id", "state", "subject", "due_on")[:20],
    )


def _json(*tables: "QuerySet[Any, Any]") -> HttpResponse:
    return JsonResponse([list(rows) for rows in tables], safe=False)


urlpatterns = [
    path("bench/tag/<str:team>/<str:day>/", day_rows),
    path("bench/platz/", desk_rows),
    path("", include("socl.urls")),
]


def measure(kalender: Kalender, day: date, reader: Person, tsb: Person, rounds: int, count: int) -> list[Row]:
    """Day sheet and desk; beside the day sheet what REST answers."""
    team, on = kalender.unit.key, day.isoformat()
    span = berlin_span(day, 1)
    shown = kalender.bookings.visible().touching(*span).count()
    sheet, rows = f"/kalender/{team}/{on}/", f"/bench/tag/{team}/{on}/"
    rest = f"/api/v1/teams/{team}/days/{on}/"
    os, desk = _client(reader), _client(tsb)
    with override_settings(ROOT_URLCONF=__name__):
        found = [
            duel(rounds, _cpu(os, sheet, count), _cpu(os, rows, count)),
            duel(rounds, _cpu(os, rest, count), _cpu(os, rows, count)),
            duel(rounds, _cpu(desk, "/platz/", count), _cpu(desk, "/bench/platz/", count)),
        ]
    return [
        found[0].row(f"Tagesblatt mit {shown} Rückrufen: CPU gegen JSON", MS, PAGE),
        found[1].row("  REST-Antwort derselben Zeilen: CPU gegen JSON", MS, Goal()),
        found[2].row(f"Arbeitsplatz mit {HERE + EARLIER} Anliegen: CPU gegen JSON", MS, PAGE),
    ]


def _client(person: Person) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person)
    return client


def _cpu(client: Client, address: str, count: int) -> Callable[[], float]:
    """Milliseconds of this process for one answer."""

    def run() -> float:
        began = time.process_time()
        for _ in range(count):
            answer = client.get(address)
            if answer.status_code != 200:
                raise Broken(f"{answer.status_code} for {address}")
        return 1000 * (time.process_time() - began) / count

    return run


def busy_desk(tsb: Person, rufkreis: Rufkreis, at: datetime) -> None:
    """``tsb`` talks, has identified the caller, and has open Anliegen of this call and of earlier ones."""
    earlier = [_call(tsb, rufkreis, CallState.ENDED, at) for _ in range(EARLIER)]
    present = _call(tsb, rufkreis, CallState.ANSWERED, at)
    Presence.objects.create(
        person=tsb,
        unit=rufkreis.unit,
        wish=Wish.BOTH,
        activity=Activity.TALKING,
        call=present,
        since=at,
        idle_since=at,
        last_seen_at=at,
    )
    identify(
        call=present,
        result=IdentificationResult.CONFIRMED,
        features=["name", "address"],
        name="Mara Beispiel",
        kundennummer="131A123456",
        by=tsb,
        at=at,
    )
    codes = list(CATALOGUE)
    for n, call in enumerate([*earlier, *[present] * HERE]):
        open_anliegen(call=call, opening=Opening(codes[n % len(codes)], plz="24103"), by=tsb, at=at)


def _call(tsb: Person, rufkreis: Rufkreis, state: CallState, at: datetime) -> Call:
    pbx = Pbx.objects.get(person__username="pbx")
    return Call.objects.create(
        pbx=pbx,
        call_id=f"platz-{Call.objects.count()}",
        state=state,
        rufkreis=rufkreis,
        region_id=pbx.own_region_id,
        plz="24103",
        from_e164=f"{demo.DRAMA_BLOCK}900",
        first_queued_at=at,
        last_polled_at=at,
        person=tsb,
        answered_at=at,
        ended_at=at if state == CallState.ENDED else None,
    )

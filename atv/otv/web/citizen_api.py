"""REST for citizens and those who book for them: sites, free times, booking, contact. Public and throttled."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from atv.kalender.actions.self_service import the_customer
from atv.otv.actions.booking import Wish, book_online
from atv.otv.actions.messages import Letter, receive
from atv.otv.models import OtvAnliegen
from atv.otv.queries.links import Power, address_of
from atv.otv.queries.public import Shown, asks_for_day, shown, site_json, sites_near
from atv.otv.queries.termine import ends_at
from atv.otv.queries.times import Asked, deadline_of, is_plausible, offer
from atv.otv.rules.citizen import citizen
from atv.otv.rules.deadlines import comes_too_late
from atv.otv.rules.lifecycle import Way
from atv.otv.rules.messages import SUBJECT_LABELS, Subject
from atv.otv.web.guard import CONTACT_ADDRESS, count_booking, refuse_flood
from socl.core import clock
from socl.core.api.idempotency import idempotent
from socl.core.api.parsing import AwareDateTimeField, DayField, body, query
from socl.core.api.shapes import UnitOut
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day, berlin_iso
from socl.orga.queries import unit_json

MOST_TYPED = 12_000  # signs: what is longer than its rule allows is refused by the rule, at its field

CHANNELS = [way.value for way in Way]


class SitesIn(serializers.Serializer[Any]):
    """Where somebody lives."""

    plz = serializers.RegexField(r"^[0-9]{5}$")


class OtvAnliegenOut(serializers.Serializer[Any]):
    """The shape of ``queries.public.anliegen_json``; minutes are those of the conversation."""

    code = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    hint = serializers.CharField()
    bring = serializers.CharField()
    channels = serializers.ListField(child=serializers.ChoiceField(CHANNELS))
    minutes = serializers.IntegerField()
    online = serializers.CharField()
    asks_first_jobless_day = serializers.BooleanField()


class SiteOut(serializers.Serializer[Any]):
    """The shape of ``queries.public.site_json``; ``link`` is permanent."""

    key = serializers.CharField()
    name = serializers.CharField()
    unit = UnitOut()
    address = serializers.CharField()
    directions = serializers.CharField()
    link = serializers.URLField()
    anliegen = OtvAnliegenOut(many=True)


class SitesOut(serializers.Serializer[Any]):
    """Every released site of the Agenturen that the postcode touches."""

    results = SiteOut(many=True)


class OtvSlotsIn(serializers.Serializer[Any]):
    """From when, and the day that the law asks for (Arbeitslosmeldung: required)."""

    vars()["from"] = DayField(required=False, default=None)
    days = serializers.IntegerField(required=False, default=14, min_value=1, max_value=60)
    first_jobless_day = DayField(required=False, default=None)


class OtvDayOut(serializers.Serializer[Any]):
    date = serializers.DateField()
    starts = serializers.ListField(child=AwareDateTimeField())


class OtvSlotsOut(serializers.Serializer[Any]):
    """Free times by day; ``notice`` where the law warns, else empty."""

    site = UnitOut()
    code = serializers.CharField()
    duration_minutes = serializers.IntegerField()
    days = OtvDayOut(many=True)
    notice = serializers.CharField()


class TerminIn(serializers.Serializer[Any]):
    """``phone`` is required for ``channel`` telephone, ``first_jobless_day`` for the Arbeitslosmeldung."""

    code = serializers.CharField(max_length=8)
    starts_at = AwareDateTimeField()
    channel = serializers.ChoiceField(CHANNELS)
    name = serializers.CharField(max_length=MOST_TYPED)
    email = serializers.CharField(max_length=MOST_TYPED)
    phone = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    first_jobless_day = DayField(required=False, default=None)
    language = serializers.CharField(max_length=MOST_TYPED, required=False, default="", allow_blank=True)
    communication_aid = serializers.CharField(
        max_length=MOST_TYPED, required=False, default="", allow_blank=True
    )


class TerminOut(serializers.Serializer[Any]):
    """The link manages the Termin; what confirms the e-mail address is in the mail alone."""

    reference = serializers.CharField()
    manage_url = serializers.URLField()
    starts_at = AwareDateTimeField()
    ends_at = AwareDateTimeField()
    confirm_until = AwareDateTimeField()


class ContactIn(serializers.Serializer[Any]):
    """E-mail or phone is needed to answer."""

    subject = serializers.ChoiceField(list(SUBJECT_LABELS))
    name = serializers.CharField(max_length=MOST_TYPED)
    text = serializers.CharField(max_length=MOST_TYPED)
    reference = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    email = serializers.CharField(max_length=MOST_TYPED, required=False, default="", allow_blank=True)
    phone = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)


class ContactOut(serializers.Serializer[Any]):
    """It has arrived; whether the number fits a Termin is not told."""

    received_at = AwareDateTimeField()


def open_to_all(view: Any) -> Any:
    """Neither login nor token is asked for."""
    return authentication_classes([])(permission_classes([AllowAny])(view))


def _site(key: str) -> Shown:
    """A released site; 404 for any other."""
    found = shown(key, clock.today())
    if found is None or not found.is_open:
        raise Http404
    return found


def _anliegen(key: str, code: str) -> OtvAnliegen:
    found = _site(key)
    for row in found.anliegen:
        if row.code == code:
            row.site = found.site
            return row
    raise Http404


@extend_schema(operation_id="otv_sites", parameters=[SitesIn], responses=SitesOut, auth=[])
@api_view(["GET"])
@open_to_all
def sites(request: Request) -> Response:
    """Released sites for a postcode; several where it touches several Agenturen: ask for the place."""
    near = sites_near(query(request, SitesIn)["plz"], clock.today())
    return Response({"results": [site_json(_site(site.key)) for row in near for site in row.sites]})


@extend_schema(operation_id="otv_site", responses=SiteOut, auth=[])
@api_view(["GET"])
@open_to_all
def site(request: Request, key: str) -> Response:
    """One released site with its Anliegen."""
    return Response(site_json(_site(key)))


@extend_schema(operation_id="otv_slots", request=OtvSlotsIn, responses=OtvSlotsOut, auth=[])
@api_view(["POST"])
@open_to_all
def slots(request: Request, key: str, code: str) -> Response:
    """Free times of one Anliegen, by POST because the first day without work is nobody's business."""
    anliegen, wanted, at = _anliegen(key, code), body(request, OtvSlotsIn), clock.now()
    asked = _asked(anliegen, wanted["first_jobless_day"])
    first = max(wanted["from"] or date.min, berlin_day(at))
    if first > berlin_day(at) + timedelta(days=366):
        found = []
    else:
        found = offer(anliegen, asked, first=first, days=wanted["days"], at=at).starts
    deadline = deadline_of(anliegen, asked, at)
    notice = ""
    if deadline is not None and comes_too_late(found[0][0] if found else None, deadline):
        notice = (
            f"Die Frist endet am {deadline:%d.%m.%Y}, vor dem ersten freien Termin. Die Arbeitsuchendmeldung"
            " geht sofort online oder unter 0800 4 5555 00."
        )
    return Response(
        {
            "site": unit_json(anliegen.site.unit),
            "code": code,
            "duration_minutes": anliegen.minutes,
            "days": [
                {"date": day.isoformat(), "starts": [berlin_iso(m) for m in moments]}
                for day, moments in found
            ],
            "notice": notice,
        }
    )


def _asked(anliegen: OtvAnliegen, day: date | None) -> Asked:
    if day is None or not asks_for_day(anliegen):
        return Asked()
    if not is_plausible(day, clock.now()):
        message = "Bitte einen Tag im letzten oder in den nächsten zwei Jahren angeben."
        errors = {"first_jobless_day": [message]}
        raise Refusal("invalid", message, rule="OTVT-1", status=422, errors=errors)
    return Asked(first_jobless_on=day)


@extend_schema(operation_id="otv_book", request=TerminIn, responses={201: TerminOut}, auth=[])
@api_view(["POST"])
@open_to_all
@idempotent
def termine(request: Request, key: str) -> Response:
    """Book a Termin; it stands once the e-mail is confirmed."""
    wanted, at = body(request, TerminIn), clock.now()
    anliegen = _anliegen(key, wanted["code"])
    way, address = Way(wanted["channel"]), str(request.META.get("REMOTE_ADDR", ""))
    who = citizen(
        name=wanted["name"],
        email=wanted["email"],
        phone_number=wanted["phone"],
        needs_phone=way == Way.TELEPHONE,
        language=wanted["language"],
        aid=wanted["communication_aid"],
    )
    wish = Wish(key, anliegen.code, wanted["starts_at"], way, _asked(anliegen, wanted["first_jobless_day"]))
    refuse_flood(address, who.email)
    made = book_online(wish=wish, citizen=who, by=the_customer(at), at=at)
    count_booking(address, who.email)
    answer = {
        "reference": made.booking.reference,
        "manage_url": address_of(made, Power.MANAGE),
        "starts_at": berlin_iso(made.booking.starts_at),
        "ends_at": berlin_iso(ends_at(made)),
        "confirm_until": berlin_iso(made.confirm_until) if made.confirm_until else None,
    }
    return Response(answer, status=201)


@extend_schema(operation_id="otv_contact", request=ContactIn, responses={201: ContactOut}, auth=[])
@api_view(["POST"])
@open_to_all
@idempotent
def contact(request: Request) -> Response:
    """A message to the Service Center."""
    wanted, at = body(request, ContactIn), clock.now()
    address = str(request.META.get("REMOTE_ADDR", ""))
    CONTACT_ADDRESS.refuse_if_used_up(address)
    letter = Letter(**{**wanted, "subject": Subject(wanted["subject"])})
    made = receive(letter=letter, by=the_customer(at), at=at)
    CONTACT_ADDRESS.count(address)
    return Response({"received_at": berlin_iso(made.received_at)}, status=201)


urlpatterns = [
    path("otv/sites/", sites),
    path("otv/sites/<slug:key>/", site),
    path("otv/sites/<slug:key>/anliegen/<slug:code>/slots/", slots),
    path("otv/sites/<slug:key>/termine/", termine),
    path("otv/contact/", contact),
]

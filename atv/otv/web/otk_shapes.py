"""What clients of the OTK send and get."""

from typing import Any

from rest_framework import serializers

from atv.otv.models import OtvAnliegen, OtvSite
from atv.otv.queries.otk import Choice, choices
from atv.otv.queries.snapshot import SITE_FIELDS
from atv.otv.queries.supplied import without_times
from atv.otv.rules.areas import AREA_LABELS, EXEMPT_LABELS, Area, Exempt
from atv.otv.rules.lifecycle import SITE_LABELS
from socl.core import clock
from socl.core.api.parsing import AwareDateTimeField, DayField
from socl.core.api.shapes import UnitOut
from socl.lib.workdays import berlin_iso
from socl.orga.queries import unit_json

AREAS = [(a.value, label) for a, label in AREA_LABELS.items()]
EXEMPTS = [(e.value, label) for e, label in EXEMPT_LABELS.items() if e]
PLAIN = (
    "key",
    "area",
    "exempt",
    "trial_until",
    "state",
    "live_from",
    "live_until",
    "planned_start_on",
    *SITE_FIELDS,
    "version",
)
STATES = [(s.value, label) for s, label in SITE_LABELS.items()]


class Versioned(serializers.Serializer[Any]):
    """``version`` is the one that was read; left out, the change counts whatever happened since."""

    version = serializers.IntegerField(required=False, default=None, min_value=1, max_value=2**31 - 1)


def _text(most: int) -> serializers.CharField:
    return serializers.CharField(max_length=most, required=False, allow_blank=True)


def _number(least: int, most: int) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=least, max_value=most, required=False)


class SiteIn(Versioned):
    """What a Dienststelle says about itself; what is left out stays.

    The first PUT for a unit begins its site, in draft; then ``area``, ``exempt`` and ``trial_until`` count.
    """

    area = serializers.ChoiceField(AREAS, required=False, default=Area.EINGANGSZONE.value)
    exempt = serializers.ChoiceField(EXEMPTS, required=False, allow_blank=True, default=Exempt.NONE.value)
    trial_until = DayField(required=False, default=None, allow_null=True)
    address = _text(200)
    directions = _text(1000)
    easy_language = _text(5000)
    sign_language_url = serializers.URLField(required=False, allow_blank=True, max_length=200)
    confirm_minutes = _number(5, 2880)
    return_minutes = _number(0, 1440)


class OtkAnliegenIn(Versioned):
    """What the site says about one Anliegen; what is left out stays, at first as in the template."""

    active = serializers.BooleanField(required=False)
    title = serializers.CharField(max_length=120, required=False)
    text = _text(1000)
    hint = _text(2000)
    bring = _text(500)
    personal = serializers.BooleanField(required=False)
    telephone = serializers.BooleanField(required=False)
    minutes = _number(5, 120)
    spacing_minutes = _number(0, 60)
    limit_per_day = serializers.IntegerField(min_value=1, max_value=999, required=False, allow_null=True)
    lead_hours = _number(0, 336)
    horizon_days = _number(1, 180)
    booking_mode = _text(120)


class OtkAnliegenOut(serializers.Serializer[Any]):
    """One Anliegen of the catalogue at a site. ``is_template``: the site has said nothing about it yet."""

    code = serializers.CharField()
    internal_title = serializers.CharField()
    is_mandatory = serializers.BooleanField()
    is_template = serializers.BooleanField()
    terminart = serializers.CharField(allow_null=True)
    active = serializers.BooleanField()
    title = serializers.CharField()
    text = serializers.CharField()
    hint = serializers.CharField()
    bring = serializers.CharField()
    personal = serializers.BooleanField()
    telephone = serializers.BooleanField()
    minutes = serializers.IntegerField()
    spacing_minutes = serializers.IntegerField()
    limit_per_day = serializers.IntegerField(allow_null=True)
    lead_hours = serializers.IntegerField()
    horizon_days = serializers.IntegerField()
    booking_mode = serializers.CharField()
    version = serializers.IntegerField(help_text="Of the site.")


class OtkSiteOut(serializers.Serializer[Any]):
    """A site as its agency configures it."""

    key = serializers.CharField()
    unit = UnitOut()
    area = serializers.ChoiceField(AREAS)
    exempt = serializers.ChoiceField(EXEMPTS, allow_blank=True)
    trial_until = serializers.DateField(allow_null=True)
    state = serializers.ChoiceField(STATES)
    live_from = serializers.DateField(allow_null=True)
    live_until = serializers.DateField(allow_null=True)
    planned_start_on = serializers.DateField(allow_null=True)
    start_reported_at = AwareDateTimeField(allow_null=True)
    address = serializers.CharField()
    directions = serializers.CharField()
    easy_language = serializers.CharField()
    sign_language_url = serializers.CharField()
    confirm_minutes = serializers.IntegerField()
    return_minutes = serializers.IntegerField()
    version = serializers.IntegerField()
    without_times = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of offered Anliegen for which nothing is open online."
    )
    anliegen = OtkAnliegenOut(many=True)


class FromIn(Versioned):
    """``from`` is the first Berlin day on which the step counts."""

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "from": DayField()}


class StartIn(Versioned):
    """The day on which the Dienststelle plans to start."""

    planned_start_on = DayField()


def anliegen_json(choice: Choice, site: OtvSite) -> dict[str, Any]:
    """One Anliegen as clients read it."""
    row: OtvAnliegen | None = choice.row
    return {
        "code": choice.entry.code,
        "internal_title": choice.entry.title,
        "is_mandatory": choice.entry.is_mandatory,
        "is_template": row is None,
        "terminart": row.terminart.code if row else None,
        **vars(choice.values),
        "version": site.version,
    }


def site_json(site: OtvSite) -> dict[str, Any]:
    """The site with every Anliegen of the catalogue, offered ones first."""
    plain = {name: getattr(site, name) for name in PLAIN}
    reported = site.start_reported_at
    return {
        **plain,
        "start_reported_at": berlin_iso(reported) if reported else None,
        "unit": unit_json(site.unit),
        "without_times": [row.code for row in without_times(site, clock.today())],
        "anliegen": [anliegen_json(choice, site) for choice in choices(site)],
    }

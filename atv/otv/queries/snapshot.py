"""The whole configuration of a site as plain data: what the history keeps."""

from dataclasses import fields
from typing import Any

from atv.otv.models import OtvAnliegen, OtvSite
from atv.otv.queries.opening import opening_lines
from atv.otv.rules.anliegen import Values
from atv.otv.rules.catalogue import MANDATORY

SITE_FIELDS = (
    "address",
    "directions",
    "easy_language",
    "sign_language_url",
    "confirm_minutes",
    "return_minutes",
)
PROTECTED = ("title", "text", "hint")  # of the mandatory Anliegen: prescribed, so no part of what a site says


def values_of(row: OtvAnliegen) -> Values:
    """What the site says about one Anliegen."""
    return Values(**{field.name: getattr(row, field.name) for field in fields(Values)})


def snapshot(site: OtvSite) -> dict[str, Any]:
    """Site fields, opening hours, and Anliegen by code in the order in which citizens see them."""
    rows = OtvAnliegen.objects.filter(site=site).order_by("position", "code")
    return {
        "site": {name: getattr(site, name) for name in SITE_FIELDS},
        "opening": opening_lines(site.kalender.unit),
        "anliegen": {row.code: _anliegen(row) for row in rows},
    }


def _anliegen(row: OtvAnliegen) -> dict[str, Any]:
    found = vars(values_of(row)) | {"position": row.position}
    return {k: v for k, v in found.items() if not (row.code == MANDATORY and k in PROTECTED)}

"""Sites by their permanent key, and what citizens find there."""

from datetime import date

from django.db.models import QuerySet

from atv.otv.models import OtvAnliegen, OtvSite


def site_by_key(key: str) -> OtvSite | None:
    """The site of that permanent link, in whichever state."""
    if "\0" in key:
        return None
    return (
        OtvSite.objects.select_related("unit__parent", "unit__region", "kalender__unit")
        .filter(key=key)
        .first()
    )


def open_sites(day: date) -> QuerySet[OtvSite]:
    """Sites at which citizens may book on ``day``, by key, with unit and calendar."""
    return OtvSite.objects.open_on(day).select_related("unit__parent", "kalender__unit").order_by("key")


def offered(site: OtvSite) -> QuerySet[OtvAnliegen]:
    """The active Anliegen in the order in which citizens see them, with their Terminarten."""
    rows = OtvAnliegen.objects.filter(site=site, active=True).select_related("terminart")
    return rows.order_by("position", "code")

"""Choosing and wording the Anliegen of a site."""

from django.db import transaction
from django.db.models import Max

from atv.kalender.models import Terminart
from atv.otv.actions.changing import Order, begin, settle
from atv.otv.models import OtvAnliegen, OtvSite
from atv.otv.queries.texts import as_prescribed
from atv.otv.rules.anliegen import Values, refuse_code, refuse_values
from atv.otv.rules.catalogue import MANDATORY, OFFERED
from atv.otv.rules.lifecycle import SiteState


@transaction.atomic
def put_anliegen(*, order: Order, code: str, wanted: Values) -> OtvAnliegen:
    """Set what the site says about ``code``; the first time, its Terminart is made. Rules OTV 2/6, OTV 2/8, OTV 3/AA/4.

    Title, text and hint of the "Persönliche Arbeitslosmeldung" are the prescribed block, whatever is wanted
    (OTV 3/AA/3). Refusals ``not_allowed`` with the rule, ``stale``, ``invalid`` (422).
    """
    refuse_code(code)
    site = begin(order)
    write_anliegen(site, code, wanted)
    settle(order, site, "put_anliegen", rule="OTV 3/AA/4", code=code, active=wanted.active)
    return OtvAnliegen.objects.select_related("terminart").get(site=site, code=code)


def write_anliegen(site: OtvSite, code: str, wanted: Values, position: int | None = None) -> None:
    """The row and its Terminart, without history; the site is locked. Refusals of ``rules.anliegen``."""
    refuse_values(code, wanted, is_released=site.state != SiteState.DRAFT)
    if code == MANDATORY:
        wanted = as_prescribed(wanted)
    row = OtvAnliegen.objects.filter(site=site, code=code).first()
    occupied = wanted.minutes + wanted.spacing_minutes
    if row is None:
        kind = Terminart.objects.create(
            code=f"{code.lower()}-{site.pk}",
            label=OFFERED[code].title,
            minutes=occupied,
            kalender_id=site.kalender_id,
        )
        last = OtvAnliegen.objects.filter(site=site).aggregate(last=Max("position"))["last"] or 0
        OtvAnliegen.objects.create(
            site=site, terminart=kind, code=code, position=position or last + 1, **vars(wanted)
        )
        return
    Terminart.objects.filter(pk=row.terminart_id).update(minutes=occupied)
    moved = {"position": position} if position else {}
    OtvAnliegen.objects.filter(pk=row.pk).update(**vars(wanted), **moved)

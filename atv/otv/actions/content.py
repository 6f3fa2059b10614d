"""What a site says about itself, going back to an earlier state, copying, comments, the prescribed text."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from atv.otv.actions.anliegen import write_anliegen
from atv.otv.actions.changing import Order, begin, settle
from atv.otv.models import OtvAnliegen, OtvChange, OtvComment, OtvSite, TextBlock
from atv.otv.queries.snapshot import SITE_FIELDS, snapshot, values_of
from atv.otv.rules.anliegen import Values
from atv.otv.rules.catalogue import MANDATORY
from atv.otv.rules.diff import Snapshot
from atv.otv.rules.site import SiteValues
from socl.core.db import advisory_lock
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Person

TEXT_BLOCK_LOCK = 202_202_013


@transaction.atomic
def change_site(*, order: Order, wanted: SiteValues) -> OtvSite:
    """Set what the site says about itself. Refusal ``stale``."""
    site = begin(order)
    OtvSite.objects.filter(pk=site.pk).update(**vars(wanted))
    return settle(order, site, "change_otv_site")


@transaction.atomic
def roll_back(*, order: Order, to_version: int) -> OtvSite:
    """Bring back the configuration of an earlier version, as a new one; state and days stay. Rule OTK-3.

    Refusals ``not_allowed`` where that configuration may not stand today (rule OTV 2/5), ``stale``, ``unknown``
    (422) for a version that there is not.
    """
    site = begin(order)
    old = OtvChange.objects.filter(site=site, version=to_version).first()
    if old is None:
        raise Refusal("unknown", "Diesen Stand gibt es nicht.", status=422)
    said = {name: old.snapshot["site"][name] for name in SITE_FIELDS if name in old.snapshot["site"]}
    OtvSite.objects.filter(pk=site.pk).update(**said)
    _apply(site, old.snapshot)
    return settle(order, site, "roll_back_site", rule="OTK-3", to=to_version)


@transaction.atomic
def copy_site(*, order: Order, source: OtvSite) -> OtvSite:
    """Give the site of ``order`` the Anliegen of ``source``; what it says about itself stays. Rule OTK-4.

    Refusals as ``roll_back``; ``invalid`` (422) for another Geschäftsfeld or itself.
    """
    site = begin(order)
    if source.pk == site.pk or source.area != site.area:
        raise Refusal("invalid", "Kopiert wird von einer anderen Seite desselben Geschäftsfelds.", status=422)
    _apply(site, snapshot(source))
    return settle(order, site, "copy_site", rule="OTK-4", source=source.pk)


def _apply(site: OtvSite, wanted: Snapshot) -> None:
    """The Anliegen as in ``wanted``; those that it does not know are no longer offered."""
    for code, said in wanted["anliegen"].items():
        said = {"title": "", "text": "", "hint": "", **said}  # of the mandatory one they are prescribed
        position = said.pop("position")
        write_anliegen(site, code, Values(**said), position)
    for row in OtvAnliegen.objects.filter(site=site, active=True).exclude(code__in=wanted["anliegen"]):
        write_anliegen(site, row.code, replace(values_of(row), active=False), row.position)


@transaction.atomic
def comment(*, site: OtvSite, text: str, by: Person, at: datetime) -> OtvComment:
    """The RD's word on a configuration (OTV 3/RD/1); the text stays out of the journal."""
    version = OtvSite.objects.values_list("version", flat=True).get(pk=site.pk)
    made = OtvComment.objects.create(site=site, text=text, version=version, by=by, at=at)
    record("comment_site", site, by=by, at=at, rule="OTV 3/RD/1", version=version)
    return made


@transaction.atomic
def enter_text_block(*, text: str, hint: str, source: str, by: Person, at: datetime) -> TextBlock:
    """The official wording of the "Persönliche Arbeitslosmeldung", at every site at once. Rule OTV 3/AA/3."""
    advisory_lock(TEXT_BLOCK_LOCK, 1)
    rows = TextBlock.objects.filter(code=MANDATORY)
    version = (rows.aggregate(last=Max("version"))["last"] or 0) + 1
    made = TextBlock.objects.create(
        code=MANDATORY, version=version, text=text, hint=hint, source=source, by=by, at=at
    )
    OtvAnliegen.objects.filter(code=MANDATORY).update(text=text, hint=hint)
    record("enter_text_block", made, by=by, at=at, rule="OTV 3/AA/3", version=version)
    return made

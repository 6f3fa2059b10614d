"""Setting up a site, releasing and withdrawing it, and telling the RD when it is to start."""

from datetime import date, datetime

from django.db import transaction

from atv.kalender.actions.supply import ensure_kalender
from atv.otv.actions.changing import Order, begin, settle
from atv.otv.models import OtvAnliegen, OtvChange, OtvSite
from atv.otv.queries.snapshot import snapshot
from atv.otv.queries.texts import is_missing
from atv.otv.rules.areas import Area, Exempt, refuse_area
from atv.otv.rules.catalogue import MANDATORY
from atv.otv.rules.lifecycle import RELEASE, SITE_LABELS, WITHDRAW, SiteState
from socl.core.moves import move_one
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.models import Person, Unit, UnitKind


@transaction.atomic
def set_up_site(
    *,
    unit: Unit,
    by: Person,
    at: datetime,
    area: Area = Area.EINGANGSZONE,
    exempt: Exempt = Exempt.NONE,
    trial_until: date | None = None,
) -> OtvSite:
    """A site in draft for an Agentur (its Hauptagentur) or a Geschäftsstelle; the present one if it is there.

    Refusals ``not_allowed``: rules OTV 2/2, OTV 1/2, OTV 1/3; ``invalid`` (422) for another kind of unit.
    """
    refuse_area(area, exempt, trial_until)
    if unit.kind not in (UnitKind.AGENTUR, UnitKind.GESCHAEFTSSTELLE):
        raise Refusal("invalid", "Online-Termine gibt es in Agenturen und Geschäftsstellen.", status=422)
    kalender = ensure_kalender(unit=_zone(unit), by=by, at=at)
    key = unit.key if area is Area.EINGANGSZONE else f"{unit.key}-{area}"
    site, is_new = OtvSite.objects.get_or_create(
        unit=unit,
        area=area,
        defaults={"key": key, "kalender": kalender, "exempt": exempt, "trial_until": trial_until},
    )
    if is_new:
        OtvChange.objects.create(
            site=site, version=1, verb="set_up_site", snapshot=snapshot(site), by=by, at=at
        )
        record("set_up_site", site, by=by, at=at, rule="OTV 2/1", area=area)
    return site


def _zone(unit: Unit) -> Unit:
    """Whose calendar it is: the Agentur's Eingangszone, or the Geschäftsstelle itself."""
    zones = Unit.objects.filter(parent=unit, kind=UnitKind.EINGANGSZONE, valid_until=None)
    return zones.order_by("pk").first() or unit


@transaction.atomic
def release(*, order: Order, live_from: date) -> OtvSite:
    """Open the site for booking from the Berlin day ``live_from`` on.

    Refusals ``not_allowed``: without an active "Persönliche Arbeitslosmeldung" (OTV 2/5), without the prescribed
    text where the setting asks for it (OTV 3/AA/3), after the end of a trial (OTV 1/2); ``wrong_state``;
    ``invalid`` (422) for a day that has passed.
    """
    site = begin(order)
    if live_from < berlin_day(order.at):
        raise Refusal("invalid", "Dieser Tag ist schon vorbei.", status=422)
    if site.trial_until is not None and live_from > site.trial_until:
        raise Refusal("not_allowed", "Die Erprobung ist dann schon beendet.", rule="OTV 1/2")
    bound: dict[str, object] = {}
    if site.area == Area.EINGANGSZONE:
        _refuse_without_mandatory(site)
        bound = {"mandatory": MANDATORY, "mandatory_active": True}
    if not move_one(site, RELEASE, live_from=live_from, live_until=None, **bound):
        raise _wrong_state(site)
    return settle(order, site, "release_site", rule="OTV 2/5", live_from=live_from.isoformat())


def _refuse_without_mandatory(site: OtvSite) -> None:
    if not OtvAnliegen.objects.filter(site=site, code=MANDATORY, active=True).exists():
        message = "Wer Termine freischaltet, bietet mindestens die persönliche Arbeitslosmeldung an."
        raise Refusal("not_allowed", message, rule="OTV 2/5")
    if is_missing():
        message = "Der vorgegebene Textbaustein (Anlage 2) ist noch nicht hinterlegt."
        raise Refusal("not_allowed", message, rule="OTV 3/AA/3")


@transaction.atomic
def withdraw(*, order: Order, live_until: date) -> OtvSite:
    """Close the site from the Berlin day ``live_until`` on; Termine that are booked stay.

    Refusals: ``wrong_state``; ``invalid`` (422) for a day that has passed or lies before the release.
    """
    site = begin(order)
    if site.live_from is not None and live_until < max(site.live_from, berlin_day(order.at)):
        raise Refusal("invalid", "Dieser Tag liegt vor der Freischaltung oder ist vorbei.", status=422)
    if not move_one(site, WITHDRAW, live_until=live_until):
        raise _wrong_state(site)
    return settle(order, site, "withdraw_site", live_until=live_until.isoformat())


@transaction.atomic
def report_start(*, order: Order, planned_start_on: date) -> OtvSite:
    """Tell the RD when the site is planned to start (OTV 3/AA/1). A past day is allowed: the fact counts."""
    site = begin(order)
    OtvSite.objects.filter(pk=site.pk).update(planned_start_on=planned_start_on, start_reported_at=order.at)
    return settle(order, site, "report_start", rule="OTV 3/AA/1", planned=planned_start_on.isoformat())


def _wrong_state(site: OtvSite) -> Refusal:
    site.refresh_from_db(fields=["state"])
    label = SITE_LABELS[SiteState(site.state)]
    return Refusal("wrong_state", f"Das geht nicht: Die Seite ist {label}.", rule="OTK-2", state=site.state)

"""Setting up Rufkreise, entry numbers and telephone systems."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from routing.rufkreis.models import EntryNumber, EntryNumberKind, Pbx, Rufkreis
from routing.rufkreis.rules.eligibility import Hotline, Topic
from socl.journal.record import record
from socl.lib.refusal import Refusal
from socl.orga.models import Person, Unit

BOTH_VALID_FOR = timedelta(days=1)
MENU = {"2": Topic.ALG.value, "9": Topic.GENERAL.value}


@transaction.atomic
def set_up_rufkreise(*, service_center: Unit, live_from: datetime | None, by: Person, at: datetime) -> None:
    """Both Rufkreise of a Service Center; ``live_from`` is the moment SOC-L goes live there, or None."""
    for topic in Topic:
        rufkreis = Rufkreis.objects.create(
            unit=service_center, topic=topic, live_from=live_from if topic is Topic.ALG else None
        )
        record("set_up_rufkreis", rufkreis, by=by, at=at, topic=topic)


@transaction.atomic
def set_up_hotline(*, unit: Unit, hotline: Hotline, by: Person, at: datetime) -> Rufkreis:
    """The hotline of a Service Center's FiT or of an Operativer Service (202302002, 2.1 and 3 OS)."""
    rufkreis = Rufkreis.objects.create(unit=unit, topic=hotline.value)
    record("set_up_hotline", rufkreis, by=by, at=at, hotline=hotline)
    return rufkreis


@transaction.atomic
def set_up_entry_number(
    *, number: str, kind: EntryNumberKind, agentur: Unit | None, demo: bool
) -> EntryNumber:
    """A number that customers dial, with the menu 2 = Arbeitslosengeld, 9 = anything else."""
    return EntryNumber.objects.create(number=number, kind=kind, agentur=agentur, menu=MENU, demo=demo)


@transaction.atomic
def set_up_pbx(*, person: Person, own_region: Unit, regions: Iterable[Unit], secret: str) -> Pbx:
    """Bind a machine client to its regions as a telephone system."""
    pbx = Pbx.objects.create(person=person, own_region=own_region, secret=secret)
    pbx.regions.set(regions)
    return pbx


@transaction.atomic
def rotate_secret(*, pbx: Pbx, secret: str, by: Person, at: datetime) -> Pbx:
    """Sign with ``secret`` from now on; the one in use stays valid for a day, so that nothing is refused meanwhile.

    A secret that the telephone system has never signed with is replaced, and the one before it stays: whoever asks
    twice does not cut it off. The journal keeps that it happened, never the secret. Rule RUF-4.
    """
    locked = Pbx.objects.select_for_update(no_key=True).get(pk=pbx.pk)
    overlaps = locked.previous_until is not None and locked.previous_until > at
    if locked.secret_seen_at is not None or not overlaps:
        locked.previous_secret = locked.secret
    locked.secret, locked.secret_seen_at, locked.previous_until = secret, None, at + BOTH_VALID_FOR
    locked.save(update_fields=["secret", "secret_seen_at", "previous_secret", "previous_until"])
    record("rotate_secret", locked, by=by, at=at, rule="RUF-4")
    return locked


@transaction.atomic
def set_routing(
    *,
    rufkreis: Rufkreis,
    region_after: int | None,
    nation_after: int | None,
    priority: int,
    by: Person,
    at: datetime,
) -> Rufkreis:
    """How calls of a Rufkreis widen (seconds of waiting; None: never) and whether they go first.

    For calls that come from now on; who waits keeps what was in force. Rules RUF-12, RUF-19.
    Refusal ``invalid_routing`` if the nation would come before the SC-Region.
    """
    if region_after is not None and nation_after is not None and nation_after < region_after:
        raise Refusal(
            "invalid_routing", "Bundesweit wird nicht früher geholfen als in der SC-Region.", status=422
        )
    rufkreis.region_after, rufkreis.nation_after, rufkreis.priority = region_after, nation_after, priority
    rufkreis.save(update_fields=["region_after", "nation_after", "priority"])
    record("set_routing", rufkreis, by=by, at=at, rule="RUF-19", priority=priority)
    return rufkreis

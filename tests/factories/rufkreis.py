"""Telephone systems, Rufkreise, calls, offers and desks."""

from datetime import timedelta

from factory.declarations import LazyAttribute, LazyFunction, SelfAttribute, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from routing.rufkreis.actions.setup import MENU, set_up_pbx, set_up_rufkreise
from routing.rufkreis.models import Call, EntryNumber, EntryNumberKind, Offer, Pbx, Presence, Rufkreis
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.lifecycle import Activity, CallState, OfferState, Wish
from socl.orga.models import Person, PersonKind
from socl.orga.rules.roles import Role
from tests.factories.kalender import AT, system
from tests.factories.orga import Region, nord, person
from tests.factories.orga import tsb as tsb_of

SERVICE_NUMBER = "+498004555500"


def rufkreise(region: Region | None = None, *, live: bool = True) -> dict[Topic, Rufkreis]:
    """Both Rufkreise of the region's Service Center, set up by the real verb unless they are there."""
    here = region or nord()
    if not Rufkreis.objects.for_calls().filter(unit=here.sc).exists():
        set_up_rufkreise(
            service_center=here.sc,
            live_from=AT - timedelta(days=30) if live else None,
            by=system(),
            at=AT,
        )
    return {
        Topic(r.topic): r for r in Rufkreis.objects.for_calls().filter(unit=here.sc).select_related("unit")
    }


def pbx(*regions: Region, username: str = "pbx", secret: str = "geheim") -> Pbx:
    """A telephone system bound to ``regions`` (Nord); the first is its own."""
    found = Pbx.objects.filter(person__username=username).first()
    if found:
        return found
    bound = regions or (nord(),)
    client = person(Role.PBX, bound[0].region, kind=PersonKind.MACHINE, username=username)
    return set_up_pbx(
        person=client, own_region=bound[0].region, regions=[r.region for r in bound], secret=secret
    )


class EntryNumberFactory(DjangoModelFactory[EntryNumber]):
    class Meta:
        model = EntryNumber
        django_get_or_create = ("number",)

    number = SERVICE_NUMBER
    kind = EntryNumberKind.SERVICE
    agentur = None
    menu = MENU
    demo = True


class CallFactory(DjangoModelFactory[Call]):
    """A call waiting in Nord's Alg Rufkreis."""

    class Meta:
        model = Call

    pbx = LazyFunction(pbx)
    call_id = Sequence(lambda n: f"anruf-{n}")
    state = CallState.QUEUED
    rufkreis = LazyFunction(lambda: rufkreise()[Topic.ALG])
    region = LazyAttribute(lambda call: call.rufkreis.unit.region)
    from_raw = "493023125900"
    from_e164 = "+493023125900"
    first_queued_at = AT
    last_polled_at = SelfAttribute("first_queued_at")

    class Params:
        answered = Trait(
            state=CallState.ANSWERED,
            person=LazyFunction(tsb_of),
            answered_at=SelfAttribute("first_queued_at"),
        )


class PresenceFactory(DjangoModelFactory[Presence]):
    """A TSB's desk, idle and ready for both topics."""

    class Meta:
        model = Presence

    person = LazyFunction(tsb_of)
    unit = LazyFunction(lambda: nord().sc)
    wish = Wish.BOTH
    activity = Activity.IDLE
    since = AT
    idle_since = SelfAttribute("since")
    last_seen_at = SelfAttribute("since")


class OfferFactory(DjangoModelFactory[Offer]):
    """An open offer, past the verbs: call and desk are not changed by it."""

    class Meta:
        model = Offer

    call = SubFactory(CallFactory, state=CallState.OFFERED)
    person = LazyFunction(tsb_of)
    state = OfferState.OPEN
    offered_at = AT
    expires_at = LazyAttribute(lambda offer: offer.offered_at + timedelta(seconds=20))


def desk(who: Person | None = None, **given: object) -> Presence:
    """The desk of ``who`` (a new qualified TSB of Nord), idle."""
    return PresenceFactory.create(person=who or tsb_of(), **given)

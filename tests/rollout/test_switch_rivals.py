"""Opening, signing and taking back by rivals and killed anywhere: transactional, so apart from worlds rolled back."""

from functools import partial

import pytest

from rollout.actions.switch import open_region, roll_back, sign_override
from rollout.models import Signature, Switch, WaveRegion
from rollout.rules.checklist import Klasse
from rollout.rules.readiness import Fact, Finding
from rollout.rules.switch import Side
from routing.rufkreis.models import Rufkreis
from socl.lib.refusal import Refusal
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.factories.kalender import AT, system
from tests.factories.orga import nord, person
from tests.factories.rollout import wave_region
from tests.factories.rufkreis import rufkreise
from tests.kills import for_every_statement
from tests.races import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("EINF-4")]
OPEN = [Finding(Fact.HOTLINE, "SOCL 3/OS/2", Klasse.PFLICHT, "os-123", "OS", "fehlt")]


@pytest.fixture
def row(db: None, monkeypatch: pytest.MonkeyPatch) -> WaveRegion:
    """Nord, not live, with one open Pflicht."""
    rufkreise(live=False)
    for module in ("switch", "readiness"):
        monkeypatch.setattr(f"rollout.actions.{module}.findings", lambda row, at: OPEN)
    return wave_region()


def signers() -> tuple[Person, Person]:
    return person(Role.RD, nord().rd), person(Role.SC_REGION, nord().region)


def sign(row: WaveRegion, side: Side, who: Person, reason: str = "eilt") -> Signature:
    return sign_override(wave_region=row, side=side, reason=reason, by=who, at=AT)


def live() -> list[tuple[str, str]]:
    rows = Signature.objects.filter(ended_at=None).order_by("side")
    return list(rows.values_list("side", "reason"))


def test_whoever_signs_and_opens_at_once_there_are_two_persons_and_one_opening(row):
    rd, rsc = signers()
    alone = race([partial(sign, row, side, rd) for side in Side])
    assert ([no.code for no in alone.refused(Refusal)], len(live())) == (["same_person"], 1)
    Signature.objects.all().delete()
    both = race([partial(sign, row, Side.RD, rd), partial(sign, row, Side.SC_REGION, rsc)])
    assert (both.errors, [side for side, _ in live()]) == ([], ["rd", "sc_region"])
    again = race([partial(sign, row, Side.RD, rd, reason) for reason in ("neu", "neuer")])
    assert (again.errors, len(live()), Signature.objects.filter(side=Side.RD).count()) == ([], 2, 3)
    open_now = partial(open_region, wave_region=row, live_from=None, by=rd, at=AT)
    opened = race([open_now, open_now])
    assert [no.code for no in opened.refused(Refusal)] == ["already_open"]
    assert Switch.objects.get().signatures.count() == 2
    back = partial(roll_back, wave_region=row, reason="Störung", by=rsc, at=AT)
    assert [no.code for no in race([back, back]).refused(Refusal)] == ["not_open"]
    assert (Switch.objects.count(), live()) == (2, [])


def test_a_signature_is_replaced_or_as_before_wherever_it_is_killed(row):
    rd, _ = signers()
    sign(row, Side.RD, rd, "alt")

    def as_before() -> None:
        assert live() == [("rd", "alt")]

    assert for_every_statement(partial(sign, row, Side.RD, rd, "neu"), as_before) >= 4
    assert live() == [("rd", "neu")]


def test_an_opening_killed_anywhere_is_whole_or_not_at_all(row):
    for side, who in zip(Side, signers(), strict=True):
        sign(row, side, who)

    def untouched() -> None:
        assert not Switch.objects.exists() and not Rufkreis.objects.filter(live_from__isnull=False).exists()
        assert WaveRegion.objects.get(pk=row.pk).live_from is None and len(live()) == 2

    open_now = partial(open_region, wave_region=row, live_from=None, by=system(), at=AT)
    assert for_every_statement(open_now, untouched) > 8
    assert (Switch.objects.get().red, live()) == (1, [])
    assert Rufkreis.objects.get(live_from__isnull=False).unit == nord().sc

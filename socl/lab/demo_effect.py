"""What the demo's live region looks like before and after its start: who had to be asked, how soon a Rückruf was free."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from atv.kalender.models import Kalender, Reading, Terminart
from rollout.rules.effect import WEEKS
from routing.escalation.models import Anliegen, Consult, Outcome
from routing.escalation.rules.catalogue import CATALOGUE
from routing.escalation.rules.lifecycle import AnliegenState, ConsultState, OutcomeKind, Target
from routing.rufkreis.models import Call, Pbx, Rufkreis
from routing.rufkreis.rules.eligibility import Topic
from routing.rufkreis.rules.lifecycle import CallState
from socl.lab.demo_first_contact import began
from socl.lib.workdays import ONE_DAY, berlin_moment
from socl.orga.models import Person, Unit

A_DAY = 4  # Anliegen
ASKED_BEFORE, ASKED_AFTER = 0.3, 0.2
FREE_BEFORE, FREE_AFTER = (3, 4, 5), (1, 2, 2)  # working days to the first free Rückruf
MINUTE = timedelta(minutes=1)


def some_consults(region: Unit, at: datetime) -> None:
    """Calls of the weeks before and after the start, all solved, FiT asked about some. Nobody stands behind them."""
    rufkreis = Rufkreis.objects.filter(unit__region=region, topic=Topic.ALG).order_by("unit__key")[0]
    pbx, chance = Pbx.objects.get(person__username="pbx"), random.Random(began(at).toordinal())
    tsb, fit = (Person.objects.get(username=name) for name in ("tsb1", "fit1"))
    moments = [berlin_moment(day, time(9 + n, 10)) for day in _days(at) for n in range(A_DAY)]
    calls = Call.objects.bulk_create(_call(pbx, rufkreis, moment) for moment in moments)
    outcomes = Outcome.objects.bulk_create(
        Outcome(kind=OutcomeKind.RESOLVED, anliegen_kind="auskunft", at=moment + 5 * MINUTE, by=tsb)
        for moment in moments
    )
    codes = [code for code, entry in CATALOGUE.items() if entry.kind == "auskunft"]
    anliegen = Anliegen.objects.bulk_create(
        Anliegen(
            call=call,
            state=AnliegenState.CLOSED,
            code=chance.choice(codes),
            kind="auskunft",
            outcome=outcome,
            opened_at=call.first_queued_at,
            opened_by=tsb,
        )
        for call, outcome in zip(calls, outcomes, strict=True)
    )
    asked = (a for a in anliegen if chance.random() < _share(a.opened_at.date(), at))
    Consult.objects.bulk_create(_consult(a, rufkreis.unit, tsb, fit) for a in asked)


def _days(at: datetime) -> Iterator[date]:
    """Monday to Friday of four weeks before the start and four after it."""
    first = began(at) - timedelta(weeks=WEEKS)
    return (first + n * ONE_DAY for n in range(2 * 7 * WEEKS) if n % 7 < 5)


def _share(day: date, at: datetime) -> float:
    return ASKED_BEFORE if day < began(at) else ASKED_AFTER


def _call(pbx: Pbx, rufkreis: Rufkreis, moment: datetime) -> Call:
    return Call(
        pbx=pbx,
        call_id=f"muster-{moment:%Y%m%d%H}",
        state=CallState.ENDED,
        rufkreis=rufkreis,
        region=rufkreis.unit.region,
        first_queued_at=moment,
        last_polled_at=moment,
        answered_at=moment,
        ended_at=moment + 6 * MINUTE,
        end_cause="normalClearing",
    )


def _consult(anliegen: Anliegen, center: Unit, tsb: Person, fit: Person) -> Consult:
    return Consult(
        anliegen=anliegen,
        target=Target.FIT,
        unit=center,
        state=ConsultState.ANSWERED,
        question="Demodaten",
        answer="Demodaten",
        asked_at=anliegen.opened_at + MINUTE,
        asked_by=tsb,
        joined_at=anliegen.opened_at + MINUTE,
        joined_by=fit,
        ended_at=anliegen.opened_at + 2 * MINUTE,
    )


def some_readings(region: Unit, at: datetime) -> None:
    """How many working days the teams of the region were booked out on those days."""
    kind, chance = Terminart.objects.get(code="sonstiges"), random.Random(began(at).toordinal())
    Reading.objects.bulk_create(
        _reading(kalender, kind, day, chance.choice(FREE_BEFORE if day < began(at) else FREE_AFTER))
        for kalender in Kalender.objects.filter(unit__region=region, unit__kind="alg_plus_team").order_by(
            "pk"
        )
        for day in _days(at)
    )


def _reading(kalender: Kalender, kind: Terminart, day: date, days: int) -> Reading:
    return Reading(
        kalender=kalender,
        terminart=kind,
        day=day,
        read_at=berlin_moment(day, time(8)),
        next_free_at=berlin_moment(day + days * ONE_DAY, time(9)),
        days_to_free=days,
        fitting=6,
        booked=0,
        open_minutes=720,
        needed_minutes=350,
        is_measured=False,
    )

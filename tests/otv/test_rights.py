"""The right for the OTK: asked for by the Agentur, granted by a second person, with days, revoked."""

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from atv.otv.actions import rights as verbs
from atv.otv.models import OtkRequest
from atv.otv.rules.rights import GRANT, REFUSE, TAKE_BACK, RequestState
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from socl.lib.workdays import berlin_day
from socl.orga.models import Dienstposten, Person
from socl.orga.rules.roles import Role
from tests.factories.kalender import AT
from tests.factories.orga import nord, person, west
from tests.factories.otv import draft
from tests.kills import for_every_statement
from tests.races import race

TODAY, DAY = berlin_day(AT), timedelta(days=1)
NEXT_YEAR = date(2027, 12, 1)


def staff() -> Person:
    found = Person.objects.filter(username="nele").first()
    return found or person(Role.EZ_STAFF, nord().eingangszone, username="nele")


def lead(name: str = "leitung") -> Person:
    return person(Role.AGENTUR_LEAD, nord().agentur, username=name)


def asked(by: Person | None = None, **given: Any) -> OtkRequest:
    days = {"valid_from": TODAY, "valid_until": NEXT_YEAR, **given}
    return verbs.ask(unit=nord().agentur, person=staff(), by=by or lead(), at=AT, **days)


def refused(verb: Any, **given: Any) -> str:
    with pytest.raises(Refusal) as no:
        verb(at=AT, **given)
    return no.value.code


@pytest.mark.django_db
@pytest.mark.rule("OTV 3/AA/2")
@pytest.mark.rule("OTK-5")
def test_who_asked_and_who_is_meant_do_not_grant_and_a_second_person_does():
    request, rd = asked(), person(Role.RD, nord().rd)
    for nobody in (request.requested_by, request.person):
        assert refused(verbs.grant, request=request, by=nobody) == "four_eyes"
        columns = {"state": RequestState.GRANTED, "decided_by": nobody, "decided_at": AT}
        with pytest.raises(IntegrityError, match="otv_request_four_eyes"), transaction.atomic():
            OtkRequest.objects.filter(pk=request.pk).update(**columns)
    assert refused(verbs.ask, unit=request.unit, person=request.person, valid_from=TODAY, valid_until=None,
                   by=rd) == "already_asked"  # fmt: skip
    held = verbs.grant(request=request, by=rd, at=AT + DAY)
    assert (held.role, held.unit, held.valid_from, held.valid_until) == (
        Role.OTK_ADMIN,
        nord().agentur,
        TODAY + DAY,  # a right does not reach back
        NEXT_YEAR,
    )
    assert Entry.objects.filter(verb="decide_otk_right", rule="OTK-5").count() == 1
    again = asked(by=rd)
    other = lead("zweite")
    assert refused(verbs.grant, request=again, by=other) == "already_held"
    again.refresh_from_db()
    assert again.state == RequestState.OPEN


@pytest.mark.django_db
@pytest.mark.rule("OTK-5")
@pytest.mark.parametrize("state", list(RequestState))
@pytest.mark.parametrize("step", ["grant", "refuse", "take_back"])
def test_a_request_is_decided_once(state, step):
    request, rd = asked(), person(Role.RD, nord().rd)
    if state != RequestState.OPEN:
        columns = {"state": state, "decided_by": rd, "decided_at": AT}
        OtkRequest.objects.filter(pk=request.pk).update(**columns)
    move = {"grant": GRANT, "refuse": REFUSE, "take_back": TAKE_BACK}[step]
    by = request.requested_by if step == "take_back" else rd
    verb = verbs.grant if step == "grant" else verbs.refuse
    if move.allows(state):
        verb(request=request, by=by, at=AT)
        assert OtkRequest.objects.values_list("state", "decided_by").get() == (move.target, by.pk)
    else:
        assert refused(verb, request=request, by=by) == "wrong_state"
    assert Dienstposten.objects.filter(role=Role.OTK_ADMIN).count() == (step == "grant" and state == "open")


@pytest.mark.django_db
@pytest.mark.rule("OTK-5")
def test_days_that_make_no_sense_are_refused():
    wanted = {"unit": nord().agentur, "person": staff(), "by": lead()}
    for days in ((TODAY, TODAY), (TODAY - 9 * DAY, TODAY - DAY), (TODAY - 9 * DAY, TODAY)):
        assert refused(verbs.ask, valid_from=days[0], valid_until=days[1], **wanted) == "wrong_days"


@pytest.mark.django_db
@pytest.mark.rule("OTV 3/AA/2")
def test_from_the_request_to_the_right_and_its_end_in_the_browser(clock_stands, settings):
    settings.SECOND_FACTOR = False
    site, nele, chief, rd = draft(), staff(), lead(), person(Role.RD, nord().rd, username="rd")
    agentur, above, mine, foreign = Client(), Client(), Client(), Client()
    people = (chief, rd, nele, person(Role.RD, west().rd, username="fremd"))
    for client, who in zip((agentur, above, mine, foreign), people, strict=True):
        client.force_login(who)
    typed = {"unit": "131", "person": nele.pk, "valid_from": "2026-11-17", "valid_until": "2027-12-01"}
    assert "Es gibt keinen Antrag." in above.get("/otk/rechte/").text
    assert agentur.post("/otk/rechte/", {**typed, "valid_until": "2026-11-01"}).status_code == 422
    assert agentur.post("/otk/rechte/", typed).status_code == 302
    assert above.post("/otk/rechte/", typed).status_code == 403  # the RD grants, it does not ask
    assert "1 Antrag wartet" in above.get("/otk/").text
    path = f"/otk/rechte/antrag/{OtkRequest.objects.get().pk}/"
    assert 'value="ja"' not in agentur.get("/otk/rechte/").text
    assert agentur.post(path, {"schritt": "ja"}).status_code == 409
    assert foreign.post(path, {"schritt": "ja"}).status_code == 404
    assert mine.get(f"/otk/{site.key}/").status_code == 403
    assert above.post(path, {"schritt": "ja"}).status_code == 302
    assert mine.get(f"/otk/{site.key}/").status_code == 200
    held = Dienstposten.objects.get(role=Role.OTK_ADMIN)
    end = f"/otk/rechte/{held.pk}/entziehen/"
    assert above.post(end, {"on": "2026-11-16"}).status_code == 422
    assert foreign.post(end, {"on": "2026-11-17"}).status_code == 404
    assert agentur.post(end, {"on": "2026-11-17"}).status_code == 302
    assert mine.get(f"/otk/{site.key}/").status_code == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("OTK-5")
def test_of_two_who_grant_one_does_and_a_kill_leaves_the_request_or_the_right():
    request, first, second = asked(), person(Role.RD, nord().rd), lead("zweite")

    def check() -> None:
        assert OtkRequest.objects.get().state == RequestState.OPEN
        assert not Dienstposten.objects.filter(role=Role.OTK_ADMIN).exists()

    def grant() -> None:
        verbs.grant(request=OtkRequest.objects.get(), by=first, at=AT)

    finish = race(
        [partial(verbs.grant, request=OtkRequest.objects.get(), by=by, at=AT) for by in (first, second)]
    )
    assert [no.code for no in finish.refused(Refusal)] == ["wrong_state"]
    verbs.revoke(held=Dienstposten.objects.get(role=Role.OTK_ADMIN), on=TODAY, by=first, at=AT)
    columns = {"state": RequestState.OPEN, "decided_by": None, "decided_at": None}
    OtkRequest.objects.filter(pk=request.pk).update(**columns)
    assert for_every_statement(grant, check) >= 4
    assert Dienstposten.objects.filter(role=Role.OTK_ADMIN).count() == 1

"""Two who join, a close against a take-over or a question, and workers that die: one wins, nothing is left half."""

from functools import partial
from typing import Any

import pytest

from routing.escalation.actions import consult as verbs
from routing.escalation.actions.anliegen import change_anliegen, close_resolved
from routing.escalation.models import Anliegen, Consult, Outcome
from routing.escalation.rules.lifecycle import Target
from routing.rufkreis.actions.setup import set_up_hotline
from routing.rufkreis.models import CtiCommand, TransferPermit
from routing.rufkreis.rules.eligibility import Hotline
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from socl.orga.rules.roles import Role
from tests.factories.escalation import AnliegenFactory
from tests.factories.kalender import AT, system
from tests.factories.orga import nord, person
from tests.kills import for_every_statement
from tests.races import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("ESK-1")]


def everything() -> list[Any]:
    models = (Anliegen, Consult, Outcome, TransferPermit, CtiCommand, Entry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def asked(anliegen: Anliegen) -> Consult:
    set_up_hotline(unit=nord().os, hotline=Hotline.OS, by=system(), at=AT)
    by = anliegen.opened_by
    return verbs.ask(anliegen=anliegen, target=Target.OS, question="Vorschuss?", by=by, at=AT)


def test_of_those_who_join_at_once_one_wins() -> None:
    consult = asked(AnliegenFactory.create(code="ALG-06"))
    people = [person(Role.OS_STAFF, nord().team) for _ in range(4)]
    finish = race([partial(verbs.join_consult, consult=consult, by=who, at=AT) for who in people])
    assert {no.code for no in finish.refused(Refusal)} == {"wrong_state"}
    assert len(finish.results) == 1
    assert CtiCommand.objects.filter(command="consult").count() == 1


def test_a_take_over_and_a_close_at_once_leave_one_outcome_and_kills_leave_all_or_nothing() -> None:
    anliegen, imke = AnliegenFactory.create(code="ALG-06"), person(Role.OS_STAFF, nord().team)
    consult, desk = asked(anliegen), anliegen.opened_by
    exception = {"exception": {"code": "dringlichkeit", "reason": "mittellos"}}

    def kill(act: Any) -> None:
        before = everything()

        def nothing_is_left() -> None:
            assert everything() == before

        assert for_every_statement(act, nothing_is_left) > 5

    kill(lambda: verbs.join_consult(consult=consult, by=imke, at=AT))
    change_anliegen(anliegen=anliegen, changes=exception, by=desk, at=AT)
    finish = race(
        [
            partial(verbs.take_over_warm, consult=consult, reason="dringend", by=imke, at=AT),
            partial(close_resolved, anliegen=anliegen, note="", by=desk, at=AT),
        ]
    )
    assert len(finish.results) == 1
    assert {no.code for no in finish.refused(Refusal)} == {"wrong_state"}
    [outcome] = finish.results
    assert Outcome.objects.get() == outcome
    consult.refresh_from_db()
    assert consult.state == ("handed_over" if outcome.kind == "handed_over" else "cancelled")


def test_a_question_and_a_close_at_once_leave_no_question_behind() -> None:
    anliegen = AnliegenFactory.create(code="ALG-06")
    desk = anliegen.opened_by
    set_up_hotline(unit=nord().os, hotline=Hotline.OS, by=system(), at=AT)
    finish = race(
        [
            partial(verbs.ask, anliegen=anliegen, target=Target.OS, question="Vorschuss?", by=desk, at=AT),
            partial(close_resolved, anliegen=anliegen, note="", by=desk, at=AT),
        ]
    )
    assert {no.code for no in finish.refused(Refusal)} <= {"wrong_state"}
    anliegen.refresh_from_db()
    assert (anliegen.state, Outcome.objects.count()) == ("closed", 1)
    assert set(Consult.objects.values_list("state", flat=True)) <= {"cancelled"}

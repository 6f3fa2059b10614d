"""Random paths over REST: what the ladder refuses is refused, and every end is one that the directive allows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from routing.escalation.models import Anliegen, Consult, Outcome
from routing.rufkreis.actions.setup import set_up_hotline
from routing.rufkreis.rules.eligibility import Hotline
from socl.orga.rules.roles import Role
from tests.api.clients import Answer, Rest, ok
from tests.api.worlds import World
from tests.escalation.steps import opened
from tests.factories.eakte import postkorb
from tests.factories.kalender import AT, system

KINDS = ("auskunft", "sonstiges", "leistungsberatung")
WHOM = {"name": "Mara", "rueckruf_number": "030 23125 900", "briefing": "Abfindung."}
STARTS = iter(
    f"2026-11-{day}T{hour:02}:00:00+01:00" for day in (18, 19, 20, 23, 24) for hour in (8, 9, 10, 11, 13, 14)
)


class Walk:
    """One Anliegen, those who can do something about it, and what the ladder says before each step."""

    def __init__(self, desk: Rest, fit: Rest, os: Rest, call: int, kind: str) -> None:
        self.desk, self.hotlines, self.call = desk, {"fit": fit, "os": os}, call
        self.pk = opened(desk, call, code="ALG-06", kind=kind)["id"]

    def post(self, verb: str, body: Any = None) -> Answer:
        return self.desk.post(f"/anliegen/{self.pk}/{verb}/", body)

    def consult(self, verb: str, body: Any = None) -> Answer | None:
        """A verb of the latest question, by the hotline that was asked; nothing while nobody was."""
        last = Consult.objects.filter(anliegen=self.pk).last()
        return last and self.hotlines[last.target].post(f"/consults/{last.pk}/{verb}/", body)

    def change(self, **changes: Any) -> Answer:
        return self.desk.patch(f"/anliegen/{self.pk}/", changes)

    def allowed(self) -> dict[str, bool]:
        return {
            step["step"]: step["allowed"] for step in ok(self.desk.get(f"/anliegen/{self.pk}/next-steps/"))
        }


# What a step does, and its name in the ladder; none where the ladder has no say.
STEPS: dict[str, tuple[str, Callable[[Walk], Answer | None]]] = {
    "resolve": ("resolve", lambda w: w.post("resolve", {"note": ""})),
    "refer": ("refer", lambda w: w.post("close", {"outcome": "referred"})),
    "promise": ("promise_48h", lambda w: w.post("close", {"outcome": "promise_48h"})),
    "ask fit": ("ask_fit", lambda w: w.post("consults", {"target": "fit", "question": "?"})),
    "ask os": ("ask_os", lambda w: w.post("consults", {"target": "os", "question": "?"})),
    "join": ("", lambda w: w.consult("join")),
    "answer": ("", lambda w: w.consult("answer", {"answer": "Ja."})),
    "exception": ("", lambda w: w.change(exception={"code": "dringlichkeit", "reason": "Miete"})),
    "hand over": ("warm_handover", lambda w: w.consult("take-over", {"reason": "sofort"})),
    "book": ("rueckruf", lambda w: w.post("rueckruf", {"starts_at": next(STARTS), **WHOM})),
    "order": ("work_order", lambda w: w.post("work-order", {"subject": "x", "text": "y"})),
    **{kind: ("", lambda w, kind=kind: w.change(kind=kind)) for kind in KINDS},  # type: ignore[misc]
}


@pytest.mark.rule("SOCL 2.1/7")
@pytest.mark.rule("SOCL 2.1/8")
@pytest.mark.rule("SOCL 2.1/10")
def test_no_path_over_rest_reaches_a_forbidden_end_or_leaves_an_anliegen_without_owner(
    world: World, desk: Rest, call: int
) -> None:
    for unit, hotline in ((world.nord.sc, Hotline.FIT), (world.nord.os, Hotline.OS)):
        set_up_hotline(unit=unit, hotline=hotline, by=system(), at=AT)
    postkorb()
    fit = world.staff(Role.FIT, world.nord.sc, "greta")
    os = world.staff(Role.OS_STAFF, world.nord.team, "imke")
    ends = set()

    @given(st.sampled_from(KINDS), st.lists(st.sampled_from(sorted(STEPS)), min_size=3, max_size=9))
    @settings(max_examples=14, suppress_health_check=list(HealthCheck))
    def walk(kind: str, path: list[str]) -> None:
        with transaction.atomic():
            walked = Walk(desk, fit, os, call, kind)
            for name in path:
                step, act = STEPS[name]
                may = walked.allowed().get(step, True)
                answer = act(walked)
                assert answer is None or answer.status_code in (200, 201, 404, 409), answer.content
                assert may or answer is None or answer.status_code in (404, 409), (name, answer.content)
            ends.add(judged(walked.pk))
            transaction.set_rollback(True)

    walk()
    assert len(ends) > 3


def judged(pk: int) -> str:
    """How the path ended; the promises that hold at every end."""
    found = Anliegen.objects.select_related("outcome", "call").get(pk=pk)
    live = Consult.objects.filter(anliegen=pk, state__in=("asked", "joined"))
    assert (found.state == "closed") == (found.outcome is not None)
    assert (found.state == "consulting") == live.exists()
    if found.outcome is None:
        assert found.call.person_id == found.opened_by_id  # it waits at the desk that opened it
        return found.state
    assert found.outcome.kind != "promise_48h"  # SOC-L is live here
    if found.outcome.kind == "handed_over":
        assert found.kind != "leistungsberatung" and found.exception_code
        assert Consult.objects.get(outcome=found.outcome).target == "os"
    assert Outcome.objects.filter(anliegen=found).count() == 1
    return str(found.outcome.kind)

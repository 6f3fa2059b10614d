"""Gesprächsleitfäden as versions: drafted, released, withdrawn, compared, searched."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from routing.escalation.actions.guides import (
    draft_guide,
    note_guides_in_force,
    release_guide,
    ship_guides,
    withdraw_guide,
)
from routing.escalation.models import Gespraechsleitfaden, Outcome
from routing.escalation.queries.guides import in_force, version_in_force, versions_of
from routing.escalation.rules.leitfaden import LEITFAEDEN, Leitfaden, difference, speaks_of
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
from socl.lib.workdays import ONE_DAY, berlin_day
from socl.orga.models import Person
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, ok
from tests.api.worlds import World
from tests.escalation.steps import path_of
from tests.factories.kalender import AT, system

CODE = "ALG-04"
SAID = LEITFAEDEN[CODE].content
NEW = replace(SAID, may_say="Gezahlt wird am letzten Bankarbeitstag.")
FORM = {
    "questions": "Um welchen Monat geht es?",
    "steps": "Zahltag nennen.\n* Zahllauf ansehen.\n*",
    "may_say": NEW.may_say,
    "must_say": SAID.must_say,
    "links": "",
    "edit": "0",
}


def standing() -> list[tuple[int, str]]:
    rows = Gespraechsleitfaden.objects.filter(code=CODE).order_by("version")
    return list(rows.values_list("version", "state"))


def refused(verb: object, **said: object) -> str:
    with pytest.raises(Refusal) as no:
        verb(by=system(), at=AT, **said)  # type: ignore[operator]
    return no.value.code


@pytest.mark.rule("ESK-10")
def test_a_draft_is_released_and_withdraws_the_version_before_it(world: World) -> None:
    assert (ship_guides(at=AT), standing()) == (0, [(1, "released")])
    assert refused(release_guide, code=CODE, edit=1) == "no_draft"
    draft_guide(code=CODE, content=NEW, edit=0, by=system(), at=AT)
    assert refused(draft_guide, code=CODE, content=SAID, edit=0) == "stale"
    draft_guide(code=CODE, content=NEW, edit=1, by=system(), at=AT)
    assert refused(release_guide, code=CODE, edit=1) == "stale"
    release_guide(code=CODE, edit=2, by=system(), at=AT)
    assert standing() == [(1, "withdrawn"), (2, "released")]
    withdraw_guide(code=CODE, version=2, by=system(), at=AT)
    assert refused(withdraw_guide, code=CODE, version=2) == "not_released"
    assert refused(withdraw_guide, code="ALG-99", version=1) == "unknown_code"
    assert standing() == [(1, "withdrawn"), (2, "withdrawn")]
    assert draft_guide(code=CODE, content=SAID, edit=0, by=system(), at=AT).version == 3
    verbs = (
        Entry.objects.filter(object_type="gespraechsleitfaden").order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs) == ["draft_guide", "draft_guide", "release_guide", "withdraw_guide", "draft_guide"]


def in_force_at(at: datetime) -> tuple[int, list[tuple[int, str]]]:
    """What the desk has at ``at``, and what the list of versions says then."""
    day = berlin_day(at)
    return version_in_force(CODE, day), [(g.version, g.state) for g in versions_of(CODE, day)[::-1]]


@pytest.mark.rule("ESK-10")
@pytest.mark.parametrize("noted", [False, True])
def test_a_version_released_for_a_later_day_is_in_force_from_that_midnight_on(
    world: World, noted: bool
) -> None:
    """Whether or not the task has got round to noting it."""
    day = date(2026, 12, 1)
    midnight = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    eve = midnight - timedelta(seconds=1)
    draft_guide(code=CODE, content=NEW, edit=0, by=system(), at=AT)
    assert refused(release_guide, code=CODE, edit=1, on=berlin_day(AT) - ONE_DAY) == "in_the_past"
    release_guide(code=CODE, edit=1, on=day, by=system(), at=AT)
    draft_guide(code=CODE, content=SAID, edit=0, by=system(), at=AT)
    assert refused(release_guide, code=CODE, edit=1) == "scheduled"
    assert note_guides_in_force(at=eve) == 0
    assert in_force_at(eve) == (1, [(1, "released"), (2, "scheduled"), (3, "draft")])
    if noted:
        assert (note_guides_in_force(at=midnight), note_guides_in_force(at=midnight)) == (1, 0)
        assert standing() == [(1, "withdrawn"), (2, "released"), (3, "draft")]
    assert in_force_at(midnight) == (2, [(1, "withdrawn"), (2, "released"), (3, "draft")])
    assert versions_of(CODE, day)[2].withdrawn_at == midnight
    assert in_force([CODE], day)[CODE].may_say == NEW.may_say
    release_guide(code=CODE, edit=1, by=system(), at=midnight)
    assert standing() == [(1, "withdrawn"), (2, "withdrawn"), (3, "released")]


@pytest.mark.rule("ESK-10")
def test_a_version_that_waits_for_its_day_may_be_taken_back(world: World) -> None:
    draft_guide(code=CODE, content=NEW, edit=0, by=system(), at=AT)
    release_guide(code=CODE, edit=1, on=date(2026, 12, 1), by=system(), at=AT)
    withdraw_guide(code=CODE, version=2, by=system(), at=AT)
    assert in_force_at(AT + timedelta(days=30)) == (1, [(1, "released"), (2, "withdrawn")])


@pytest.mark.rule("ESK-10")
@pytest.mark.parametrize("state", ["draft", "released", "scheduled"])
def test_the_database_lets_one_version_be_in_force_one_wait_and_one_be_drafted(
    world: World, state: str
) -> None:
    draft_guide(code=CODE, content=NEW, edit=0, by=system(), at=AT)
    if state == "scheduled":
        release_guide(code=CODE, edit=1, on=date(2026, 12, 1), by=system(), at=AT)
    row = Gespraechsleitfaden.objects.get(code=CODE, state=state)
    row.pk, row.version = None, 9
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_the_difference_names_what_is_new_and_what_is_gone_by_section() -> None:
    other = replace(NEW, questions=(*SAID.questions, "Seit wann?"), cleared_steps=(2,))
    assert dict(difference(SAID, other)) == {
        "Fragen": [("", SAID.questions[0]), ("+", "Seit wann?")],
        "Schritte": [
            ("-", f"{SAID.steps[0]} (braucht die zusätzlichen Berechtigungen)"),
            ("-", SAID.steps[1]),
            ("+", SAID.steps[0]),
            ("+", f"{SAID.steps[1]} (braucht die zusätzlichen Berechtigungen)"),
        ],
        "Sagen": [("-", SAID.may_say), ("+", NEW.may_say)],
    }
    assert difference(SAID, SAID) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("zahllauf", True),
        ("ZAHLTAG nennen", True),
        ("alg-04", True),
        ("zahllauf hund", False),
        ("zahllauf xy", False),
        ("zahllauf x", True),  # a single letter is no word
        ("", True),
    ],
)
def test_a_guide_is_found_by_all_the_words_anywhere_in_it(words: str, found: bool) -> None:
    content = Leitfaden(("Welcher Monat?",), ("Zahllauf ansehen.", "Zahltag nennen."), "Ja.", "Nein.", (1,))
    assert speaks_of(CODE, "Auszahlungstermin", content, words) == found


@pytest.mark.rule("ESK-10")
@pytest.mark.rule("SOCL 3/SC/1")
def test_the_redaktion_writes_by_pages_and_the_desk_and_the_outcome_have_the_version_in_force(
    world: World, desk: Rest, call: int
) -> None:
    redaktion, tsb = Client(), Client()
    redaktion.force_login(world.person(Role.REDAKTION, world.nord.region, "timo"))
    tsb.force_login(Person.objects.get(username="tsb1"))
    path, page = path_of(desk, call, code=CODE), f"/leitfaeden/{CODE}/"
    assert SAID.may_say in tsb.get("/platz/").content.decode()
    for nothing in (" \n ", "*\n* "):
        assert redaktion.post(f"{page}entwurf/", {**FORM, "steps": nothing}).status_code == 422
    assert redaktion.post(f"{page}entwurf/", FORM).status_code == 302
    assert redaktion.post(f"{page}entwurf/", FORM).status_code == 422  # stale
    diff = redaktion.get(f"{page}unterschied/").content.decode()
    assert f'<ins><span class="kern-sr-only">neu: </span>{NEW.may_say}</ins>' in diff
    assert (tsb.get(f"{page}?fassung=2").status_code, NEW.may_say in tsb.get(page).content.decode()) == (
        404,
        False,
    )
    assert redaktion.post(f"{page}freigeben/", {"edit": "7"}).status_code == 422
    past = redaktion.post(f"{page}freigeben/", {"edit": "1", "on": "2026-11-16"})
    assert (past.status_code, "frühestens ab heute" in past.content.decode()) == (422, True)
    assert standing() == [(1, "released"), (2, "draft")]
    redaktion.post(f"{page}freigeben/", {"edit": "1"})
    shown = tsb.get("/platz/").content.decode()
    assert NEW.may_say in shown and "Fassung 2" in shown
    assert "Zahllauf ansehen. (braucht die zusätzlichen Berechtigungen)</li>" in shown
    fragment = tsb.get("/leitfaeden/?suche=bankarbeitstag", headers={"HX-Request": "true"}).content.decode()
    assert (fragment.count(CODE), "<html" in fragment) == (2, False)
    ok(desk.post(f"{path}/resolve/"))
    assert Outcome.objects.get().guide_version == 2
    redaktion.post(f"{page}zurueckziehen/", {"fassung": "2"})
    path_of(desk, call, code=CODE)
    assert "gilt gerade kein Gesprächsleitfaden" in tsb.get("/platz/").content.decode()
    redaktion.post(f"{page}entwurf/", FORM)
    later = redaktion.post(
        f"{page}freigeben/", {"edit": "1", "on": "2026-12-01"}, follow=True
    ).content.decode()
    assert "gilt ab dem 01.12.2026" in later and "gilt ab 1. Dezember 2026" in later
    before = tsb.get(f"{page}?fassung=2").content.decode()
    assert "Ab Dienstag, 1. Dezember 2026 gilt Fassung 3." in before and "entwurf" not in before
    seen = [(g["version"], g["state"], g["in_force_on"]) for g in ok(desk.get(f"/guides/{CODE}/"))]
    assert ok(desk.get(f"/guides/{CODE}/"))[0]["cleared_steps"] == [2]
    assert seen[0] == (3, "scheduled", "2026-12-01") and [s[0] for s in seen] == [3, 2, 1]
    assert [g["code"] for g in ok(desk.get("/guides/?words=widerspruch+telefon+wirksam"))] == [
        "ALG-30",
        "OTV-15",
    ]
    assert desk.get("/guides/ALG-99/").status_code == 404

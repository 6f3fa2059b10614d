"""Gesprächsleitfäden as versions: drafted, released, withdrawn, compared, searched."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from routing.escalation.actions.guides import draft_guide, release_guide, ship_guides, withdraw_guide
from routing.escalation.models import Gespraechsleitfaden, Outcome
from routing.escalation.rules.leitfaden import LEITFAEDEN, Leitfaden, difference, speaks_of
from socl.journal.models import Entry
from socl.lib.refusal import Refusal
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
    "steps": "Zahllauf ansehen.\nZahltag nennen.",
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
    withdraw_guide(code=CODE, by=system(), at=AT)
    assert refused(withdraw_guide, code=CODE) == "not_released"
    assert refused(withdraw_guide, code="ALG-99") == "unknown_code"
    assert standing() == [(1, "withdrawn"), (2, "withdrawn")]
    assert draft_guide(code=CODE, content=SAID, edit=0, by=system(), at=AT).version == 3
    verbs = (
        Entry.objects.filter(object_type="gespraechsleitfaden").order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs) == ["draft_guide", "draft_guide", "release_guide", "withdraw_guide", "draft_guide"]


@pytest.mark.rule("ESK-10")
@pytest.mark.parametrize("state", ["draft", "released"])
def test_the_database_lets_one_version_be_in_force_and_one_be_drafted(world: World, state: str) -> None:
    draft_guide(code=CODE, content=NEW, edit=0, by=system(), at=AT)
    row = Gespraechsleitfaden.objects.get(code=CODE, state=state)
    row.pk, row.version = None, 9
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_the_difference_names_what_is_new_and_what_is_gone_by_section() -> None:
    other = replace(NEW, questions=(*SAID.questions, "Seit wann?"), needs_clearance=not SAID.needs_clearance)
    assert dict(difference(SAID, other)) == {
        "Fragen": [("", SAID.questions[0]), ("+", "Seit wann?")],
        "Sagen": [("-", SAID.may_say), ("+", NEW.may_say)],
        "Berechtigungen": [("-", "Braucht die zusätzlichen Berechtigungen."), ("+", "Braucht keine.")],
    }
    assert difference(SAID, SAID) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [("zahllauf", True), ("ZAHLTAG nennen", True), ("alg-04", True), ("zahllauf hund", False), ("", True)],
)
def test_a_guide_is_found_by_all_the_words_anywhere_in_it(words: str, found: bool) -> None:
    content = Leitfaden(("Welcher Monat?",), ("Zahllauf ansehen.", "Zahltag nennen."), "Ja.", "Nein.", True)
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
    assert redaktion.post(f"{page}entwurf/", {**FORM, "steps": " \n "}).status_code == 422
    assert redaktion.post(f"{page}entwurf/", FORM).status_code == 302
    assert redaktion.post(f"{page}entwurf/", FORM).status_code == 422  # stale
    diff = redaktion.get(f"{page}unterschied/").content.decode()
    assert f'<ins><span class="kern-sr-only">neu: </span>{NEW.may_say}</ins>' in diff
    assert (tsb.get(f"{page}?fassung=2").status_code, NEW.may_say in tsb.get(page).content.decode()) == (
        404,
        False,
    )
    redaktion.post(f"{page}freigeben/", {"edit": "7"})
    assert standing() == [(1, "released"), (2, "draft")]
    redaktion.post(f"{page}freigeben/", {"edit": "1"})
    shown = tsb.get("/platz/").content.decode()
    assert NEW.may_say in shown and "Fassung 2" in shown
    fragment = tsb.get("/leitfaeden/?suche=bankarbeitstag", headers={"HX-Request": "true"}).content.decode()
    assert (fragment.count(CODE), "<html" in fragment) == (2, False)
    ok(desk.post(f"{path}/resolve/"))
    assert Outcome.objects.get().guide_version == 2
    redaktion.post(f"{page}zurueckziehen/")
    path_of(desk, call, code=CODE)
    assert "gilt gerade kein Gesprächsleitfaden" in tsb.get("/platz/").content.decode()
    assert [g["version"] for g in ok(desk.get(f"/guides/{CODE}/"))] == [2, 1]
    assert [g["code"] for g in ok(desk.get("/guides/?words=widerspruch+telefon+wirksam"))] == [
        "ALG-30",
        "OTV-15",
    ]
    assert desk.get("/guides/ALG-99/").status_code == 404

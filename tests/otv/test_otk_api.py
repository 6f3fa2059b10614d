"""The OTK over REST: the same verbs, the same refusals."""

from typing import Any

import pytest

from atv.otv.rules.catalogue import MANDATORY, OFFERED
from socl.orga.rules.roles import Role
from tests.api.clients import Rest, ok, problem, refusal
from tests.factories.orga import nord, person
from tests.factories.otv import draft, official_text

pytestmark = pytest.mark.django_db
SITE = "/otk/sites/131/"


@pytest.fixture
def desk(clock_stands: None) -> Rest:
    """An OTK-Admin of Kiel on the day of AT."""
    return Rest(person(Role.OTK_ADMIN, nord().agentur, username="otk1"))


@pytest.mark.rule("OTV 2/2")
@pytest.mark.rule("OTV 2/5")
@pytest.mark.rule("OTV 3/AA/1")
def test_a_site_is_begun_configured_released_and_withdrawn(desk: Rest) -> None:
    official_text()
    wrong = desk.put(SITE, {"area": "beratung"})
    assert refusal(wrong) == (409, "not_allowed", "OTV 2/2")
    begun = desk.put(SITE, {"address": "Am Kai 1"})
    assert (begun.status_code, ok(begun)["state"], ok(begun)["address"], ok(begun)["version"]) == (
        201, "draft", "Am Kai 1", 2,
    )  # fmt: skip
    assert [a["code"] for a in ok(begun)["anliegen"]] == list(OFFERED)
    assert refusal(desk.post(f"{SITE}release/", {"from": "2026-11-17"})) == (409, "not_allowed", "OTV 2/5")
    made = ok(
        desk.put(
            f"{SITE}anliegen/{MANDATORY}/", {"active": True, "title": "Meins", "minutes": 25, "version": 2}
        )
    )
    assert (made["title"], made["minutes"], made["text"], made["version"]) == (
        OFFERED[MANDATORY].customer_title, 25, "Amtlicher Text.", 3,
    )  # fmt: skip
    told = ok(desk.post(f"{SITE}report-start/", {"planned_start_on": "2022-03-28"}))
    assert (told["planned_start_on"], told["start_reported_at"]) == (
        "2022-03-28",
        "2026-11-17T10:00:00+01:00",
    )
    live = ok(desk.post(f"{SITE}release/", {"from": "2026-11-18"}))
    assert (live["state"], live["live_from"], live["live_until"]) == ("released", "2026-11-18", None)
    gone = ok(desk.post(f"{SITE}withdraw/", {"from": "2026-12-01"}))
    assert (gone["state"], gone["live_until"]) == ("withdrawn", "2026-12-01")
    assert refusal(desk.post(f"{SITE}withdraw/", {"from": "2026-12-01"})) == (409, "wrong_state", "OTK-2")
    assert ok(desk.get(SITE)) == gone


@pytest.mark.rule("OTK-1")
@pytest.mark.rule("OTV 1/1")
@pytest.mark.rule("OTV 2/12")
def test_what_is_forbidden_names_its_rule_and_a_stale_version_the_present_one(desk: Rest) -> None:
    site = draft()
    stale = desk.put(f"{SITE}anliegen/OTV-02/", {"minutes": 30, "version": site.version - 1})
    assert refusal(stale) == (409, "stale", "OTK-1")
    assert problem(stale)["current_version"] == site.version
    wrong: list[tuple[str, dict[str, Any], tuple[int, str, str]]] = [
        ("OTV-Z1", {}, (409, "not_allowed", "OTV 1/1")),
        (MANDATORY, {"telephone": True}, (409, "not_allowed", "OTV 2/12")),
        ("OTV-04", {"telephone": True}, (409, "not_allowed", "OTV 2/12")),
        ("OTV-99", {}, (422, "invalid", "")),
        ("OTV-02", {"minutes": 0}, (422, "invalid", "")),
    ]
    found = [refusal(desk.put(f"{SITE}anliegen/{code}/", said)) for code, said, _ in wrong]
    assert found == [no for _, _, no in wrong]
    assert desk.get(f"{SITE}anliegen/OTV-Z1/").status_code == 404
    assert ok(desk.get(f"{SITE}anliegen/OTV-02/"))["version"] == site.version

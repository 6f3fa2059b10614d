"""The Gesprächsleitfäden: one for each of the 40 Anliegen, each its own, beside the call and kept with the end."""

import re
from collections import Counter

import pytest
from django.test import Client

from routing.escalation.models import Outcome
from routing.escalation.rules.catalogue import CATALOGUE
from routing.escalation.rules.leitfaden import LEITFAEDEN
from socl.orga.models import Clearance, Person
from tests.api.clients import Rest, ok
from tests.escalation.steps import path_of

GUIDES = [shipped.content for shipped in LEITFAEDEN.values()]
OTV = {code for code in LEITFAEDEN if code.startswith("OTV-")}


@pytest.mark.rule("SOCL 2.3/1")
@pytest.mark.rule("OTV 2/14")
def test_every_anliegen_has_a_guide_of_its_own_and_no_sentence_is_used_twice() -> None:
    assert set(CATALOGUE) < set(LEITFAEDEN)
    assert len(OTV) == len(LEITFAEDEN) - len(CATALOGUE) == 18
    said = Counter(text for g in GUIDES for text in (*g.questions, g.may_say, g.must_say))
    assert [text for text, times in said.items() if times > 1] == []
    for guide in GUIDES:
        assert guide.questions and guide.steps
        assert all(question.endswith("?") for question in guide.questions), guide
        assert all(text[-1] in ".?" for text in (*guide.steps, guide.may_say, guide.must_say)), guide


def test_a_guide_names_guides_and_steps_that_exist() -> None:
    assert all(set(g.cleared_steps) <= set(range(1, len(g.steps) + 1)) for g in GUIDES)
    texts = [text for g in GUIDES for text in (*g.questions, *g.steps, g.may_say, g.must_say)]
    assert {code for text in texts for code in re.findall(r"ALG-\d\d", text)} <= set(CATALOGUE)


@pytest.mark.rule("SOCL 3/SC/1")
def test_the_guide_stands_beside_the_call_and_its_version_is_kept_with_the_outcome(
    desk: Rest, call: int
) -> None:
    path, person = path_of(desk, call, code="ALG-07"), Person.objects.get(username="tsb1")
    browser = Client()
    browser.force_login(person)
    page = browser.get("/platz/").content.decode()
    assert LEITFAEDEN["ALG-07"].content.questions[0] in page
    steps, needs = LEITFAEDEN["ALG-07"].content.steps, "Ihnen fehlt dafür die Berechtigung: bitte FiT fragen."
    assert "Vorschlag" in page and needs not in page
    Clearance.objects.filter(person=person).delete()
    lacking = browser.get("/platz/").content.decode()
    assert f'<li>{steps[0]} <strong class="late">{needs}</strong></li><li>{steps[1]}</li>' in lacking
    ok(desk.post(f"{path}/resolve/"))
    assert Outcome.objects.get().guide_version == LEITFAEDEN["ALG-07"].version == 1
